/*
 * Pooling: each window of an image is replaced by its largest number, or by its mean. The image becomes smaller, a feature
 * counts wherever in the window it was, and there is nothing to learn.
 *
 *   max      y[i] = max over the window of x           ∂L/∂x: all of ∂L/∂y goes to the place of the maximum
 *   average  y[i] = 1/k · Σ over the window of x       ∂L/∂x: every place of the window gets 1/k of ∂L/∂y
 *
 * The loops below are the definition; lib/wasm/assembly/pooling.ts does four windows at a time.
 *
 * Each derivative has one of its own: what was put back at the places of the maxima is taken from there, and what was spread
 * over windows is averaged. So second derivatives need no third page.
 *
 * Notation: x (N, C, H, W), y (N, C, I, J), k the number of places in a window; L the loss.
 * Source: PyTorch's torch.nn.functional.max_pool2d, avg_pool2d and adaptive_avg_pool2d for names and defaults;
 *   J. Yang et al., CVPR (2009), for the maximum; M. Lin, Q. Chen and S. Yan, Network in network (2013), for the global average.
 * NB: of several equal maxima the first, row by row, gets the gradient. The padding of a maximum is −∞, that of a mean is 0 and
 *   counts as a place, unless `countIncludePad` is false.
 *
 * Page 93 · before it: ops/convolution.ts · after it: autograd/backward.ts
 */
import { apply, applyAll } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { contiguous } from "./movement.ts";
import { asImages, checkImages, likeInput, type PerAxis, positionOf, type Sliding, windowsAlong } from "./window.ts";
import { type AveragePoolOptions, type Pooling, type PoolOptions, poolingOf } from "./windowOptions.ts";

/** Pooling the gradient back needs the shape of the input. */
interface Unpooling {
  readonly shape: Shape;
}

/** A mean divides by a number of places, which depends on this. */
interface Averaging extends Pooling {
  readonly countIncludePad: boolean;
}

/** One number for each window. */
function pooledShape([batch, channels, height, width]: Shape, { vertical, horizontal }: Pooling): Shape {
  return [batch, channels, windowsAlong(height, vertical), windowsAlong(width, horizontal)];
}

/**
 * Calls `visit` for every window of every image: where in the output it is, where in the input its image begins, and which window
 * of the image it is, by row and column.
 */
function eachWindow(
  pooled: Shape,
  imageSize: number,
  visit: (output: number, image: number, i: number, j: number) => void,
): void {
  const [batch, channels, outHeight, outWidth] = pooled;
  let output = 0;
  for (let image = 0; image < batch * channels; image++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) visit(output++, image * imageSize, i, j);
    }
  }
}

/** The positions from `first` up to, and without, `end` that a window sees of an axis; the padding is left out. */
const firstOf = (sliding: Sliding, window: number): number => Math.max(0, positionOf(sliding, window, 0));
const endOf = (sliding: Sliding, window: number, size: number): number =>
  Math.min(size, positionOf(sliding, window, sliding.kernel));

type Sizes5 = readonly [number, number, number, number, number];
type PoolSizes = readonly [...Sizes5, ...Sizes5];

/** The sizes by which kernels know a pool: of images and of what they become, then the window, its strides and the padding. */
function sizesOf(x: Shape, y: Shape, { vertical, horizontal }: Pooling): PoolSizes {
  return [
    ...([x[2], x[3], y[2], y[3], vertical.kernel, horizontal.kernel] as const),
    ...([vertical.stride, horizontal.stride, vertical.before, horizontal.before] as const),
  ];
}

/** How many images there are, of all channels: kernels call them planes. */
const planesOf = ([batch, channels]: Shape): number => batch * channels;

/**
 * The definition. The place of each maximum is a second output, since the way back needs it: as a number that counts through the
 * rows of its image.
 */
const poolingMaxima: Operation<Pooling> = {
  name: "maxPool2d",
  infer([{ shape, dtype }], pooling) {
    const pooled = pooledShape(shape, pooling);
    return [
      { shape: pooled, dtype },
      { shape: pooled, dtype: "int32" }, // where in its image each maximum is
    ];
  },
  forward([y, places], [x], { vertical, horizontal }) {
    const [height, width] = x.shape.slice(2);
    eachWindow(y.shape, height * width, (output, image, i, j) => {
      const [endRow, endColumn] = [endOf(vertical, i, height), endOf(horizontal, j, width)];
      const firstColumn = firstOf(horizontal, j);
      let [largest, place] = [Number.NEGATIVE_INFINITY, firstOf(vertical, i) * width + firstColumn];
      for (let row = firstOf(vertical, i); row < endRow; row++) {
        for (let column = firstColumn; column < endColumn; column++) {
          const value = x.data[x.offset + image + row * width + column];
          if (value > largest || Number.isNaN(value)) [largest, place] = [value, row * width + column];
        }
      }
      y.data[y.offset + output] = largest;
      places.data[places.offset + output] = place;
    });
  },
  fast({ kernels, outputs: [y, places], inputs: [x], params }) {
    const sizes = sizesOf(x.shape, y.shape, params);
    const operands = [x.pointer, y.pointer, places.pointer] as const;
    return () => kernels.maxPool2d(...operands, ...sizes, 0, planesOf(x.shape));
  },
  gradient: ({ grad, inputs: [x], outputs: [, places] }) => [() => putBack(grad, places, x.shape)],
};

/** How many numbers an image has, and how many windows: the steps of a walk through both. */
const imageSizes = (input: Shape, pooled: Shape): [number, number] => [input[2] * input[3], pooled[2] * pooled[3]];

/** ∂L/∂x of a maximum: zeros, and at the place of each maximum the gradient of its windows, added up where they share it. */
const puttingBack: Operation<Unpooling> = {
  name: "maxPool2dGradient",
  infer: ([{ dtype }], { shape }) => ({ shape, dtype }),
  forward([gradX], [grad, places]) {
    const [imageSize, windows] = imageSizes(gradX.shape, grad.shape);
    gradX.data.fill(0, gradX.offset, gradX.offset + gradX.size);
    for (let output = 0; output < grad.size; output++) {
      const image = Math.floor(output / windows) * imageSize;
      gradX.data[gradX.offset + image + places.data[places.offset + output]] += grad.data[grad.offset + output];
    }
  },
  fast({ kernels, outputs: [gradX], inputs: [grad, places] }) {
    const [imageSize, windows] = imageSizes(gradX.shape, grad.shape);
    const operands = [grad.pointer, places.pointer, gradX.pointer] as const;
    return () => kernels.maxPool2dGradient(...operands, imageSize, windows, 0, planesOf(gradX.shape));
  },
  gradient: ({ grad: back, inputs: [, places] }) => [() => apply(taking, [contiguous(back), places], null), null],
};

/** The numbers at the places of the maxima: what `putBack` is the derivative of, and the other way round. */
const taking: Operation<null> = {
  name: "takeMaxima",
  infer: ([{ dtype }, { shape }]) => ({ shape, dtype }),
  forward([y], [x, places]) {
    const [imageSize, windows] = imageSizes(x.shape, y.shape);
    for (let output = 0; output < y.size; output++) {
      const image = Math.floor(output / windows) * imageSize;
      y.data[y.offset + output] = x.data[x.offset + image + places.data[places.offset + output]];
    }
  },
  gradient: ({ grad, inputs: [x, places] }) => [() => putBack(grad, places, x.shape), null],
};

/** Gradients put back at the places of the maxima. */
function putBack(grad: Tensor, places: Tensor, shape: Shape): Tensor {
  return apply(puttingBack, [contiguous(grad), places], { shape });
}

/** How many numbers the sum of a window is divided by. */
function divisor({ vertical, horizontal, countIncludePad }: Averaging, x: Shape, i: number, j: number): number {
  if (countIncludePad) return vertical.kernel * horizontal.kernel;
  const rows = endOf(vertical, i, x[2]) - firstOf(vertical, i);
  return rows * (endOf(horizontal, j, x[3]) - firstOf(horizontal, j));
}

/**
 * The definition, as it stands above. Zeros of the padding add nothing to a sum, so that they matter in the divisor alone.
 */
const poolingMeans: Operation<Averaging> = {
  name: "averagePool2d",
  infer: ([{ shape, dtype }], pooling) => ({ shape: pooledShape(shape, pooling), dtype }),
  forward([y], [x], averaging) {
    const { vertical, horizontal } = averaging;
    const [height, width] = x.shape.slice(2);
    eachWindow(y.shape, height * width, (output, image, i, j) => {
      let sum = 0;
      for (let row = firstOf(vertical, i); row < endOf(vertical, i, height); row++) {
        for (let column = firstOf(horizontal, j); column < endOf(horizontal, j, width); column++) {
          sum += x.data[x.offset + image + row * width + column];
        }
      }
      y.data[y.offset + output] = sum / divisor(averaging, x.shape, i, j);
    });
  },
  fast({ kernels, outputs: [y], inputs: [x], params }) {
    const sizes = sizesOf(x.shape, y.shape, params);
    return () =>
      kernels.averagePool2d(x.pointer, y.pointer, ...sizes, Number(params.countIncludePad), 0, planesOf(x.shape));
  },
  gradient: ({ grad, inputs: [x], params }) => [
    () => apply(spreading, [contiguous(grad)], { ...params, shape: x.shape }),
  ],
};

/**
 * ∂L/∂x of a mean: each place gets its share from every window that sees it. Where windows overlap, shares add up; a place that
 * no window sees gets nothing.
 */
const spreading: Operation<Averaging & Unpooling> = {
  name: "averagePool2dGradient",
  infer: ([{ dtype }], { shape }) => ({ shape, dtype }),
  forward([gradX], [grad], averaging) {
    const { vertical, horizontal } = averaging;
    const [height, width] = gradX.shape.slice(2);
    gradX.data.fill(0, gradX.offset, gradX.offset + gradX.size);
    eachWindow(grad.shape, height * width, (output, image, i, j) => {
      const share = grad.data[grad.offset + output] / divisor(averaging, gradX.shape, i, j);
      for (let row = firstOf(vertical, i); row < endOf(vertical, i, height); row++) {
        for (let column = firstOf(horizontal, j); column < endOf(horizontal, j, width); column++) {
          gradX.data[gradX.offset + image + row * width + column] += share;
        }
      }
    });
  },
  fast({ kernels, outputs: [gradX], inputs: [grad], params }) {
    const sizes = [...sizesOf(gradX.shape, grad.shape, params), Number(params.countIncludePad)] as const;
    return () => kernels.averagePool2dGradient(grad.pointer, gradX.pointer, ...sizes, 0, planesOf(grad.shape));
  },
  gradient: ({ grad: back, params }) => [() => apply(poolingMeans, [contiguous(back)], params)],
};

function maxPool(x: Tensor, kernelSize: PerAxis, options: PoolOptions, axes: 1 | 2): Tensor {
  const pooling = poolingOf(x, kernelSize, options, axes, "take maxima of");
  return likeInput(applyAll(poolingMaxima, [asImages(x, axes)], pooling)[0], x, axes);
}

function averagePool(x: Tensor, kernelSize: PerAxis, options: AveragePoolOptions, axes: 1 | 2): Tensor {
  const pooling = poolingOf(x, kernelSize, options, axes, "average");
  const { countIncludePad = true } = options;
  return likeInput(apply(poolingMeans, [asImages(x, axes)], { ...pooling, countIncludePad }), x, axes);
}

/**
 * The largest number of each window of images.
 * @param x (N, C, H, W) or (C, H, W)
 * @param kernelSize The window: one size, or height and width.
 * @returns (N, C, I, J) or (C, I, J), with I = ⌊(H + 2·padding − kernelSize) / stride⌋ + 1 and J likewise
 * @throws TypeError when no window fits; RangeError for a stride of 0 or padding of more than half a window.
 * @example toArray(maxPool2d(tensor([[[1, 2, 5, 0], [3, 4, -1, -2]]]), 2)); // => [[[4, 5]]]
 * @example maxPool2d(zeros([1, 2, 2]), 3); // throws TypeError: Cannot take maxima of (1, 2, 2) with a window of (3, 3) as at least one window must fit: along the height there are ⌊(2 + 0 + 0 − 1·(3 − 1) − 1) / 3⌋ + 1 = 0; try a kernel of at most 2, or more padding
 */
export function maxPool2d(x: Tensor, kernelSize: PerAxis, options: PoolOptions = {}): Tensor {
  return maxPool(x, kernelSize, options, 2);
}

/**
 * The largest number of each window of sequences, (N, C, T) or (C, T).
 * @throws TypeError when no window fits; RangeError for a stride of 0 or padding of more than half a window.
 * @param kernelSize The window, in steps of the sequence.
 * @returns (N, C, I) or (C, I)
 * @example toArray(maxPool1d(tensor([[1, 5, 2, 3]]), 2, { stride: 1 })); // => [[5, 5, 3]]
 */
export function maxPool1d(x: Tensor, kernelSize: PerAxis, options: PoolOptions = {}): Tensor {
  return maxPool(x, kernelSize, options, 1);
}

/**
 * The mean of each window of images.
 * @param x (N, C, H, W) or (C, H, W)
 * @param kernelSize The window: one size, or height and width.
 * @returns (N, C, I, J) or (C, I, J), of the same sizes as `maxPool2d`
 * @throws TypeError when no window fits; RangeError for a stride of 0 or padding of more than half a window.
 * @example
 * const x = tensor([[[4, 8]]]);
 * const options = { stride: 1, padding: [0, 1] };
 * toArray(averagePool2d(x, [1, 2], options)); // => [[[2, 6, 4]]]
 * toArray(averagePool2d(x, [1, 2], { ...options, countIncludePad: false })); // => [[[4, 6, 8]]]
 */
export function averagePool2d(x: Tensor, kernelSize: PerAxis, options: AveragePoolOptions = {}): Tensor {
  return averagePool(x, kernelSize, options, 2);
}

/**
 * The mean of each window of sequences, (N, C, T) or (C, T).
 * @throws TypeError when no window fits; RangeError for a stride of 0 or padding of more than half a window.
 * @param kernelSize The window, in steps of the sequence.
 * @returns (N, C, I) or (C, I)
 * @example toArray(averagePool1d(tensor([[1, 5, 2, 4]]), 2)); // => [[3, 3]]
 */
export function averagePool1d(x: Tensor, kernelSize: PerAxis, options: AveragePoolOptions = {}): Tensor {
  return averagePool(x, kernelSize, options, 1);
}

/**
 * The mean of each image as a whole: (N, C, H, W) becomes (N, C, 1, 1), whatever the size of the images.
 * @throws TypeError when there is no image.
 * @example toArray(globalAveragePool2d(tensor([[[1, 2], [3, 6]]]))); // => [[[3]]]
 */
export function globalAveragePool2d(x: Tensor): Tensor {
  checkImages(x, 2, "average");
  return averagePool2d(x, x.shape.slice(-2));
}
