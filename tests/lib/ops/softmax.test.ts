import { describe, expect, test } from "vitest";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { allClose, equal, where } from "../../../lib/ops/compare.ts";
import { exp } from "../../../lib/ops/elementwise.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { attentionSoftmax, logSoftmax, softmax, softmaxGradient } from "../../../lib/ops/softmax.ts";
import { tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { casesOf, expectCase } from "./referenceCases.ts";

const exactly = { rtol: 1e-14, atol: 1e-15 };
const random64 = (seed: number, shape: number[]): Tensor => float64(randomFloat32(seed, shape).storage.data, shape);

describe.each<[string, (x: Tensor, axis?: number) => Tensor]>([
  ["softmax", softmax],
  ["logSoftmax", logSoftmax],
])("%s()", (_, f) => {
  test.each([
    [[4], 0],
    [[3, 4], 0],
    [[3, 4], -1],
    [[2, 3, 4], 1],
    [[3, 1, 2], 1],
    [[2, 0], 0],
    [[2, 0], 1],
  ])("its derivatives of both orders are right for %j along %i", (shape, axis) => {
    checkGradients((x) => f(x, axis as number), [{ shape: shape as number[] }], { second: true });
  });

  test("does not notice a number that is added to all scores", () => {
    const x = random64(1, [3, 5]);
    expect(allClose(f(add(x, 100)), f(x), { rtol: 1e-12, atol: 1e-12 })).toBe(true);
    expect(
      allClose(f(add(x, tensor([[7], [-3], [0]], { dtype: "float64" }))), f(x), { rtol: 1e-13, atol: 1e-13 }),
    ).toBe(true);
  });

  test("does along an axis what it does along the last of the transposed", () => {
    const x = random64(2, [3, 5]);
    expect(toArray(f(x, 0))).toEqual(toArray(transpose(f(transpose(x)))));
  });

  test("gives the same numbers and gradients by kernel and by loop", () => {
    for (const shape of [
      [1, 1],
      [3, 7],
      [5, 64],
      [2, 130],
    ]) {
      expectFastAgrees((x) => f(x), [randomFloat32(3, shape, { scale: 4 })]);
      expectFastAgrees((x) => f(x, 0), [randomFloat32(3, shape, { scale: 4 })]);
    }
  });

  test("gives NaN for a row of −∞, with ∞ or with NaN, and lets −∞ among others have no share", () => {
    const rows = [
      [-Infinity, -Infinity],
      [Infinity, 0],
      [Number.NaN, 0],
    ];
    for (const dtype of ["float32", "float64"] as const) {
      for (const row of rows) expect(toArray<number[]>(f(tensor(row, { dtype }))).every(Number.isNaN)).toBe(true);
      const share = toArray<number[]>(f(tensor([-Infinity, 3, 3], { dtype })));
      expect(share[0]).toBe(f === softmax ? 0 : -Infinity);
      expect(share[1]).toBe(share[2]);
    }
  });
});

test.each<[string, (x: Tensor, axis?: number) => Tensor]>([
  ["softmax", softmax],
  ["logSoftmax", logSoftmax],
])("%s() has PyTorch's values and gradients along every axis", (name, f) => {
  expect(casesOf(name).map(({ options }) => options.axis)).toEqual([0, 1, -1]);
  for (const one of casesOf(name)) expectCase(one, (x) => f(x, one.options.axis));
});

test("softmax() sums to 1 along the given axis, and neither overflows nor underflows to NaN", () => {
  const x = multiply(random64(4, [4, 5, 6]), 300);
  for (const axis of [0, 1, 2]) expect(allClose(sum(softmax(x, axis), { axis }), 1, exactly)).toBe(true);
  expect(toArray(softmax(tensor([1e30, 0, -1e30])))).toEqual([1, 0, 0]);
});

test("logSoftmax() is the logarithm of softmax(), with digits where that rounds to 0", () => {
  const x = random64(5, [3, 4]);
  expect(allClose(exp(logSoftmax(x)), softmax(x), exactly)).toBe(true);
  expect(toArray(logSoftmax(tensor([0, 500])))).toEqual([-500, 0]);
});

test("softmaxGradient() is what flows through softmax()", () => {
  const [g, y] = [tensor([[1, 2, 3]]), softmax(tensor([[0.5, 0, -1]]))];
  const flow = toArray<number[][]>(softmaxGradient(g, y))[0];
  expect(Math.abs(flow.reduce((a, b) => a + b))).toBeLessThan(1e-7); // shifting all scores changes nothing
  expect(flow[2]).toBeGreaterThan(0);
});

describe("attentionSoftmax()", () => {
  const minusInfinity = (x: Tensor): Tensor => {
    const [queries, keys] = x.shape.slice(-2);
    const future = Array.from({ length: queries }, (_, i) =>
      Array.from({ length: keys }, (_, j) => j > i + keys - queries),
    );
    return where(tensor(future), -Infinity, x);
  };

  test.each([[[4, 4]], [[2, 3, 5, 5]], [[2, 2, 4]], [[1, 1, 3]]])(
    "is softmax of scaled scores with −∞ for the future: %j",
    (shape) => {
      const x = random64(6, shape);
      const masked = softmax(minusInfinity(multiply(x, 0.3)));
      expect(allClose(attentionSoftmax(x, { scale: 0.3, causal: true }), masked, exactly)).toBe(true);
      expect(allClose(attentionSoftmax(x, { scale: 0.3 }), softmax(multiply(x, 0.3)), exactly)).toBe(true);
      const options = { scale: 0.3, causal: true };
      checkGradients((scores) => attentionSoftmax(scores, options), [{ shape }], { second: true });
      expectFastAgrees((scores) => attentionSoftmax(scores, options), [randomFloat32(8, shape)]);
      expectFastAgrees((scores) => attentionSoftmax(scores, { scale: 2 }), [randomFloat32(8, shape)]);
    },
  );

  test("does not see the future: changing it changes nothing before", () => {
    const x = randomFloat32(9, [6, 6]);
    const changed = where(equal(tensor([0, 0, 0, 0, 0, 1]), 1), 1e6, x); // the last column: the last key
    const [a, b] = [x, changed].map((scores) => slice(attentionSoftmax(scores, { causal: true }), 0, { end: 5 }));
    expect(toArray(a)).toEqual(toArray(b));
    expect(toArray(slice(attentionSoftmax(changed, { causal: true }), 0, { start: 5 }))).toEqual([[0, 0, 0, 0, 0, 1]]);
  });

  test("refuses scores that are no matrix, and queries without a key", () => {
    expect(() => attentionSoftmax(zeros([3]))).toThrow("as scores must be (…, queries, keys): got (3)");
    expect(() => attentionSoftmax(zeros([3, 2]), { causal: true })).toThrow("there are 3 queries and 2 keys");
  });
});

test("softmax() refuses an axis that is not there", () => {
  expect(() => softmax(zeros([2, 3]), 2)).toThrow(
    "Cannot take the softmax of (2, 3) along axis 2 as axes go from -2 to 1: got 2",
  );
});
