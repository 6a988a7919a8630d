/*
 * Layers without parameters that make images smaller, and the step from images to vectors. Pooling keeps of each window what
 * matters most, or the mean, so that the next layer sees a larger part of the image with as many weights.
 *
 *   max pooling       y = max over the window         average pooling   y = mean over the window
 *   Flatten           (N, C, height, width) → (N, C · height · width)
 *
 * Notation: N images or sequences, C channels; the window is given as one number for a square, or one for each axis.
 * Source: PyTorch 2, torch.nn.MaxPool2d, AvgPool2d and Flatten, for the options.
 *
 * Page 110 · before it: nn/convolution.ts · after it: nn/normalization.ts
 */
import { flatten } from "../ops/movement.ts";
import { averagePool1d, averagePool2d, maxPool1d, maxPool2d } from "../ops/pooling.ts";
import type { PerAxis } from "../ops/window.ts";
import type { AveragePoolOptions, PoolOptions } from "../ops/windowOptions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** What all four have in common. */
abstract class Pool<Options extends PoolOptions> extends Module {
  readonly kernelSize: PerAxis;
  readonly options: Options;

  constructor(kernelSize: PerAxis, options: Options) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  protected override details(): string {
    return `kernel ${String(this.kernelSize).replace(",", "×")}`;
  }
}

/**
 * The maximum of each window of images.
 * @example new nn.MaxPool2d(2).forward(zeros([8, 16, 28, 28])).shape; // => [8, 16, 14, 14]
 */
export class MaxPool2d extends Pool<PoolOptions> {
  constructor(kernelSize: PerAxis, options: PoolOptions = {}) {
    super(kernelSize, options);
  }

  /** (N, C, height, width) → (N, C, …, …) */
  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this.options);
  }
}

/**
 * The maximum of each window of sequences.
 * @example toArray(new nn.MaxPool1d(2).forward(tensor([[[1, 5, 2, 3]]]))); // => [[[5, 3]]]
 */
export class MaxPool1d extends Pool<PoolOptions> {
  constructor(kernelSize: PerAxis, options: PoolOptions = {}) {
    super(kernelSize, options);
  }

  /** (N, C, length) → (N, C, …) */
  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this.options);
  }
}

/**
 * The mean of each window of images.
 * @example new nn.AveragePool2d(2, { stride: 1 }).forward(zeros([8, 16, 7, 7])).shape; // => [8, 16, 6, 6]
 */
export class AveragePool2d extends Pool<AveragePoolOptions> {
  constructor(kernelSize: PerAxis, options: AveragePoolOptions = {}) {
    super(kernelSize, options);
  }

  /** (N, C, height, width) → (N, C, …, …) */
  forward(x: Tensor): Tensor {
    return averagePool2d(x, this.kernelSize, this.options);
  }
}

/**
 * The mean of each window of sequences.
 * @example toArray(new nn.AveragePool1d(2).forward(tensor([[[1, 5, 2, 3]]]))); // => [[[3, 2.5]]]
 */
export class AveragePool1d extends Pool<AveragePoolOptions> {
  constructor(kernelSize: PerAxis, options: AveragePoolOptions = {}) {
    super(kernelSize, options);
  }

  /** (N, C, length) → (N, C, …) */
  forward(x: Tensor): Tensor {
    return averagePool1d(x, this.kernelSize, this.options);
  }
}

/**
 * All axes behind the first made one: from images to vectors.
 * @param start The first axis of those made one; 1 by default.
 * @example new nn.Flatten().forward(zeros([32, 16, 7, 7])).shape; // => [32, 784]
 */
export class Flatten extends Module {
  readonly start: number;

  constructor(start = 1) {
    super();
    this.start = start;
  }

  /** (N, …) → (N, product of …) */
  forward(x: Tensor): Tensor {
    return flatten(x, this.start);
  }
}
