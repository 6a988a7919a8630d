/*
 * Which classes are taken for which. A single number says how often a classifier is wrong; this table says how: that 4 is
 * taken for 9, and never for 1.
 *
 *   Cᵢⱼ = how many examples of class i were said to be class j          the diagonal is what was right
 *
 * Notation: C (classes, classes) counts, i the true and j the predicted class.
 * Source: scikit-learn, sklearn.metrics.confusion_matrix, for rows of truth and columns of prediction.
 * NB: some books have them the other way round; look at the axis labels first.
 *
 * Page 127 · before it: metrics/accuracy.ts · after it: metrics/precision.ts
 */
import { checkCount, checkSameSize } from "../lesson.ts";
import { type Figure, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import { heatmap } from "../plot/heatmap.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkBelow, classPairs } from "./classes.ts";

/** How to count. */
export interface ConfusionOptions {
  /** What classes are called. Their numbers by default. */
  readonly names?: readonly string[];
  /** By default that of the names, else of the scores, else as many as occur. */
  readonly numClasses?: number;
}

/** Counts of true and predicted classes. It shows itself as a table in colours. */
export interface ConfusionMatrix {
  /** counts[i][j]: examples of class i that were said to be class j. */
  readonly counts: readonly (readonly number[])[];
  readonly names: readonly string[];
  /** The table as a heatmap. */
  figure(): Figure;
  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle;
}

/**
 * Counts how often each class is taken for each.
 * @param predictions (…, C) scores, or (…) classes of int32 or bool
 * @param labels (…) int32 or bool
 * @throws TypeError when the shapes do not fit; RangeError when there is no example, or a class beyond `numClasses`.
 * @example
 * const int = (values) => tensor(values, { dtype: "int32" });
 * metrics.confusionMatrix(int([0, 1, 1, 1]), int([0, 0, 1, 1]), { names: ["cat", "dog"] }).counts; // => [[1, 1], [0, 2]]
 */
export function confusionMatrix(predictions: Tensor, labels: Tensor, options: ConfusionOptions = {}): ConfusionMatrix {
  const counts = countPairs(predictions, labels, "count confusions", options.numClasses ?? options.names?.length);
  const names = options.names ?? counts.map((_, i) => String(i));
  checkSameSize(`count confusions of (${counts.length}) classes with (${names.length}) names`, counts, names);
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  const figure = () =>
    heatmap({
      z: counts.map((row) => [...row]),
      rows: names,
      columns: names,
      title: `Confusion matrix: ${right} of ${total} right`,
      xLabel: "predicted class",
      yLabel: "true class",
      showValues: true,
    });
  return { counts, names, figure, [jupyterDisplay]: () => figure()[jupyterDisplay]() };
}

/**
 * The counts behind the matrix.
 * @param numClasses By default as many as the scores have, or as occur.
 * @throws What `confusionMatrix` throws.
 * @example countPairs(tensor([[1, 0], [1, 0]]), tensor([0, 1], { dtype: "int32" }), "count"); // => [[1, 0], [1, 0]]
 */
export function countPairs(predictions: Tensor, labels: Tensor, action: string, numClasses?: number): number[][] {
  const pairs = classPairs(predictions, labels, action);
  const size = numClasses ?? pairs.numClasses;
  checkCount(`${action} of`, size, "classes", 1);
  for (const list of [pairs.actual, pairs.predicted]) checkBelow(list, size, action);
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < pairs.actual.length; i++) counts[pairs.actual[i]][pairs.predicted[i]] += 1;
  return counts;
}
