// The same operation by the kernels and by the readable loops.
import { expect } from "vitest";
import { gradientsOf } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { configure } from "../../../lib/autograd/configure.ts";
import { normal, random } from "../../../lib/data/random.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { leaf } from "../../../lib/tensor/create.ts";
import { type Shape, sizeOf } from "../../../lib/tensor/shape.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";

/** float32 numbers from the bell curve. */
export function randomFloat32(seed: number, shape: Shape, { scale = 1, shift = 0 } = {}): Tensor {
  const rng = random(seed);
  return leaf(
    new Float32Array(sizeOf(shape)).map(() => normal(rng, shift, scale)),
    "float32",
    shape,
  );
}

/** The inputs as leaves: float32 ones are differentiated. */
function leavesOf(inputs: readonly Tensor[]): Tensor[] {
  return inputs.map((x) =>
    x.dtype === "float32" ? leaf(Float32Array.from(elementsOf(x, "compare it")), "float32", x.shape, true) : x,
  );
}

/** y = f(leaves), and its gradients with respect to those that have one, weighted at random. */
function withGradients(f: (...inputs: Tensor[]) => Tensor, leaves: readonly Tensor[]): Tensor[] {
  const y = f(...leaves);
  if (!y.requiresGrad) return [y];
  const gradients = gradientsOf(sumTo(multiply(y, weightsFor(y.shape)), []), {});
  return [y, ...leaves.map((x) => gradients.get(x)).filter((x) => x !== undefined)];
}

const weights = new Map<string, Tensor>();

/** The same weights for the same shape, every time: a compiled step must find the tensors that it was recorded with. */
function weightsFor(shape: Shape): Tensor {
  const key = shape.join();
  const known = weights.get(key) ?? randomFloat32(99, shape);
  weights.set(key, known);
  return known;
}

function outcome(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): Float64Array[] {
  return withGradients(f, leavesOf(inputs)).map((x) => Float64Array.from(elementsOf(x, "compare it")));
}

/** Fails unless a compiled step replays f and its gradients, with the bits of the eager one. */
export function expectReplays(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): void {
  const leaves = leavesOf(inputs);
  const step = compile(() => withGradients(f, leaves));
  let replayed: Tensor[] = [];
  for (let i = 0; i < 4; i++) replayed = step();
  expect(step.status).toMatch(/^replays/);
  for (const [k, numbers] of outcome(f, inputs).entries()) {
    expect(Float64Array.from(elementsOf(replayed[k], "compare it")), `output ${k} of the replay`).toEqual(numbers);
  }
}

/** Fails unless kernels and readable loops agree to `tolerance` (1e-5), relative where numbers are above 1, gradients included, and a replay to the bit. */
export function expectFastAgrees(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  tolerance = 1e-5,
): void {
  const fast = outcome(f, inputs);
  expectReplays(f, inputs);
  const before = configure({ webAssembly: false });
  try {
    const readable = outcome(f, inputs);
    expect(fast.length).toBe(readable.length);
    for (const [k, numbers] of readable.entries()) {
      for (const [i, expected] of numbers.entries()) {
        const actual = fast[k][i];
        if (Object.is(actual, expected) || actual === expected) continue;
        const where = `${k === 0 ? "output" : `gradient ${k}`}, element ${i}: ${actual} against ${expected}`;
        expect(Math.abs(actual - expected), where).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
      }
    }
  } finally {
    configure(before);
  }
}
