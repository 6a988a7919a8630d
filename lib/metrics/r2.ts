/*
 * How much of the differences between examples a model of numbers explains. A mean squared error of 4 is excellent for house
 * prices and useless for hours of sleep; R² compares it with the error of whoever always says the mean.
 *
 *   R² = 1 − Σ (yᵢ − tᵢ)² / Σ (tᵢ − t̄)²          1 is perfect, 0 is no better than the mean, and below 0 is worse
 *
 * Notation: y predictions, t targets, of one shape, all elements alike; t̄ the mean of the targets.
 * Source: S. Wright, Correlation and causation, J. Agricultural Research 20 (1921); scikit-learn's r2_score.
 * NB: where all targets are equal there is nothing to explain, and R² is NaN; scikit-learn says 1 or 0 then.
 *
 * Page 130 · before it: metrics/curves.ts · after it: metrics/perplexity.ts
 */
import { lesson, sizesText } from "../lesson.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";

/**
 * The coefficient of determination. Higher is better, up to 1.
 * @param predictions (…) numbers
 * @param targets (…) numbers
 * @returns NaN where all targets are equal.
 * @throws TypeError when the shapes differ; RangeError when there is no example.
 * @example metrics.r2(tensor([2.5, 0, 2, 8]), tensor([3, -0.5, 2, 7])); // => 0.9486
 * @example metrics.r2(zeros([3]), zeros([3, 1])); // throws TypeError: Cannot compute R² as predictions and targets must have one shape: got (3) and (3, 1); try squeeze or reshape
 */
export function r2(predictions: Tensor, targets: Tensor): number {
  const action = "compute R²";
  for (const one of [predictions, targets]) checkTensor(one, `${action} of`);
  if (!sameShape(predictions.shape, targets.shape)) {
    // (n) against (n, 1) would broadcast to (n, n) elsewhere, silently
    const found = `got ${sizesText(predictions.shape)} and ${sizesText(targets.shape)}`;
    throw new TypeError(
      lesson({ cannot: action, as: "predictions and targets must have one shape", found, try: "squeeze or reshape" }),
    );
  }
  const [y, t] = [elementsOf(predictions, action), elementsOf(targets, action)];
  if (t.length === 0) {
    throw new RangeError(lesson({ cannot: action, as: "there must be at least one example", found: "there is none" }));
  }
  let mean = 0;
  for (const value of t) mean += value / t.length;
  let [error, spread] = [0, 0];
  for (let i = 0; i < t.length; i++) {
    error += (y[i] - t[i]) ** 2;
    spread += (t[i] - mean) ** 2;
  }
  // sums of doubles: what equal targets leave is rounding of their mean
  const isConstant = t.every((value: number) => value === t[0]);
  return isConstant ? Number.NaN : 1 - error / spread;
}
