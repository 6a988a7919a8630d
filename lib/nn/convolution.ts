/*
 * Layers that look at one small window after another, everywhere with the same weights: a pattern is recognized wherever it lies,
 * and there are as many weights as in the window, not as in the image.
 *
 *   y[n, o, i, j] = b[o] + Σ_c Σ_u Σ_v W[o, c, u, v] · x[n, c, i · stride + u − padding, j · stride + v − padding]
 *   start: W, b ~ uniform(−1/√fanIn, 1/√fanIn),  fanIn = C / groups · kernel sizes
 *
 * Notation: N images, C channels in, O channels out; x (N, C, height, width) or (N, C, length), W (O, C / groups, kernel…), b (O).
 * Source: Y. LeCun et al., Gradient-based learning applied to document recognition, Proc. IEEE 86 (1998); PyTorch 2, nn.Conv2d.
 *
 * Page 109 · before it: nn/embedding.ts · after it: nn/pooling.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { checkCount, lesson } from "../lesson.ts";
import { conv1d, conv2d } from "../ops/convolution.ts";
import { type PerAxis, perAxis } from "../ops/window.ts";
import type { ConvolutionOptions } from "../ops/windowOptions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fanInUniform } from "./init.ts";
import type { BiasOption } from "./linear.ts";
import { Module, parameter } from "./module.ts";

/** How the window moves, and whether there is a bias. */
export interface ConvOptions extends ConvolutionOptions, BiasOption {}

/** What both layers have in common. */
abstract class Convolution extends Module {
  /** (out, in / groups, kernel…) */
  weight: Tensor;
  /** (out), or null. */
  bias: Tensor | null;
  readonly options: ConvolutionOptions;

  constructor(
    rng: RandomGenerator,
    inChannels: number,
    outChannels: number,
    kernel: readonly number[],
    { bias = true, ...options }: ConvOptions,
  ) {
    super();
    checkCount("make a convolution of", inChannels, "input channels", 1);
    checkCount("make a convolution of", outChannels, "output channels", 1);
    const { groups = 1 } = options;
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeError(
        lesson({
          cannot: `make a convolution of ${inChannels} to ${outChannels} channels in ${groups} groups`,
          as: "the groups must divide both",
          found: `${inChannels % groups === 0 ? outChannels : inChannels} is no multiple of ${groups}`,
        }),
      );
    }
    const shape = [outChannels, inChannels / groups, ...kernel];
    const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
    this.weight = parameter(fanInUniform(rng, shape, fanIn));
    this.bias = bias ? parameter(fanInUniform(rng, [outChannels], fanIn)) : null;
    this.options = options;
  }

  protected override details(): string {
    const [numOut, numIn, ...kernel] = this.weight.shape;
    const settings = Object.entries(this.options).map(([name, value]) => `, ${name} ${value}`);
    return `${numIn * (this.options.groups ?? 1)} → ${numOut}, kernel ${kernel.join("×")}${settings.join("")}`;
  }
}

/**
 * A convolution over images.
 * @param kernelSize The window: one number for a square, or [height, width].
 * @throws RangeError for counts and sizes below 1, and groups that do not divide the channels.
 * @example
 * const layer = new nn.Conv2d(random(42), 3, 16, 3, { padding: 1 });
 * [layer.forward(zeros([8, 3, 32, 32])).shape, layer.weight.shape]; // => [[8, 16, 32, 32], [16, 3, 3, 3]]
 */
export class Conv2d extends Convolution {
  constructor(
    rng: RandomGenerator,
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvOptions = {},
  ) {
    super(rng, inChannels, outChannels, perAxis(kernelSize, 2, "kernel", 1, "make a convolution"), options);
  }

  /** (N, in, height, width) → (N, out, …, …) */
  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.options);
  }
}

/**
 * A convolution over sequences.
 * @param kernelSize The length of the window.
 * @throws RangeError for counts and sizes below 1, and groups that do not divide the channels.
 * @example
 * const layer = new nn.Conv1d(random(42), 4, 8, 5, { stride: 2, bias: false });
 * [layer.forward(zeros([2, 4, 21])).shape, layer.numParameters()]; // => [[2, 8, 9], 160]
 */
export class Conv1d extends Convolution {
  constructor(
    rng: RandomGenerator,
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvOptions = {},
  ) {
    super(rng, inChannels, outChannels, perAxis(kernelSize, 1, "kernel", 1, "make a convolution"), options);
  }

  /** (N, in, length) → (N, out, …) */
  forward(x: Tensor): Tensor {
    return conv1d(x, this.weight, this.bias, this.options);
  }
}
