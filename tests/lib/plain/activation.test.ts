import { describe, expect, test } from "vitest";
import { integer, normal, random, uniform } from "../../../lib/data/random.ts";
import * as activation from "../../../lib/plain/activation.ts";
import { expectClose, expectGradient, readReference, ulps } from "../reference/readReference.ts";
import { randomVector } from "./randomValues.ts";

const { logSumExp, sigmoid, softmax, softmaxJacobian, softplus, tanh } = activation;
const reference = readReference<{
  activations: {
    z: number[];
    functions: Record<string, { value: number[]; derivative: number[] }>;
    scores: number[];
    softmax: number[];
    logSumExp: number;
    small: number[];
    softmaxJacobian: number[][];
  };
  elementary: Record<string, [number, number][]>;
}>("plain");

type OfNumber = (z: number) => number;
const pairs: [string, OfNumber, OfNumber, number[]][] = [
  ["identity", activation.identity, activation.identityDerivative, []],
  ["step", activation.step, activation.stepDerivative, [0]],
  ["sigmoid", activation.sigmoid, activation.sigmoidDerivative, []],
  ["tanh", activation.tanh, activation.tanhDerivative, []],
  ["relu", activation.relu, activation.reluDerivative, [0]],
  ["leakyRelu", activation.leakyRelu, activation.leakyReluDerivative, [0]],
  [
    "leakyRelu with slope 0.3",
    (z) => activation.leakyRelu(z, { slope: 0.3 }),
    (z) => activation.leakyReluDerivative(z, { slope: 0.3 }),
    [0],
  ],
  ["softplus", activation.softplus, activation.softplusDerivative, []],
];

describe.each(pairs)("%s", (name, f, derivative, kinks) => {
  test("its derivative agrees with central differences at 200 points", () => {
    const rng = random(40);
    for (let i = 0; i < 200; i++) {
      const z = uniform(rng, -8, 8);
      if (kinks.some((kink) => Math.abs(z - kink) < 1e-3)) continue;
      expectGradient(([point]) => f(point), [z], [derivative(z)]);
    }
  });

  test("NaN in gives NaN out, or a derivative that does not ask", () => {
    if (name !== "step") expect(f(Number.NaN)).toBeNaN();
  });

  const pytorch = reference.activations.functions[name];
  if (pytorch === undefined) return;
  test("PyTorch's values and derivatives", () => {
    const { value, derivative: slope } = pytorch;
    expectClose(reference.activations.z.map(f), value, 1e-15);
    expectClose(reference.activations.z.map(derivative), slope, 1e-15);
  });
});

test("sigmoid(), tanh() and softplus() are right to a few units in the last place, near 0 and far out", () => {
  for (const [name, f] of [
    ["sigmoid", sigmoid],
    ["tanh", tanh],
    ["softplus", softplus],
  ] as const) {
    for (const [x, exact] of reference.elementary[name]) {
      expect(ulps(f(x), exact), `${name}(${x})`).toBeLessThanOrEqual(8);
    }
  }
});

test("sigmoid(−z) = 1 − sigmoid(z), tanh(−z) = −tanh(z), softplus(z) − softplus(−z) = z", () => {
  const rng = random(41);
  for (let i = 0; i < 200; i++) {
    const z = normal(rng, 0, 5);
    expectClose(sigmoid(-z), 1 - sigmoid(z), 1e-15);
    expect(tanh(-z)).toBe(-tanh(z));
    expectClose(softplus(z) - softplus(-z), z, 1e-14);
  }
});

test("nothing overflows far out, and the derivatives keep their digits there", () => {
  expect([sigmoid(800), sigmoid(-800), tanh(800), tanh(-800)]).toEqual([1, 0, 1, -1]);
  expect([softplus(1e6), softplus(-800), activation.sigmoidDerivative(800)]).toEqual([1e6, 0, 0]);
  expectClose(activation.sigmoidDerivative(40) / 4.248354255291589e-18, 1, 1e-14); // σ(1 − σ) in doubles would be 0
});

describe("softmax() and logSumExp()", () => {
  const rng = random(42);
  const scores = Array.from({ length: 40 }, () => randomVector(rng, integer(rng, 1, 9)));

  test("softmax() sums to 1 and is positive", () => {
    for (const z of scores) {
      const p = softmax(z);
      expectClose(
        p.reduce((total, value) => total + value, 0),
        1,
        1e-15,
      );
      expect(Math.min(...p)).toBeGreaterThan(0);
    }
  });

  test("softmax() does not change when all scores shift, logSumExp() shifts with them", () => {
    for (const z of scores) {
      const shifted = z.map((value) => value + 1000);
      expectClose(softmax(shifted), softmax(z), 1e-12);
      expectClose(logSumExp(shifted) - 1000, logSumExp(z), 1e-12);
    }
  });

  test("the gradient of logSumExp() is softmax(), the derivatives of softmax() are softmaxJacobian()", () => {
    for (const z of scores) {
      expectGradient(logSumExp, z, softmax(z));
      const jacobian = softmaxJacobian(z);
      for (const i of z.keys()) expectGradient((point) => softmax(point)[i], z, jacobian[i]);
    }
  });

  test("PyTorch's values, 1,300 apart included", () => {
    const { activations } = reference;
    expectClose(softmax(activations.scores), activations.softmax, 1e-15);
    expectClose(logSumExp(activations.scores), activations.logSumExp, 1e-15);
    expectClose(softmaxJacobian(activations.small), activations.softmaxJacobian, 1e-15);
  });

  test("logSumExp() of infinities is what a limit would be, of nothing an error", () => {
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([-Infinity, 3])).toBe(3);
    expect(logSumExp([Infinity, 3])).toBe(Infinity);
    expect(() => logSumExp([])).toThrow(
      "Cannot take the log-sum-exp of (0) as there must be at least one score: got none",
    );
    expect(() => softmax([])).toThrow("Cannot take the softmax of (0)");
  });
});
