import { describe, expect, test } from "vitest";
import { conv2d } from "../../../lib/ops/convolution.ts";
import { averagePool2d, globalAveragePool2d, maxPool2d } from "../../../lib/ops/pooling.ts";
import { convolutionOf, poolingOf } from "../../../lib/ops/windowOptions.ts";
import { zeros } from "../../../lib/tensor/create.ts";

test("convolutionOf() splits the padding of same so that the size stays, the odd one behind", () => {
  const { vertical, horizontal } = convolutionOf(
    zeros([1, 1, 9, 9]),
    zeros([1, 1, 2, 4]),
    null,
    { padding: "same", dilation: [3, 2] },
    2,
  );
  expect([vertical.before, vertical.after, horizontal.before, horizontal.after]).toEqual([1, 2, 3, 3]);
});

test("poolingOf() moves by a whole window unless a stride is given", () => {
  const strides = (options: object) => {
    const { vertical, horizontal } = poolingOf(zeros([1, 9, 9]), [2, 3], options, 2, "average");
    return [vertical.stride, horizontal.stride];
  };
  expect(strides({})).toEqual([2, 3]);
  expect(strides({ stride: 1 })).toEqual([1, 1]);
});

describe("conv2d()", () => {
  const x = zeros([8, 3, 32, 32]);
  const w = zeros([16, 3, 3, 3]);
  test.each<[string, () => unknown, string]>([
    [
      "channels",
      () => conv2d(x, zeros([16, 4, 3, 3])),
      "TypeError: Cannot convolve (8, 3, 32, 32) with weights (16, 4, 3, 3) as the input must have as many channels as the weights: the input has 3 and the weights are for 4",
    ],
    [
      "channels in groups",
      () => conv2d(zeros([1, 4, 8, 8]), zeros([4, 4, 3, 3]), null, { groups: 2 }),
      "TypeError: Cannot convolve (1, 4, 8, 8) with weights (4, 4, 3, 3) in 2 groups as the input must have as many channels as the weights: the input has 4 and the weights are for 8",
    ],
    [
      "groups",
      () => conv2d(x, w, null, { groups: 2 }),
      "RangeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) in 2 groups as groups must divide the channels of the input and of the output: there are 3 and 16",
    ],
    [
      "no groups",
      () => conv2d(x, w, null, { groups: 0 }),
      "RangeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) in 0 groups as groups must divide",
    ],
    [
      "a window too large",
      () => conv2d(zeros([1, 1, 4, 9]), zeros([1, 1, 3, 3]), null, { dilation: 3, padding: [1, 0] }),
      "TypeError: Cannot convolve (1, 1, 4, 9) with weights (1, 1, 3, 3) as at least one window must fit: along the height there are ⌊(4 + 1 + 1 − 3·(3 − 1) − 1) / 1⌋ + 1 = 0; try a kernel of at most 2, or more padding",
    ],
    [
      "stride 0",
      () => conv2d(x, w, null, { stride: 0 }),
      "RangeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) with stride 0 as it must be a whole number from 1 up: got 0",
    ],
    [
      "a fraction",
      () => conv2d(x, w, null, { padding: [1, 0.5] }),
      "RangeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) with padding (1, 0.5) as it must be a whole number from 0 up: got 0.5",
    ],
    [
      "three strides",
      () => conv2d(x, w, null, { stride: [1, 1, 1] }),
      "TypeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) with stride (1, 1, 1) as it must be a number or 2 numbers, for height and width: got an array of 3",
    ],
    [
      "same with a stride",
      () => conv2d(x, w, null, { stride: 2, padding: "same" }),
      'RangeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) with padding "same" as with a stride above 1 the output is smaller than the input: the stride is (2, 2); try padding: 1',
    ],
    [
      "bias",
      () => conv2d(x, w, zeros([3])),
      "TypeError: Cannot convolve (8, 3, 32, 32) with weights (16, 3, 3, 3) as the bias must have one float32 for each of the 16 output channels: got (3) float32",
    ],
    [
      "no tensor",
      () => conv2d([[1]] as never, w),
      "TypeError: Cannot convolve an array of 1 as it must be a tensor: got an array of 1; try tensor([…])",
    ],
    [
      "axes",
      () => conv2d(zeros([28, 28]), w),
      "TypeError: Cannot convolve (28, 28) as it must have the axes (batch, channels, height, width) or (channels, height, width): got 2 axes; try reshape(x, [1, 1, 28, 28])",
    ],
    [
      "axes of the weights",
      () => conv2d(x, zeros([3, 3])),
      "TypeError: Cannot convolve (8, 3, 32, 32) with weights (3, 3) as weights must be (outputs, channels / groups, height, width) and not empty: got (3, 3)",
    ],
    [
      "whole numbers",
      () => conv2d(zeros([1, 3, 4, 4], { dtype: "int32" }), w),
      'TypeError: Cannot convolve (1, 3, 4, 4) of int32 as elements must be floats: got int32; try cast(x, "float32")',
    ],
    [
      "mixed floats",
      () => conv2d(zeros([1, 3, 4, 4], { dtype: "float64" }), w),
      "TypeError: Cannot convolve float64 and float32 as float types must not be mixed",
    ],
  ])("refuses %s", (_name, call, message) => {
    let said = "nothing";
    try {
      call();
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(message);
  });
});

describe("maxPool2d()", () => {
  const x = zeros([2, 3, 5, 5]);
  test.each<[string, () => unknown, string]>([
    [
      "a window too large",
      () => maxPool2d(x, [6, 2]),
      "TypeError: Cannot take maxima of (2, 3, 5, 5) with a window of (6, 2) as at least one window must fit: along the height there are ⌊(5 + 0 + 0 − 1·(6 − 1) − 1) / 6⌋ + 1 = 0; try a kernel of at most 5, or more padding",
    ],
    [
      "a window of 0",
      () => averagePool2d(x, 0),
      "RangeError: Cannot average (2, 3, 5, 5) with window 0 as it must be a whole number from 1 up: got 0",
    ],
    [
      "stride 0",
      () => maxPool2d(x, 2, { stride: [2, 0] }),
      "RangeError: Cannot take maxima of (2, 3, 5, 5) with stride (2, 0) as it must be a whole number from 1 up: got 0",
    ],
    [
      "padding of more than half",
      () => averagePool2d(x, 3, { padding: 2 }),
      "RangeError: Cannot average (2, 3, 5, 5) with padding 2 as it must be at most half of the window, or a window could lie in the padding alone: the window has 3",
    ],
    [
      "whole numbers",
      () => maxPool2d(zeros([1, 2, 2], { dtype: "int32" }), 2),
      "TypeError: Cannot take maxima of (1, 2, 2) of int32 as elements must be floats",
    ],
    [
      "a matrix",
      () => maxPool2d(zeros([4, 4]), 2),
      "TypeError: Cannot take maxima of (4, 4) as it must have the axes (batch, channels, height, width)",
    ],
    [
      "images of nothing",
      () => globalAveragePool2d(zeros([1, 2, 0, 3])),
      "RangeError: Cannot average (1, 2, 0, 3) with window (0, 3) as it must be a whole number from 1 up: got 0",
    ],
  ])("and its kin refuse %s", (_name, call, message) => {
    let said = "nothing";
    try {
      call();
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(message);
  });
});
