/*
 * What a classifier says and what is true, as two lists of class numbers. Metrics of classification are counts over such pairs;
 * here the pairs are made and checked, so that a metric is only its formula.
 *
 *   scores (…, C) of floats   →   predicted class = the class with the highest score, the first one among equals
 *   classes (…) of int32 or bool   →   as they are
 *
 * Notation: C classes, numbered 0 … C − 1; labels (…) int32 or bool, one for each example.
 * Source: scikit-learn, sklearn.metrics, for metrics as functions of predictions and truth.
 * NB: scikit-learn's functions take the truth first; here the prediction comes first, as in the losses of this library.
 *
 * Page 125 · before it: optim/average.ts · after it: metrics/accuracy.ts
 */
import { lesson, sizesText } from "../lesson.ts";
import { argmax } from "../ops/argmax.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";

/** A metric of a model's output: one number, higher or lower is better as its page says. What `fit` computes for each epoch. */
export type Metric = (output: Tensor, targets: Tensor) => number;

/** Predicted and true classes, example by example, equally many. */
export interface ClassPairs {
  readonly predicted: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  /** As many classes as the scores have; for predicted classes, one more than the largest number that occurs. */
  readonly numClasses: number;
}

/**
 * Refuses labels that are none.
 * @param action "compute the accuracy": the message goes on from there.
 * @throws TypeError when they are floats; RangeError when there are none, or one is negative.
 * @example checkLabels(zeros([3]), "compute the accuracy"); // throws TypeError: Cannot compute the accuracy as labels must be int32 or bool: got float32; try cast(labels, "int32")
 */
export function checkLabels(labels: unknown, action: string): asserts labels is Tensor {
  checkTensor(labels, `${action} with the labels`);
  if (isFloat(labels.dtype)) {
    const found = `got ${labels.dtype}`;
    throw new TypeError(
      lesson({ cannot: action, as: "labels must be int32 or bool", found, try: 'cast(labels, "int32")' }),
    );
  }
  if (labels.size === 0) {
    throw new RangeError(lesson({ cannot: action, as: "there must be at least one example", found: "there is none" }));
  }
  const at = elementsOf(labels, action).findIndex((label) => label < 0);
  if (at < 0) return;
  const found = `label ${at} is ${elementsOf(labels, action)[at]}`;
  throw new RangeError(lesson({ cannot: action, as: "classes are numbered from 0 up", found }));
}

/**
 * Predictions and labels as pairs of classes.
 * @param predictions (…, C) scores, or (…) classes
 * @param labels (…) int32 or bool
 * @throws TypeError when the shapes do not fit, or labels are floats; RangeError when there is no example, or a label is no class.
 * @example
 * const { predicted, actual } = classPairs(tensor([[0.1, 0.9], [0.5, 0.5]]), tensor([1, 1], { dtype: "int32" }), "compare");
 * [[...predicted], [...actual]]; // => [[1, 0], [1, 1]]
 */
export function classPairs(predictions: Tensor, labels: Tensor, action: string): ClassPairs {
  checkTensor(predictions, `${action} of`);
  checkLabels(labels, action);
  const areScores = isFloat(predictions.dtype);
  const expected = areScores ? predictions.shape.slice(0, -1) : predictions.shape;
  if (!sameShape(expected, labels.shape) || (areScores && predictions.shape.length === 0)) {
    const rule = areScores
      ? "scores must have the shape of the labels and one more axis, that of the classes"
      : "predicted classes must have the shape of the labels";
    const found = `got ${sizesText(predictions.shape)} and ${sizesText(labels.shape)}`;
    // a single score for each example is a question of yes or no
    const cure = areScores && sameShape(predictions.shape, labels.shape) ? { try: "greater(scores, 0)" } : {};
    throw new TypeError(lesson({ cannot: action, as: rule, found, ...cure }));
  }
  const actual = elementsOf(labels, action);
  if (!areScores) {
    checkLabels(predictions, action);
    const predicted = elementsOf(predictions, action);
    let numClasses = 0;
    for (const list of [actual, predicted]) for (const label of list) numClasses = Math.max(numClasses, label + 1);
    return { predicted, actual, numClasses };
  }
  const numClasses = predictions.shape[predictions.shape.length - 1];
  checkBelow(actual, numClasses, action);
  return { predicted: elementsOf(argmax(predictions, { axis: -1 }), action), actual, numClasses };
}

/**
 * Refuses a label that is no class.
 * @throws RangeError naming the first.
 * @example checkBelow([0, 10], 10, "compute the accuracy"); // throws RangeError: Cannot compute the accuracy as every label must be in [0, 10): label 1 is 10
 */
export function checkBelow(labels: ArrayLike<number>, numClasses: number, action: string): void {
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] < numClasses) continue;
    const found = `label ${i} is ${labels[i]}`;
    throw new RangeError(lesson({ cannot: action, as: `every label must be in [0, ${numClasses})`, found }));
  }
}
