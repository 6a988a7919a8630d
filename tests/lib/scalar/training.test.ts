import { describe, expect, test } from "vitest";
import { normal, random, uniform } from "../../../lib/data/random.ts";
import { backward, zeroGrad } from "../../../lib/scalar/backward.ts";
import { type MLP, mlp, parameters } from "../../../lib/scalar/mlp.ts";
import { multiply, type Operand, relu } from "../../../lib/scalar/operations.ts";
import { descend, hingeLoss, meanSquaredError } from "../../../lib/scalar/training.ts";
import { type Value, value } from "../../../lib/scalar/value.ts";
import { expectClose, expectGradient, readReference } from "../reference/readReference.ts";
import { setParameters } from "./setParameters.ts";

interface LayerNumbers {
  weights: number[][];
  bias: number[];
}
interface Network {
  sizes: number[];
  learningRate: number;
  start: LayerNumbers[];
  x: number[][];
  targets: number[][];
  outputs: number[][];
  gradients: LayerNumbers[];
  losses: number[];
  end: LayerNumbers[];
}

/** In the order of `parameters`. */
const flat = (layers: readonly LayerNumbers[]) =>
  layers.flatMap(({ weights, bias }) => weights.flatMap((row, j) => [...row, bias[j]]));

test("PyTorch's network: outputs, gradients, and losses and parameters of ten steps", () => {
  const { sizes, learningRate, start, x, targets, outputs, gradients, losses, end } = readReference<{
    network: Network;
  }>("scalar").network;
  const net = mlp(random(1), sizes);
  const all = parameters(net);
  setParameters(all, flat(start));
  for (let step = 0; step <= 10; step++) {
    const made = x.map((row) => net.forward(row));
    const loss = meanSquaredError(made.flat(), targets.flat());
    zeroGrad(all);
    backward(loss);
    expectClose(loss.data, losses[step], 1e-13);
    if (step === 0) {
      expectClose(
        made.map((row) => row.map(({ data }) => data)),
        outputs,
        1e-13,
      );
      expectClose(
        all.map(({ grad }) => grad),
        flat(gradients),
        1e-13,
      );
    }
    if (step < 10) descend(all, { learningRate });
  }
  expectClose(
    all.map(({ data }) => data),
    flat(end),
    1e-13,
  );
});

describe.each([
  ["meanSquaredError", meanSquaredError, [0.3, -1.7, 2.2]],
  ["hingeLoss", hingeLoss, [1, -1, 1]],
] as const)("%s()", (_, loss, targets) => {
  test("its gradient agrees with central differences", () => {
    const rng = random(92);
    for (let trial = 0; trial < 50; trial++) {
      const point = targets.map(() => normal(rng, 0, 2));
      if (point.some((y, i) => Math.abs(1 - y * targets[i]) < 1e-3)) continue; // the hinge's kink
      const leaves = point.map((y) => value(y));
      backward(loss(leaves, targets));
      const f = (ys: number[]) => loss(ys, targets).data;
      expectGradient(
        f,
        point,
        leaves.map(({ grad }) => grad),
      );
    }
  });

  test("its number is the mean over the examples", () => {
    const ys = [0.5, 1.5, -2];
    const each = ys.map((y, i) => loss([y], [targets[i]]).data);
    expectClose(loss(ys, targets).data, (each[0] + each[1] + each[2]) / 3, 1e-15);
  });
});

/** Trains on all examples at once and gives the losses before each step and after the last. */
function train(net: MLP, loss: () => Value, learningRate: number, steps: number): number[] {
  const all = parameters(net);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const current = loss();
    losses.push(current.data);
    zeroGrad(all);
    backward(current);
    descend(all, { learningRate });
  }
  return [...losses, loss().data];
}

const score = (net: MLP, x: readonly Operand[]): Value => net.forward(x)[0];

test.each([1, 2, 3])("it learns XOR, which no line separates: a loss below 0.01 in 500 steps from seed %i", (seed) => {
  const xs = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ];
  const targets = [-1, 1, 1, -1];
  const net = mlp(random(seed), [2, 4, 1]);
  const loss = () =>
    meanSquaredError(
      xs.map((x) => score(net, x)),
      targets,
    );
  const losses = train(net, loss, 0.2, 500);
  expect(losses[0]).toBeGreaterThan(0.8);
  expect(losses.at(-1)).toBeLessThan(0.01);
  expect(xs.map((x) => Math.sign(score(net, x).data))).toEqual(targets);
});

test("without a hidden layer XOR is not learned: the loss stays at 1", () => {
  const xs = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ];
  const net = mlp(random(1), [2, 1]);
  const loss = () =>
    meanSquaredError(
      xs.map((x) => score(net, x)),
      [-1, 1, 1, -1],
    );
  expectClose(train(net, loss, 0.2, 500).at(-1)!, 1, 1e-9);
});

test("it learns two moons with a hinge: a loss below 0.01 and every point right in 200 steps", () => {
  const rng = random(93);
  const classes = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const xs = classes.map((side) => {
    const angle = uniform(rng, 0, Math.PI);
    const [x, y] = side === 1 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [x + normal(rng, 0, 0.05), y + normal(rng, 0, 0.05)];
  });
  const net = mlp(random(1), [2, 16, 16, 1], { activation: relu });
  const loss = () =>
    hingeLoss(
      xs.map((x) => score(net, x)),
      classes,
    );
  const losses = train(net, loss, 0.5, 200);
  expect(losses[0]).toBeGreaterThan(0.8);
  expect(losses.at(-1)).toBeLessThan(0.01);
  expect(xs.map((x) => Math.sign(score(net, x).data))).toEqual(classes);
});

test("descend() goes against the gradient by the learning rate, and leaves graphs made before as they were", () => {
  const a = value(3);
  const square = multiply(a, a);
  backward(square);
  descend([a], { learningRate: 0.25 });
  expect([a.data, a.grad, square.data]).toEqual([1.5, 6, 9]);
  zeroGrad([a]);
  backward(square);
  expect(a.grad).toBe(6); // the slope where the graph was made
});

test("descend() moves nothing when one parameter cannot move", () => {
  const [a, b] = [value(1, "a"), value(2, "b")];
  a.grad = 1;
  b.grad = Number.NaN;
  expect(() => descend([a, b], { learningRate: 0.1 })).toThrow(RangeError);
  expect(() => descend([a, b], { learningRate: 0.1 })).toThrow(
    "Cannot move parameter 1 as it must stay a finite number: its data is 2 and its gradient NaN; try a smaller learningRate",
  );
  expect(() => descend([a, multiply(a, b)], { learningRate: 0.1 })).toThrow(
    "Cannot move parameter 1 as only a leaf is free to move: it was made by ×; try scalar.parameters(model)",
  );
  expect(a.data).toBe(1);
});

test.each([
  [() => descend([], { learningRate: 0 }), RangeError, "Cannot descend with the learning rate 0 as it must be above 0"],
  [() => descend([], { learningRate: Number.NaN }), RangeError, "got NaN; try 0.1"],
  [() => descend([1 as never], { learningRate: 1 }), TypeError, "Cannot move parameter 0 as it must be a value: got 1"],
  [
    () => meanSquaredError([1], [1, 2]),
    TypeError,
    "Cannot take the mean squared error of (1) and (2) as sizes must be equal",
  ],
  [() => meanSquaredError([], []), RangeError, "as there must be at least one example: got none"],
  [
    () => hingeLoss([1, 2], [1, 0]),
    RangeError,
    "Cannot take the hinge loss as every class must be -1 or 1: class 1 is 0; try classes.map((t) => 2 * t - 1)",
  ],
  [() => hingeLoss([[value(1)]] as never, [1]), TypeError, "try its only element: const [y] = net.forward(x)"],
])("it refuses what cannot be meant", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
