// Derivatives against measured slopes: every element of every input, in float64, by central differences.
//
//   |a − n| ≤ 1e-7 · max(1, |a|, |n|)     a the derivative that backward gives, n = (f(x + h) − f(x − h)) / 2h, h = 1e-5
//
// The output is contracted with fixed random weights, so that a wrong derivative of one of its elements is not made up for
// by another. Inputs stay 1e-3 away from the kinks that the caller names.
import { expect } from "vitest";
import { gradientsOf } from "../../lib/autograd/backward.ts";
import { integer, normal, type RandomGenerator, random, uniform } from "../../lib/data/random.ts";
import { multiply } from "../../lib/ops/arithmetic.ts";
import { sumTo } from "../../lib/ops/broadcast.ts";
import { leaf } from "../../lib/tensor/create.ts";
import { type Shape, sizeOf } from "../../lib/tensor/shape.ts";
import { elementsOf, Tensor } from "../../lib/tensor/tensor.ts";

/** Random numbers to differentiate at: uniform between `low` and `high`, and 1e-3 or more away from `kinks`. */
export interface RandomInput {
  readonly shape: Shape;
  /** −2 by default. */
  readonly low?: number;
  /** 2 by default. */
  readonly high?: number;
  readonly kinks?: readonly number[];
}

/** How to check. */
export interface GradientCheckOptions {
  /** For the random inputs and weights; 1 by default. */
  readonly seed?: number;
  /** Check the derivatives of the derivatives too. False by default. */
  readonly second?: boolean;
  /** Half the width of the difference; 1e-5 by default. */
  readonly h?: number;
}

type DifferentiableFunction = (...inputs: Tensor[]) => Tensor;

const tolerance = 1e-7;
const distanceFromKinks = 1e-3;

/**
 * Checks the derivatives of f with respect to every element of every float64 input; other tensors, such as labels and masks, are handed on.
 * @param inputs Tensors, or how to draw them.
 */
export function checkGradients(
  f: DifferentiableFunction,
  inputs: readonly (RandomInput | Tensor)[],
  { seed = 1, second = false, h = 1e-5 }: GradientCheckOptions = {},
): void {
  const rng = random(seed);
  const point = inputs.map((input) => (input instanceof Tensor ? input : float64(drawn(rng, input), input.shape)));
  compareSlopes(f, point, seed, h, "∂f");
  if (!second) return;
  for (const [i, input] of point.entries()) {
    if (input.dtype === "float64")
      compareSlopes((...x) => derivativeAt(f, x, i, seed), point, seed + 1, h, `∂(∂f/∂x${i})`);
  }
}

/** Numbers in an array as a float64 tensor. */
export function float64(values: ArrayLike<number>, shape: Shape = [values.length]): Tensor {
  return leaf(Float64Array.from(values), "float64", shape);
}

function drawn(rng: RandomGenerator, { shape, low = -2, high = 2, kinks = [] }: RandomInput): Float64Array {
  return new Float64Array(sizeOf(shape)).map(() => {
    for (;;) {
      const x = uniform(rng, low, high);
      if (kinks.every((kink) => Math.abs(x - kink) >= distanceFromKinks)) return x;
    }
  });
}

/** Σᵢ weightᵢ · yᵢ as a tensor of shape (). */
function contracted(y: Tensor, weights: Float64Array): Tensor {
  return sumTo(multiply(y, float64(weights, y.shape)), []);
}

function weightsFor({ size }: Tensor, seed: number): Float64Array {
  const rng = random(seed + 1000);
  return new Float64Array(size).map(() => normal(rng) + 0.1);
}

/** The inputs as leaves of a new graph: float64 ones are differentiated. */
function leaves(point: readonly Tensor[]): Tensor[] {
  return point.map((x) =>
    x.dtype === "float64" ? leaf(Float64Array.from(elementsOf(x, "check it")), "float64", x.shape, true) : x,
  );
}

/** ∂(Σ weight · f)/∂xᵢ as a tensor that can be differentiated again. */
function derivativeAt(f: DifferentiableFunction, x: readonly Tensor[], i: number, seed: number): Tensor {
  const y = f(...x);
  const derivatives = y.requiresGrad
    ? gradientsOf(contracted(y, weightsFor(y, seed)), { createGraph: true }, [x[i]])
    : null;
  return derivatives?.get(x[i]) ?? float64(new Float64Array(x[i].size), x[i].shape);
}

function compareSlopes(f: DifferentiableFunction, point: readonly Tensor[], seed: number, h: number, what: string) {
  const x = leaves(point);
  const y = f(...x);
  expect(y.dtype, "the dtype of the output").toBe("float64");
  const weights = weightsFor(y, seed);
  const derivatives = y.requiresGrad ? gradientsOf(contracted(y, weights), {}) : new Map<Tensor, Tensor>();
  for (const [k, input] of x.entries()) {
    if (input.dtype !== "float64") continue;
    const derivative = derivatives.get(input);
    if (derivative !== undefined) expect(derivative.shape, `the shape of ${what}/∂x${k}`).toEqual(input.shape);
    const a = derivative === undefined ? new Float64Array(input.size) : elementsOf(derivative, "check it");
    for (let i = 0; i < input.size; i++) {
      const n = slope(f, point, k, i, weights, h);
      const where = `${what}/∂x${k}[${i}] of ${input.shape}: backward ${a[i]}, measured ${n}`;
      expect(Math.abs(a[i] - n), where).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(a[i]), Math.abs(n)));
    }
  }
}

/** (Σ weight · f(x + h) − Σ weight · f(x − h)) / 2h, with h added to element i of input k; subtracted before summed, to keep digits. */
function slope(
  f: DifferentiableFunction,
  point: readonly Tensor[],
  k: number,
  i: number,
  weights: Float64Array,
  h: number,
): number {
  const [above, below] = [h, -h].map((shift) => {
    const x = leaves(point);
    x[k].storage.data[i] += shift;
    return elementsOf(f(...x), "check it");
  });
  let sum = 0;
  for (let j = 0; j < weights.length; j++) sum += weights[j] * (above[j] - below[j]);
  return sum / (2 * h);
}

/** Seeded random shapes of up to `maxRank` axes; among the first three are (), one with a size of 1 and an empty one. */
export function randomShapes(seed: number, count = 8, maxRank = 3): number[][] {
  const rng = random(seed);
  const shape = (): number[] => Array.from({ length: integer(rng, 1, maxRank + 1) }, () => integer(rng, 1, 5));
  const changed = (size: number): number[] => {
    const sizes = shape();
    return sizes.with(integer(rng, 0, sizes.length), size);
  };
  return Array.from({ length: count }, (_, i) =>
    i === 0 ? [] : i === 1 ? changed(1) : i === 2 ? changed(0) : shape(),
  );
}

/** Seeded random pairs of shapes that broadcast, by missing axes and by sizes of 1, in both directions; one pair is empty. */
export function randomShapePairs(seed: number, count = 8, maxRank = 3): [number[], number[]][] {
  const rng = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const whole = Array.from({ length: integer(rng, 1, maxRank + 1) }, () => integer(rng, 1, 4));
    if (i === 3) whole[0] = 0;
    const part = (): number[] =>
      whole.map((size) => (uniform(rng) < 0.4 ? 1 : size)).slice(integer(rng, 0, whole.length + 1));
    return i % 3 === 0 ? [whole, part()] : i % 3 === 1 ? [part(), whole] : [whole.with(-1, 1), whole.with(0, 1)];
  });
}
