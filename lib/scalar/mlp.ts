/*
 * A network on values: neurons side by side make a layer, layers one after the other a multilayer perceptron. Nothing here
 * knows about gradients; the operations remember all that `backward` needs.
 *
 *   neuron   y = f(Σᵢ wᵢ xᵢ + b)
 *   layer    y = (y₁, …, y_out), each neuron on the same x
 *   MLP      h₁ = layer₁(x),  h₂ = layer₂(h₁),  …          the last layer is linear
 *   start    w, b ~ uniform(−1/√in, 1/√in), so that z neither grows nor dies from layer to layer
 *
 * Notation: x inputs (in), w weights (in), b bias (), f activation, y and h outputs (out), z what f is applied to.
 * Source: F. Rosenblatt, Principles of Neurodynamics (1962); Y. LeCun et al., Efficient BackProp (1998), section 4.6, for the
 *   range at the start, which is the one that PyTorch's nn.Linear uses; A. Karpathy, micrograd (2020), for the shape of the page.
 * NB: neurons that start alike stay alike, for they get the same gradient: random weights are needed, not a luxury. Libraries
 *   keep a layer's weights in one matrix (out, in) and compute all its neurons, for many examples, in one product.
 *
 * Page 43 · before it: scalar/drawGraph.ts · after it: scalar/training.ts
 */
import { type RandomGenerator, uniform } from "../data/random.ts";
import { checkCount, checkSameSize, lesson, valueText } from "../lesson.ts";
import { multiply, type Operand, sum, tanh } from "./operations.ts";
import { Value, value } from "./value.ts";

/** A bend: an operation of one input, such as `scalar.tanh` or `scalar.relu`. */
export type Activation = (z: Value) => Value;

/** How to make neurons. */
export interface NeuronOptions {
  /** `scalar.tanh` by default; `(z) => z` for a linear neuron. */
  readonly activation?: Activation;
}

/** One neuron. */
export interface Neuron {
  /** (in) */
  readonly weights: readonly Value[];
  readonly bias: Value;
  /** The output for the inputs x (in). */
  forward(x: readonly Operand[]): Value;
}

/** Neurons side by side. */
export interface Layer {
  /** (out) */
  readonly neurons: readonly Neuron[];
  /** The outputs (out) for the inputs x (in). */
  forward(x: readonly Operand[]): Value[];
}

/** Layers one after the other. */
export interface MLP {
  readonly layers: readonly Layer[];
  /** The outputs (out) for the inputs x (in). */
  forward(x: readonly Operand[]): Value[];
}

/**
 * A neuron with random weights, called w0, w1, …, and a random bias, called b.
 * @param numInputs How many inputs it has, 1 or more.
 * @throws RangeError when `numInputs` is not such a number; `forward` throws a TypeError when x has another size.
 * @example
 * const neuron = scalar.neuron(random(42), 2, { activation: scalar.relu });
 * const [w, b] = [neuron.weights, neuron.bias];
 * neuron.forward([3, -4]).data === Math.max(0, 3 * w[0].data - 4 * w[1].data + b.data); // => true
 */
export function neuron(rng: RandomGenerator, numInputs: number, options: NeuronOptions = {}): Neuron {
  return namedNeuron(rng, numInputs, options, "");
}

function namedNeuron(
  rng: RandomGenerator,
  numInputs: number,
  { activation = tanh }: NeuronOptions,
  name: string,
): Neuron {
  checkCount("make a neuron with", numInputs, "inputs", 1);
  const bound = 1 / Math.sqrt(numInputs);
  const weights = Array.from({ length: numInputs }, (_, i) => value(uniform(rng, -bound, bound), `${name}w${i}`)); // (in)
  const bias = value(uniform(rng, -bound, bound), `${name}b`);
  return {
    weights,
    bias,
    forward(x) {
      checkSameSize("feed a neuron the inputs and weights", x, weights);
      const products = weights.map((weight, i) => multiply(weight, x[i])); // (in)
      return activation(sum([...products, bias])); // (in + 1) → ()
    },
  };
}

/**
 * A layer of neurons on the same inputs. In labels, n1.w0 is the first weight of the second neuron.
 * @param numInputs How many inputs each neuron has, 1 or more.
 * @param numOutputs How many neurons there are, 1 or more.
 * @throws RangeError when one of them is no such number.
 * @example
 * const layer = scalar.layer(random(42), 3, 2);
 * [layer.forward([1, 2, 3]).length, layer.neurons[1].weights[0].label]; // => [2, "n1.w0"]
 */
export function layer(rng: RandomGenerator, numInputs: number, numOutputs: number, options: NeuronOptions = {}): Layer {
  return namedLayer(rng, numInputs, numOutputs, options, "");
}

function namedLayer(
  rng: RandomGenerator,
  numInputs: number,
  numOutputs: number,
  options: NeuronOptions,
  name: string,
): Layer {
  checkCount("make a layer of", numOutputs, "neurons", 1);
  const neurons = Array.from({ length: numOutputs }, (_, j) => namedNeuron(rng, numInputs, options, `${name}n${j}.`));
  return { neurons, forward: (x) => neurons.map((one) => one.forward(x)) }; // (in) → (out)
}

/**
 * A multilayer perceptron. In labels, l0.n1.w2 is a weight of the first layer's second neuron.
 * @param sizes How many inputs there are, then how many neurons in each layer: [2, 8, 1] has one hidden layer of 8.
 * @param options The activation of the hidden layers; the last layer has none.
 * @throws RangeError when there are fewer than two sizes or one is not a whole number from 1 up.
 * @example
 * const net = scalar.mlp(random(42), [2, 8, 1]);
 * const [y] = net.forward([0.5, -1]);
 * [y.data, scalar.parameters(net).length]; // => [-0.5722, 33]
 */
export function mlp(rng: RandomGenerator, sizes: readonly number[], options: NeuronOptions = {}): MLP {
  if (!Array.isArray(sizes) || sizes.length < 2) {
    const cannot = `make a network of sizes ${Array.isArray(sizes) ? `[${sizes.join(", ")}]` : valueText(sizes)}`;
    const found = Array.isArray(sizes) ? `there are ${sizes.length}` : `got ${valueText(sizes)}`;
    throw new RangeError(
      lesson({ cannot, as: "it needs the number of inputs and of outputs", found, try: "[2, 8, 1]" }),
    );
  }
  const linear: NeuronOptions = { activation: (z) => z };
  const layers = sizes.slice(1).map((numOutputs, l) => {
    const isLast = l === sizes.length - 2;
    return namedLayer(rng, sizes[l], numOutputs, isLast ? linear : options, `l${l}.`);
  });
  return { layers, forward: (x) => layers.reduce<Value[]>((h, one) => one.forward(h), x as Value[]) };
}

/**
 * All parameters of a model, neuron by neuron the weights and then the bias: what `zeroGrad` and `descend` take.
 * @param model A neuron, a layer, an MLP, or several in a list.
 * @throws TypeError when it is none of these.
 * @example scalar.parameters(scalar.layer(random(42), 2, 1)).map(({ label }) => label); // => ["n0.w0", "n0.w1", "n0.b"]
 */
export function parameters(model: Neuron | Layer | MLP | readonly (Neuron | Layer | MLP)[]): Value[] {
  if (Array.isArray(model)) return model.flatMap(parameters);
  if (typeof model === "object" && model !== null) {
    if ("layers" in model) return model.layers.flatMap(parameters);
    if ("neurons" in model) return model.neurons.flatMap(parameters);
    if ("weights" in model && model.bias instanceof Value) return [...model.weights, model.bias];
  }
  const cannot = `list the parameters of ${valueText(model)}`;
  throw new TypeError(
    lesson({
      cannot,
      as: "a model is a neuron, a layer or an MLP",
      found: `got ${valueText(model)}`,
      try: "scalar.mlp",
    }),
  );
}
