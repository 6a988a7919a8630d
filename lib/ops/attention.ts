/*
 * Attention: every position asks a question, and every position offers a key and a value. How well a question fits a key says
 * how much of that value is taken over, so that each position gathers what it needs from all the others, near or far.
 *
 *   S = Q Kᵀ / √D          scores: dot products
 *   P = softmax(S)         row by row: weights that add up to 1
 *   O = P V                averages of values
 *
 * The dot product of two vectors of D independent numbers with variance 1 has the variance D. Without the division by √D a
 * softmax over such scores would put all its weight on one position, and its gradient would be nearly 0.
 *
 * A model that predicts the next token must not look at it: with `isCausal`, position t sees the positions 0 … t only.
 *
 *   ∂L/∂V = Pᵀ G      dP = G Vᵀ      dS = P ⊙ (dP − rowsum(dP ⊙ P)) / √D      ∂L/∂Q = dS K      ∂L/∂K = dSᵀ Q
 *
 * Notation: B batch, H heads, T queries, S keys (and scores), D head size; Q (B, H, T, D), K (B, H, S, D), V (B, H, S, E), P and
 *   S (B, H, T, S), O (B, H, T, E), G = ∂L/∂O.
 * Source: A. Vaswani et al., Attention is all you need, NeurIPS (2017), section 3.2.1.
 * NB: in a mask of booleans true means hidden, as in PyTorch's nn.MultiheadAttention; its function of the name
 *   scaled_dot_product_attention means the opposite. A position that sees nothing at all gets NaN.
 *
 * Page 82 · before it: ops/linear.ts · after it: ops/lstm.ts
 */
import { apply, applyAll } from "../autograd/apply.ts";
import type { Block, FastCall, Operation, Spec } from "../autograd/operation.ts";
import { exp } from "../plain/elementary.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The settings of the operations on this page. */
export interface AttentionSettings {
  /** What scores are multiplied by: 1/√D. */
  readonly scale: number;
  /** Whether position t sees only the positions 0 … t. */
  readonly isCausal: boolean;
}

/** Q, K or V as a loop sees it: element (b, h, t, d) is `data[offset + b·strides₀ + h·strides₁ + t·strides₂ + d·strides₃]`. */
type Heads = Pick<Block, "data" | "offset" | "strides" | "shape" | "pointer">;

/** Inputs may be Q, K and V, or one tensor (B, T, 3, H, D) that has all three: what one product makes of x. */
function headsOf(blocks: readonly Block[]): [q: Heads, k: Heads, v: Heads] {
  if (blocks.length === 3) return [blocks[0], blocks[1], blocks[2]];
  const [{ data, offset, pointer, shape, strides }] = blocks;
  const part = (i: number): Heads => ({
    data,
    offset: offset + i * strides[2],
    pointer: pointer + 4 * i * strides[2],
    shape: [shape[0], shape[3], shape[1], shape[4]],
    strides: [strides[0], strides[3], strides[1], strides[4]],
  });
  return [part(0), part(1), part(2)];
}

/** What the shapes of the inputs say. */
function sizesOf(inputs: readonly Spec[]): Readonly<Record<"numBatch" | "numHeads" | "T" | "S" | "D" | "E", number>> {
  if (inputs.length === 1) {
    const [numBatch, T, , numHeads, D] = inputs[0].shape;
    return { numBatch, numHeads, T, S: T, D, E: D };
  }
  const [numBatch, numHeads, T, D] = inputs[0].shape;
  return { numBatch, numHeads, T, S: inputs[1].shape[2], D, E: inputs[2].shape[3] };
}

/** O, laid out as (B, T, H, E) so that the heads of a position lie side by side; and P (B, H, T, S), for the way back. */
const attending: Operation<AttentionSettings> = {
  name: "attention",
  infer(inputs) {
    const { numBatch, numHeads, T, S, E } = sizesOf(inputs);
    const { dtype } = inputs[0];
    return [
      { shape: [numBatch, T, numHeads, E], dtype },
      { shape: [numBatch, numHeads, T, S], dtype },
    ];
  },
  forward([output, weights], inputs, { scale, isCausal }) {
    const [q, k, v] = headsOf(inputs);
    const { numBatch, numHeads, T, S, D, E } = sizesOf(inputs);
    const w = weights.data;
    for (let b = 0; b < numBatch; b++) {
      for (let h = 0; h < numHeads; h++) {
        const [atQ, atK, atV] = [startOf(q, b, h), startOf(k, b, h), startOf(v, b, h)];
        for (let t = 0; t < T; t++) {
          const row = weights.offset + ((b * numHeads + h) * T + t) * S;
          const seen = isCausal ? Math.min(t + 1, S) : S;
          let largest = -Infinity;
          for (let s = 0; s < seen; s++) {
            let score = 0;
            for (let d = 0; d < D; d++) {
              score +=
                q.data[atQ + t * q.strides[2] + d * q.strides[3]] * k.data[atK + s * k.strides[2] + d * k.strides[3]];
            }
            w[row + s] = score * scale;
            if (w[row + s] > largest) largest = w[row + s];
          }
          let sum = 0;
          for (let s = 0; s < seen; s++) sum += w[row + s] = exp(w[row + s] - largest);
          for (let s = 0; s < S; s++) w[row + s] = s < seen ? w[row + s] / sum : 0;
          const to = output.offset + ((b * T + t) * numHeads + h) * E;
          for (let e = 0; e < E; e++) {
            let average = 0;
            for (let s = 0; s < seen; s++) {
              average += w[row + s] * v.data[atV + s * v.strides[2] + e * v.strides[3]];
            }
            output.data[to + e] = average;
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [output, weights], inputs, params: { scale, isCausal }, scratch }) {
    const [q, k, v] = headsOf(inputs);
    const { numBatch, numHeads, T, S, D, E } = sizesOf(inputs);
    if (isCausal && S !== T) return null;
    const rows = numBatch * numHeads * T;
    const [p, o] = [squares(weights), { ...output, strides: [0, 2, 1, 3].map((axis) => output.strides[axis]) }];
    const scores = product(kernels, q, turned(k), p, [numHeads, T, S, D, rows], scratch);
    const averages = product(kernels, p, v, o, [numHeads, T, E, S, rows], scratch);
    return () => {
      scores();
      kernels.attentionSoftmax(weights.pointer, weights.pointer, 0, rows, S, scale, isCausal ? 1 : 0);
      averages();
    };
  },
  scratchBytes: (kernels, _, inputs) => attentionScratch(kernels, inputs),
  gradient({ grad, inputs, outputs: [, weights], params }) {
    const [, ...grads] = applyAll(attentionBackward, [grad, weights, ...inputs], params);
    return grads;
  },
};

/** dS (B, H, T, S), which nobody asks for, and then ∂L/∂Q, ∂L/∂K and ∂L/∂V, or all three in one. */
const attentionBackward: Operation<AttentionSettings> = {
  name: "attention's gradient",
  infer: ([, weights, ...inputs]) => [weights, ...inputs].map(({ shape, dtype }) => ({ shape, dtype })),
  forward([scores, ...grads], [grad, weights, ...inputs], { scale, isCausal }) {
    const [q, k, v] = headsOf(inputs);
    const [dq, dk, dv] = headsOf(grads);
    const { numBatch, numHeads, T, S, D, E } = sizesOf(inputs);
    for (const { data, offset, size: length } of grads) data.fill(0, offset, offset + length);
    for (let b = 0; b < numBatch; b++) {
      for (let h = 0; h < numHeads; h++) {
        const [atQ, atK, atV] = [startOf(q, b, h), startOf(k, b, h), startOf(v, b, h)];
        const [toQ, toK, toV] = [startOf(dq, b, h), startOf(dk, b, h), startOf(dv, b, h)];
        for (let t = 0; t < T; t++) {
          const row = ((b * numHeads + h) * T + t) * S;
          const from = grad.offset + b * grad.strides[0] + t * grad.strides[1] + h * grad.strides[2];
          const seen = isCausal ? Math.min(t + 1, S) : S;
          let total = 0; // rowsum(dP ⊙ P)
          for (let s = 0; s < S; s++) {
            let dp = 0;
            for (let e = 0; e < E && s < seen; e++) {
              dp += grad.data[from + e * grad.strides[3]] * v.data[atV + s * v.strides[2] + e * v.strides[3]];
            }
            scores.data[scores.offset + row + s] = dp;
            total += dp * weights.data[weights.offset + row + s];
          }
          for (let s = 0; s < seen; s++) {
            const weight = weights.data[weights.offset + row + s];
            const ds = weight * (scores.data[scores.offset + row + s] - total) * scale;
            scores.data[scores.offset + row + s] = ds;
            for (let d = 0; d < D; d++) {
              const [i, j] = [t * q.strides[2] + d * q.strides[3], s * k.strides[2] + d * k.strides[3]];
              dq.data[toQ + t * dq.strides[2] + d * dq.strides[3]] += ds * k.data[atK + j];
              dk.data[toK + s * dk.strides[2] + d * dk.strides[3]] += ds * q.data[atQ + i];
            }
            for (let e = 0; e < E; e++) {
              dv.data[toV + s * dv.strides[2] + e * dv.strides[3]] += weight * grad.data[from + e * grad.strides[3]];
            }
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [scores, ...grads], inputs: [grad, weights, ...inputs], params, scratch }) {
    const [q, k, v] = headsOf(inputs);
    const [dq, dk, dv] = headsOf(grads);
    const { numBatch, numHeads, T, S, D, E } = sizesOf(inputs);
    if (params.isCausal && S !== T) return null;
    const [queries, keys] = [numBatch * numHeads * T, numBatch * numHeads * S];
    const [p, ds] = [squares(weights), squares(scores)];
    const g = { ...grad, strides: [0, 2, 1, 3].map((axis) => grad.strides[axis]) };
    const steps = [
      product(kernels, turned(p), g, dv, [numHeads, S, E, T, keys], scratch), // Pᵀ G
      product(kernels, g, turned(v), ds, [numHeads, T, S, E, queries], scratch), // dP = G Vᵀ
    ];
    const last = [
      product(kernels, ds, k, dq, [numHeads, T, D, S, queries], scratch), // dS K
      product(kernels, turned(ds), q, dk, [numHeads, S, D, T, keys], scratch), // dSᵀ Q
    ];
    const { scale, isCausal } = params;
    const [at, from, causal] = [scores.pointer, weights.pointer, isCausal ? 1 : 0];
    return () => {
      for (const step of steps) step();
      kernels.attentionSoftmaxBackward(at, from, at, 0, queries, S, scale, causal);
      for (const step of last) step();
    };
  },
  scratchBytes: (kernels, _, [, , ...inputs]) => attentionScratch(kernels, inputs),
};

function attentionScratch({ matmulScratchBytes }: FastCall<unknown>["kernels"], inputs: readonly Spec[]): number {
  const { T, S, D, E } = sizesOf(inputs);
  return matmulScratchBytes(Math.max(T, S), Math.max(T, S, D, E));
}

const startOf = ({ offset, strides }: Heads, b: number, h: number): number => offset + b * strides[0] + h * strides[1];

/** P or S as `Heads`: rows of scores. */
const squares = (block: Block): Heads => block;

/** The matrices on the last two axes transposed. */
const turned = ({ shape, strides, ...rest }: Heads): Heads => ({
  ...rest,
  shape: [shape[0], shape[1], shape[3], shape[2]],
  strides: [strides[0], strides[1], strides[3], strides[2]],
});

/** A kernel call for c = a × b on the last two axes, for all batches and heads: sizes are H, m, n, k and B · H · m. */
function product(
  { matmulBatched }: FastCall<unknown>["kernels"],
  a: Heads,
  b: Heads,
  c: Heads,
  [inner, m, n, k, rows]: readonly number[],
  scratch: number,
): () => void {
  const [a0, a1, a2, a3] = a.strides;
  const [b0, b1, b2, b3] = b.strides;
  const [c0, c1, c2] = c.strides;
  const [pa, pb, pc] = [a.pointer, b.pointer, c.pointer];
  return () =>
    matmulBatched(pa, a0, a1, a2, a3, pb, b0, b1, b2, b3, pc, c0, c1, c2, inner, m, n, k, 0, 0, 0, rows, scratch);
}

/**
 * Attention in one piece. For the checked function see `scaledDotProductAttention`.
 * @param inputs Q (B, H, T, D), K (B, H, S, D) and V (B, H, S, E), or one tensor (B, T, 3, H, D) of all three.
 * @returns (B, T, H, E)
 * @example
 * const [q, k, v] = [ones([1, 1, 2, 4]), ones([1, 1, 2, 4]), tensor([[[[1], [3]]]])];
 * toArray(attend([q, k, v], { scale: 0.5, isCausal: false })); // => [[[[2]], [[2]]]]
 * @example
 * const packed = ones([2, 5, 3, 4, 8]);
 * attend([packed], { scale: 1, isCausal: true }).shape; // => [2, 5, 4, 8]
 */
export function attend(inputs: readonly Tensor[], settings: AttentionSettings): Tensor {
  return apply(attending, inputs, settings);
}
