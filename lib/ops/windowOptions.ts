/*
 * Which windows fit which input: the options of convolution and pooling, checked before anything is computed, and made into one
 * sliding for each axis. All messages speak of the shapes that were given, sequences or images.
 *
 *   "same"      before + after = dilation · (kernel − 1), the odd one behind, so that windows = size
 *   groups      input channels = groups · weights.shape[1],  output channels a multiple of groups
 *   pooling     padding ≤ kernel / 2, so that every window sees a number
 *
 * Notation: kernel the number of taps of a window along an axis.
 * Source: PyTorch's torch.nn.functional.conv2d, max_pool2d and avg_pool2d, for options, defaults and what they refuse.
 * NB: PyTorch's pools can also be dilated, and can round the number of windows up (ceil_mode).
 *
 * Page 91 · before it: ops/window.ts · after it: ops/convolution.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { promote } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { checkFits, checkImages, type PerAxis, perAxis, type Sliding, still } from "./window.ts";

/** How the weights are laid over the input. */
export interface ConvolutionOptions {
  /** Positions from one window to the next. 1 by default. */
  readonly stride?: PerAxis;
  /** Zeros put around the input; "same" as many as keep its size, "valid" none. 0 by default. */
  readonly padding?: PerAxis | "same" | "valid";
  /** Positions from one weight to the next. 1 by default. */
  readonly dilation?: PerAxis;
  /** Bundles of channels that do not see each other. 1 by default. */
  readonly groups?: number;
}

/** How the window moves. */
export interface PoolOptions {
  /** Positions from one window to the next. By default the size of the window, so that windows do not overlap. */
  readonly stride?: PerAxis;
  /** Positions put around the input, at most half a window. 0 by default. */
  readonly padding?: PerAxis;
}

/** How the window of a mean moves. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count as numbers of the window. True by default. */
  readonly countIncludePad?: boolean;
}

/** A convolution's options, checked: a sliding along the height and one along the width. A sequence has one row, seen by a window of 1. */
export interface Convolution {
  readonly vertical: Sliding;
  readonly horizontal: Sliding;
  readonly groups: number;
}

/** A pool's options, checked. Its windows are never dilated. */
export interface Pooling {
  readonly vertical: Sliding;
  readonly horizontal: Sliding;
}

/**
 * The options of a convolution, for these tensors.
 * @param x (N, C, T) or (C, T) for sequences; (N, C, H, W) or (C, H, W) for images
 * @param weight (O, C / groups, U) or (O, C / groups, U, V)
 * @param bias (O), or null
 * @param axes 1 for sequences, 2 for images.
 * @throws TypeError when shapes or dtypes do not go together or no window fits; RangeError for a stride of 0 or groups that do not divide.
 * @example convolutionOf(zeros([1, 9]), zeros([1, 1, 4]), null, { padding: "same" }, 1).horizontal; // => { kernel: 4, stride: 1, dilation: 1, before: 1, after: 2 }
 */
export function convolutionOf(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvolutionOptions,
  axes: 1 | 2,
): Convolution {
  const { groups = 1 } = options;
  checkImages(x, axes, "convolve");
  checkWeights(x, weight, bias, groups, axes);
  const action = `convolve ${sizesText(x.shape)} with weights ${sizesText(weight.shape)}`;
  const slidings = slidingsOf(weight.shape.slice(2), options, axes, action);
  checkFits(x.shape, slidings, action);
  const [vertical, horizontal] = axes === 1 ? [still, slidings[0]] : slidings;
  return { vertical, horizontal, groups };
}

/** How the weights slide along each axis. */
function slidingsOf(kernel: Shape, options: ConvolutionOptions, axes: number, action: string): Sliding[] {
  const { padding = 0 } = options;
  const stride = perAxis(options.stride ?? 1, axes, "stride", 1, action);
  const dilation = perAxis(options.dilation ?? 1, axes, "dilation", 1, action);
  if (padding === "same" && stride.some((step) => step !== 1)) {
    throw new RangeError(
      lesson({
        cannot: `${action} with padding "same"`,
        as: "with a stride above 1 the output is smaller than the input",
        found: `the stride is ${sizesText(stride)}`,
        try: `padding: ${(kernel[0] - 1) >> 1}`,
      }),
    );
  }
  // What a convolution without padding takes away from the size. Half of it is put in front and half behind; an even window has
  // no middle, and PyTorch puts the odd position behind.
  const missing = kernel.map((taps, axis) => dilation[axis] * (taps - 1));
  const around = padding === "same" || padding === "valid" ? 0 : padding;
  const both = perAxis(around, axes, "padding", 0, action);
  return kernel.map((taps, axis) => {
    const before = padding === "same" ? Math.floor(missing[axis] / 2) : both[axis];
    const after = padding === "same" ? missing[axis] - before : both[axis];
    return { kernel: taps, stride: stride[axis], dilation: dilation[axis], before, after };
  });
}

/**
 * Refuses weights and a bias that do not go with the input: axes first, since everything else is read from them, then groups,
 * channels, dtypes, and the bias.
 */
function checkWeights(x: Tensor, weight: Tensor, bias: Tensor | null, groups: number, axes: number): void {
  checkTensor(weight, "convolve with weights");
  // a single image has no batch in front of its channels
  const channels = x.shape[x.shape.length - axes - 1];
  const [outChannels, groupChannels] = weight.shape;
  const refuse = (failure: typeof TypeError, as: string, found: string): never => {
    const cannot = `convolve ${sizesText(x.shape)} with weights ${sizesText(weight.shape)}`;
    throw new failure(
      lesson({ cannot: groups === 1 ? cannot : `${cannot} in ${valueText(groups)} groups`, as, found }),
    );
  };
  if (weight.shape.length !== axes + 2 || weight.shape.slice(2).includes(0)) {
    const names = axes === 1 ? "length" : "height, width";
    refuse(
      TypeError,
      `weights must be (outputs, channels / groups, ${names}) and not empty`,
      `got ${sizesText(weight.shape)}`,
    );
  }
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0 || outChannels % groups !== 0) {
    const found = `there are ${channels} and ${outChannels}`;
    refuse(RangeError, "groups must divide the channels of the input and of the output", found);
  }
  if (channels !== groups * groupChannels) {
    const found = `the input has ${channels} and the weights are for ${groups * groupChannels}`;
    refuse(TypeError, "the input must have as many channels as the weights", found);
  }
  // float32 with float64 is refused with the cure that all operations name; what is left are weights of whole numbers
  promote(x.dtype, weight.dtype, "convolve");
  if (weight.dtype !== x.dtype)
    refuse(TypeError, "both must be floats of one kind", `got ${x.dtype} and ${weight.dtype}`);
  if (bias === null) return;
  checkTensor(bias, "convolve with the bias");
  if (bias.shape.length !== 1 || bias.size !== outChannels || bias.dtype !== x.dtype) {
    const found = `got ${sizesText(bias.shape)} ${bias.dtype}`;
    refuse(TypeError, `the bias must have one ${x.dtype} for each of the ${outChannels} output channels`, found);
  }
}

/**
 * The options of a pool, for this tensor.
 * @param kernelSize The window, in positions along each axis.
 * @param axes 1 for sequences, 2 for images.
 * @param verb What the pool does, for messages: "average".
 * @throws TypeError when no window fits; RangeError for a stride of 0 or padding of more than half a window.
 * @example poolingOf(zeros([3, 8, 8]), 2, {}, 2, "average").vertical; // => { kernel: 2, stride: 2, dilation: 1, before: 0, after: 0 }
 */
export function poolingOf(x: Tensor, kernelSize: PerAxis, options: PoolOptions, axes: 1 | 2, verb: string): Pooling {
  checkImages(x, axes, verb);
  const action = `${verb} ${sizesText(x.shape)}`;
  const kernel = perAxis(kernelSize, axes, "window", 1, action);
  const stride = perAxis(options.stride ?? kernel, axes, "stride", 1, action);
  const padding = perAxis(options.padding ?? 0, axes, "padding", 0, action);
  // a maximum over the padding alone would be −∞, and a mean without it 0 / 0
  const tooMuch = padding.findIndex((size, axis) => 2 * size > kernel[axis]);
  if (tooMuch !== -1) {
    throw new RangeError(
      lesson({
        cannot: `${action} with padding ${padding[tooMuch]}`,
        as: "it must be at most half of the window, or a window could lie in the padding alone",
        found: `the window has ${kernel[tooMuch]}`,
      }),
    );
  }
  const slidings = kernel.map((taps, axis) => {
    return { kernel: taps, stride: stride[axis], dilation: 1, before: padding[axis], after: padding[axis] };
  });
  checkFits(x.shape, slidings, `${action} with a window of ${sizesText(kernel)}`);
  const [vertical, horizontal] = axes === 1 ? [still, slidings[0]] : slidings;
  return { vertical, horizontal };
}
