import { expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { dot } from "../../../lib/plain/vector.ts";
import { backward } from "../../../lib/scalar/backward.ts";
import { layer, mlp, neuron, parameters } from "../../../lib/scalar/mlp.ts";
import { add, type Operand, relu, sum, tanh } from "../../../lib/scalar/operations.ts";
import { type Value, value } from "../../../lib/scalar/value.ts";
import { expectClose, expectGradient } from "../reference/readReference.ts";
import { setParameters } from "./setParameters.ts";

const data = (values: readonly Value[]) => values.map((one) => one.data);

test("neuron() computes f(w·x + b), with tanh unless told otherwise", () => {
  const x = [3, -4, 0.5];
  const unit = neuron(random(1), 3);
  const z = dot(data(unit.weights), x) + unit.bias.data;
  expectClose(unit.forward(x).data, Math.tanh(z), 1e-15);
  expectClose(neuron(random(1), 3, { activation: (a) => a }).forward(x).data, z, 1e-15);
  expect(neuron(random(1), 3, { activation: relu }).forward(x).data).toBe(Math.max(0, z));
});

test("weights and biases start in ±1/√in, from the generator alone", () => {
  const bound = 1 / Math.sqrt(25);
  const start = data(parameters(layer(random(2), 25, 40)));
  expect(start.length).toBe(40 * 26);
  expect(Math.max(...start)).toBeLessThan(bound);
  expect(Math.min(...start)).toBeGreaterThanOrEqual(-bound);
  expect(Math.max(...start)).toBeGreaterThan(0.95 * bound);
  expect(Math.abs(start.reduce((total, x) => total + x, 0) / start.length)).toBeLessThan(0.02);
  expect(data(parameters(layer(random(2), 25, 40)))).toEqual(start);
  expect(data(parameters(layer(random(3), 25, 40)))).not.toEqual(start);
});

test("parameters() lists weights then bias, neuron by neuron and layer by layer, of a list of models too", () => {
  const net = mlp(random(4), [2, 2, 1]);
  expect(parameters(net).map(({ label }) => label)).toEqual([
    ...["l0.n0.w0", "l0.n0.w1", "l0.n0.b", "l0.n1.w0", "l0.n1.w1", "l0.n1.b"],
    ...["l1.n0.w0", "l1.n0.w1", "l1.n0.b"],
  ]);
  expect(parameters(net)[3]).toBe(net.layers[0].neurons[1].weights[0]);
  const other = neuron(random(5), 1);
  expect(parameters([net.layers[1], other]).map(({ label }) => label)).toEqual([
    "l1.n0.w0",
    "l1.n0.w1",
    "l1.n0.b",
    "w0",
    "b",
  ]);
});

test("mlp() bends in its hidden layers and not in the last", () => {
  const net = mlp(random(6), [2, 3, 2]);
  const x = [0.5, -2];
  const hidden = net.layers[0].neurons.map((unit) => Math.tanh(dot(data(unit.weights), x) + unit.bias.data));
  const outputs = net.layers[1].neurons.map((unit) => dot(data(unit.weights), hidden) + unit.bias.data);
  expectClose(data(net.forward(x)), outputs, 1e-15);
  const linear = mlp(random(6), [2, 3, 2], { activation: (z) => z });
  const at = (a: number, b: number) => data(linear.forward([a, b]));
  expectClose(at(1, 1)[0] - at(1, 0)[0], at(7, 1)[0] - at(7, 0)[0], 1e-13); // without bends all layers are one
});

test("the gradient of every parameter and of every input agrees with central differences", () => {
  const net = mlp(random(7), [2, 4, 3, 1], { activation: tanh });
  const all = parameters(net);
  const x = [value(0.3), value(-1.2)];
  const loss = (inputs: readonly Operand[]) => {
    const [y] = net.forward(inputs);
    return sum([tanh(add(y, 0.5)), y]);
  };
  backward(loss(x));
  const start = data(all);
  const gradients = all.map(({ grad }) => grad);
  expectGradient(
    (point) => loss(point).data,
    data(x),
    data(x).map((_, i) => x[i].grad),
  );
  expectGradient(
    (point) => {
      setParameters(all, point);
      const { data } = loss(x);
      setParameters(all, start);
      return data;
    },
    start,
    gradients,
  );
});

test.each([
  [
    () => neuron(random(1), 0),
    RangeError,
    "Cannot make a neuron with 0 inputs as their number must be a whole number from 1 up",
  ],
  [() => layer(random(1), 2, 1.5), RangeError, "Cannot make a layer of 1.5 neurons"],
  [
    () => mlp(random(1), [3]),
    RangeError,
    "Cannot make a network of sizes [3] as it needs the number of inputs and of outputs: there are 1; try [2, 8, 1]",
  ],
  [() => mlp(random(1), 3 as never), RangeError, "Cannot make a network of sizes 3"],
  [() => mlp(random(1), [2, 0, 1]), RangeError, "Cannot make a layer of 0 neurons"],
  [
    () => mlp(random(1), [2, 1]).forward([1, 2, 3]),
    TypeError,
    "Cannot feed a neuron the inputs and weights (3) and (2) as sizes must be equal",
  ],
  [
    () => neuron(random(1), 1).forward(["1"] as never),
    TypeError,
    'Cannot multiply "1" as operands must be values or numbers',
  ],
  [
    () => parameters({} as never),
    TypeError,
    "Cannot list the parameters of an object as a model is a neuron, a layer or an MLP",
  ],
])("it refuses sizes and inputs that do not fit", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
