import { describe, expect, test } from "vitest";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { std, variance } from "../../../lib/ops/variance.ts";
import { item, zeros } from "../../../lib/tensor/create.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

describe("variance() and std()", () => {
  test("divide by n − correction, n − 1 by default", () => {
    const x = float64([1, 2, 4, 9]);
    expect(item(variance(x))).toBeCloseTo(38 / 3, 14);
    expect(item(variance(x, { correction: 0 }))).toBe(9.5);
    expect(item(std(x)) ** 2).toBeCloseTo(38 / 3, 13);
  });

  test("do not move with their inputs, and lose no digits to a large mean", () => {
    const x = float64([1, 2, 4, 9]);
    expect(item(variance(add(x, 1e8)))).toBeCloseTo(38 / 3, 6);
    expect(item(variance(multiply(x, 3)))).toBeCloseTo(38 * 3, 11);
  });

  test.each([[undefined], [0], [1], [[0, 2]]])("their derivatives are right along %j", (axis) => {
    for (const correction of [0, 1]) {
      checkGradients((x) => variance(x, { axis, correction }), [{ shape: [3, 2, 4] }], { second: true });
      checkGradients((x) => std(x, { axis, correction, keepDims: true }), [{ shape: [3, 2, 4] }]);
    }
  });
});

test("variance() and std() give the same numbers and gradients by kernel and by loop", () => {
  for (const axis of [0, 1]) expectFastAgrees((x) => variance(x, { axis }), [randomFloat32(1, [9, 33])]);
  expectFastAgrees((x) => std(x), [randomFloat32(1, [9, 33])]);
});

test("variance() refuses as many numbers as it takes off", () => {
  expect(() => variance(zeros([1]))).toThrow(RangeError);
  expect(() => variance(zeros([1]))).toThrow(
    "Cannot take the variance of (1) as there must be more than 1 numbers: the axis has 1; try correction: 0",
  );
  expect(item(variance(zeros([1]), { correction: 0 }))).toBe(0);
  expect(() => std(zeros([2, 0]), { axis: 1, correction: 0 })).toThrow("more than 0 numbers: the axis has 0");
});
