/*
 * Gradient descent finds low ground in the fog: feel the slope underfoot, take a step downhill, repeat. The gradient points
 * uphill; the learning rate says how far one goes against it.
 *
 *   xₖ₊₁ = xₖ − α ∇L(xₖ)
 *
 * On a bowl with curvature λ every step multiplies the distance to the bottom by 1 − αλ. So it converges for α < 2/λ, keeps
 * its distance at α = 2/λ, jumping from side to side, and diverges above; with several curvatures the largest one decides.
 *
 * Notation: x the point, or the parameters (n); L the loss; ∇L its gradient (n); α the learning rate; k the step's number.
 * Source: A. Cauchy, Comptes rendus 25 (1847), page 536; S. Boyd and L. Vandenberghe, Convex Optimization (2004), section 9.3.
 * NB: training of networks takes the gradient over a small random part of the data at each step, and divides it by running
 *   averages of its size (Adam); the rule itself stays this one.
 *
 * Page 12 · before it: plain/derivative.ts · after it: plain/fitNeuron.ts
 */
import { checkCount, checkSameSize, lesson, shortNumber, valueText } from "../lesson.ts";
import { scale, subtract, type Vector } from "./vector.ts";

/** How to descend. */
export interface DescentOptions {
  /** α: how far to go against the gradient, above 0. */
  readonly learningRate: number;
  /** How many steps to take. */
  readonly steps: number;
}

/**
 * The path of gradient descent: the start and the point after every step, `steps + 1` points in all.
 * @param gradient ∇L: from a point (n) to the gradient there (n). Without a formula: `(x) => plain.numericalGradient(loss, x)`.
 * @param start (n)
 * @returns (steps + 1, n); `path.at(-1)` is where it ended
 * @throws RangeError when an option is out of range, or when the point has left the numbers, which a smaller rate cures.
 * @example plain.gradientDescent(([x]) => [2 * x], [1], { learningRate: 0.25, steps: 3 }); // => [[1], [0.5], [0.25], [0.125]]
 */
export function gradientDescent(
  gradient: (point: number[]) => Vector,
  start: Vector,
  { learningRate, steps }: DescentOptions,
): number[][] {
  checkDescentOptions({ learningRate, steps });
  const path = [[...start]];
  for (let k = 1; k <= steps; k++) {
    const point = path[k - 1];
    const slope = gradient([...point]);
    checkSameSize("descend with a point and a gradient of sizes", point, slope);
    const next = subtract(point, scale(slope, learningRate)); // xₖ = xₖ₋₁ − α ∇L
    const lost = next.find((value) => !Number.isFinite(value));
    if (lost !== undefined) {
      throw new RangeError(
        lesson({
          cannot: "continue gradient descent",
          as: `the point is ${lost} at step ${k}`,
          found: `the last finite point was (${point.map(shortNumber).join(", ")})`,
          try: "a smaller learningRate",
        }),
      );
    }
    path.push(next);
  }
  return path;
}

/**
 * Refuses options that cannot be meant, before the first step.
 * @throws RangeError when the learning rate is not above 0 or the number of steps is not whole.
 * @example checkDescentOptions({ learningRate: 0, steps: 10 }); // throws RangeError: Cannot descend with the learning rate 0 as it must be above 0: got 0; try 0.1
 */
export function checkDescentOptions({ learningRate, steps }: DescentOptions): void {
  checkCount("take", steps, "steps");
  if (learningRate > 0 && learningRate < Infinity) return;
  const cannot = `descend with the learning rate ${valueText(learningRate)}`;
  throw new RangeError(
    lesson({ cannot, as: "it must be above 0", found: `got ${valueText(learningRate)}`, try: "0.1" }),
  );
}
