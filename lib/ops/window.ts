/*
 * A window that slides over a sequence or an image, as convolution and pooling need it. It starts in the padding, moves on by
 * the stride, and sees a few of the positions below it, its taps; dilation spreads them. Along one axis:
 *
 *   windows = ⌊(size + before + after − dilation · (kernel − 1) − 1) / stride⌋ + 1
 *   window i, tap u  →  position i · stride + u · dilation − before        outside [0, size) lies the padding
 *
 * Notation: size of the input along the axis; kernel the number of taps; before, after the padding at both ends, in positions.
 * Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning (2016), §2 and §5.1.
 * NB: the floor means that up to stride − 1 positions at the end may be seen by no window, as in PyTorch.
 *
 * Page 90 · before it: ops/gru.ts · after it: ops/windowOptions.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { isFloat } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { contiguous, reshape } from "./movement.ts";

/** One number for every axis of the window, or one for each: 3 is [3, 3] for images and [3] for sequences. */
export type PerAxis = number | readonly number[];

/** How a window moves along one axis. */
export interface Sliding {
  /** The number of taps. */
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Positions of padding in front of the first, and behind the last. */
  readonly before: number;
  readonly after: number;
}

/**
 * A window along an axis of size 1, such as a sequence is given to be an image.
 * @example windowsAlong(1, still); // => 1
 */
export const still: Sliding = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };

/**
 * How many windows there are along an axis of a size; 0 or less where not one fits.
 * @example windowsAlong(7, { kernel: 3, stride: 2, dilation: 1, before: 1, after: 1 }); // => 4
 * @example windowsAlong(7, { kernel: 3, stride: 1, dilation: 3, before: 0, after: 0 }); // => 1
 */
export function windowsAlong(size: number, { kernel, stride, dilation, before, after }: Sliding): number {
  return Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1;
}

/**
 * The position that a tap of a window sees; below 0 or from `size` on it is padding.
 * @example positionOf({ kernel: 3, stride: 2, dilation: 1, before: 1, after: 1 }, 0, 0); // => -1
 */
export function positionOf({ stride, dilation, before }: Sliding, window: number, tap: number): number {
  return window * stride + tap * dilation - before;
}

/**
 * The window that sees a position by a tap: `positionOf` read backwards. A fraction where the stride skips it.
 * @example windowOf({ kernel: 3, stride: 2, dilation: 1, before: 1, after: 1 }, 5, 0); // => 3
 */
export function windowOf({ stride, dilation, before }: Sliding, position: number, tap: number): number {
  return (position + before - tap * dilation) / stride;
}

/**
 * One whole number for each axis.
 * @param noun "stride": what they are, for the message.
 * @throws TypeError for another count of numbers; RangeError for a number below `least` or a fraction.
 * @example perAxis(2, 2, "stride", 1, "convolve"); // => [2, 2]
 * @example perAxis(0, 2, "stride", 1, "convolve"); // throws RangeError: Cannot convolve with stride 0 as it must be a whole number from 1 up: got 0
 */
export function perAxis(given: PerAxis, axes: number, noun: string, least: number, action: string): number[] {
  const list = typeof given === "number" ? new Array<number>(axes).fill(given) : given;
  if (!Array.isArray(list) || list.length !== axes) {
    throw new TypeError(
      lesson({
        cannot: `${action} with ${noun} ${Array.isArray(given) ? sizesText(given) : valueText(given)}`,
        as: `it must be a number${axes === 1 ? "" : ` or ${axes} numbers, for height and width`}`,
        found: `got ${valueText(given)}`,
      }),
    );
  }
  const bad = list.find((value) => !Number.isSafeInteger(value) || value < least);
  if (bad === undefined) return [...list];
  throw new RangeError(
    lesson({
      cannot: `${action} with ${noun} ${typeof given === "number" ? valueText(given) : sizesText(list)}`,
      as: `it must be a whole number from ${least} up`,
      found: `got ${valueText(bad)}`,
    }),
  );
}

/** The names of the last axes, for messages. */
const axisNames = (axes: number): string[] => (axes === 1 ? ["length"] : ["height", "width"]);

/**
 * Refuses what is no sequence of channels, for one axis, or no image, for two.
 * @throws TypeError for another number of axes, or elements that are no floats.
 * @example checkImages(zeros([28, 28]), 2, "convolve"); // throws TypeError: Cannot convolve (28, 28) as it must have the axes (batch, channels, height, width) or (channels, height, width): got 2 axes; try reshape(x, [1, 1, 28, 28])
 */
export function checkImages(x: Tensor, axes: number, action: string): void {
  checkTensor(x, action);
  const names = ["channels", ...axisNames(axes)];
  const rank = x.shape.length;
  if (rank !== axes + 1 && rank !== axes + 2) {
    throw new TypeError(
      lesson({
        cannot: `${action} ${sizesText(x.shape)}`,
        as: `it must have the axes (batch, ${names.join(", ")}) or (${names.join(", ")})`,
        found: `got ${rank} axes`,
        ...(rank === axes ? { try: `reshape(x, [1, 1, ${x.shape.join(", ")}])` } : {}),
      }),
    );
  }
  if (isFloat(x.dtype)) return;
  throw new TypeError(
    lesson({
      cannot: `${action} ${sizesText(x.shape)} of ${x.dtype}`,
      as: "elements must be floats",
      found: `got ${x.dtype}`,
      try: 'cast(x, "float32")',
    }),
  );
}

/**
 * Refuses a window that fits nowhere, and shows the count.
 * @param action "convolve (3, 2, 5) with a (3, 3) kernel".
 * @throws TypeError when there is no window along one of the last axes.
 * @example checkFits([1, 2, 5], [still, { ...still, kernel: 6 }], "convolve it"); // throws TypeError: Cannot convolve it as at least one window must fit: along the width there are ⌊(5 + 0 + 0 − 1·(6 − 1) − 1) / 1⌋ + 1 = 0; try a kernel of at most 5, or more padding
 */
export function checkFits(shape: Shape, slidings: readonly Sliding[], action: string): void {
  const sizes = shape.slice(-slidings.length);
  for (const [axis, sliding] of slidings.entries()) {
    const size = sizes[axis];
    const count = windowsAlong(size, sliding);
    if (count > 0) continue;
    const { kernel, stride, dilation, before, after } = sliding;
    const most = Math.floor((size + before + after - 1) / dilation) + 1;
    throw new TypeError(
      lesson({
        cannot: action,
        as: "at least one window must fit",
        found: `along the ${axisNames(slidings.length)[axis]} there are ⌊(${size} + ${before} + ${after} − ${dilation}·(${kernel} − 1) − 1) / ${stride}⌋ + 1 = ${count}`,
        try: most > 0 ? `a kernel of at most ${most}, or more padding` : "more padding",
      }),
    );
  }
}

/**
 * A batch of images (N, C, H, W), row by row: sequences are images of height 1, and a single one is a batch of 1.
 * @example asImages(zeros([16, 100]), 1).shape; // => [1, 16, 1, 100]
 */
export function asImages(x: Tensor, axes: number): Tensor {
  const batched = x.shape.length === axes + 2 ? x.shape : [1, ...x.shape];
  return contiguous(reshape(x, axes === 1 ? batched.toSpliced(2, 0, 1) : batched));
}

/**
 * A batch of images with the axes that the input had: the way back from `asImages`.
 * @example likeInput(zeros([1, 16, 1, 98]), zeros([16, 100]), 1).shape; // => [16, 98]
 */
export function likeInput(y: Tensor, x: Tensor, axes: number): Tensor {
  const [batch, channels, height, width] = y.shape;
  return reshape(y, [
    ...(x.shape.length === axes + 2 ? [batch] : []),
    channels,
    ...(axes === 1 ? [] : [height]),
    width,
  ]);
}
