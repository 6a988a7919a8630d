/*
 * Softmax turns scores along an axis into probabilities: all above 0, together 1, each e times as large where the score is 1
 * greater. Adding a number to all scores changes nothing, so the greatest is taken away first, and no exponential overflows.
 *
 *   yⱼ = e^(xⱼ − m) / Σₖ e^(xₖ − m),  m = maxₖ xₖ          ∂L/∂xⱼ = yⱼ (gⱼ − Σₖ gₖ yₖ)
 *   ln yⱼ = xⱼ − m − ln Σₖ e^(xₖ − m)                      ∂L/∂xⱼ = gⱼ − yⱼ Σₖ gₖ
 *
 * Attention's softmax is that of scores times a scale. When it is causal, row i of a square sees scores 0 … i only, the past;
 * the others count as −∞: their probability is 0, and no gradient reaches them.
 *
 * Notation: x scores (outer, n, inner) with n along the axis, y output, g = ∂L/∂y, L the loss.
 * Source: J. Bridle, NIPS 2 (1989), for softmax; A. Vaswani et al., arXiv:1706.03762 (2017), section 3.2, for scale and mask.
 * NB: softmax of a scaled x is sharper or flatter: large scales end in argmax, a scale of 0 in equal shares.
 *   A row with NaN, with Infinity or of nothing but −Infinity gives NaN, as in PyTorch. ln(softmax(x)) is −Infinity where
 *   a probability rounds to 0; logSoftmax(x) is not.
 *
 * Page 78 · before it: ops/activation.ts · after it: ops/nllLoss.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import { exp as exponential, log as logarithm } from "../plain/elementary.ts";
import { checkAxis, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { multiply, negate, subtract } from "./arithmetic.ts";
import { exp } from "./elementwise.ts";
import { contiguous } from "./movement.ts";
import { sum } from "./reduce.ts";
import { floats } from "./unary.ts";

/** How to walk, and what attention adds. */
interface Walk {
  /** The axis, counted from 0. */
  readonly axis: number;
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
  /** What scores are multiplied by first. */
  readonly scale: number;
  /** Row i of `queries` sees n − queries + i + 1 scores; 0 queries: every row sees all. */
  readonly queries: number;
}

/** How many scores row i sees: all, or those up to its own place, counted from the end where keys outnumber queries. */
function seenBy(i: number, { n, queries }: Walk): number {
  return queries === 0 ? n : Math.max(0, n - queries + (i % queries) + 1);
}

/**
 * x → softmax(scale · x). Three walks along each row: for the greatest score, for the sum of the exponentials, and for the
 * quotients. The exponentials are computed twice instead of being stored: the sum is then of doubles, whatever the dtype.
 */
const probabilities: Operation<Walk> = {
  name: "softmax",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([y], [x], walk) {
    const { outer, n, inner, scale } = walk;
    for (let i = 0; i < outer; i++) {
      const seen = seenBy(i, walk);
      for (let k = 0; k < inner; k++) {
        const [from, to] = [x.offset + i * n * inner + k, y.offset + i * n * inner + k];
        let most = -Infinity; // stays so where every score is −∞: then −∞ − −∞ makes NaN of the row
        for (let j = 0; j < seen; j++) most = Math.max(most, scale * x.data[from + j * inner]);
        let total = 0;
        for (let j = 0; j < seen; j++) total += exponential(scale * x.data[from + j * inner] - most);
        for (let j = 0; j < n; j++) {
          y.data[to + j * inner] = j < seen ? exponential(scale * x.data[from + j * inner] - most) / total : 0;
        }
      }
    }
  },
  fast({ kernels, outputs: [y], inputs: [x], params: { outer, n, inner, scale, queries } }) {
    if (inner !== 1 || (queries !== 0 && queries !== n)) return null; // kernels want rows, and squares where it is causal
    const [from, to] = [x.pointer, y.pointer];
    if (scale === 1 && queries === 0) return () => kernels.softmax(from, to, outer, n);
    return () => kernels.attentionSoftmax(from, to, 0, outer, n, scale, queries === 0 ? 0 : 1);
  },
  gradient: ({ grad, output, params }) => [() => apply(softmaxBackward, [contiguous(grad), output], params)],
};

/**
 * (g, y) → scale · y (g − Σ g y). Σ g y is the mean of g, weighted by the probabilities: a score is raised where its gradient is
 * above that mean and lowered where it is below, since probability can only be moved and not made. Where a score was not seen,
 * y is 0 and so is its gradient.
 */
const softmaxBackward: Operation<Walk> = {
  name: "softmaxBackward",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([out], [g, y], { outer, n, inner, scale }) {
    for (let i = 0; i < outer; i++) {
      for (let k = 0; k < inner; k++) {
        const at = i * n * inner + k;
        let dot = 0;
        // the rows of a stack lie `inner` apart; along the last axis that is 1
        for (let j = 0; j < n * inner; j += inner) dot += g.data[g.offset + at + j] * y.data[y.offset + at + j];
        for (let j = 0; j < n * inner; j += inner) {
          out.data[out.offset + at + j] = scale * y.data[y.offset + at + j] * (g.data[g.offset + at + j] - dot);
        }
      }
    }
  },
  fast({ kernels, outputs: [out], inputs: [g, y], params: { outer, n, inner, scale, queries } }) {
    if (inner !== 1 || (queries !== 0 && queries !== n)) return null;
    const [fromG, fromY, to] = [g.pointer, y.pointer, out.pointer];
    if (scale === 1 && queries === 0) return () => kernels.softmaxBackward(fromG, fromY, to, outer, n);
    return () => kernels.attentionSoftmaxBackward(fromG, fromY, to, 0, outer, n, scale, queries === 0 ? 0 : 1);
  },
  // v is what comes back. The Jacobian diag(y) − y yᵀ is symmetric, so that the derivative by g is the same operation again;
  // by y the product rule gives v (g − Σ g y) − g Σ v y
  gradient: ({ grad: v, inputs: [g, y], params }) => [
    () => apply(softmaxBackward, [contiguous(v), y], params),
    () => {
      const along = { axis: params.axis, keepDims: true };
      const [gy, vy] = [sum(multiply(g, y), along), sum(multiply(v, y), along)];
      return multiply(subtract(multiply(v, subtract(g, gy)), multiply(g, vy)), params.scale);
    },
  ],
};

/** The walk along one axis of a tensor that lies row by row: without a scale, and with all scores seen. */
function walkAlong(x: Tensor, axis: number, action: string): Walk {
  const at = checkAxis(axis, x.shape.length, `${action} ${sizesText(x.shape)}`);
  const outer = sizeOf(x.shape.slice(0, at));
  return { axis: at, outer, n: x.shape[at], inner: sizeOf(x.shape.slice(at + 1)), scale: 1, queries: 0 };
}

/**
 * What a gradient with respect to probabilities is with respect to the scores: y (g − Σ g y) along the last axis. For losses that
 * have probabilities as a by-product, such as cross-entropy.
 * @param y What softmax gave.
 * @example toArray(softmaxGradient(tensor([1, 0]), tensor([0.5, 0.5]))); // => [0.25, -0.25]
 */
export function softmaxGradient(g: Tensor, y: Tensor): Tensor {
  return apply(softmaxBackward, [contiguous(g), contiguous(y)], walkAlong(y, -1, "differentiate the softmax of"));
}

/**
 * Probabilities from scores: eˣ / Σ eˣ along an axis.
 * @param axis The last one by default.
 * @throws RangeError when there is no such axis.
 * @example toArray(softmax(tensor([[0, Math.log(3)], [1000, 1000]]))); // => [[0.25, 0.75], [0.5, 0.5]]
 */
export function softmax(x: Tensor, axis = -1): Tensor {
  const scores = floats(x, "take the softmax of");
  return apply(probabilities, [scores], walkAlong(scores, axis, "take the softmax of"));
}

/**
 * What attention does to scores before the softmax. Both are done on the way, since a pass over all scores costs as much as the
 * softmax itself.
 */
export interface AttentionSoftmaxOptions {
  /** What scores are multiplied by: 1/√D in attention; 1 by default. */
  readonly scale?: number;
  /** Whether query i sees keys 0 … i only; with more keys than queries, the last query sees all. False by default. */
  readonly causal?: boolean;
}

/**
 * softmax(scale · scores) along the last axis, the future masked where it is to be causal: what attention needs, in one pass.
 * @param scores (…, queries, keys)
 * @throws TypeError when scores have fewer than two axes; RangeError when there are more queries than keys and it is causal.
 * @example
 * const scores = zeros([3, 3]);
 * toArray(attentionSoftmax(scores, { causal: true })); // => [[1, 0, 0], [0.5, 0.5, 0], [0.333333, 0.333333, 0.333333]]
 */
export function attentionSoftmax(scores: Tensor, { scale = 1, causal = false }: AttentionSoftmaxOptions = {}): Tensor {
  const x = floats(scores, "take attention's softmax of");
  const [queries, keys] = x.shape.slice(-2);
  if (x.shape.length < 2 || (causal && queries > keys)) {
    const Refusal = x.shape.length < 2 ? TypeError : RangeError;
    throw new Refusal(
      lesson({
        cannot: `take attention's softmax of ${sizesText(x.shape)}`,
        as:
          x.shape.length < 2 ? "scores must be (…, queries, keys)" : "a causal mask leaves each query at least one key",
        found: x.shape.length < 2 ? `got ${sizesText(x.shape)}` : `there are ${queries} queries and ${keys} keys`,
      }),
    );
  }
  return apply(probabilities, [x], { ...walkAlong(x, -1, "softmax"), scale, queries: causal ? queries : 0 });
}

/** x → x − m − ln Σ e^(x − m): no probability is formed, and so none can round to 0. */
const logProbabilities: Operation<Walk> = {
  name: "logSoftmax",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([y], [x], { outer, n, inner }) {
    for (let i = 0; i < outer; i++) {
      for (let k = 0; k < inner; k++) {
        const [from, to] = [x.offset + i * n * inner + k, y.offset + i * n * inner + k];
        let most = -Infinity;
        for (let j = 0; j < n; j++) most = Math.max(most, x.data[from + j * inner]);
        let total = 0;
        for (let j = 0; j < n; j++) total += exponential(x.data[from + j * inner] - most);
        // total is at least 1, the share of the greatest: its logarithm is never below 0
        const rest = logarithm(total); // x − m first: their difference is exact where it matters
        for (let j = 0; j < n; j++) y.data[to + j * inner] = x.data[from + j * inner] - most - rest;
      }
    }
  },
  fast({ kernels, outputs: [y], inputs: [x], params: { outer, n, inner } }) {
    if (inner !== 1) return null;
    const [from, to] = [x.pointer, y.pointer];
    return () => kernels.logSoftmax(from, to, outer, n);
  },
  gradient: ({ grad, output, params }) => [() => apply(logSoftmaxBackward, [contiguous(grad), output], params)],
};

/** (g, y) → g − eʸ Σ g: what all rows together ask for is paid back in proportion to the probabilities. */
const logSoftmaxBackward: Operation<Walk> = {
  name: "logSoftmaxBackward",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([out], [g, y], { outer, n, inner }) {
    for (let i = 0; i < outer; i++) {
      for (let k = 0; k < inner; k++) {
        const at = i * n * inner + k;
        let total = 0;
        for (let j = 0; j < n * inner; j += inner) total += g.data[g.offset + at + j];
        for (let j = 0; j < n * inner; j += inner) {
          out.data[out.offset + at + j] = g.data[g.offset + at + j] - exponential(y.data[y.offset + at + j]) * total;
        }
      }
    }
  },
  fast({ kernels, outputs: [out], inputs: [g, y], params: { outer, n, inner } }) {
    if (inner !== 1) return null;
    const [fromG, fromY, to] = [g.pointer, y.pointer, out.pointer];
    return () => kernels.logSoftmaxBackward(fromG, fromY, to, outer, n);
  },
  gradient: ({ grad: v, inputs: [g, y], params: { axis } }) => [
    () => subtract(v, sum(multiply(v, exp(y)), { axis, keepDims: true })),
    () => negate(multiply(multiply(v, exp(y)), sum(g, { axis, keepDims: true }))),
  ],
};

/**
 * The logarithm of softmax along an axis, with all its digits. Losses take it, since a logarithm of probabilities that have
 * rounded to 0 would be −Infinity.
 * @param axis The last one by default.
 * @throws RangeError when there is no such axis.
 * @example toArray(logSoftmax(tensor([0, -1000]))); // => [0, -1000]
 */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const scores = floats(x, "take the logSoftmax of");
  return apply(logProbabilities, [scores], walkAlong(scores, axis, "take the logSoftmax of"));
}
