// Every public name of the library, once. The kernel reads this page to know what is there in a cell without an import.
export { type BackwardOptions, backward, zeroGrad } from "./autograd/backward.ts";
export { type CompiledStep, compile } from "./autograd/compile.ts";
export { configure, type Settings, settings } from "./autograd/configure.ts";
export { detach, grad, noGrad, valueAndGrad, watchGradient } from "./autograd/grad.ts";
export {
  choice,
  generatorFromState,
  integer,
  nextUint32,
  normal,
  permutation,
  type RandomGenerator,
  random,
  shuffled,
  uniform,
} from "./data/random.ts";
export { type Columns, type Split, type SplitOptions, trainTestSplit } from "./data/split.ts";
export { fitStandardizer, type Standardizer, standardize } from "./data/standardize.ts";
export {
  type Answer,
  check,
  type ExerciseId,
  type Hint,
  hint,
  solution,
} from "./exercises/check.ts";
export { type Agreement, agree, type Claim, type ClaimBounds, type Claims, claim, claims } from "./exercises/claim.ts";
export type { CheckResult } from "./exercises/exercise.ts";
export * as metrics from "./metrics/index.ts";
export { scaledDotProductAttention } from "./nn/attention.ts";
export { dropout } from "./nn/dropout.ts";
export * as nn from "./nn/index.ts";
export { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "./ops/activation.ts";
export { type ArgumentOptions, all, any, argmax, argmin } from "./ops/argmax.ts";
export { add, divide, maximum, minimum, multiply, negate, type Operand, subtract } from "./ops/arithmetic.ts";
export { assign } from "./ops/assign.ts";
export { type BatchNormOptions, batchNorm } from "./ops/batchNorm.ts";
export { expand, sumTo } from "./ops/broadcast.ts";
export { cast } from "./ops/cast.ts";
export {
  allClose,
  equal,
  greater,
  greaterEqual,
  isNan,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
  type Tolerance,
  where,
} from "./ops/compare.ts";
export { conv1d, conv2d } from "./ops/convolution.ts";
export { type CrossEntropyOptions, crossEntropy } from "./ops/crossEntropy.ts";
export { cumsum } from "./ops/cumsum.ts";
export {
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
} from "./ops/elementwise.ts";
export { at, embedding, gather, type Indices, type Place, scatterAdd, select, take } from "./ops/indexing.ts";
export { chunk, concatenate, flip, repeatInterleave, roll, split, stack, tile } from "./ops/join.ts";
export { linear } from "./ops/linear.ts";
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  huberLoss,
  type KlDivergenceOptions,
  klDivergence,
  type LossOptions,
  l1Loss,
  mseLoss,
} from "./ops/loss.ts";
export { maskedFill, nonzero, oneHot, tril, triu } from "./ops/masks.ts";
export { matmul } from "./ops/matmul.ts";
export { contiguous, flatten, permute, reshape, squeeze, transpose, unsqueeze } from "./ops/movement.ts";
export { type LossReduction, type NllLossOptions, nllLoss } from "./ops/nllLoss.ts";
export { layerNorm, rmsNorm } from "./ops/normalization.ts";
export { averagePool1d, averagePool2d, globalAveragePool2d, maxPool1d, maxPool2d } from "./ops/pooling.ts";
export {
  bernoulli,
  rand,
  randint,
  randn,
  randperm,
  type TruncatedNormalOptions,
  truncatedNormal,
} from "./ops/random.ts";
export { logSumExp, max, mean, min, norm, type ReduceOptions, sum } from "./ops/reduce.ts";
export { pad, type SliceOptions, slice } from "./ops/slice.ts";
export { type AttentionSoftmaxOptions, attentionSoftmax, logSoftmax, softmax } from "./ops/softmax.ts";
export { argsort, type Sorted, type SortOptions, sort, type TopKOptions, topK } from "./ops/sort.ts";
export { std, type VarianceOptions, variance } from "./ops/variance.ts";
export type { PerAxis } from "./ops/window.ts";
export type { AveragePoolOptions, ConvolutionOptions, PoolOptions } from "./ops/windowOptions.ts";
export * as optim from "./optim/index.ts";
export * as plain from "./plain/index.ts";
export * as plot from "./plot/index.ts";
export * as scalar from "./scalar/index.ts";
export {
  arange,
  eye,
  full,
  item,
  type LeafOptions,
  linspace,
  type NestedArray,
  ones,
  onesLike,
  type TensorOptions,
  tensor,
  toArray,
  toTypedArray,
  zeros,
  zerosLike,
} from "./tensor/create.ts";
export type { DType } from "./tensor/dtype.ts";
export type { TensorValues } from "./tensor/nested.ts";
export type { Shape } from "./tensor/shape.ts";
export { Tensor } from "./tensor/tensor.ts";
export type { AnyOptimizer, Callback, TrainingMoment } from "./train/callback.ts";
export {
  type LoadCheckpointOptions,
  type LoadedCheckpoint,
  loadCheckpoint,
  type SavedCheckpoint,
  type SaveOptions,
  saveCheckpoint,
} from "./train/checkpoint.ts";
export { type CheckpointOptions, checkpoint } from "./train/checkpointing.ts";
export type { BatchSource, TensorData } from "./train/data.ts";
export { type EarlyStoppingOptions, earlyStopping } from "./train/earlyStopping.ts";
export { DivergenceError } from "./train/finiteLoss.ts";
export { fit } from "./train/fit.ts";
export type { FitOptions, SourceFitOptions } from "./train/fitOptions.ts";
export { type EpochRecord, History } from "./train/history.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type StoredTensor,
} from "./train/safetensors.ts";
export { stoppableSteps, stopRequested } from "./train/stopSignal.ts";
