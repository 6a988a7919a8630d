import { describe, expect, test } from "vitest";
import {
  add,
  allClose,
  divide,
  maximum,
  minimum,
  multiply,
  negate,
  randn,
  random,
  slice,
  subtract,
  type Tensor,
  tensor,
  toArray,
  transpose,
  zeros,
} from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const operations = { add, subtract, multiply, divide, maximum, minimum };
const definitions: Record<keyof typeof operations, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
};
const names = Object.keys(operations) as (keyof typeof operations)[];
const shapes: [a: number[], b: number[]][] = [
  [[3], [3]],
  [[], [2, 2]],
  [[2, 3], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [[1], [1]],
  [[0, 3], [3]],
  [
    [2, 0],
    [2, 1],
  ],
  [
    [2, 1, 2, 1, 2],
    [1, 3, 1, 2, 1],
  ],
];

describe.each(names)("%s()", (name) => {
  const f = operations[name];

  test.each(shapes)("broadcasts %o and %o as indices say", (a, b) => {
    const [x, y] = [randn(random(1), a, { dtype: "float64" }), randn(random(2), b, { dtype: "float64" })];
    const out = f(x, y);
    const at = (t: Tensor, index: number[]): number => {
      const own = index.slice(index.length - t.shape.length);
      return t.storage.data[own.reduce((sum, i, axis) => sum + (t.shape[axis] === 1 ? 0 : i * t.strides[axis]), 0)];
    };
    let flat = 0;
    const walk = (index: number[]): void => {
      if (index.length < out.shape.length) {
        for (let i = 0; i < out.shape[index.length]; i++) walk([...index, i]);
        return;
      }
      expect(out.storage.data[flat++]).toBe(definitions[name](at(x, index), at(y, index)));
    };
    walk([]);
    expect(flat).toBe(out.size);
  });

  test.each(shapes)("has derivatives for %o and %o", (a, b) => {
    // Far from 0 for the division, and the two ranges apart from each other for the choices.
    const second = name !== "maximum" && name !== "minimum";
    checkGradients(
      (x, y) => f(x, y),
      [
        { shape: a, low: 1, high: 2 },
        { shape: b, low: 2.5, high: 3 },
      ],
      { second },
    );
  });

  test("gives by kernels what the loop gives, whatever the layout", () => {
    for (const [a, b] of shapes) expectFastAgrees(f, [randomFloat32(1, a), randomFloat32(2, b)], 1e-6);
    expectFastAgrees(
      (x, y) => f(transpose(x), slice(y, 1, { start: 1 })),
      [randomFloat32(3, [4, 5]), randomFloat32(4, [5, 5])],
      1e-6,
    );
  });

  test("takes numbers on either side", () => {
    const x = tensor([1, 2, 4]);
    expect(toArray(f(x, 2))).toEqual([1, 2, 4].map((v) => definitions[name](v, 2)));
    expect(toArray(f(2, x))).toEqual([1, 2, 4].map((v) => definitions[name](2, v)));
  });
});

describe("dtypes", () => {
  test("numbers take the dtype of their partner, and fractions make whole numbers float32", () => {
    const whole = tensor([1, 2], { dtype: "int32" });
    expect([add(whole, 1).dtype, add(whole, 0.5).dtype, multiply(tensor([true]), 2).dtype]).toEqual([
      "int32",
      "float32",
      "int32",
    ]);
    expect([divide(whole, whole).dtype, add(whole, tensor([0.5, 1])).dtype]).toEqual(["float32", "float32"]);
    expect(add(zeros([1], { dtype: "float64" }), 0.1).dtype).toBe("float64");
  });

  test("float32 does not meet float64", () => {
    expect(() => add(zeros([1]), zeros([1], { dtype: "float64" }))).toThrow(
      'Cannot add float32 and float64 as float types must not be mixed: got float32 and float64; try cast(a, "float64")',
    );
  });

  test("refuses what is no tensor, and two numbers", () => {
    expect(() => add(1, 2)).toThrow(
      "Cannot add 1 and 2 as at least one of them must be a tensor: got two numbers; try tensor(1)",
    );
    expect(() => add([1, 2] as never, zeros([2]))).toThrow(
      "Cannot add an array of 2 as it must be a tensor: got an array of 2; try tensor([…])",
    );
  });
});

describe("maximum() and minimum()", () => {
  test("share the derivative where both are equal, and pass NaN on", () => {
    const grads = [maximum, minimum].map((f) => {
      const [a, b] = [tensor([1, 2], { requiresGrad: true }), tensor([1, 3], { requiresGrad: true })];
      return [a, b, f(a, b)] as const;
    });
    for (const [, , y] of grads) expect(y.requiresGrad).toBe(true);
    expect(toArray(maximum(tensor([Number.NaN, 1]), 0))).toEqual([Number.NaN, 1]);
  });
});

describe("algebra", () => {
  test("a − b = a + (−b), and division undoes multiplication", () => {
    const [a, b] = [randn(random(5), [3, 4], { dtype: "float64" }), randn(random(6), [4], { dtype: "float64" })];
    expect(allClose(subtract(a, b), add(a, negate(b)), { rtol: 0, atol: 0 })).toBe(true);
    expect(allClose(divide(multiply(a, b), b), a, { rtol: 1e-14, atol: 0 })).toBe(true);
  });
});
