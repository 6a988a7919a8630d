/*
 * Convolution: the same small table of weights is laid over every place of an image, and what it says there is one number of
 * the output. So an edge is found wherever it is, and a layer needs a few hundred weights where a full matrix needs millions.
 * With several channels each output channel has a table for every input channel and adds up what they say.
 *
 *   y[n, o, i, j] = bₒ + Σ_c Σ_u Σ_v  w[o, c, u, v] · x[n, c, i·s + u·d − p, j·s + v·d − p]        x is 0 in the padding
 *
 * That is N·O·I·J sums of C/groups·U·V products each: few weights, much work, and nearly all that an image model does.
 *
 * Every product has one factor from x and one from w and belongs to one element of y. A derivative is therefore the same list
 * of products, sorted by another of the three: ∂L/∂x gathers for each x what all y got from it, a transposed convolution, and
 * ∂L/∂w gathers for each weight what it did at all places. Each is linear in its two factors, so that the derivatives of
 * these three operations are again these three.
 *
 * The loops below are the definition, and the longest of this library: seven axes. The fast form, lib/wasm/assembly/convolution.ts,
 * adds up the same products several windows at a time.
 *
 * With groups, channels are dealt into bundles that do not see each other; as many groups as channels is a depthwise convolution.
 *
 * Notation: x (N, C, H, W), w (O, C/groups, U, V), b (O), y (N, O, I, J); s stride, d dilation, p padding, L the loss.
 * Source: Y. LeCun et al., Proc. IEEE 86 (1998); V. Dumoulin and F. Visin, A guide to convolution arithmetic (2016), §4;
 *   PyTorch's torch.nn.functional.conv2d for names and defaults.
 * NB: mathematicians call this cross-correlation; their convolution turns the table by 180° first.
 *
 * Page 92 · before it: ops/windowOptions.ts · after it: ops/pooling.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Block, Operation, Spec } from "../autograd/operation.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expand } from "./broadcast.ts";
import { contiguous, reshape } from "./movement.ts";
import { asImages, likeInput, positionOf, windowOf, windowsAlong } from "./window.ts";
import { type Convolution, type ConvolutionOptions, convolutionOf } from "./windowOptions.ts";

type Sizes6 = readonly [number, number, number, number, number, number];

/** The sizes by which kernels know a convolution: of the images and of what they become, then the window, strides and dilations. */
function sizesOf(x: Spec, y: Spec, { vertical, horizontal }: Convolution): readonly [...Sizes6, ...Sizes6] {
  const [, channels, height, width] = x.shape;
  const [, outChannels, outHeight, outWidth] = y.shape;
  return [
    ...([channels, height, width, outChannels, outHeight, outWidth] as const),
    ...([vertical.kernel, horizontal.kernel, vertical.stride, horizontal.stride] as const),
    ...([vertical.dilation, horizontal.dilation] as const),
  ];
}

/**
 * All that a kernel is told beside addresses: sizes, the padding above and on the left, and groups; null where there is nothing
 * to compute, a question that kernels are spared. The padding below and on the right follows from the sizes.
 */
function numbersOf(x: Spec, weight: Spec, y: Spec, params: Convolution) {
  if ([x, weight, y].some(({ shape }) => shape.includes(0))) return null;
  const { vertical, horizontal, groups } = params;
  return [...sizesOf(x, y, params), vertical.before, horizontal.before, groups] as const;
}

/** The element at an index of four axes. */
function at({ data, offset, strides }: Block, a: number, b: number, c: number, d: number): number {
  return data[offset + a * strides[0] + b * strides[1] + c * strides[2] + d * strides[3]];
}

/** Whether a position, or a window, is one that there is. In the padding there are positions, but no numbers. */
const isInside = (position: number, size: number): boolean => position >= 0 && position < size;

/**
 * The definition. Four loops walk over the numbers of the output: images, output channels, rows and columns; three more over what
 * each of them is a sum of: the channels that it sees, and rows and columns of the weights.
 */
const convolving: Operation<Convolution> = {
  name: "conv2d",
  infer([x, weight], { vertical, horizontal }) {
    const [batch, , height, width] = x.shape;
    const shape = [batch, weight.shape[0], windowsAlong(height, vertical), windowsAlong(width, horizontal)];
    return { shape, dtype: x.dtype };
  },
  forward([y], [x, weight, bias], { vertical, horizontal, groups }) {
    const [batch, outChannels, outHeight, outWidth] = y.shape;
    const [height, width] = x.shape.slice(2);
    const [, groupChannels, kernelHeight, kernelWidth] = weight.shape;
    let next = y.offset;
    for (let n = 0; n < batch; n++) {
      for (let o = 0; o < outChannels; o++) {
        const first = Math.floor((o * groups) / outChannels) * groupChannels; // the first input channel that o sees
        for (let i = 0; i < outHeight; i++) {
          for (let j = 0; j < outWidth; j++) {
            let sum = bias === undefined ? 0 : bias.data[bias.offset + o];
            for (let c = 0; c < groupChannels; c++) {
              for (let u = 0; u < kernelHeight; u++) {
                const row = positionOf(vertical, i, u);
                if (!isInside(row, height)) continue; // in the padding: nothing to add
                for (let v = 0; v < kernelWidth; v++) {
                  const column = positionOf(horizontal, j, v);
                  if (!isInside(column, width)) continue;
                  // every product of the sum: what is there, times what the weight says about it
                  sum += at(x, n, first + c, row, column) * at(weight, o, c, u, v);
                }
              }
            }
            y.data[next++] = sum;
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [y], inputs: [x, weight, bias], params, scratch }) {
    const numbers = numbersOf(x, weight, y, params);
    const operands = [x.pointer, weight.pointer, bias?.pointer ?? 0, y.pointer] as const;
    const batch = x.shape[0];
    return numbers && (() => kernels.conv2d(...operands, ...numbers, 0, 0, batch, scratch));
  },
  scratchBytes: (kernels, [y], [x], params) => kernels.conv2dScratchBytes(...sizesOf(x, y, params), params.groups),
  // y is linear in x for fixed weights, and linear in w for a fixed input; the bias is added at every place
  gradient: ({ grad, inputs: [x, weight, bias], params }) => [
    () => inputGradient(grad, weight, x.shape, params),
    () => weightGradient(x, grad, weight.shape, params),
    bias === undefined ? null : () => apply(summingForBias, [contiguous(grad)], null),
  ],
};

/**
 * ∂L/∂b[o] = Σ ∂L/∂y[n, o, i, j] over all images and places, since b was added at each of them. Its own derivative repeats a
 * number over all these places again.
 */
const summingForBias: Operation<null> = {
  name: "conv2dBiasGradient",
  infer: ([{ shape, dtype }]) => ({ shape: [shape[1]], dtype }),
  forward([gradBias], [grad]) {
    const [batch, channels, height, width] = grad.shape;
    for (let o = 0; o < channels; o++) {
      let sum = 0;
      for (let n = 0; n < batch; n++) {
        for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) sum += at(grad, n, o, i, j);
      }
      gradBias.data[gradBias.offset + o] = sum;
    }
  },
  fast({ kernels, outputs: [gradBias], inputs: [grad] }) {
    const [batch, channels, height, width] = grad.shape;
    const operands = [grad.pointer, gradBias.pointer] as const;
    return () => kernels.conv2dBiasGradient(...operands, batch, channels, height * width, 0, channels);
  },
  gradient: ({ grad: back, inputs: [grad] }) => [() => expand(reshape(back, [1, back.size, 1, 1]), grad.shape)],
};

/** What a derivative needs beside the settings: from the output alone, the size of the input cannot be told where the stride rounds. */
interface Transposed extends Convolution {
  /** The shape of what is computed: of x, or of w. */
  readonly shape: Shape;
}

/**
 * ∂L/∂x[n, c, row, column] = Σ ∂L/∂y[n, o, i, j] · w[o, c, u, v] over all weights (o, u, v) and the one window (i, j) that sees
 * the place by that weight, if there is one. Read as a layer of its own, it is called a transposed convolution.
 */
const gatheringForInput: Operation<Transposed> = {
  name: "conv2dInputGradient",
  infer: ([{ dtype }], { shape }) => ({ shape, dtype }),
  forward([gradX], [grad, weight], { vertical, horizontal, groups }) {
    const [batch, channels, height, width] = gradX.shape;
    const [outHeight, outWidth] = grad.shape.slice(2);
    // an input channel is seen by the output channels of its own group alone
    const [outChannels, groupChannels, kernelHeight, kernelWidth] = weight.shape;
    const groupOutputs = outChannels / groups;
    let next = gradX.offset;
    for (let n = 0; n < batch; n++) {
      for (let c = 0; c < channels; c++) {
        const group = Math.floor(c / groupChannels);
        for (let row = 0; row < height; row++) {
          for (let column = 0; column < width; column++) {
            let sum = 0;
            for (let o = group * groupOutputs; o < (group + 1) * groupOutputs; o++) {
              for (let u = 0; u < kernelHeight; u++) {
                const i = windowOf(vertical, row, u); // a fraction where the stride skips it
                if (!Number.isInteger(i) || !isInside(i, outHeight)) continue; // nobody sees the row by this weight
                for (let v = 0; v < kernelWidth; v++) {
                  const j = windowOf(horizontal, column, v);
                  if (!Number.isInteger(j) || !isInside(j, outWidth)) continue;
                  sum += at(grad, n, o, i, j) * at(weight, o, c - group * groupChannels, u, v);
                }
              }
            }
            gradX.data[next++] = sum;
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [gradX], inputs: [grad, weight], params, scratch }) {
    const numbers = numbersOf(gradX, weight, grad, params);
    const operands = [grad.pointer, weight.pointer, gradX.pointer] as const;
    const batch = grad.shape[0];
    return numbers && (() => kernels.conv2dInputGradient(...operands, ...numbers, 0, batch, scratch));
  },
  scratchBytes: (kernels, [gradX], [grad], params) =>
    kernels.conv2dScratchBytes(...sizesOf(gradX, grad, params), params.groups),
  // ⟨back, ∂L/∂x⟩ = Σ back · grad · w: the same products, with back in the place of x
  gradient: ({ grad: back, inputs: [grad, weight], params }) => [
    () => convolve(back, weight, params),
    () => weightGradient(back, grad, weight.shape, params),
  ],
};

/**
 * ∂L/∂w[o, c, u, v] = Σ ∂L/∂y[n, o, i, j] · x[n, c, row, column] over all images and windows: what the weight met at each place,
 * times how much the loss cares about that place.
 */
const gatheringForWeight: Operation<Transposed> = {
  name: "conv2dWeightGradient",
  infer: ([{ dtype }], { shape }) => ({ shape, dtype }),
  forward([gradWeight], [x, grad], { vertical, horizontal, groups }) {
    const [outChannels, groupChannels, kernelHeight, kernelWidth] = gradWeight.shape;
    const [batch, , outHeight, outWidth] = grad.shape;
    const [height, width] = x.shape.slice(2);
    let next = gradWeight.offset;
    for (let o = 0; o < outChannels; o++) {
      const first = Math.floor((o * groups) / outChannels) * groupChannels;
      for (let c = 0; c < groupChannels; c++) {
        for (let u = 0; u < kernelHeight; u++) {
          for (let v = 0; v < kernelWidth; v++) {
            let sum = 0;
            for (let n = 0; n < batch; n++) {
              for (let i = 0; i < outHeight; i++) {
                const row = positionOf(vertical, i, u);
                if (!isInside(row, height)) continue;
                for (let j = 0; j < outWidth; j++) {
                  const column = positionOf(horizontal, j, v);
                  if (!isInside(column, width)) continue;
                  sum += at(x, n, first + c, row, column) * at(grad, n, o, i, j);
                }
              }
            }
            gradWeight.data[next++] = sum;
          }
        }
      }
    }
  },
  fast({ kernels, outputs: [gradWeight], inputs: [x, grad], params, scratch }) {
    const numbers = numbersOf(x, gradWeight, grad, params);
    const operands = [x.pointer, grad.pointer, gradWeight.pointer] as const;
    const [batch, outChannels] = grad.shape;
    return numbers && (() => kernels.conv2dWeightGradient(...operands, batch, ...numbers, 0, outChannels, scratch));
  },
  scratchBytes: (kernels, _, [x, grad], params) =>
    kernels.conv2dScratchBytes(...sizesOf(x, grad, params), params.groups),
  // and here with back in the place of w
  gradient: ({ grad: back, inputs: [x, grad], params }) => [
    () => inputGradient(grad, back, x.shape, params),
    () => convolve(x, back, params),
  ],
};

/**
 * The three operations on tensors of any layout. Gradients often come as views, such as one number repeated for a whole image;
 * kernels want rows.
 */
function convolve(x: Tensor, weight: Tensor, params: Convolution): Tensor {
  return apply(convolving, [contiguous(x), contiguous(weight)], params);
}

function inputGradient(grad: Tensor, weight: Tensor, shape: Shape, params: Convolution): Tensor {
  return apply(gatheringForInput, [contiguous(grad), contiguous(weight)], { ...params, shape });
}

function weightGradient(x: Tensor, grad: Tensor, shape: Shape, params: Convolution): Tensor {
  return apply(gatheringForWeight, [contiguous(x), contiguous(grad)], { ...params, shape });
}

/** Convolution along one axis or two: sequences are images of height 1, seen by windows of height 1. */
function convolution(x: Tensor, weight: Tensor, bias: Tensor | null, options: ConvolutionOptions, axes: 1 | 2): Tensor {
  const params = convolutionOf(x, weight, bias, options, axes);
  const tensors = [asImages(x, axes), asImages(weight, axes), ...(bias === null ? [] : [contiguous(bias)])];
  return likeInput(apply(convolving, tensors, params), x, axes);
}

/**
 * A convolution over images.
 * @param x (N, C, H, W), or one image (C, H, W)
 * @param weight (O, C / groups, U, V)
 * @param bias (O), or null
 * @returns (N, O, I, J) or (O, I, J), with I = ⌊(H + 2·padding − dilation·(U − 1) − 1) / stride⌋ + 1 and J likewise
 * @throws TypeError when shapes do not fit or no window does; RangeError for a stride of 0 or groups that do not divide.
 * @example
 * const step = tensor([[[[0, 0, 1, 1]]]]); // an image of one row
 * const edge = tensor([[[[-1, 1]]]]);
 * toArray(conv2d(step, edge)); // => [[[[0, 1, 0]]]]
 * @example
 * // two groups: each input channel has a table of its own, 10 for the first and 100 for the second
 * const x = tensor([[[1, 2]], [[3, 4]]]);
 * toArray(conv2d(x, tensor([[[[10]]], [[[100]]]]), null, { groups: 2 })); // => [[[10, 20]], [[300, 400]]]
 * @example
 * // a stride of 2 halves the image, and a bias is added everywhere
 * conv2d(zeros([8, 3, 32, 32]), zeros([16, 3, 3, 3]), zeros([16]), { stride: 2, padding: 1 }).shape; // => [8, 16, 16, 16]
 * @example conv2d(zeros([8, 3, 32, 32]), zeros([16, 4, 3, 3])); // throws TypeError: Cannot convolve (8, 3, 32, 32) with weights (16, 4, 3, 3) as the input must have as many channels as the weights: the input has 3 and the weights are for 4
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions = {},
): Tensor {
  return convolution(x, weight, bias, options, 2);
}

/**
 * A convolution over sequences: over images of height 1.
 * @param x (N, C, T), or one sequence (C, T)
 * @param weight (O, C / groups, U)
 * @param bias (O), or null
 * @returns (N, O, I) or (O, I), with I as for images
 * @throws TypeError when shapes do not fit or no window does; RangeError for a stride of 0 or groups that do not divide.
 * @example
 * const mean = tensor([[[1 / 3, 1 / 3, 1 / 3]]]);
 * // a running mean, with zeros beyond both ends
 * toArray(conv1d(tensor([[[3, 6, 9, 0]]]), mean, null, { padding: 1 })); // => [[[3.00, 6.00, 5.00, 3.00]]]
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions = {},
): Tensor {
  return convolution(x, weight, bias, options, 1);
}
