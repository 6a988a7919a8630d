/*
 * The fast loops that the library calls. What is listed here becomes the interface `Kernels` of ../kernelTypes.ts, with the
 * docstrings of the files; the build makes it anew when a source changes.
 */

export { adam, adamw } from "./adam.ts";
export { batchNorm, batchNormBackward, batchNormStatistics } from "./batchNormalize.ts";
export { add, addScaled, divide, maximum, minimum, multiply, subtract } from "./binary.ts";
export { conv2d, conv2dInputGradient, conv2dScratchBytes } from "./convolution.ts";
export { conv2dBiasGradient, conv2dWeightGradient } from "./convolutionWeights.ts";
export { copy, copyRows, fill } from "./copy.ts";
export { gatherRows, scatterAddRows } from "./indexing.ts";
export { multiplyMask, where } from "./mask.ts";
export { matmul, matmulBatched, matmulScratchBytes } from "./matmul.ts";
export {
  layerNorm,
  layerNormBackward,
  layerNormParameters,
  rmsNorm,
  rmsNormBackward,
  rmsNormParameters,
} from "./normalize.ts";
export { adagrad, momentum, rmsprop, sgd } from "./optimize.ts";
export { averagePool2d, averagePool2dGradient, maxPool2d, maxPool2dGradient } from "./pooling.ts";
export { power } from "./power.ts";
export { gruCell, gruCellBackward, lstmCell, lstmCellBackward } from "./recurrent.ts";
export { max, mean, sum, sumOfSquares } from "./reduce.ts";
export {
  attentionSoftmax,
  attentionSoftmaxBackward,
  crossEntropy,
  crossEntropyBackward,
  logSoftmax,
  logSoftmaxBackward,
  meanLoss,
  softmax,
  softmaxBackward,
} from "./softmax.ts";
export {
  abs,
  addScalar,
  clip,
  cube,
  erf,
  exp,
  gelu,
  geluTanh,
  leakyRelu,
  log,
  negate,
  reciprocal,
  relu,
  rsqrt,
  scale,
  sigmoid,
  silu,
  softplus,
  sqrt,
  square,
  tanh,
} from "./unary.ts";
export {
  clipBackward,
  geluBackward,
  geluTanhBackward,
  geluWithSlope,
  leakyReluBackward,
  reluBackward,
  sigmoidBackward,
  siluBackward,
  softplusBackward,
  tanhBackward,
} from "./unaryBackward.ts";
