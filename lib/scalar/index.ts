// The room's public names, one by one. Learners reach them as scalar.value, scalar.backward and so on.
export { backward, topologicalOrder, zeroGrad } from "./backward.ts";
export { type DrawGraphOptions, drawGraph } from "./drawGraph.ts";
export {
  type Activation,
  type Layer,
  layer,
  type MLP,
  mlp,
  type Neuron,
  type NeuronOptions,
  neuron,
  parameters,
} from "./mlp.ts";
export {
  add,
  divide,
  exp,
  log,
  multiply,
  negate,
  type Operand,
  power,
  relu,
  sigmoid,
  subtract,
  sum,
  tanh,
} from "./operations.ts";
export { descend, hingeLoss, meanSquaredError, type StepOptions } from "./training.ts";
export { label, type Value, value } from "./value.ts";
