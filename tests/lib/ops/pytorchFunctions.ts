// Each function by the name that tests/lib/reference/ops.py knows it by, called with tensors and the settings of a case.

import { scaledDotProductAttention } from "../../../lib/nn/attention.ts";
import { rotary } from "../../../lib/nn/positions.ts";
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "../../../lib/ops/activation.ts";
import { argmax, argmin } from "../../../lib/ops/argmax.ts";
import { add, divide, maximum, minimum, multiply, negate, subtract } from "../../../lib/ops/arithmetic.ts";
import { batchNorm } from "../../../lib/ops/batchNorm.ts";
import { expand } from "../../../lib/ops/broadcast.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual, where } from "../../../lib/ops/compare.ts";
import { conv1d, conv2d } from "../../../lib/ops/convolution.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { cumsum } from "../../../lib/ops/cumsum.ts";
import {
  abs,
  ceil,
  clip,
  cos,
  exp,
  floor,
  log,
  power,
  reciprocal,
  round,
  rsqrt,
  sign,
  sin,
  sqrt,
  square,
} from "../../../lib/ops/elementwise.ts";
import { embedding, gather, scatterAdd, take } from "../../../lib/ops/indexing.ts";
import { concatenate, flip, repeatInterleave, roll, split, stack, tile } from "../../../lib/ops/join.ts";
import { linear } from "../../../lib/ops/linear.ts";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  huberLoss,
  klDivergence,
  l1Loss,
  mseLoss,
} from "../../../lib/ops/loss.ts";
import { maskedFill, oneHot, tril, triu } from "../../../lib/ops/masks.ts";
import { matmul } from "../../../lib/ops/matmul.ts";
import { permute, reshape, transpose } from "../../../lib/ops/movement.ts";
import { nllLoss } from "../../../lib/ops/nllLoss.ts";
import { layerNorm, rmsNorm } from "../../../lib/ops/normalization.ts";
import { averagePool1d, averagePool2d, globalAveragePool2d, maxPool1d, maxPool2d } from "../../../lib/ops/pooling.ts";
import { logSumExp, max, mean, min, norm, type ReduceOptions, sum } from "../../../lib/ops/reduce.ts";
import { pad, slice } from "../../../lib/ops/slice.ts";
import { logSoftmax, softmax } from "../../../lib/ops/softmax.ts";
import { argsort, sort, topK } from "../../../lib/ops/sort.ts";
import { std, variance } from "../../../lib/ops/variance.ts";
import type { AveragePoolOptions, ConvolutionOptions } from "../../../lib/ops/windowOptions.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { restored, type StoredTensor } from "../reference/readTensor.ts";

/** The settings of a case, under our names. */
export type Arguments = Readonly<Record<string, unknown>>;

type Call = (inputs: readonly Tensor[], settings: Arguments) => Tensor;

const one =
  (f: (x: Tensor, options: never) => Tensor): Call =>
  ([x], settings) =>
    f(x, settings as never);

const two =
  (f: (a: Tensor, b: Tensor) => Tensor): Call =>
  ([a, b]) =>
    f(a, b);

/** PyTorch's None is no axis in particular: all of them. */
const reduced =
  (f: (x: Tensor, options: ReduceOptions) => Tensor): Call =>
  ([x], { axis, ...settings }) =>
    f(x, { ...settings, axis: (axis ?? undefined) as number | undefined });

const loss =
  (f: (a: Tensor, b: Tensor, options: never) => Tensor): Call =>
  ([a, b], settings) =>
    f(a, b, settings as never);

/** A tensor among the settings; in float64, as all cases that have one are. */
const stored = (value: unknown): Tensor | undefined =>
  value === undefined ? undefined : restored(value as StoredTensor, "float64");

const list = (value: unknown): number[] => value as number[];

export const functions: Readonly<Record<string, Call>> = {
  add: two(add),
  subtract: two(subtract),
  multiply: two(multiply),
  divide: two(divide),
  maximum: two(maximum),
  minimum: two(minimum),
  negate: one(negate),
  exp: one(exp),
  log: one(log),
  sqrt: one(sqrt),
  rsqrt: one(rsqrt),
  reciprocal: one(reciprocal),
  square: one(square),
  sin: one(sin),
  cos: one(cos),
  abs: one(abs),
  sign: one(sign),
  floor: one(floor),
  ceil: one(ceil),
  round: one(round),
  tanh: one(tanh),
  sigmoid: one(sigmoid),
  relu: one(relu),
  silu: one(silu),
  softplus: one(softplus),
  elu: one(elu),
  leakyRelu: one(leakyRelu),
  gelu: one(gelu),
  clip: ([x], { low, high }) => clip(x, low as number, high as number),
  power: ([x, n], { exponent }) => power(x, n ?? (exponent as number)),
  equal: two(equal),
  notEqual: two(notEqual),
  less: two(less),
  lessEqual: two(lessEqual),
  greater: two(greater),
  greaterEqual: two(greaterEqual),
  where: ([mask, a, b]) => where(mask, a, b),
  maskedFill: ([x, mask], { value }) => maskedFill(x, mask, value as number),
  tril: ([x], { diagonal }) => tril(x, diagonal as number),
  triu: ([x], { diagonal }) => triu(x, diagonal as number),
  sum: reduced(sum),
  mean: reduced(mean),
  variance: reduced(variance),
  std: reduced(std),
  norm: reduced(norm),
  logSumExp: reduced(logSumExp),
  max: reduced(max),
  min: reduced(min),
  cumsum: ([x], { axis }) => cumsum(x, axis as number),
  argmax: ([x], { axis }) => argmax(x, { axis: (axis ?? undefined) as number | undefined }),
  argmin: ([x], { axis }) => argmin(x, { axis: (axis ?? undefined) as number | undefined }),
  matmul: two(matmul),
  linear: ([x, weight, bias]) => linear(x, weight, bias ?? null),
  reshape: ([x], { shape }) => reshape(x, list(shape)),
  permute: ([x], { axes }) => permute(x, list(axes)),
  transpose: ([x], { axisA, axisB }) => transpose(x, axisA as number, axisB as number),
  expand: ([x], { shape }) => expand(x, list(shape)),
  slice: ([x], { axis, ...range }) => slice(x, axis as number, range),
  pad: ([x], { axis, before, after }) => pad(x, axis as number, before as number, after as number),
  concatenate: (inputs, { axis }) => concatenate(inputs, axis as number),
  stack: (inputs, { axis }) => stack(inputs, axis as number),
  split: ([x], { sizes, axis, part }) => split(x, list(sizes), axis as number)[part as number],
  flip: ([x], { axes }) => flip(x, list(axes)),
  roll: ([x], { shift, axis }) => roll(x, shift as number, axis as number),
  tile: ([x], { times }) => tile(x, list(times)),
  repeatInterleave: ([x], { times, axis }) => repeatInterleave(x, times as number, axis as number),
  gather: ([x, indices], { axis }) => gather(x, axis as number, indices),
  scatterAdd: ([x, indices, source], { axis }) => scatterAdd(x, axis as number, indices, source),
  embedding: ([indices, weight]) => embedding(indices, weight),
  take: ([x, indices], { axis }) => take(x, indices, axis as number),
  oneHot: ([labels], { numClasses }) => oneHot(labels, numClasses as number),
  sort: ([x], settings) => sort(x, settings).values,
  argsort: one(argsort),
  topK: ([x], { k, ...settings }) => topK(x, k as number, settings).values,
  conv2d: ([x, weight, bias], settings) => conv2d(x, weight, bias ?? null, settings as ConvolutionOptions),
  conv1d: ([x, weight, bias], settings) => conv1d(x, weight, bias ?? null, settings as ConvolutionOptions),
  maxPool2d: ([x], { kernelSize, ...settings }) => maxPool2d(x, list(kernelSize), settings),
  maxPool1d: ([x], { kernelSize, ...settings }) => maxPool1d(x, list(kernelSize), settings),
  averagePool2d: ([x], { kernelSize, ...settings }) =>
    averagePool2d(x, list(kernelSize), settings as AveragePoolOptions),
  averagePool1d: ([x], { kernelSize, ...settings }) =>
    averagePool1d(x, list(kernelSize), settings as AveragePoolOptions),
  globalAveragePool2d: one(globalAveragePool2d),
  softmax: ([x], { axis }) => softmax(x, axis as number),
  logSoftmax: ([x], { axis }) => logSoftmax(x, axis as number),
  layerNorm: ([x, weight, bias], { normalizedShape, eps }) =>
    layerNorm(x, list(normalizedShape), weight, bias, eps as number | undefined),
  rmsNorm: ([x, weight], { normalizedShape, eps }) => rmsNorm(x, list(normalizedShape), weight, eps as number),
  batchNorm: ([x, weight, bias], { runningMean, runningVar, ...settings }) =>
    batchNorm(x, stored(runningMean) ?? null, stored(runningVar) ?? null, weight, bias, settings),
  crossEntropy: ([x, targets], { weight, ...settings }) =>
    crossEntropy(x, targets, weight === undefined ? settings : { ...settings, weight: stored(weight) as Tensor }),
  nllLoss: ([x, targets], { weight }) =>
    nllLoss(x, targets, weight === undefined ? {} : { weight: stored(weight) as Tensor }),
  mseLoss: loss(mseLoss),
  l1Loss: loss(l1Loss),
  huberLoss: loss(huberLoss),
  binaryCrossEntropy: loss(binaryCrossEntropy),
  binaryCrossEntropyWithLogits: loss(binaryCrossEntropyWithLogits),
  klDivergence: loss(klDivergence),
  rotary: one(rotary),
  scaledDotProductAttention: ([q, k, v, mask], settings) =>
    scaledDotProductAttention(q, k, v, mask === undefined ? settings : { mask }),
};
