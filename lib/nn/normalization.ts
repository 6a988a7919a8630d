/*
 * Layers that keep numbers in a range where training works, whatever the layers before them do. They differ in what is
 * normalized together: each example by itself, or each channel over the whole minibatch.
 *
 *   LayerNorm   y = w ⊙ (x − μ) / √(σ² + ε) + b      μ, σ² over the last axes, for each example
 *   RMSNorm     y = w ⊙ x / √(mean(x²) + ε)          the same without the mean: cheaper, and as good in language models
 *   BatchNorm   y = w ⊙ (x − μ) / √(σ² + ε) + b      μ, σ² over the minibatch, for each channel
 *   in evaluation BatchNorm uses running averages:   running ← (1 − m) · running + m · that of the minibatch
 *
 * Notation: w weight, from 1, and b bias, from 0, are learned; ε eps, m momentum, C channels.
 * Source: S. Ioffe and C. Szegedy, Batch normalization, ICML (2015); J. Ba et al., Layer normalization (2016); B. Zhang and
 *   R. Sennrich, Root mean square layer normalization, NeurIPS (2019); PyTorch 2, torch.nn, for defaults and keys.
 * NB: momentum is the share of the new. A BatchNorm in training mode makes the answer for one example depend on the others.
 *
 * Page 111 · before it: nn/pooling.ts · after it: nn/recurrent.ts
 */
import { checkCount, lesson, sizesText } from "../lesson.ts";
import { add } from "../ops/arithmetic.ts";
import { assign } from "../ops/assign.ts";
import { batchNorm } from "../ops/batchNorm.ts";
import { layerNorm, rmsNorm } from "../ops/normalization.ts";
import { ones, tensor, zeros } from "../tensor/create.ts";
import type { Shape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import type { BiasOption } from "./linear.ts";
import { Module, parameter } from "./module.ts";

/** For `LayerNorm`. */
export interface LayerNormOptions extends BiasOption {
  /** 1e-5 by default. */
  readonly eps?: number;
}

function checkedShape(shape: Shape | number): Shape {
  const sizes = typeof shape === "number" ? [shape] : shape;
  for (const size of sizes) checkCount("normalize", size, "numbers", 1);
  return sizes;
}

/**
 * Each example moved to mean 0 and deviation 1, over the last axes.
 * @param normalizedShape The sizes of these axes, or the size of the last.
 * @throws RangeError for sizes that are none; `forward` throws a TypeError for an x of other sizes.
 * @example
 * const y = new nn.LayerNorm(4).forward(tensor([[1, 2, 3, 4], [100, 200, 300, 400]]));
 * toArray(y)[1]; // => [-1.34164, -0.44721, 0.44721, 1.34164]
 */
export class LayerNorm extends Module {
  /** Of the normalized shape. */
  weight: Tensor;
  bias: Tensor | null;
  readonly normalizedShape: Shape;
  readonly eps: number;

  constructor(normalizedShape: Shape | number, { eps = 1e-5, bias = true }: LayerNormOptions = {}) {
    super();
    this.normalizedShape = checkedShape(normalizedShape);
    this.eps = eps;
    this.weight = parameter(ones(this.normalizedShape));
    this.bias = bias ? parameter(zeros(this.normalizedShape)) : null;
  }

  /** (…, sizes) → (…, sizes) */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, this.weight, this.bias ?? undefined, this.eps);
  }

  protected override details(): string {
    return this.normalizedShape.join("×");
  }
}

/**
 * Each example divided by the root of the mean of its squares, over the last axes.
 * @param normalizedShape The sizes of these axes, or the size of the last.
 * @param options `eps`: by default the distance from 1 to the next float, as in PyTorch.
 * @throws RangeError for sizes that are none; `forward` throws a TypeError for an x of other sizes.
 * @example toArray(new nn.RMSNorm(2).forward(tensor([3, 4]))); // => [0.84853, 1.13137]
 */
export class RMSNorm extends Module {
  /** Of the normalized shape. */
  weight: Tensor;
  readonly normalizedShape: Shape;
  readonly eps: number | undefined;

  constructor(normalizedShape: Shape | number, { eps }: { readonly eps?: number } = {}) {
    super();
    this.normalizedShape = checkedShape(normalizedShape);
    this.eps = eps;
    this.weight = parameter(ones(this.normalizedShape));
  }

  /** (…, sizes) → (…, sizes) */
  forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, this.weight, this.eps);
  }

  protected override details(): string {
    return this.normalizedShape.join("×");
  }
}

/** For batch normalization. */
export interface BatchNormLayerOptions {
  /** 1e-5 by default. */
  readonly eps?: number;
  /** The share of the minibatch in the running averages. 0.1 by default. */
  readonly momentum?: number;
}

/** What both layers have in common. */
abstract class BatchNorm extends Module {
  /** (C) */
  weight: Tensor;
  /** (C) */
  bias: Tensor;
  /** (C), from 0. */
  runningMean: Tensor;
  /** (C), from 1. */
  runningVar: Tensor;
  /** How many minibatches there have been, int32. */
  numBatchesTracked: Tensor;
  readonly eps: number;
  readonly momentum: number;

  constructor(numFeatures: number, { eps = 1e-5, momentum = 0.1 }: BatchNormLayerOptions) {
    super();
    checkCount("normalize", numFeatures, "channels", 1);
    this.weight = parameter(ones([numFeatures]));
    this.bias = parameter(zeros([numFeatures]));
    this.runningMean = zeros([numFeatures]);
    this.runningVar = ones([numFeatures]);
    this.numBatchesTracked = tensor(0, { dtype: "int32" });
    this.eps = eps;
    this.momentum = momentum;
  }

  /** How many axes x may have. */
  protected abstract ranks(): readonly number[];

  /** (N, C, …) → (N, C, …) */
  forward(x: Tensor): Tensor {
    checkTensor(x, "normalize");
    const numFeatures = this.weight.shape[0];
    if (!this.ranks().includes(x.shape.length) || x.shape[1] !== numFeatures) {
      throw new TypeError(
        lesson({
          cannot: `normalize the channels of ${sizesText(x.shape)}`,
          as: `it must have ${this.ranks().join(" or ")} axes, the second of size ${numFeatures}`,
          found: `got ${sizesText(x.shape)}`,
        }),
      );
    }
    const { runningMean, runningVar, weight, bias, training, momentum, eps } = this;
    const y = batchNorm(x, runningMean, runningVar, weight, bias, { training, momentum, eps });
    if (training) assign(this.numBatchesTracked, add(this.numBatchesTracked, 1));
    return y;
  }

  protected override details(): string {
    return String(this.weight.shape[0]);
  }
}

/**
 * Batch normalization of rows (N, C) or sequences (N, C, T).
 * @param numFeatures C
 * @throws RangeError when C is no count, or a channel has one number only while training; TypeError for an x that does not fit.
 * @example
 * const norm = new nn.BatchNorm1d(1);
 * const trained = toArray(norm.forward(tensor([[1], [3]]))); // mean 2, deviation 1
 * [trained, toArray(norm.evaluate().forward(tensor([[1], [3]])))]; // => [[[-1.0000], [1.0000]], [[0.76277], [2.66968]]]
 */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormLayerOptions = {}) {
    super(numFeatures, options);
  }

  protected ranks(): readonly number[] {
    return [2, 3];
  }
}

/**
 * Batch normalization of images (N, C, height, width).
 * @param numFeatures C
 * @throws RangeError when C is no count, or a channel has one number only while training; TypeError for an x that does not fit.
 * @example
 * const norm = new nn.BatchNorm2d(16);
 * [norm.forward(randn(random(42), [8, 16, 4, 4])).shape, Object.keys(norm.stateDict()).slice(2)]; // => [[8, 16, 4, 4], ["running_mean", "running_var", "num_batches_tracked"]]
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormLayerOptions = {}) {
    super(numFeatures, options);
  }

  protected ranks(): readonly number[] {
    return [4];
  }
}
