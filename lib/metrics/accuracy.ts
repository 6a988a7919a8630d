/*
 * The share of examples that a classifier gets right. It is what people ask for first, and it is blind where classes are
 * unequal: who calls every mail harmless is right in 99 of 100 cases and has found nothing.
 *
 *   accuracy = (1/n) Σᵢ [pᵢ = tᵢ]
 *   top-k    = (1/n) Σᵢ [tᵢ is among the k classes with the highest scores]
 *
 * Notation: n examples, p predicted and t true class, [·] 1 where it holds and else 0.
 * Source: A. Krizhevsky, I. Sutskever and G. Hinton, NeurIPS (2012), for top-5; scikit-learn's accuracy_score.
 * NB: among equal scores the class with the smaller number comes first, so that top-1 is the accuracy. scikit-learn's
 *   top_k_accuracy_score prefers the larger one.
 *
 * Page 126 · before it: metrics/classes.ts · after it: metrics/confusionMatrix.ts
 */
import { checkCount, lesson, sizesText } from "../lesson.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";
import { checkBelow, checkLabels, classPairs } from "./classes.ts";

/**
 * The share of predictions that are right, from 0 to 1. Higher is better.
 * @param predictions (…, C) scores, of which the highest counts, or (…) classes of int32 or bool
 * @param labels (…) int32 or bool
 * @throws TypeError when the shapes do not fit, or labels are floats; RangeError when there is no example, or a label is no class.
 * @example
 * const scores = tensor([[2, 1, 0], [0, 3, 1], [0, 1, 5], [4, 1, 1]]);
 * metrics.accuracy(scores, tensor([0, 1, 1, 0], { dtype: "int32" })); // => 0.75
 * @example metrics.accuracy(zeros([4, 3]), zeros([3], { dtype: "int32" })); // throws TypeError: Cannot compute the accuracy as scores must have the shape of the labels and one more axis, that of the classes: got (4, 3) and (3)
 */
export function accuracy(predictions: Tensor, labels: Tensor): number {
  const { predicted, actual } = classPairs(predictions, labels, "compute the accuracy");
  let right = 0;
  for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) right += 1;
  return right / actual.length;
}

/**
 * The share of examples whose class is among the k with the highest scores. Higher is better.
 * @param scores (…, C) floats
 * @param labels (…) int32
 * @param k From 1 up; 5 by default.
 * @throws TypeError when the shapes do not fit; RangeError when there is no example, a label is no class, or k is below 1.
 * @example
 * const scores = tensor([[3, 2, 1], [3, 2, 1], [3, 2, 1]]);
 * const labels = tensor([0, 1, 2], { dtype: "int32" });
 * [1, 2, 3].map((k) => metrics.topKAccuracy(scores, labels, k)); // => [0.3333, 0.6667, 1]
 */
export function topKAccuracy(scores: Tensor, labels: Tensor, k = 5): number {
  const action = `compute the top-${k} accuracy`;
  checkCount("compute the accuracy of the best", k, "classes", 1);
  checkTensor(scores, `${action} of`);
  checkLabels(labels, action);
  if (!isFloat(scores.dtype) || scores.shape.length === 0 || !sameShape(scores.shape.slice(0, -1), labels.shape)) {
    const found = `got ${sizesText(scores.shape)} ${scores.dtype} and ${sizesText(labels.shape)}`;
    const rule = "scores must be floats with the shape of the labels and one more axis, that of the classes";
    throw new TypeError(lesson({ cannot: action, as: rule, found }));
  }
  const numClasses = scores.shape[scores.shape.length - 1];
  const [values, actual] = [elementsOf(scores, action), elementsOf(labels, action)];
  checkBelow(actual, numClasses, action);
  let right = 0;
  for (let i = 0; i < actual.length; i++) {
    const row = values.subarray(i * numClasses, (i + 1) * numClasses);
    const own = row[actual[i]];
    let better = 0; // how many classes stand before the true one
    for (let c = 0; c < numClasses; c++) if (row[c] > own || (row[c] === own && c < actual[i])) better += 1;
    if (better < k && !Number.isNaN(own)) right += 1;
  }
  return right / actual.length;
}
