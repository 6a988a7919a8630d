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
 * Page 87 · before it: ops/heads.ts · after it: ops/lstm.ts
 */
import { apply, applyAll } from "../autograd/apply.ts";
import type { FastCall, Operation, Spec } from "../autograd/operation.ts";
import { exp } from "../plain/elementary.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { exchanged, type Half, headsOf, placeOf, productOf, sizesOf } from "./heads.ts";

/** The settings of the operations on this page. */
export interface AttentionSettings {
  /** What scores are multiplied by: 1/√D. */
  readonly scale: number;
  /** Whether position t sees only the positions 0 … t. */
  readonly isCausal: boolean;
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
    const o = exchanged(output, 1, 2);
    const p = weights.data;
    for (let b = 0; b < numBatch; b++) {
      for (let h = 0; h < numHeads; h++) {
        for (let t = 0; t < T; t++) {
          const row = placeOf(weights, b, h, t, 0); // of P, which has scores in it first
          const seen = isCausal ? Math.min(t + 1, S) : S;
          let largest = -Infinity;
          for (let s = 0; s < seen; s++) {
            let score = 0; // question t · key s
            for (let d = 0; d < D; d++) score += q.data[placeOf(q, b, h, t, d)] * k.data[placeOf(k, b, h, s, d)];
            p[row + s] = score * scale;
            largest = Math.max(largest, p[row + s]);
          }
          let sum = 0;
          for (let s = 0; s < seen; s++) sum += p[row + s] = exp(p[row + s] - largest); // no power is above 1
          for (let s = 0; s < S; s++) p[row + s] = s < seen ? p[row + s] / sum : 0;
          for (let e = 0; e < E; e++) {
            let average = 0; // of the values, by their weights
            for (let s = 0; s < seen; s++) average += p[row + s] * v.data[placeOf(v, b, h, s, e)];
            output.data[placeOf(o, b, h, t, e)] = average;
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [output, weights], inputs, params: { scale, isCausal }, scratch }) {
    const [q, k, v] = headsOf(inputs);
    const { numBatch, numHeads, T, S } = sizesOf(inputs);
    if (isCausal && S !== T) return null; // the kernel knows squares
    const half = (which: Half): Half => (isCausal ? which : "whole"); // P has zeros above the diagonal
    const scores = productOf(kernels, q, exchanged(k, 2, 3), weights, scratch, half("lower result")); // Q Kᵀ
    const averages = productOf(kernels, weights, v, exchanged(output, 1, 2), scratch, half("lower a")); // P V
    const [at, rows, causal] = [weights.pointer, numBatch * numHeads * T, isCausal ? 1 : 0];
    return () => {
      scores();
      kernels.attentionSoftmax(at, at, 0, rows, S, scale, causal);
      averages();
    };
  },
  scratchBytes: (kernels, _, inputs) => attentionScratch(kernels, inputs),
  gradient({ grad, inputs, outputs: [, weights], params }) {
    const [, ...grads] = applyAll(attentionBackward, [grad, weights, ...inputs], params);
    return grads;
  },
};

/** From G (B, T, H, E), P and the inputs: dS (B, H, T, S), which nobody asks for, then dQ, dK and dV, or all three in one. */
const attentionBackward: Operation<AttentionSettings> = {
  name: "attention's gradient",
  infer: ([, weights, ...inputs]) => [weights, ...inputs].map(({ shape, dtype }) => ({ shape, dtype })),
  forward([scores, ...grads], [grad, weights, ...inputs], { scale, isCausal }) {
    const [q, k, v] = headsOf(inputs);
    const [dq, dk, dv] = headsOf(grads);
    const { numBatch, numHeads, T, S, D, E } = sizesOf(inputs);
    const g = exchanged(grad, 1, 2);
    const [p, ds] = [weights.data, scores.data];
    for (const { data, offset, size } of grads) data.fill(0, offset, offset + size); // sums begin at 0
    for (let b = 0; b < numBatch; b++) {
      for (let h = 0; h < numHeads; h++) {
        for (let t = 0; t < T; t++) {
          const [row, to] = [placeOf(weights, b, h, t, 0), placeOf(scores, b, h, t, 0)];
          const seen = isCausal ? Math.min(t + 1, S) : S;
          let total = 0; // rowsum(dP ⊙ P)
          for (let s = 0; s < S; s++) {
            let dp = 0;
            for (let e = 0; e < E && s < seen; e++) {
              dp += grad.data[placeOf(g, b, h, t, e)] * v.data[placeOf(v, b, h, s, e)];
            }
            ds[to + s] = dp;
            total += dp * p[row + s];
          }
          for (let s = 0; s < seen; s++) {
            ds[to + s] = p[row + s] * (ds[to + s] - total) * scale; // back through the softmax
            for (let d = 0; d < D; d++) {
              const [atQ, atK] = [placeOf(q, b, h, t, d), placeOf(k, b, h, s, d)];
              dq.data[placeOf(dq, b, h, t, d)] += ds[to + s] * k.data[atK]; // to the question, what the key was
              dk.data[placeOf(dk, b, h, s, d)] += ds[to + s] * q.data[atQ]; // and the other way round
            }
            for (let e = 0; e < E; e++) {
              dv.data[placeOf(dv, b, h, s, e)] += p[row + s] * grad.data[placeOf(g, b, h, t, e)]; // blamed by weight
            }
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [scores, ...grads], inputs: [grad, weights, ...inputs], params, scratch }) {
    const [q, k, v] = headsOf(inputs);
    const [dq, dk, dv] = headsOf(grads);
    const { numBatch, numHeads, T, S } = sizesOf(inputs);
    const { scale, isCausal } = params;
    if (isCausal && S !== T) return null;
    const g = exchanged(grad, 1, 2);
    const half = (which: Half): Half => (isCausal ? which : "whole");
    const toValues = productOf(kernels, exchanged(weights, 2, 3), g, dv, scratch, half("upper a")); // Pᵀ G
    const toWeights = productOf(kernels, g, exchanged(v, 2, 3), scores, scratch, half("lower result")); // dP = G Vᵀ
    const toQuestions = productOf(kernels, scores, k, dq, scratch, half("lower a")); // dS K
    const toKeys = productOf(kernels, exchanged(scores, 2, 3), q, dk, scratch, half("upper a")); // dSᵀ Q
    const [at, from, rows, causal] = [scores.pointer, weights.pointer, numBatch * numHeads * T, isCausal ? 1 : 0];
    return () => {
      toValues();
      toWeights();
      kernels.attentionSoftmaxBackward(at, from, at, 0, rows, S, scale, causal); // dP → dS, in its place
      toQuestions();
      toKeys();
    };
  },
  scratchBytes: (kernels, _, [, , ...inputs]) => attentionScratch(kernels, inputs),
};

/** Enough for the largest of the products: rows of C, and terms of a sum. */
function attentionScratch({ matmulScratchBytes }: FastCall<unknown>["kernels"], inputs: readonly Spec[]): number {
  const { T, S, D, E } = sizesOf(inputs);
  return matmulScratchBytes(Math.max(T, S), Math.max(T, S, D, E));
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
