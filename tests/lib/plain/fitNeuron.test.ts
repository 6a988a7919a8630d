import { expect, test } from "vitest";
import { integer, normal, random } from "../../../lib/data/random.ts";
import { step } from "../../../lib/plain/activation.ts";
import { fitNeuron } from "../../../lib/plain/fitNeuron.ts";
import { accuracy, binaryCrossEntropyFromLogits } from "../../../lib/plain/loss.ts";
import { neuron, weightedSum } from "../../../lib/plain/neuron.ts";
import { scale, subtract } from "../../../lib/plain/vector.ts";
import { expectClose, expectGradient, readReference } from "../reference/readReference.ts";
import { randomMatrix, randomVector } from "./randomValues.ts";

const rng = random(90);

/** Two clouds, one around (−1, −1) and one around (1, 1). */
function clouds(n: number, std: number) {
  const labels = Array.from({ length: n }, (_, i) => i % 2);
  return { x: labels.map((label) => [normal(rng, 2 * label - 1, std), normal(rng, 2 * label - 1, std)]), labels };
}

test("its step is the gradient of its loss: every weight and the bias against central differences", () => {
  for (let i = 0; i < 20; i++) {
    const [n, d] = [integer(rng, 1, 8), integer(rng, 1, 5)];
    const [x, labels] = [randomMatrix(rng, n, d), Array.from({ length: n }, () => integer(rng, 0, 2))];
    const start = { weights: randomVector(rng, d), bias: normal(rng) };
    const fit = fitNeuron(x, labels, { learningRate: 0.5, steps: 1, start });
    const loss = (weights: readonly number[], bias: number) =>
      binaryCrossEntropyFromLogits(
        x.map((row) => weightedSum(row, weights, bias)),
        labels,
      );
    const slope = scale(subtract(start.weights, fit.weights), 2); // (before − after) / learning rate
    expectGradient((weights) => loss(weights, start.bias), start.weights, slope);
    expectGradient(([bias]) => loss(start.weights, bias), [start.bias], [2 * (start.bias - fit.bias)]);
    expect(fit.losses[0]).toBe(loss(start.weights, start.bias));
    expect(fit.losses[1]).toBe(loss(fit.weights, fit.bias));
  }
});

test("PyTorch's SGD: losses, weights and bias of ten steps", () => {
  type History = { loss: number; weights: number[]; bias: number }[];
  type Reference = { fit: { x: number[][]; labels: number[]; learningRate: number; history: History } };
  const { x, labels, learningRate, history } = readReference<Reference>("plain").fit;
  const fit = fitNeuron(x, labels, { learningRate, steps: 10 });
  expectClose(
    fit.losses,
    history.map(({ loss }) => loss),
    1e-13,
  );
  expectClose(
    fit.history.map(({ weights }) => [...weights]),
    history.map(({ weights }) => weights),
    1e-13,
  );
  expectClose(
    fit.history.map(({ bias }) => bias),
    history.map(({ bias }) => bias),
    1e-13,
  );
});

test("it learns: two clouds apart in 100 steps to a loss below 0.05, falling at every step", () => {
  const { x, labels } = clouds(100, 0.5);
  const fit = fitNeuron(x, labels, { learningRate: 1, steps: 100 });
  expect(fit.losses.at(-1)).toBeLessThan(0.05);
  for (let k = 1; k < fit.losses.length; k++) expect(fit.losses[k]).toBeLessThan(fit.losses[k - 1]);
  const answers = x.map((row) => neuron(row, fit.weights, fit.bias, step));
  expect(accuracy(answers, labels)).toBe(1);
});

test("it does not learn shuffled labels: the loss stays near ln 2", () => {
  const { x } = clouds(400, 0.5);
  const labels = x.map(() => integer(rng, 0, 2));
  expect(fitNeuron(x, labels, { learningRate: 1, steps: 300 }).losses.at(-1)).toBeGreaterThan(0.67);
});

test("XOR defeats it: the loss ends at ln 2 and every probability at ½", () => {
  const x = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const start = { weights: [1, -2], bias: 0.5 };
  const fit = fitNeuron(x, [0, 1, 1, 0], { learningRate: 1, steps: 2000, start });
  expectClose(fit.losses.at(-1)!, Math.LN2, 1e-9);
  for (const row of x) expectClose(neuron(row, fit.weights, fit.bias), 0.5, 1e-4);
});

test("history begins at the start, ends at the result and is not one array changed again and again", () => {
  const { x, labels } = clouds(11, 1);
  const fit = fitNeuron(x, labels, { learningRate: 0.1, steps: 3 });
  expect(fit.history.length).toBe(4);
  expect(fit.history[0]).toEqual({ weights: [0, 0], bias: 0 });
  expect(fit.history[3]).toEqual({ weights: fit.weights, bias: fit.bias });
  expect(new Set(fit.history.map(({ bias }) => bias)).size).toBe(4);
});

test("divergence ends with the lesson: loss, step, last finite loss, cure", () => {
  const x = [[1e150], [-1e150]];
  expect(() => fitNeuron(x, [1, 0], { learningRate: 1e200, steps: 10, start: { weights: [-1], bias: 0 } })).toThrow(
    /^Cannot continue training as the loss is (Infinity|NaN) at step 1: last finite loss was [\d.e+]+; try a smaller learningRate$/,
  );
  expect(() => fitNeuron(x, [1, 0], { learningRate: 1, steps: 10, start: { weights: [1e200], bias: 0 } })).toThrow(
    /at step 0: it never was finite; try smaller weights in start$/,
  );
});

test.each([
  [
    () => fitNeuron([[1], [2]], [0, 2], { learningRate: 1, steps: 1 }),
    RangeError,
    "as every label must be 0 or 1: label 1 is 2",
  ],
  [
    () => fitNeuron([[1], [2]], [0], { learningRate: 1, steps: 1 }),
    TypeError,
    "Cannot train a neuron on rows and labels of sizes (2) and (1)",
  ],
  [
    () => fitNeuron([[1, Number.NaN]], [0], { learningRate: 1, steps: 1 }),
    RangeError,
    "every input must be a finite number: row 0 is [1, NaN]",
  ],
  [() => fitNeuron([[1], [2, 3]], [0, 1], { learningRate: 1, steps: 1 }), TypeError, "row 0 has 1 and row 1 has 2"],
  [() => fitNeuron([[1]], [0], { learningRate: 0, steps: 1 }), RangeError, "Cannot descend with the learning rate 0"],
  [
    () => fitNeuron([[1]], [0], { learningRate: 1, steps: 1, start: { weights: [1, 2], bias: 0 } }),
    TypeError,
    "features and weights of sizes (1) and (2)",
  ],
  [() => fitNeuron([], [], { learningRate: 1, steps: 1 }), RangeError, "at least one example"],
])("it refuses data and options before it starts", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
