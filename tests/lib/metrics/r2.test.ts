import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { r2 } from "../../../lib/metrics/r2.ts";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { randn } from "../../../lib/ops/random.ts";
import { full, tensor, zeros } from "../../../lib/tensor/create.ts";

describe("r2()", () => {
  test("is 1 for perfect predictions, 0 for the mean, and below 0 for what is worse", () => {
    const targets = tensor([1, 2, 3, 6]);
    expect([targets, full([4], 3), full([4], 10)].map((y) => r2(y, targets))).toEqual([
      1,
      0,
      1 - (81 + 64 + 49 + 16) / 14,
    ]);
  });

  test("does not change when both are scaled and shifted alike", () => {
    const rng = random(2);
    const [y, t] = [randn(rng, [40], { dtype: "float64" }), randn(rng, [40], { dtype: "float64" })];
    const moved = [y, t].map((x) => add(multiply(x, -3), 7));
    expect(r2(moved[0], moved[1])).toBeCloseTo(r2(y, t), 12);
  });

  test("is NaN where all targets are equal", () => {
    expect(r2(tensor([1, 2, 3]), full([3], 0.1))).toBeNaN();
    expect(r2(full([3], 0.1), full([3], 0.1))).toBeNaN();
  });

  test("refuses shapes that differ, though they would broadcast, and no example", () => {
    expect(() => r2(zeros([3]), zeros([3, 1]))).toThrow(TypeError);
    expect(() => r2(zeros([0]), zeros([0]))).toThrow(RangeError);
  });
});
