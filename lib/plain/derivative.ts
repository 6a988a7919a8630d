/*
 * The derivative is the slope of a function at a point: how much the output rises for each small step of the input. It can
 * always be measured by taking that step, which is slow but hard to get wrong, and so the judge of every formula.
 *
 *   f′(x)  ≈ (f(x + h) − f(x − h)) / 2h              central difference; its error falls with h²
 *   ∇f(x)ᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h        one such pair of steps for each input
 *
 * Notation: x a number or a vector (n), h the step, eᵢ the vector with 1 at i and 0 elsewhere, ∇f the gradient (n).
 * Source: J. Nocedal and S. Wright, Numerical Optimization, 2nd edition (2006), section 8.1.
 * NB: h cannot be as small as one likes. Rounding in f costs about 10⁻¹⁶ / h, the curve about h²; near h = 10⁻⁵ both are
 *   10⁻¹⁰. A gradient of n inputs takes 2n evaluations; backpropagation takes about the price of a few, whatever n is.
 *
 * Page 11 · before it: plain/loss.ts · after it: plain/gradientDescent.ts
 */
import { lesson, valueText } from "../lesson.ts";
import type { Vector } from "./vector.ts";

/**
 * The slope of f at x, measured.
 * @param f A function of one number.
 * @param h The step to either side.
 * @throws RangeError when h is not above 0.
 * @example plain.numericalDerivative((x) => x ** 3, 2); // => 12.0000
 */
export function numericalDerivative(f: (x: number) => number, x: number, h = 1e-5): number {
  checkStep(h);
  return (f(x + h) - f(x - h)) / (2 * h);
}

/**
 * The gradient of f at a point, measured: the direction of steepest ascent, and how steep it is.
 * @param f A function of a vector (n) with a number as its value.
 * @param point (n); it is not changed
 * @param h The step to either side, in each direction.
 * @returns (n)
 * @throws RangeError when h is not above 0.
 * @example plain.numericalGradient(([x, y]) => x * x * y, [3, 2]); // => [12.0000, 9.0000]
 */
export function numericalGradient(f: (point: number[]) => number, point: Vector, h = 1e-5): number[] {
  checkStep(h);
  return point.map((value, i) => {
    const [ahead, behind] = [[...point], [...point]];
    ahead[i] = value + h;
    behind[i] = value - h;
    return (f(ahead) - f(behind)) / (2 * h);
  });
}

function checkStep(h: number): void {
  if (h > 0 && h < Infinity) return;
  throw new RangeError(
    lesson({
      cannot: `measure a slope with the step ${valueText(h)}`,
      as: "a step must be above 0",
      found: `h is ${valueText(h)}`,
      try: "1e-5",
    }),
  );
}
