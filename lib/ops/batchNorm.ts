/*
 * Batch normalization: each channel is moved to mean 0 and deviation 1 over the whole batch, then to a deviation and a mean that
 * are learned. While training, the statistics are those of the batch, and running averages of them are kept; afterwards the
 * running ones are used, so that an example's output does not depend on its neighbours.
 *
 *   y = w x̂ + b,   x̂ = (x − μ) r,   r = 1 / √(σ² + ε)                 μ, σ² over N and all places, for each channel
 *   ∂L/∂x = w r (g − mean g − x̂ · mean(g x̂)),   ∂L/∂w = Σ g x̂,   ∂L/∂b = Σ g        in training
 *   running ← (1 − m) running + m batch                               with σ² · n / (n − 1), the unbiased estimate
 *
 * The price: examples of a batch are no longer independent, small batches have noisy statistics, and a model computes another
 * function in training than afterwards. To forget the switch between them is a common mistake.
 *
 * Notation: x (N, C) or (N, C, …), n numbers a channel, w, b, μ, σ² (C), g = ∂L/∂y, m momentum, ε a small number.
 * Source: S. Ioffe and C. Szegedy, arXiv:1502.03167 (2015); PyTorch 2 (torch.nn.functional.batch_norm) for arguments and defaults.
 * NB: the batch is normalized by the biased variance and the running average keeps the unbiased one, as in PyTorch. Its
 *   momentum is the share of the new, not of the old.
 *
 * Page 83 · before it: ops/normalization.ts · after it: ops/matmul.ts
 */
import { applyAll, setGradEnabled } from "../autograd/apply.ts";
import type { Block, Operation, Spec } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import { sameShape, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { add, multiply, subtract } from "./arithmetic.ts";
import { assign } from "./assign.ts";
import { rsqrt } from "./elementwise.ts";
import { contiguous, reshape } from "./movement.ts";
import { checkEpsilon } from "./normalization.ts";
import { floats } from "./unary.ts";

/** What the loops are told; `weight` and `bias` say which input they are, 0 for none: input 0 is always another. */
interface Channels {
  /** ε, added under the root. */
  readonly epsilon: number;
  readonly weight: number;
  readonly bias: number;
}

/** x as (n, channels, length): all axes after the second are one, with length 1 where there are none. */
function sizesOf({ shape }: Spec): { n: number; channels: number; length: number } {
  return { n: shape[0], channels: shape[1], length: sizeOf(shape.slice(2)) };
}

/** Calls `visit` with the position of every number of channel c: `length` neighbours in each example, then a jump to the next. */
function eachOfChannel(x: Spec, c: number, visit: (position: number) => void): void {
  const { n, channels, length } = sizesOf(x);
  for (let i = 0; i < n; i++) for (let l = 0; l < length; l++) visit((i * channels + c) * length + l);
}

/**
 * x, w?, b? → y, μ (C), σ² (C)
 *
 * Three walks over a channel: for its mean, for its variance around that mean, and to normalize it. One walk that collects Σ x
 * and Σ x² would do with less reading, and lose the variance of numbers far from 0 in the difference of two large ones. The
 * statistics are outputs: the way back needs them, and so do the running averages.
 */
const normalizing: Operation<Channels> = {
  name: "batchNorm",
  infer([{ shape, dtype }]) {
    const perChannel = { shape: [shape[1]], dtype };
    return [{ shape, dtype }, perChannel, perChannel];
  },
  forward([y, mean, variance], inputs, { epsilon, weight, bias }) {
    const [x, w, b] = [inputs[0], inputs[weight], inputs[bias]];
    const { n, channels, length } = sizesOf(x);
    for (let c = 0; c < channels; c++) {
      let [mu, squares] = [0, 0]; // doubles, whatever the dtype
      eachOfChannel(x, c, (at) => {
        mu += x.data[x.offset + at] / (n * length);
      });
      eachOfChannel(x, c, (at) => {
        squares += (x.data[x.offset + at] - mu) ** 2 / (n * length);
      });
      // one factor and one term for the channel: y = (x − μ) · w r + b
      const factor = (weight === 0 ? 1 : w.data[w.offset + c]) / Math.sqrt(squares + epsilon);
      const term = bias === 0 ? 0 : b.data[b.offset + c];
      eachOfChannel(x, c, (at) => {
        y.data[y.offset + at] = (x.data[x.offset + at] - mu) * factor + term;
      });
      mean.data[mean.offset + c] = mu;
      variance.data[variance.offset + c] = squares;
    }
  },
  fast({ kernels, outputs: [y, mean, variance], inputs, params: { epsilon, weight, bias } }) {
    const { n, channels, length } = sizesOf(inputs[0]);
    const [x, w, b] = [0, weight, bias].map((i, k) => (k > 0 && i === 0 ? 0 : inputs[i].pointer));
    const [mu, squares, to] = [mean.pointer, variance.pointer, y.pointer];
    // two kernels: statistics first, of all channels, then what they are for
    return () => {
      kernels.batchNormStatistics(x, mu, squares, n, channels, length, 0, channels);
      kernels.batchNorm(x, mu, squares, w, b, to, n, channels, length, epsilon, 0, channels);
    };
  },
  gradient({ grad, inputs, outputs: [, mean, variance], params }) {
    const own = params.weight === 0 ? [] : [inputs[params.weight]];
    // thunks: nothing is computed for an input that wants no gradient
    let all: readonly Tensor[] | null = null; // one pass for all three, whichever is asked for first
    const part = (i: number): Tensor => {
      all ??= applyAll(backward, [contiguous(grad), inputs[0], mean, variance, ...own], params);
      return all[i];
    };
    return inputs.map((_, i) => () => part(i === 0 ? 0 : i === params.weight ? 1 : 2));
  },
};

/**
 * g, x, μ, σ², w? → ∂L/∂x, ∂L/∂w (C), ∂L/∂b (C)
 *
 * Every number of a channel has a say in its mean and its variance, and through them in every other output of the channel. What
 * comes of that is simple: g loses its mean and its part along x̂. Both are sums over the channel that the weight and the bias
 * are owed anyway, so that three gradients come out of two walks.
 */
const backward: Operation<Channels> = {
  name: "batchNormBackward",
  infer([{ shape, dtype }]) {
    const perChannel = { shape: [shape[1]], dtype };
    return [{ shape, dtype }, perChannel, perChannel];
  },
  forward([out, dWeight, dBias], [g, x, mean, variance, w], { epsilon }) {
    const { n, channels, length } = sizesOf(x);
    for (let c = 0; c < channels; c++) {
      const mu = mean.data[mean.offset + c];
      const r = 1 / Math.sqrt(variance.data[variance.offset + c] + epsilon);
      // x̂ of one number, computed anew rather than stored
      const unit = (at: number): number => (x.data[x.offset + at] - mu) * r;
      let [sum, along] = [0, 0]; // Σ g and Σ g x̂, in doubles
      eachOfChannel(x, c, (at) => {
        sum += g.data[g.offset + at];
        along += g.data[g.offset + at] * unit(at);
      });
      // ∂L/∂x = w r (g − mean g − x̂ · mean(g x̂))
      const factor = r * (w === undefined ? 1 : w.data[w.offset + c]);
      const count = n * length;
      eachOfChannel(x, c, (at) => {
        out.data[out.offset + at] = factor * (g.data[g.offset + at] - sum / count - (unit(at) * along) / count);
      });
      dWeight.data[dWeight.offset + c] = along;
      dBias.data[dBias.offset + c] = sum;
    }
  },
  fast({ kernels, outputs, inputs: [g, x, mean, variance, w], params: { epsilon } }) {
    const { n, channels, length } = sizesOf(x);
    const [out, dWeight, dBias] = outputs.map(({ pointer }) => pointer);
    const [from, fromX, mu, squares] = [g, x, mean, variance].map(({ pointer }) => pointer);
    const own = pointerOf(w);
    return () => {
      const sizes = [n, channels, length, epsilon, 0, channels] as const;
      kernels.batchNormBackward(from, fromX, mu, squares, own, out, dWeight, dBias, ...sizes);
    };
  },
};

/** The address of an input that may be missing; 0 tells the kernel that it is. */
function pointerOf(block: Block | undefined): number {
  return block === undefined ? 0 : block.pointer;
}

/** Settings of `batchNorm`, named as in PyTorch. */
export interface BatchNormOptions {
  /** Use the statistics of the batch, and move the running ones towards them. False by default. */
  readonly training?: boolean;
  /**
   * How much of the running statistics is replaced each time; 0.1 by default.
   * The smaller it is, the more batches they remember, and the longer they take to forget how training began.
   */
  readonly momentum?: number;
  /** What is added to the variance, so that a channel of equal numbers is not divided by 0; 1e-5 by default. */
  readonly eps?: number;
}

/**
 * Batch normalization of each channel. In training, `runningMean` and `runningVar` are given new numbers.
 * @param x (N, C) or (N, C, …): N examples of C channels, such as images (N, C, height, width).
 * @param runningMean (C), or null where none is kept: then the batch's statistics are used always.
 * @param runningVar (C), or null.
 * @param weight (C); 1 by default.
 * @param bias (C); 0 by default.
 * @throws TypeError when shapes or dtypes do not fit; RangeError when a channel has one number only in training.
 * @example
 * const [mean, variance] = [zeros([1]), ones([1])];
 * const y = batchNorm(tensor([[1], [3]]), mean, variance, undefined, undefined, { training: true });
 * [toArray(y), toArray(mean), toArray(variance)]; // => [[[-0.999995], [0.999995]], [0.2], [1.1]]
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  weight?: Tensor,
  bias?: Tensor,
  { training = false, momentum = 0.1, eps = 1e-5 }: BatchNormOptions = {},
): Tensor {
  const input = floats(x, "normalize");
  const action = `normalize the batch ${sizesText(x.shape)}`;
  checkBatch(input, [runningMean, runningVar, weight, bias], action);
  checkEpsilon(eps, action);
  if (!training && runningMean !== null && runningVar !== null) {
    return withRunning(input, runningMean, runningVar, weight, bias, eps);
  }
  const count = input.size / Math.max(1, input.shape[1]); // how many numbers each channel has
  if (count <= 1) {
    const found = `each channel has ${count === 1 ? "one" : "none"}`;
    const rule = "in training every channel needs more than one number";
    throw new RangeError(lesson({ cannot: action, as: rule, found, try: "a larger batch" }));
  }
  // the operation is given what is there, and told at which place
  const inputs = [input, weight, bias].filter((tensor) => tensor !== undefined);
  const params = {
    epsilon: eps,
    weight: weight === undefined ? 0 : 1,
    bias: bias === undefined ? 0 : inputs.length - 1,
  };
  const rows = inputs.map((tensor) => contiguous(tensor));
  const [y, mean, variance] = applyAll(normalizing, rows, params);
  if (training) {
    // the running statistics are kept for later: they are no part of this loss
    const enabled = setGradEnabled(false);
    try {
      if (runningMean !== null) assign(runningMean, moved(runningMean, mean, momentum, 1));
      // the variance of the batch is too small by (n − 1)/n as an estimate of all examples
      if (runningVar !== null) assign(runningVar, moved(runningVar, variance, momentum, count / (count - 1)));
    } finally {
      setGradEnabled(enabled);
    }
  }
  return y;
}

/** (1 − m) · running + m · factor · batch: an average that forgets, with a memory of about 1/m batches. */
function moved(running: Tensor, batch: Tensor, momentum: number, factor: number): Tensor {
  return add(multiply(running, 1 - momentum), multiply(batch, momentum * factor));
}

/**
 * Normalized by running statistics. They do not depend on the batch, so that each output depends on its own x alone, and ordinary
 * operations do, derivatives of every order included.
 */
function withRunning(x: Tensor, mean: Tensor, variance: Tensor, weight?: Tensor, bias?: Tensor, eps = 0): Tensor {
  const perChannel = (tensor: Tensor): Tensor => reshape(tensor, [-1, ...x.shape.slice(2).map(() => 1)]); // (C) → (C, 1, …)
  // x is centred before it is scaled: where both are large, the difference keeps the digits
  const r = rsqrt(add(variance, eps));
  const scaled = multiply(subtract(x, perChannel(mean)), perChannel(weight === undefined ? r : multiply(r, weight)));
  return bias === undefined ? scaled : add(scaled, perChannel(bias));
}

/** Refuses what has no channels, and parameters that are not one number for each of them. */
function checkBatch(x: Tensor, perChannel: readonly (Tensor | null | undefined)[], action: string): void {
  if (x.shape.length < 2) {
    const rule = "it must be (N, C) or (N, C, …)";
    throw new TypeError(lesson({ cannot: action, as: rule, found: `got ${sizesText(x.shape)}` }));
  }
  const shape = [x.shape[1]];
  for (const tensor of perChannel) {
    if (tensor === null || tensor === undefined) continue;
    checkTensor(tensor, "normalize with");
    if (sameShape(tensor.shape, shape) && tensor.dtype === x.dtype) continue;
    throw new TypeError(
      lesson({
        cannot: action,
        as: `weight, bias and running statistics must be ${sizesText(shape)} of dtype ${x.dtype}`,
        found: `got ${sizesText(tensor.shape)} ${tensor.dtype}`,
      }),
    );
  }
}
