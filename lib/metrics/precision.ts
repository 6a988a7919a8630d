/*
 * Two ways of being wrong, counted apart. Precision asks of what was found how much is right; recall asks of what is there how
 * much was found. Whoever cries wolf always has perfect recall; whoever waits for certainty has perfect precision. F1 is high
 * only if both are.
 *
 *   precision = TP / (TP + FP)          recall = TP / (TP + FN)          F1 = 2 TP / (2 TP + FP + FN)
 *
 *   binary   of one class, the positive one
 *   macro    the mean over the classes, each of the same weight, however rare
 *   micro    TP, FP and FN summed over the classes first; with one class for each example all three are the accuracy
 *
 * Notation: TP true positives, FP false positives, FN false negatives: counts for one class.
 * Source: C. van Rijsbergen, Information Retrieval, 2nd edition (1979), chapter 7; scikit-learn's precision_recall_fscore_support.
 * NB: 0/0 is not a number: precision where nothing was predicted to be positive, recall where nothing is. scikit-learn
 *   warns and says 0; here it is NaN unless `whenUndefined` says otherwise. Classes that neither occur nor are predicted do
 *   not count in the macro mean.
 *
 * Page 128 · before it: metrics/confusionMatrix.ts · after it: metrics/curves.ts
 */
import { lesson, valueText } from "../lesson.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { countPairs } from "./confusionMatrix.ts";

/** How to average, and what to say of 0/0. */
export interface PrecisionOptions {
  /** "binary" by default, which is for two classes. */
  readonly average?: "binary" | "macro" | "micro";
  /** The class that is looked for, with "binary". 1 by default. */
  readonly positive?: number;
  /** What 0/0 counts as. NaN by default. */
  readonly whenUndefined?: number;
}

/** For one class, or for all of them together. */
interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** The counts of each class that occurs or is predicted. */
function countsOf(matrix: readonly (readonly number[])[]): Map<number, Counts> {
  const counted = matrix.map((row, i): [number, Counts] => {
    const inRow = row.reduce((sum, count) => sum + count, 0); // all that are of this class
    const inColumn = matrix.reduce((sum, other) => sum + other[i], 0); // all that are said to be
    return [i, { truePositives: row[i], falsePositives: inColumn - row[i], falseNegatives: inRow - row[i] }];
  });
  const occurs = ({ truePositives, falsePositives, falseNegatives }: Counts) =>
    truePositives + falsePositives + falseNegatives > 0;
  return new Map(counted.filter(([, counts]) => occurs(counts)));
}

/** One of the three measures, averaged as wanted. */
function measure(
  name: string,
  predictions: Tensor,
  labels: Tensor,
  options: PrecisionOptions,
  share: (counts: Counts) => [part: number, whole: number],
): number {
  const { average = "binary", positive = 1, whenUndefined = Number.NaN } = options;
  const action = `compute the ${name}`;
  const matrix = countPairs(predictions, labels, action);
  const measured = (counts: Counts): number => {
    const [part, whole] = share(counts);
    return whole === 0 ? whenUndefined : part / whole;
  };
  const counts = countsOf(matrix);
  if (average === "binary") {
    if (matrix.length > 2) {
      const found = `there are ${matrix.length}`;
      throw new RangeError(
        lesson({ cannot: action, as: '"binary" is for two classes', found, try: '{ average: "macro" }' }),
      );
    }
    if (positive !== 0 && positive !== 1) {
      const found = `got ${valueText(positive)}`;
      throw new RangeError(lesson({ cannot: action, as: "the positive one of two classes must be 0 or 1", found }));
    }
    return measured(counts.get(positive) ?? { truePositives: 0, falsePositives: 0, falseNegatives: 0 });
  }
  const all = [...counts.values()];
  if (average === "macro") return all.reduce((sum, one) => sum + measured(one), 0) / all.length;
  if (average === "micro") {
    const total = (key: keyof Counts): number => all.reduce((sum, one) => sum + one[key], 0);
    const together = ["truePositives", "falsePositives", "falseNegatives"].map((key) => total(key as keyof Counts));
    return measured({ truePositives: together[0], falsePositives: together[1], falseNegatives: together[2] });
  }
  const found = `got ${valueText(average)}`;
  throw new TypeError(lesson({ cannot: action, as: 'average must be "binary", "macro" or "micro"', found }));
}

/**
 * Of what was said to be positive, the share that is. Higher is better.
 * @param predictions (…, C) scores, or (…) classes of int32 or bool
 * @param labels (…) int32 or bool
 * @returns NaN, or `whenUndefined`, where nothing was said to be positive.
 * @throws TypeError when the shapes do not fit; RangeError when there is no example, or there are more than two classes for "binary".
 * @example
 * const [said, is] = [tensor([true, true, true, false]), tensor([true, false, false, true])];
 * metrics.precision(said, is); // => 0.3333
 * @example metrics.precision(tensor([false, false]), tensor([true, false])); // => NaN
 */
export function precision(predictions: Tensor, labels: Tensor, options: PrecisionOptions = {}): number {
  return measure("precision", predictions, labels, options, ({ truePositives, falsePositives }) => [
    truePositives,
    truePositives + falsePositives,
  ]);
}

/**
 * Of what is positive, the share that was found. Higher is better.
 * @returns NaN, or `whenUndefined`, where nothing is positive.
 * @throws What `precision` throws.
 * @example
 * const [said, is] = [tensor([true, true, true, false]), tensor([true, false, false, true])];
 * metrics.recall(said, is); // => 0.5
 */
export function recall(predictions: Tensor, labels: Tensor, options: PrecisionOptions = {}): number {
  return measure("recall", predictions, labels, options, ({ truePositives, falseNegatives }) => [
    truePositives,
    truePositives + falseNegatives,
  ]);
}

/**
 * The harmonic mean of precision and recall. Higher is better.
 * @returns NaN, or `whenUndefined`, where nothing is positive and nothing was said to be.
 * @throws What `precision` throws.
 * @example
 * const int = (values) => tensor(values, { dtype: "int32" });
 * const [said, is] = [int([0, 1, 2, 2]), int([0, 1, 1, 2])];
 * const averages = ["macro", "micro"].map((average) => metrics.f1(said, is, { average }));
 * averages; // => [0.7778, 0.75]
 */
export function f1(predictions: Tensor, labels: Tensor, options: PrecisionOptions = {}): number {
  return measure("F1", predictions, labels, options, ({ truePositives, falsePositives, falseNegatives }) => [
    2 * truePositives,
    2 * truePositives + falsePositives + falseNegatives,
  ]);
}
