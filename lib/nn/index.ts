// The room's public names, one by one. Learners reach them as nn.Linear, nn.Sequential and so on.
export { ELU, GELU, type GeluOptions, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh } from "./activation.ts";
export {
  type AttentionOptions,
  type MaskOptions,
  MultiHeadAttention,
  type MultiHeadOptions,
} from "./attention.ts";
export { Conv1d, Conv2d, type ConvOptions } from "./convolution.ts";
export { Dropout } from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export * as init from "./init.ts";
export { type BiasOption, Linear } from "./linear.ts";
export { type LoadOptions, Module, parameter } from "./module.ts";
export {
  BatchNorm1d,
  BatchNorm2d,
  type BatchNormLayerOptions,
  LayerNorm,
  type LayerNormOptions,
  RMSNorm,
} from "./normalization.ts";
export { AveragePool1d, AveragePool2d, Flatten, MaxPool1d, MaxPool2d } from "./pooling.ts";
export {
  LearnedPositions,
  type RotaryOptions,
  rotary,
  SinusoidalPositions,
  sinusoidalPositions,
} from "./positions.ts";
export {
  GRU,
  LSTM,
  type LstmResult,
  type LstmState,
  type RecurrentOptions,
  type RecurrentResult,
  type RecurrentState,
  RNN,
  type RnnOptions,
} from "./recurrent.ts";
export { type Layer, Residual, Sequential, type TensorModule } from "./sequential.ts";
export type { LoadResult, StateDict } from "./stateDict.ts";
export { Summary, type SummaryOptions, type SummaryRow, summary } from "./summary.ts";
export { TransformerBlock, type TransformerOptions } from "./transformer.ts";
export { type Activation, type ActivationGradient, watchActivations, watchGradients } from "./watch.ts";
