import { describe, expect, test } from "vitest";
import { configure } from "../../../lib/autograd/configure.ts";
import { expand } from "../../../lib/ops/broadcast.ts";
import {
  allClose,
  equal,
  greater,
  greaterEqual,
  isNan,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
  where,
} from "../../../lib/ops/compare.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { broadcastShapes } from "../../../lib/tensor/shape.ts";
import { checkGradients, randomShapePairs } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

test.each([
  ["equal", equal, [false, true, false, false]],
  ["notEqual", notEqual, [true, false, true, true]],
  ["less", less, [true, false, false, false]],
  ["lessEqual", lessEqual, [true, true, false, false]],
  ["greater", greater, [false, false, true, false]],
  ["greaterEqual", greaterEqual, [false, true, true, false]],
] as const)("%s() asks it of every pair, and NaN says no to all but notEqual", (_, compare, expected) => {
  const answer = compare(tensor([1, 2, 3, Number.NaN]), tensor([2, 2, 2, Number.NaN]));
  expect([toArray(answer), answer.dtype, answer.requiresGrad]).toEqual([expected, "bool", false]);
});

test("comparisons broadcast, take numbers on either side, and views of any strides", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(toArray(less(x, tensor([2, 3])))).toEqual([
    [true, true],
    [false, false],
  ]);
  expect(toArray(greater(2, x))).toEqual(toArray(less(x, 2)));
  expect(toArray(equal(transpose(x), x))).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(toArray(equal(tensor([1, 0], { dtype: "int32" }), tensor([true, true])))).toEqual([true, false]);
});

test("logic follows its tables, and De Morgan", () => {
  const [a, b] = [tensor([true, true, false, false]), tensor([true, false, true, false])];
  expect(toArray(logicalAnd(a, b))).toEqual([true, false, false, false]);
  expect(toArray(logicalOr(a, b))).toEqual([true, true, true, false]);
  expect(toArray(logicalNot(logicalAnd(a, b)))).toEqual(toArray(logicalOr(logicalNot(a), logicalNot(b))));
  expect(toArray(logicalAnd(tensor([2, 0.5]), tensor([-1, 0])))).toEqual([true, false]);
  expect(toArray(isNan(tensor([Number.NaN, 1, Infinity])))).toEqual([true, false, false]);
});

describe("where()", () => {
  test("its gradients are right where a, b and the mask broadcast against each other", () => {
    for (const [i, [a, b]] of randomShapePairs(5, 10).entries()) {
      const shape = broadcastShapes(a, b, "try");
      const mask = greater(randomFloat32(i, shape), 0);
      checkGradients((x, y) => where(mask, x, y), [{ shape: a }, { shape: b }], { second: true });
      const row = greater(randomFloat32(i + 50, shape.slice(-1)), 0);
      checkGradients((x, y) => where(row, x, y), [{ shape: a }, { shape: b }]);
    }
  });

  test("picks by the mask, from tensors and numbers, and keeps NaN of the other side out", () => {
    const x = tensor([-1, 4, Number.NaN]);
    expect(toArray(where(isNan(x), 0, x))).toEqual([-1, 4, 0]);
    expect(toArray(where(tensor([0, 2, 1], { dtype: "int32" }), tensor([1, 2, 3]), 9))).toEqual([9, 2, 3]);
    expect(toArray(where(tensor([[true], [false]]), tensor([1, 2]), tensor([3, 4])))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("gives the same numbers by kernel and by loop, for any length", () => {
    for (const n of [1, 3, 4, 7, 64, 129]) {
      const mask = greater(randomFloat32(3, [n]), 0);
      expectFastAgrees((a, b) => where(mask, a, b), [randomFloat32(1, [n]), randomFloat32(2, [n])], 0);
    }
    const row = greater(randomFloat32(3, [5]), 0);
    expectFastAgrees(
      (a, b) => where(expand(row, [4, 5]), a, b),
      [randomFloat32(1, [4, 5]), randomFloat32(2, [4, 5])],
      0,
    );
  });
});

test("allClose() allows rtol of b and atol besides, and nothing for NaN", () => {
  expect(allClose(tensor([100, 0]), tensor([100.0009, 0]))).toBe(true);
  expect(allClose(tensor([100, 0]), tensor([100.002, 0]))).toBe(false);
  expect(allClose(tensor([100]), tensor([101]), { rtol: 0.01 })).toBe(true);
  expect(allClose(tensor([0]), tensor([1e-6]))).toBe(false);
  expect(allClose(tensor([0]), tensor([1e-6]), { atol: 1e-6 })).toBe(true);
  expect(allClose(tensor([Number.NaN]), tensor([Number.NaN]))).toBe(false);
  expect(allClose(tensor([Infinity]), tensor([Infinity]))).toBe(true);
  expect(allClose(tensor([Infinity]), tensor([-Infinity]))).toBe(false);
  expect(allClose(tensor([[1], [1]]), 1)).toBe(true);
  expect(allClose(tensor([1]), tensor([1e9]), { rtol: 1 })).toBe(true); // in proportion to b, not to a
});

test("comparisons refuse shapes that do not broadcast, mixed floats, and what is no tensor", () => {
  expect(() => equal(zeros([2]), zeros([3]))).toThrow("Cannot compare (2) and (3) as sizes must be equal or 1");
  expect(() => less(zeros([2]), zeros([2], { dtype: "float64" }))).toThrow(TypeError);
  expect(() => where(true as never, zeros([2]), 0)).toThrow("Cannot choose by true as it must be a tensor");
  expect(() => where(tensor([true, false, true]), zeros([2]), 0)).toThrow("choose by a mask");
  expect(() => equal(1, 2)).toThrow("at least one of them must be a tensor");
});

test("nothing depends on WebAssembly being there", () => {
  const before = configure({ webAssembly: false });
  expect(toArray(where(tensor([true, false]), tensor([1, 2]), tensor([3, 4])))).toEqual([1, 4]);
  configure(before);
});
