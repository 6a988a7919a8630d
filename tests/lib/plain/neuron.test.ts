import { describe, expect, test } from "vitest";
import { integer, normal, random, uniform } from "../../../lib/data/random.ts";
import {
  leakyRelu,
  leakyReluDerivative,
  relu,
  sigmoid,
  sigmoidDerivative,
  step,
  tanh,
  tanhDerivative,
} from "../../../lib/plain/activation.ts";
import { boundaryLine, neuron, neuronGradient, weightedSum } from "../../../lib/plain/neuron.ts";
import { dot } from "../../../lib/plain/vector.ts";
import { expectClose, expectGradient, readReference } from "../reference/readReference.ts";
import { randomVector } from "./randomValues.ts";

const rng = random(50);

test("neuron() is the activation of the weighted sum, by default a sigmoid", () => {
  for (let i = 0; i < 50; i++) {
    const n = integer(rng, 1, 6);
    const [x, w, b] = [randomVector(rng, n), randomVector(rng, n), normal(rng)];
    expect(weightedSum(x, w, b)).toBe(dot(w, x) + b);
    expect(neuron(x, w, b)).toBe(sigmoid(weightedSum(x, w, b)));
    expect(neuron(x, w, b, relu)).toBe(relu(weightedSum(x, w, b)));
  }
});

test.each([
  ["sigmoid", sigmoid, sigmoidDerivative],
  ["tanh", tanh, tanhDerivative],
  ["leakyRelu", (z: number) => leakyRelu(z), (z: number) => leakyReluDerivative(z)],
])("neuronGradient() agrees with central differences in every number, for %s", (_name, f, derivative) => {
  for (let i = 0; i < 30; i++) {
    const n = integer(rng, 1, 6);
    const [x, w, b] = [randomVector(rng, n), randomVector(rng, n), normal(rng)];
    if (Math.abs(weightedSum(x, w, b)) < 1e-3) continue;
    const gradient = neuronGradient(x, w, b, derivative);
    expectGradient((point) => neuron(x, point, b, f), w, gradient.weights);
    expectGradient(([point]) => neuron(x, w, point, f), [b], [gradient.bias]);
    expectGradient((point) => neuron(point, w, b, f), x, gradient.x);
  }
});

test("PyTorch's output and gradients", () => {
  type Reference = {
    neuron: { x: number[]; weights: number[]; bias: number; value: number; gradients: [number[], number[], number] };
  };
  const reference = readReference<Reference>("plain").neuron;
  const { x, weights, bias, value, gradients } = reference;
  const gradient = neuronGradient(x, weights, bias, sigmoidDerivative);
  expectClose(neuron(x, weights, bias), value, 1e-15);
  expectClose([gradient.x, gradient.weights, gradient.bias], gradients, 1e-15);
});

test("one neuron can be AND and OR, and no weights in a grid make it XOR", () => {
  const corners = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const table = (w1: number, w2: number, b: number) => corners.map((x) => neuron(x, [w1, w2], b, step)).join("");
  expect(table(1, 1, -1.5)).toBe("0001");
  expect(table(1, 1, -0.5)).toBe("0111");
  const seen = new Set<string>();
  for (let w1 = -3; w1 <= 3; w1 += 0.5) {
    for (let w2 = -3; w2 <= 3; w2 += 0.5) for (let b = -3.25; b <= 3; b += 0.5) seen.add(table(w1, w2, b));
  }
  expect(seen.size).toBe(14); // of the 16 tables all but XOR and its negation
  expect([...seen]).not.toContain("0110");
  expect([...seen]).not.toContain("1001");
});

describe("boundaryLine()", () => {
  const box = { x: [-2, 3], y: [-1, 2] } as const;

  test("its ends lie on the line and on the edge of the box, for random lines", () => {
    let found = 0;
    for (let i = 0; i < 200; i++) {
      const [w, b] = [randomVector(rng, 2), uniform(rng, -2, 2)];
      const { x, y } = boundaryLine(w, b, box);
      for (const end of x.keys()) {
        expect(Math.abs(dot(w, [x[end], y[end]]) + b)).toBeLessThan(1e-13);
        const onEdge = [x[end] - box.x[0], box.x[1] - x[end], y[end] - box.y[0], box.y[1] - y[end]];
        expect(Math.min(...onEdge)).toBeCloseTo(0, 12);
      }
      found += x.length / 2;
    }
    expect(found).toBeGreaterThan(100);
  });

  test("it is empty exactly where no corner of the box lies on the other side", () => {
    for (let i = 0; i < 200; i++) {
      const [w, b] = [randomVector(rng, 2), uniform(rng, -4, 4)];
      const sides = box.x.flatMap((x) => box.y.map((y) => Math.sign(dot(w, [x, y]) + b)));
      expect(boundaryLine(w, b, box).x.length).toBe(new Set(sides).size > 1 ? 2 : 0);
    }
  });

  test("upright and level lines", () => {
    expect(boundaryLine([2, 0], -2, box)).toEqual({ x: [1, 1], y: expect.arrayContaining([-1, 2]) });
    expect(boundaryLine([0, -1], 0.5, box)).toEqual({ x: expect.arrayContaining([-2, 3]), y: [0.5, 0.5] });
    expect(boundaryLine([2, 0], -20, box)).toEqual({ x: [], y: [] });
    expect(boundaryLine([0, 2], -20, box)).toEqual({ x: [], y: [] });
  });

  test("no line without weights, and none in three dimensions", () => {
    expect(() => boundaryLine([0, 0], 1, box)).toThrow(
      "Cannot draw the boundary of a neuron with weights [0, 0] as weights of 0 ignore the inputs, which leaves no boundary: only the bias 1",
    );
    expect(() => boundaryLine([1, 2, 3], 1, box)).toThrow(TypeError);
  });
});

test("neuron() names the sizes when there are not as many weights as inputs", () => {
  expect(() => neuron([1, 2], [1], 0)).toThrow(
    "Cannot feed a neuron the inputs and weights (2) and (1) as sizes must be equal: got 2 and 1",
  );
});
