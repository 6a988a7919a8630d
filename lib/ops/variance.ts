/*
 * How far numbers lie from their mean: the variance is the mean squared distance, the standard deviation its root, in the unit of
 * the numbers themselves.
 *
 *   mean = 1/n Σⱼ xⱼ        variance = Σⱼ (xⱼ − mean)² / (n − correction)        std = √variance
 *
 * Numbers lie nearer to their own mean than to that of the population from which they were drawn, since it was made of them. A
 * divisor of n − 1 makes up for that; where these very numbers are meant, as in a normalization, n is right.
 *
 * Notation: x any shape, n how many numbers are reduced to one, correction 0 or 1.
 * Source: F. Bessel (1818), for n − 1; PyTorch 2 (torch.var, torch.std) for names and defaults.
 * NB: PyTorch's var divides by n − 1, NumPy's by n: say which one, by `correction`. Σ x² − n mean² would take one walk less, and
 *   lose all digits of the variance of numbers far from 0.
 *
 * Page 74 · before it: ops/reduce.ts · after it: ops/argmax.ts
 */
import { lesson, sizesText } from "../lesson.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { divide, subtract } from "./arithmetic.ts";
import { sqrt, square } from "./elementwise.ts";
import { mean, planReduction, type ReduceOptions, sum } from "./reduce.ts";

/** What the variance is divided by. */
export interface VarianceOptions extends ReduceOptions {
  /** n − correction is the divisor: 1 for an estimate from a sample, as by default, 0 for the variance of these very numbers. */
  readonly correction?: number;
}

/**
 * The mean squared distance from the mean along axes.
 * @throws RangeError when there are not more than `correction` numbers.
 * @example
 * const x = tensor([1, 2, 3, 4]);
 * [item(variance(x)), item(variance(x, { correction: 0 }))]; // => [1.666667, 1.25]
 */
export function variance(x: Tensor, { correction = 1, ...options }: VarianceOptions = {}): Tensor {
  const { plan } = planReduction(x, options, "take the variance of");
  if (plan.n <= correction) {
    throw new RangeError(
      lesson({
        cannot: `take the variance of ${sizesText(x.shape)}`,
        as: `there must be more than ${correction} numbers`,
        found: `the axis has ${plan.n}`,
        ...(plan.n > 0 ? { try: "correction: 0" } : {}),
      }),
    );
  }
  const centred = subtract(x, mean(x, { ...options, keepDims: true }));
  return divide(sum(square(centred), options), plan.n - correction);
}

/**
 * The standard deviation √variance along axes.
 * @throws RangeError when there are not more than `correction` numbers.
 * @example item(std(tensor([1, 2, 3, 4]))); // => 1.290994
 */
export function std(x: Tensor, options: VarianceOptions = {}): Tensor {
  return sqrt(variance(x, options));
}
