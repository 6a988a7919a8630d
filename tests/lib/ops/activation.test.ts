import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import * as activation from "../../../lib/ops/activation.ts";
import { negate, subtract } from "../../../lib/ops/arithmetic.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { item, tensor, zeros } from "../../../lib/tensor/create.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64, randomShapes } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } = activation;

/** Each activation, its kinks, and its values at −2, −0.5, 0.5 and 2 to ten digits, by PyTorch in float64. */
const all: [string, (x: Tensor) => Tensor, number[], number[]][] = [
  ["relu", relu, [0], [0, 0, 0.5, 2]],
  ["leakyRelu", leakyRelu, [0], [-0.02, -0.005, 0.5, 2]],
  ["leakyRelu 0.2", (x) => leakyRelu(x, { negativeSlope: 0.2 }), [0], [-0.4, -0.1, 0.5, 2]],
  ["elu", elu, [0], [-0.8646647168, -0.3934693403, 0.5, 2]],
  ["elu 2", (x) => elu(x, { alpha: 2 }), [0], [-1.7293294335, -0.7869386806, 0.5, 2]],
  ["sigmoid", sigmoid, [], [0.119202922, 0.3775406688, 0.6224593312, 0.880797078]],
  ["tanh", tanh, [], [-0.9640275801, -0.4621171573, 0.4621171573, 0.9640275801]],
  ["softplus", softplus, [], [0.126928011, 0.4740769842, 0.9740769842, 2.126928011]],
  ["silu", silu, [], [-0.238405844, -0.1887703344, 0.3112296656, 1.761594156]],
  ["gelu", gelu, [], [-0.0455002639, -0.1542687694, 0.3457312306, 1.9544997361]],
  [
    "gelu tanh",
    (x) => gelu(x, { approximate: "tanh" }),
    [],
    [-0.0454023059, -0.1542859902, 0.3457140098, 1.9545976941],
  ],
];

describe.each(all)("%s", (_, f, kinks, expected) => {
  test("its values are PyTorch's", () => {
    const values = elementsOf(f(float64([-2, -0.5, 0.5, 2])), "compare");
    for (const [i, value] of expected.entries()) expect(Math.abs(values[i] - value)).toBeLessThan(6e-11);
  });

  test("its first and second derivatives are right for any shape", () => {
    for (const shape of randomShapes(40)) {
      checkGradients(f, [{ shape, low: -4, high: 4, kinks }], { second: true });
    }
    checkGradients((x) => f(transpose(x)), [{ shape: [3, 2], kinks }]);
  });

  test("gives the same numbers and gradients by kernel and by loop, and NaN for NaN", () => {
    for (const n of [1, 3, 6, 64, 129]) expectFastAgrees(f, [randomFloat32(n, [n], { scale: 3 })]);
    expectFastAgrees(f, [tensor([-90, -20, -8, 0, 8, 20, 90])]);
    expect(item(f(tensor([Number.NaN])))).toBeNaN();
  });

  test("stays finite far away, and so does its slope", () => {
    const x = tensor([-1e4, 1e4], { requiresGrad: true });
    backward(sum(f(x)));
    for (const value of [...elementsOf(f(x), "look"), ...elementsOf(x.grad!, "look")]) expect(value).toBeLessThan(2e4);
    for (const value of elementsOf(x.grad!, "look")) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  });
});

test("at the kink relu has the slope 0, leakyRelu its small one, elu alpha", () => {
  const slopeAtZero = (f: (x: Tensor) => Tensor): number => {
    const x = tensor([0], { requiresGrad: true });
    backward(sum(f(x)));
    return item(sum(x.grad!));
  };
  expect(slopeAtZero(relu)).toBe(0);
  expect(slopeAtZero(leakyRelu)).toBeCloseTo(0.01, 8);
  expect(slopeAtZero((x) => elu(x, { alpha: 2 }))).toBe(2);
});

test("σ(−x) = 1 − σ(x), tanh is odd, softplus(x) − softplus(−x) = x, gelu(x) − gelu(−x) = x", () => {
  const x = float64([-3, -0.2, 0.4, 2.5]);
  const close = (a: Tensor, b: Tensor): void => {
    const [left, right] = [elementsOf(a, "compare"), elementsOf(b, "compare")];
    for (const [i, value] of left.entries()) expect(Math.abs(value - right[i])).toBeLessThan(2e-15);
  };
  close(sigmoid(negate(x)), subtract(1, sigmoid(x)));
  close(tanh(negate(x)), negate(tanh(x)));
  close(subtract(softplus(x), softplus(negate(x))), x);
  close(subtract(gelu(x), negate(negate(gelu(negate(x))))), x);
});

test("gelu() by tanh is another function than the exact one", () => {
  const difference = subtract(gelu(float64([2])), gelu(float64([2]), { approximate: "tanh" }));
  expect(Math.abs(item(sum(difference)))).toBeGreaterThan(5e-5);
});

test("activations refuse what is no tensor, and gelu() a form that is none", () => {
  expect(() => relu([1, -1] as never)).toThrow("Cannot take the relu of an array of 2 as it must be a tensor");
  expect(() => gelu(zeros([1]), { approximate: "erf" as never })).toThrow(
    'Cannot take the gelu with approximate "erf" as it must be "none" or "tanh": got "erf"',
  );
});
