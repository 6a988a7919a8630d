import { describe, expect, test } from "vitest";
import {
  expand,
  ones,
  permute,
  randn,
  random,
  sumTo,
  type Tensor,
  tensor,
  toArray,
  toTypedArray,
  zeros,
} from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const pairs: [small: number[], big: number[]][] = [
  [[], [3]],
  [[1], [4]],
  [
    [3, 1],
    [3, 4],
  ],
  [[4], [2, 3, 4]],
  [
    [1, 3, 1],
    [2, 3, 4],
  ],
  [
    [3, 1, 1],
    [2, 3, 4, 5],
  ],
  [
    [1, 2, 1, 2],
    [3, 2, 4, 2],
  ],
  [
    [2, 1],
    [2, 0],
  ],
  [
    [0, 1],
    [0, 3],
  ],
];

describe("expand()", () => {
  test("repeats without copying", () => {
    const x = tensor([[1], [2]]);
    const y = expand(x, [2, 3]);
    expect([y.storage === x.storage, y.strides]).toEqual([true, [1, 0]]);
    expect(expand(x, [2, 1])).toBe(x);
  });

  test.each(pairs)("has a derivative: %o to %o", (small, big) => {
    checkGradients((x) => expand(x, big), [{ shape: small }], { second: true });
  });

  test("refuses to repeat an axis of another size, and to lose one", () => {
    expect(() => expand(zeros([2]), [3])).toThrow(
      "Cannot expand (2) and (3) as sizes must be equal or 1 from the right",
    );
    expect(() => expand(zeros([2, 1]), [1])).toThrow(
      "Cannot expand (2, 1) to (1) as only axes of size 1 can be repeated, and new axes come in front",
    );
  });
});

describe("sumTo()", () => {
  test.each(pairs)("adds up what expand() repeats: to %o from %o", (small, big) => {
    const x = randn(random(3), small, { dtype: "float64" });
    const repeats = expand(x, big);
    const times = x.size === 0 ? 1 : repeats.size / x.size;
    const [sums, values] = [toTypedArray(sumTo(repeats, small)), toTypedArray(x)];
    for (const [i, sum] of sums.entries()) expect(sum).toBeCloseTo(values[i] * times, 12);
  });

  test.each(pairs)("has a derivative: to %o from %o", (small, big) => {
    checkGradients((x) => sumTo(x, small), [{ shape: big }], { second: true });
  });

  test.each(pairs)("gives by kernels what the loop gives: to %o from %o", (small, big) => {
    expectFastAgrees((x) => sumTo(x, small), [randomFloat32(1, big)]);
    if (big.length < 2) return;
    const turned = (x: Tensor): Tensor =>
      permute(
        x,
        big.map((_, axis) => big.length - 1 - axis),
      );
    expectFastAgrees(
      (x) =>
        sumTo(
          turned(x),
          turned(zeros(big)).shape.map(() => 1),
        ),
      [randomFloat32(2, big)],
    );
  });

  test("counts truth values, and adds whole numbers exactly", () => {
    const mask = tensor([
      [true, false],
      [true, true],
    ]);
    expect([toArray(sumTo(mask, [2])), sumTo(mask, [2, 2]).dtype]).toEqual([[2, 1], "int32"]);
    expect(toArray(sumTo(tensor([2 ** 30, 7], { dtype: "int32" }), []))).toBe(2 ** 30 + 7);
  });

  test("refuses a target that does not broadcast to the tensor", () => {
    expect(() => sumTo(ones([2, 3]), [2])).toThrow("Cannot sum (2) and (2, 3)");
    expect(() => sumTo(ones([3]), [2, 3])).toThrow(
      "Cannot sum (3) to (2, 3) as the target must broadcast to the tensor: got (2, 3)",
    );
  });
});
