/*
 * Questions, keys and values as loops and kernels see them. Attention works on many small matrices, one for each example and head.
 * They need not lie apart: cut out of the result of one product, (B, T, 3, H, D), they are three views of it, and neither a loop
 * nor a kernel minds the strides. Nothing is copied on the way in, and nothing on the way out.
 *
 *   Q[b, h, t, d] = x[b, t, 0, h, d]        K[b, h, t, d] = x[b, t, 1, h, d]        V[b, h, t, d] = x[b, t, 2, h, d]
 *
 * Notation: B batch, H heads, T queries, S keys, D size of a head, E size of a value, which is D here.
 * Source: PyTorch 2, torch.nn.MultiheadAttention, whose in_proj_weight makes all three at once.
 *
 * Page 86 · before it: ops/linear.ts · after it: ops/attention.ts
 */
import type { Block, FastCall, Spec } from "../autograd/operation.ts";

/** Matrices in heads in a batch: all that a loop needs to know of a block with four axes. */
export type Heads = Pick<Block, "data" | "offset" | "strides" | "shape" | "pointer">;

/** What the shapes of the inputs say. */
export type HeadSizes = Readonly<Record<"numBatch" | "numHeads" | "T" | "S" | "D" | "E", number>>;

/**
 * Q, K and V: the three inputs, or the three parts of one.
 * @example
 * const packed = { data: new Float32Array(24), offset: 0, pointer: -1, shape: [1, 2, 3, 2, 2], strides: [24, 12, 4, 2, 1] };
 * const [, k] = headsOf([packed]);
 * [k.shape, k.strides, k.offset]; // => [[1, 2, 2, 2], [24, 2, 12, 1], 4]
 */
export function headsOf(blocks: readonly Heads[]): [q: Heads, k: Heads, v: Heads] {
  if (blocks.length === 3) return [blocks[0], blocks[1], blocks[2]];
  const [{ data, offset, pointer, shape, strides }] = blocks;
  const part = (i: number): Heads => ({
    data,
    offset: offset + i * strides[2],
    pointer: pointer + 4 * i * strides[2], // in bytes
    shape: [shape[0], shape[3], shape[1], shape[4]], // (B, T, 3, H, D) → (B, H, T, D)
    strides: [strides[0], strides[3], strides[1], strides[4]],
  });
  return [part(0), part(1), part(2)];
}

/**
 * The sizes of Q (B, H, T, D), K (B, H, S, D) and V (B, H, S, E), or of all in one (B, T, 3, H, D).
 * @example sizesOf([{ shape: [2, 7, 3, 4, 16], dtype: "float32" }]); // => { numBatch: 2, numHeads: 4, T: 7, S: 7, D: 16, E: 16 }
 */
export function sizesOf(inputs: readonly Spec[]): HeadSizes {
  if (inputs.length === 1) {
    const [numBatch, T, , numHeads, D] = inputs[0].shape;
    return { numBatch, numHeads, T, S: T, D, E: D };
  }
  const [numBatch, numHeads, T, D] = inputs[0].shape;
  return { numBatch, numHeads, T, S: inputs[1].shape[2], D, E: inputs[2].shape[3] };
}

/**
 * Where element (b, h, row, column) is in the data.
 * @example placeOf({ data: new Float32Array(24), offset: 1, pointer: -1, shape: [1, 2, 3, 4], strides: [24, 12, 4, 1] }, 0, 1, 2, 3); // => 24
 */
export function placeOf({ offset, strides }: Heads, b: number, h: number, row: number, column: number): number {
  return offset + b * strides[0] + h * strides[1] + row * strides[2] + column * strides[3];
}

/**
 * The same with two axes exchanged: 1 and 2 by turns of (B, T, H, E) and (B, H, T, E), or 2 and 3 to transpose each matrix.
 * @example exchanged({ data: new Float32Array(24), offset: 0, pointer: -1, shape: [1, 2, 3, 4], strides: [24, 12, 4, 1] }, 2, 3).shape; // => [1, 2, 4, 3]
 */
export function exchanged(heads: Heads, one: number, other: number): Heads {
  const swap = (sizes: readonly number[]): number[] => sizes.with(one, sizes[other]).with(other, sizes[one]);
  return { ...heads, shape: swap(heads.shape), strides: swap(heads.strides) };
}

/**
 * What a kernel may leave out where position t sees no later ones: of scores what is above the diagonal, and of sums the terms that
 * are 0 because of that. "whole" is all.
 */
export type Half = "whole" | "lower result" | "lower a" | "upper a";
const halves: Readonly<Record<Half, number>> = { whole: 0, "lower result": 4, "lower a": 8, "upper a": 16 };

/**
 * Prepares the call of a kernel that computes c = a × b, matrix by matrix.
 * @param scratch As many bytes as `kernels.matmulScratchBytes` says.
 * @example
 * const matrix = { data: new Float32Array(4), offset: 0, pointer: 64, shape: [1, 1, 2, 2], strides: [4, 4, 2, 1] };
 * const calls = [];
 * productOf({ matmulBatched: (...call) => calls.push(call) }, exchanged(matrix, 2, 3), matrix, matrix, 0)();
 * calls[0].slice(0, 5); // => [64, 4, 4, 1, 2]
 */
export function productOf(
  { matmulBatched }: FastCall<unknown>["kernels"],
  a: Heads,
  b: Heads,
  c: Heads,
  scratch: number,
  half: Half = "whole",
): () => void {
  const [numBatch, numHeads, m, n] = c.shape;
  const k = a.shape[3];
  const [a0, a1, a2, a3] = a.strides;
  const [b0, b1, b2, b3] = b.strides;
  const [c0, c1, c2] = c.strides; // a kernel writes rows: c₃ is 1
  const [atA, atB, atC, rows] = [a.pointer, b.pointer, c.pointer, numBatch * numHeads * m];
  return () =>
    matmulBatched(
      ...([atA, a0, a1, a2, a3, atB, b0, b1, b2, b3, atC, c0, c1, c2] as const),
      ...([numHeads, m, n, k, 0, halves[half], 0, rows, scratch] as const),
    );
}
