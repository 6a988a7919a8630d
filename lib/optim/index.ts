// The public names under `optim`.
export { Adam, type AdamSettings, AdamW } from "./adam.ts";
export {
  type CommonSettings,
  Optimizer,
  type OptimizerState,
  type ParameterGroup,
  type ParametersOrGroups,
  type RuleContext,
  type UpdateRule,
} from "./optimizer.ts";
export { SGD, type SGDSettings } from "./sgd.ts";
