/*
 * Features come in centimetres, dollars and percent. Standardizing gives each column mean 0 and standard deviation 1, so that
 * one learning rate suits all of them and no unit outweighs the others. The two numbers of each column are learned from the
 * training part only: whoever takes them from all rows has looked at the test.
 *
 *   xᵢⱼ ← (xᵢⱼ − μⱼ) / σⱼ          with μⱼ = mean and σⱼ = standard deviation of training column j
 *
 * Notation: n rows, d columns, x (n, d), μ and σ (d) in the column's own units; the result has no unit.
 * Source: T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2nd edition (2009), section 3.4.1.
 * NB: σ divides by n, as scikit-learn's StandardScaler does. A column in which all training values are equal has σ = 0 and
 *   says nothing; it is only shifted, so that it becomes 0 and takes no part, instead of NaN everywhere.
 *
 * Page 14 · before it: plain/fitNeuron.ts · after it: data/split.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { column, type Matrix, shape } from "../plain/matrix.ts";
import { mean, standardDeviation, type Vector } from "../plain/vector.ts";

/** What was learned from the training part: two numbers for each column. */
export interface Standardizer {
  /** μ (d) */
  readonly means: Vector;
  /** σ (d), with 1 for columns that do not vary */
  readonly deviations: Vector;
}

/**
 * Learns the mean and the standard deviation of every column.
 * @param rows (n, d): the training part, never all rows
 * @throws RangeError when there is no row or a value is not finite; TypeError when rows differ in length.
 * @example fitStandardizer([[1, 7], [3, 7]]); // => { means: [2, 7], deviations: [1, 1] }
 */
export function fitStandardizer(rows: Matrix): Standardizer {
  const [n, d] = shape(rows);
  if (n === 0) {
    const cannot = "learn means and deviations from (0) rows";
    throw new RangeError(lesson({ cannot, as: "a mean needs at least one value", found: "got none" }));
  }
  const [means, deviations]: number[][] = [[], []];
  for (let j = 0; j < d; j++) {
    const values = column(rows, j);
    const i = values.findIndex((value) => !Number.isFinite(value));
    if (i >= 0) {
      const found = `row ${i}, column ${j} is ${valueText(values[i])}`;
      throw new RangeError(
        lesson({ cannot: "learn means and deviations", as: "every value must be a finite number", found }),
      );
    }
    const constant = values.every((value) => value === values[0]); // asked so, as rounding could leave a σ of 1e-17
    means.push(constant ? values[0] : mean(values));
    deviations.push(constant ? 1 : standardDeviation(values));
  }
  return { means, deviations };
}

/**
 * The rows with every column shifted and scaled as learned; the given rows stay as they are.
 * @param rows (n, d): training rows, test rows, new ones
 * @returns (n, d)
 * @throws TypeError when the rows have not the columns that were learned.
 * @example
 * const standardizer = fitStandardizer([[0], [4]]);
 * standardize([[0], [4], [10]], standardizer); // => [[-1], [1], [4]]
 */
export function standardize(rows: Matrix, { means, deviations }: Standardizer): number[][] {
  const [n, d] = shape(rows);
  if (n > 0 && d !== means.length) {
    throw new TypeError(
      lesson({
        cannot: `standardize ${sizesText([n, d])}`,
        as: "there must be as many columns as were learned",
        found: `got ${d}, learned ${means.length}`,
      }),
    );
  }
  return rows.map((row) => row.map((value, j) => (value - means[j]) / deviations[j])); // (n, d) → (n, d)
}
