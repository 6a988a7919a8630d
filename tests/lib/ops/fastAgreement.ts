// The same operation by the kernels and by the readable loops.
import { expect } from "vitest";
import { gradientsOf } from "../../../lib/autograd/backward.ts";
import { configure } from "../../../lib/autograd/configure.ts";
import { normal, random } from "../../../lib/data/random.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { leaf } from "../../../lib/tensor/create.ts";
import { type Shape, sizeOf } from "../../../lib/tensor/shape.ts";
import { elementsOf, Tensor } from "../../../lib/tensor/tensor.ts";

/** float32 numbers from the bell curve. */
export function randomFloat32(seed: number, shape: Shape, { scale = 1, shift = 0 } = {}): Tensor {
  const rng = random(seed);
  return leaf(
    new Float32Array(sizeOf(shape)).map(() => normal(rng, shift, scale)),
    "float32",
    shape,
  );
}

/** What f gives and its gradients with respect to the float32 inputs, weighted at random. */
function outcome(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): Float64Array[] {
  const leaves = inputs.map((x) =>
    x.dtype === "float32" ? leaf(Float32Array.from(elementsOf(x, "compare it")), "float32", x.shape, true) : x,
  );
  const y = f(...leaves);
  const grads = y.requiresGrad ? gradientsOf(sumTo(multiply(y, randomFloat32(99, y.shape)), []), {}) : new Map();
  const tensors = [y, ...leaves.map((x) => grads.get(x))].filter((x) => x instanceof Tensor);
  return tensors.map((x) => Float64Array.from(elementsOf(x, "compare it")));
}

/** Fails unless kernels and readable loops agree to `tolerance` (1e-5), relative where numbers are above 1, gradients included. */
export function expectFastAgrees(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  tolerance = 1e-5,
): void {
  const fast = outcome(f, inputs);
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
