// The public names under `optim`.
export { Adagrad, type AdagradSettings } from "./adagrad.ts";
export { Adam, type AdamSettings, AdamW } from "./adam.ts";
export { EMA, type EMAOptions } from "./average.ts";
export { clipGradNorm, clipGradValue } from "./clipping.ts";
export {
  type CommonSettings,
  Optimizer,
  type OptimizerState,
  type ParameterGroup,
  type ParametersOrGroups,
  type RuleContext,
  type UpdateRule,
} from "./optimizer.ts";
export { RMSprop, type RMSpropSettings } from "./rmsprop.ts";
export {
  type CosineOptions,
  constant,
  cosine,
  type ExponentialOptions,
  exponential,
  type OneCycleOptions,
  oneCycle,
  type Schedule,
  type StepDecayOptions,
  stepDecay,
  type WarmUpOptions,
  warmUp,
} from "./schedule.ts";
export { SGD, type SGDSettings } from "./sgd.ts";
