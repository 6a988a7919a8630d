// Tensors as the scripts of this folder write them, and back: an input becomes a leaf, an output is compared.
import { expect } from "vitest";
import { tensor } from "../../../lib/tensor/create.ts";
import type { DType } from "../../../lib/tensor/dtype.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";

/** A tensor as {shape, data}, row by row; the dtype is said of whole numbers and truth values. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: "int32" | "bool";
}

/** How far from PyTorch's numbers ours may be, relative to numbers above 1. */
export const tolerances = { float64: 1e-10, float32: 1e-5 } as const;

/** A leaf with the stored numbers, as floats of a kind or as the whole numbers that they are. */
export function restored(stored: StoredTensor, dtype: "float64" | "float32", requiresGrad = false): Tensor {
  const kind: DType = stored.dtype ?? dtype;
  const values = stored.dtype === "bool" ? stored.data.map((value) => value === 1) : stored.data;
  return tensor(values, { shape: stored.shape, dtype: kind, requiresGrad: requiresGrad && stored.dtype === undefined });
}

/** Fails unless a tensor has the stored shape and numbers, to the tolerance of its dtype. */
export function expectStored(actual: Tensor | null | undefined, stored: StoredTensor, where: string): void {
  expect(actual, where).toBeDefined();
  expect(actual, where).not.toBeNull();
  const { shape, dtype } = actual as Tensor;
  expect(shape, `shape of ${where}`).toEqual(stored.shape);
  const tolerance = dtype === "float64" || dtype === "float32" ? tolerances[dtype] : 0;
  const elements = elementsOf(actual as Tensor, "compare it");
  for (const [i, expected] of stored.data.entries()) {
    const difference = Math.abs(elements[i] - expected);
    if (difference <= tolerance * Math.max(1, Math.abs(expected))) continue;
    expect.fail(`${where}[${i}] is ${elements[i]}, PyTorch has ${expected}`);
  }
}
