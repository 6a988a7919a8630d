import { expect, test } from "vitest";
import { normal, random } from "../../../lib/data/random.ts";
import { fitStandardizer, standardize } from "../../../lib/data/standardize.ts";
import { column } from "../../../lib/plain/matrix.ts";
import { mean, standardDeviation } from "../../../lib/plain/vector.ts";
import { expectClose, readReference } from "../reference/readReference.ts";

const rng = random(100);
const rows = Array.from({ length: 40 }, () => [normal(rng, 170, 10), normal(rng, 0.001, 0.0002), normal(rng, -5, 1)]);

test("every column of the training part gets mean 0 and deviation 1", () => {
  const result = standardize(rows, fitStandardizer(rows));
  for (const j of [0, 1, 2]) {
    expect(Math.abs(mean(column(result, j)))).toBeLessThan(1e-13);
    expectClose(standardDeviation(column(result, j)), 1, 1e-13);
  }
});

test("other rows are measured with the numbers of the training part, not their own", () => {
  const shifted = rows.map((row) => row.map((value) => value * 2));
  const standardizer = fitStandardizer(rows);
  const expected = shifted.map((row) => row.map((v, j) => (v - standardizer.means[j]) / standardizer.deviations[j]));
  expect(standardize(shifted, standardizer)).toEqual(expected);
  expect(Math.abs(mean(column(standardize(shifted, standardizer), 0)))).toBeGreaterThan(1);
});

test("the unit does not matter: centimetres and metres give the same", () => {
  const metres = rows.map(([height, ...rest]) => [height / 100, ...rest]);
  expectClose(standardize(metres, fitStandardizer(metres)), standardize(rows, fitStandardizer(rows)), 1e-10);
});

test("NumPy's numbers", () => {
  const { linear } = readReference<{ linear: { a: number[][]; standardize: number[][] } }>("plain");
  expectClose(standardize(linear.a, fitStandardizer(linear.a)), linear.standardize, 1e-14);
});

test("a column that does not vary becomes 0, even where its mean is not exact", () => {
  const constant = Array.from({ length: 10 }, (_, i) => [0.1, i]);
  expect(column(standardize(constant, fitStandardizer(constant)), 0)).toEqual(new Array(10).fill(0));
  expect(standardize([[0.3, 4.5]], fitStandardizer(constant))[0][0]).toBeCloseTo(0.2, 12);
});

test.each([
  [
    () => fitStandardizer([]),
    RangeError,
    "Cannot learn means and deviations from (0) rows as a mean needs at least one value: got none",
  ],
  [
    () =>
      fitStandardizer([
        [1, 2],
        [Number.NaN, 1],
      ]),
    RangeError,
    "every value must be a finite number: row 1, column 0 is NaN",
  ],
  [() => fitStandardizer([[1, 2], [3]]), TypeError, "all rows must have the same length"],
  [
    () => standardize([[1, 2]], fitStandardizer(rows)),
    TypeError,
    "Cannot standardize (1, 2) as there must be as many columns as were learned: got 2, learned 3",
  ],
])("it refuses what has no mean or does not fit", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
