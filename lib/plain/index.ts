// The room's public names, one by one. Learners reach them as plain.dot, plain.sigmoid and so on.
export {
  type Activation,
  identity,
  identityDerivative,
  type Leak,
  leakyRelu,
  leakyReluDerivative,
  logSumExp,
  relu,
  reluDerivative,
  sigmoid,
  sigmoidDerivative,
  softmax,
  softmaxJacobian,
  softplus,
  softplusDerivative,
  step,
  stepDerivative,
  tanh,
  tanhDerivative,
} from "./activation.ts";
export { numericalDerivative, numericalGradient } from "./derivative.ts";
export { exp, expm1, log, log1p, power } from "./elementary.ts";
export { erf } from "./errorFunction.ts";
export { type FitNeuronOptions, fitNeuron, type NeuronFit, type NeuronParameters } from "./fitNeuron.ts";
export { type DescentOptions, gradientDescent } from "./gradientDescent.ts";
export {
  accuracy,
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  binaryCrossEntropyFromLogitsGradient,
  binaryCrossEntropyGradient,
  crossEntropy,
  crossEntropyGradient,
  meanSquaredError,
  meanSquaredErrorGradient,
} from "./loss.ts";
export { column, identityMatrix, type Matrix, matmul, matVec, outer, shape, solve, transpose } from "./matrix.ts";
export { boundaryLine, type NeuronGradient, neuron, neuronGradient, type Segment, weightedSum } from "./neuron.ts";
export { cos, sin } from "./trigonometry.ts";
export {
  add,
  argmax,
  cosineSimilarity,
  distance,
  dot,
  linspace,
  mean,
  norm,
  scale,
  standardDeviation,
  subtract,
  sum,
  type Vector,
  variance,
} from "./vector.ts";
