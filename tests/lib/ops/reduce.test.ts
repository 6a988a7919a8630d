import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { random, uniform } from "../../../lib/data/random.ts";
import { add, subtract } from "../../../lib/ops/arithmetic.ts";
import { exp } from "../../../lib/ops/elementwise.ts";
import { permute, transpose } from "../../../lib/ops/movement.ts";
import * as reduce from "../../../lib/ops/reduce.ts";
import { arange, item, leaf, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { type Shape, sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const { logSumExp, max, mean, min, norm, planReduction, sum } = reduce;

/** Shapes with the axes to reduce: one, several, apart, all, none; sizes of 1 and axes that are empty. */
const cases: [Shape, number | number[] | undefined][] = [
  [[], undefined],
  [[5], 0],
  [[2, 3], 0],
  [[2, 3], -1],
  [[2, 3, 4], 1],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [1, 2],
  ],
  [
    [2, 3, 2, 2],
    [3, 1],
  ],
  [[3, 1, 2], 1],
  [[2, 3], []],
  [[2, 3], undefined],
  [[0, 3], 1],
];

type Reducer = (x: Tensor, options?: reduce.ReduceOptions) => Tensor;

/** Each reduction, and what it is for a list of numbers. */
const all: [string, Reducer, (numbers: number[]) => number][] = [
  ["sum", sum, (x) => x.reduce((a, b) => a + b, 0)],
  ["mean", mean, (x) => x.reduce((a, b) => a + b, 0) / x.length],
  ["max", max, (x) => Math.max(...x)],
  ["min", min, (x) => Math.min(...x)],
  ["logSumExp", logSumExp, (x) => Math.log(x.reduce((a, b) => a + Math.exp(b), 0))],
  ["norm", norm, (x) => Math.hypot(...x)],
  ["norm of order 1", (x, options) => norm(x, { ...options, order: 1 }), (x) => x.reduce((a, b) => a + Math.abs(b), 0)],
  ["norm of order ∞", (x, options) => norm(x, { ...options, order: Infinity }), (x) => Math.max(...x.map(Math.abs))],
];

/** Numbers that are far from each other and from 0, so that no maximum changes within a step of the check. */
function apart(shape: Shape): Tensor {
  const rng = random(7);
  const size = sizeOf(shape);
  const numbers = Array.from({ length: size }, (_, i) => (i - size / 2 + 0.3) * 0.11 + uniform(rng, 0, 0.05));
  return float64(
    numbers.map((_, i) => numbers[(i * 7 + 3) % size]),
    shape,
  );
}

/** The groups of numbers that a reduction makes one of, found by index arithmetic of its own. */
function groups(x: Tensor, axis: number | number[] | undefined): number[][] {
  const rank = x.shape.length;
  const axes = (axis === undefined ? x.shape.map((_, i) => i) : [axis].flat()).map((a) => (a + rank) % rank);
  const found = new Map<string, number[]>();
  for (let i = 0; i < x.size; i++) {
    const index = x.shape.map((size, k) => Math.floor(i / sizeOf(x.shape.slice(k + 1))) % size);
    const key = index.filter((_, k) => !axes.includes(k)).join();
    found.set(key, [...(found.get(key) ?? []), x.storage.data[i]]);
  }
  return [...found.values()];
}

describe.each(all)("%s()", (_, f, expected) => {
  test.each(cases)("of shape %j along %j: values, shape, first and second derivatives", (shape, axis) => {
    const x = apart(shape);
    const y = f(x, { axis });
    const wanted = groups(x, axis).map(expected);
    const flat = [toArray(y)].flat(9) as number[];
    expect(flat.length).toBe(wanted.length);
    for (const [i, value] of flat.entries()) expect(Math.abs(value - wanted[i])).toBeLessThan(1e-13);
    const kept = f(x, { axis, keepDims: true });
    expect(kept.shape.length).toBe(shape.length);
    expect([toArray(kept)].flat(9)).toEqual(flat);
    checkGradients((input) => f(input, { axis }), [x], { second: true });
    checkGradients((input) => f(input, { axis, keepDims: true }), [x]);
  });

  test("gives the same numbers and gradients by kernel and by loop", () => {
    for (const shape of [[1], [5, 3], [3, 130], [4, 7, 33]]) {
      for (const axis of shape.map((_, i) => i)) expectFastAgrees((x) => f(x, { axis }), [randomFloat32(axis, shape)]);
    }
  });

  test("sees a transposed tensor as it is, and not as it lies", () => {
    const x = apart([2, 3, 4]);
    expect(toArray(f(transpose(x, 0, 2), { axis: 2 }))).toEqual(toArray(transpose(f(x, { axis: 0 }))));
    expect(toArray(f(permute(x, [1, 0, 2]), { axis: [0, 2] }))).toEqual(toArray(f(x, { axis: [1, 2] })));
  });
});

test("planReduction() sees (outer, n, inner), and brings axes that lie apart together", () => {
  expect(planReduction(zeros([2, 3, 4, 5]), { axis: [1, 2] }, "try").plan).toMatchObject({ outer: 2, n: 12, inner: 5 });
  const { rows, plan } = planReduction(zeros([2, 3, 4, 5]), { axis: [0, 2] }, "try");
  expect([rows.shape, plan.outer, plan.n, plan.inner, plan.shape]).toEqual([[3, 5, 2, 4], 15, 8, 1, [3, 5]]);
});

describe("sum()", () => {
  test("counts truth values in int32, and keeps whole numbers whole", () => {
    const mask = tensor([true, false, true]);
    expect([sum(mask).dtype, item(sum(mask))]).toEqual(["int32", 2]);
    expect(sum(arange(4, { dtype: "int32" })).dtype).toBe("int32");
  });

  test("of nothing is 0, along an empty axis too", () => {
    expect(item(sum(zeros([0])))).toBe(0);
    expect(toArray(sum(zeros([2, 0, 3]), { axis: 1 }))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test("loses no digit on the way: a million float32 ones and tenths", () => {
    expect(item(sum(ones([1_000_000])))).toBe(1_000_000);
    const tenths = leaf(new Float32Array(1_000_000).fill(0.1), "float32", [1_000_000]);
    expect(Math.abs(item(sum(tenths)) - 100_000)).toBeLessThan(0.05); // one after the other in float32 gives 100958
  });
});

describe("max() and min()", () => {
  test("share the gradient among all that are greatest, as torch.amax does", () => {
    const x = tensor(
      [
        [3, 1, 3],
        [2, 2, 2],
      ],
      { requiresGrad: true },
    );
    backward(sum(max(x, { axis: 1 })));
    expect(toArray<number[][]>(x.grad)[0]).toEqual([0.5, 0, 0.5]);
    expect(toArray<number[][]>(x.grad)[1].map((g) => g.toFixed(6))).toEqual(["0.333333", "0.333333", "0.333333"]);
  });

  test("say NaN where one is", () => {
    expect(item(max(tensor([1, Number.NaN, 3])))).toBeNaN();
    expect(item(min(tensor([1, Number.NaN, 3])))).toBeNaN();
  });
});

describe("logSumExp()", () => {
  test("moves with its inputs, and neither overflows nor underflows", () => {
    const x = float64([0.3, -1, 2]);
    expect(item(logSumExp(add(x, 5000))) - 5000).toBeCloseTo(item(logSumExp(x)), 11);
    expect(item(logSumExp(float64([-2000, -2000])))).toBeCloseTo(-2000 + Math.LN2, 11);
    expect(item(logSumExp(tensor([-Infinity, -Infinity])))).toBe(-Infinity);
    expect(item(logSumExp(tensor([-Infinity, 1])))).toBe(1);
  });

  test("has the softmax as its gradient", () => {
    const x = float64([0.3, -1, 2]);
    const leafX = leaf(Float64Array.of(0.3, -1, 2), "float64", [3], true);
    backward(logSumExp(leafX));
    const p = toArray<number[]>(exp(subtract(x, logSumExp(x))));
    for (const [i, g] of toArray<number[]>(leafX.grad).entries()) expect(g).toBeCloseTo(p[i], 14);
  });
});

test("norm() of nothing but zeros has no direction: a gradient of 0, not NaN", () => {
  const x = tensor([0, 0], { requiresGrad: true });
  backward(norm(x));
  expect(toArray(x.grad)).toEqual([0, 0]);
});

test.each<[() => Tensor, typeof RangeError, string]>([
  [() => sum(zeros([2, 3]), { axis: 2 }), RangeError, "Cannot sum (2, 3) along axis 2 as axes go from -2 to 1: got 2"],
  [() => sum(zeros([2, 3]), { axis: [0, -2] }), RangeError, "as every axis must come once: got (0, 0)"],
  [
    () => max(zeros([2, 0]), { axis: 1 }),
    RangeError,
    "Cannot take the maximum of (2, 0) as there must be at least one number",
  ],
  [() => mean(zeros([0])), RangeError, "Cannot average (0)"],
  [() => norm(zeros([1]), { order: 3 }), RangeError, "Cannot take the norm of order 3"],
  [() => sum(3 as never), TypeError, "Cannot sum 3 as it must be a tensor"],
])("refuses what has no answer", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
