import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import * as elementwise from "../../../lib/ops/elementwise.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import * as elementary from "../../../lib/plain/elementary.ts";
import { tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64, randomShapePairs, randomShapes } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const { abs, ceil, clip, cos, exp, floor, log, power, reciprocal, round, rsqrt, sign, sin, sqrt, square } = elementwise;

/** Each function, where to try it, its kinks, and what it is for one number. */
const all: [string, (x: Tensor) => Tensor, { low?: number; high?: number; kinks?: number[] }, (x: number) => number][] =
  [
    ["exp", exp, {}, elementary.exp],
    ["log", log, { low: 0.1 }, elementary.log],
    ["sqrt", sqrt, { low: 0.1 }, Math.sqrt],
    ["rsqrt", rsqrt, { low: 0.2 }, (x) => 1 / Math.sqrt(x)],
    ["reciprocal", reciprocal, { low: -2, high: -0.2 }, (x) => 1 / x],
    ["square", square, {}, (x) => x * x],
    ["sin", sin, { low: -9, high: 9 }, Math.sin],
    ["cos", cos, { low: -9, high: 9 }, Math.cos],
    ["abs", abs, { kinks: [0] }, Math.abs],
    ["clip", (x) => clip(x, -0.5, 1), { kinks: [-0.5, 1] }, (x) => Math.min(Math.max(x, -0.5), 1)],
    ["power 3", (x) => power(x, 3), {}, (x) => x ** 3],
    ["power -2", (x) => power(x, -2), { low: 0.3 }, (x) => x ** -2],
    ["power 0.5", (x) => power(x, 0.5), { low: 0.1 }, Math.sqrt],
    ["power 1.7", (x) => power(x, 1.7), { low: 0.1 }, (x) => x ** 1.7],
    ["power 0", (x) => power(x, 0), {}, () => 1],
  ];

describe.each(all)("%s", (_, f, range, expected) => {
  test("its first and second derivatives are right for any shape", () => {
    for (const shape of randomShapes(30)) checkGradients(f, [{ shape, ...range }], { second: true });
  });

  test("computes every element, of views too", () => {
    const numbers = [0.25, 0.5, 0.75, 1.25, 1.5, 1.9].map((x) => ((range.high ?? 2) < 0 ? -x : x));
    const x = float64(numbers, [2, 3]);
    const y = toArray<number[][]>(f(x));
    expect(toArray(f(transpose(x)))).toEqual([0, 1, 2].map((j) => [y[0][j], y[1][j]]));
    for (const [i, value] of y.flat().entries()) expect(Math.abs(value - expected(numbers[i]))).toBeLessThan(1e-14);
  });

  test("gives the same numbers and gradients by kernel and by loop", () => {
    for (const n of [1, 3, 6, 64, 129]) {
      const x = randomFloat32(n, [n], { scale: 0.3, shift: (range.high ?? 2) < 0 ? -1.3 : 1.6 });
      expectFastAgrees((input) => f(input), [x]);
    }
  });
});

describe("power()", () => {
  test("its derivatives are right for base and exponent that broadcast", () => {
    for (const [a, b] of randomShapePairs(31)) {
      checkGradients((x, n) => power(x, n), [{ shape: a, low: 0.3 }, { shape: b }], { second: true });
    }
    checkGradients((n) => power(2, n), [{ shape: [4] }], { second: true });
  });

  test("x⁰ is 1 and does not move, and 0ⁿ has a slope for whole n: no NaN at the edges", () => {
    const x = tensor([0, 0, 2], { requiresGrad: true });
    const n = tensor([0, 2, 0], { requiresGrad: true });
    backward(sum(power(x, n)));
    expect([toArray(power(x, n)), toArray(x.grad)]).toEqual([
      [1, 0, 1],
      [0, 0, 0],
    ]);
    expect(toArray<number[]>(n.grad)[2]).toBeCloseTo(Math.LN2, 6);
    expect(toArray<number[]>(n.grad).slice(0, 2)).toEqual([0, 0]);
  });

  test("whole numbers stay whole where the exponent is, and become floats where it is not", () => {
    const x = tensor([2, 3], { dtype: "int32" });
    expect([power(x, 2).dtype, toArray(power(x, 2))]).toEqual(["int32", [4, 9]]);
    expect([power(x, -1).dtype, power(x, 0.5).dtype]).toEqual(["float32", "float32"]);
  });
});

test("exp() and log() undo each other, sin² + cos² = 1, √x² = |x|", () => {
  const x = float64([-3, -0.1, 0.7, 2.5]);
  const close = (a: Tensor, b: number[]): void => {
    for (const [i, value] of toArray<number[]>(a).entries()) expect(value).toBeCloseTo(b[i], 14);
  };
  close(log(exp(x)), [-3, -0.1, 0.7, 2.5]);
  close(sqrt(square(x)), [3, 0.1, 0.7, 2.5]);
  const [s, c] = [toArray<number[]>(square(sin(x))), toArray<number[]>(square(cos(x)))];
  for (const [i, value] of s.entries()) expect(value + c[i]).toBeCloseTo(1, 14);
});

test("outside their domain functions say NaN or Infinity, and throw nothing", () => {
  expect(toArray(log(tensor([0, -1])))).toEqual([-Infinity, NaN]);
  expect(toArray(sqrt(tensor([-1])))).toEqual([NaN]);
  expect(toArray(reciprocal(tensor([0])))).toEqual([Infinity]);
  expect(toArray(clip(tensor([NaN]), 0, 1))).toEqual([NaN]);
  expect(toArray(exp(tensor([1000, -1000])))).toEqual([Infinity, 0]);
});

test("steps are what NumPy says, halves to the even one, and no gradient comes back through them", () => {
  const x = tensor([-1.5, -0.5, 0.5, 1.5, 2.5, 1.2]);
  expect(toArray(round(x))).toEqual([-2, -0, 0, 2, 2, 1]);
  expect(toArray(floor(x))).toEqual([-2, -1, 0, 1, 2, 1]);
  expect(toArray(ceil(x))).toEqual([-1, -0, 1, 2, 3, 2]);
  expect(toArray(sign(x))).toEqual([-1, -1, 1, 1, 1, 1]);
  const w = tensor([0.7], { requiresGrad: true });
  for (const f of [round, floor, ceil, sign]) expect(f(w).requiresGrad).toBe(false);
});

test("clip() lets the gradient through at both bounds, abs() none at 0", () => {
  const x = tensor([-1, 0, 1, 1.5], { requiresGrad: true });
  backward(sum(clip(x, -1, 1)));
  expect(toArray(x.grad)).toEqual([1, 1, 1, 0]);
  const z = tensor([0], { requiresGrad: true });
  backward(sum(abs(z)));
  expect(toArray(z.grad)).toEqual([0]);
});

test("functions refuse what is no tensor, and bounds that are none", () => {
  expect(() => exp(1 as never)).toThrow(
    "Cannot take the exponential of 1 as it must be a tensor: got 1; try tensor(1)",
  );
  expect(() => clip(zeros([1]), 1, 0)).toThrow(RangeError);
  expect(() => clip(zeros([1]), Number.NaN, 0)).toThrow("bounds must be numbers");
  expect(() => power(zeros([2]), zeros([3]))).toThrow("Cannot raise to powers (2) and (3)");
});
