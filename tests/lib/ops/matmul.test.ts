import { describe, expect, test } from "vitest";
import {
  allClose,
  expand,
  matmul,
  multiply,
  randn,
  random,
  reshape,
  slice,
  sum,
  type Tensor,
  tensor,
  toArray,
  toTypedArray,
  transpose,
  unsqueeze,
  zeros,
} from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const shapes: [a: number[], b: number[]][] = [
  [
    [2, 3],
    [3, 4],
  ],
  [
    [1, 1],
    [1, 1],
  ],
  [
    [5, 1],
    [1, 7],
  ],
  [
    [1, 9],
    [9, 1],
  ],
  [[3], [3]],
  [[3], [3, 2]],
  [[2, 3], [3]],
  [
    [2, 3, 4],
    [4, 5],
  ],
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  [
    [2, 1, 3, 4],
    [1, 3, 4, 2],
  ],
  [[4], [2, 4, 3]],
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 0],
    [0, 3],
  ],
  [
    [2, 0, 3],
    [3, 4],
  ],
  [
    [0, 2, 3],
    [0, 3, 2],
  ],
];

describe("matmul()", () => {
  test.each(shapes)("has derivatives for %o and %o", (a, b) => {
    checkGradients(matmul, [{ shape: a }, { shape: b }], { second: true });
  });

  test.each(shapes)("agrees with multiplying and adding up, in both builds: %o and %o", (a, b) => {
    const [x, y] = [randn(random(1), a, { dtype: "float64" }), randn(random(2), b, { dtype: "float64" })];
    const [rows, columns] = [a.length === 1 ? unsqueeze(x, 0) : x, b.length === 1 ? unsqueeze(y, 1) : y];
    const products = multiply(unsqueeze(rows, -1), unsqueeze(columns, -3)); // (…, M, K, 1) · (…, 1, K, N)
    const expected = sum(products, { axis: -2 });
    const actual = matmul(x, y);
    expect(allClose(reshape(actual, expected.shape), expected, { rtol: 1e-13, atol: 1e-13 })).toBe(true);
    expectFastAgrees(matmul, [randomFloat32(1, a), randomFloat32(2, b)]);
  });

  test("agrees by kernels for sizes around the tiles, and for every layout", () => {
    for (const [m, k, n] of [
      [7, 33, 17],
      [64, 64, 64],
      [65, 130, 63],
      [1, 500, 9],
      [130, 3, 31],
    ]) {
      expectFastAgrees(matmul, [randomFloat32(m, [m, k]), randomFloat32(n, [k, n])], 2e-5);
      expectFastAgrees(
        (x, y) => matmul(transpose(x), transpose(y)),
        [randomFloat32(m, [k, m]), randomFloat32(n, [n, k])],
        2e-5,
      );
    }
    expectFastAgrees(
      (x, y) => matmul(slice(x, 1, { step: 2 }), slice(y, 0, { start: 1 })),
      [randomFloat32(1, [6, 10]), randomFloat32(2, [6, 5])],
    );
    expectFastAgrees(
      (x, y) => matmul(expand(x, [3, 4, 5]), y),
      [randomFloat32(1, [1, 4, 5]), randomFloat32(2, [3, 5, 2])],
    );
  });

  test("is associative, and transposing turns a product round", () => {
    const [a, b, c] = [
      [3, 4],
      [4, 5],
      [5, 2],
    ].map((shape, seed) => randn(random(seed), shape, { dtype: "float64" }));
    const close = (x: Tensor, y: Tensor): boolean => allClose(x, y, { rtol: 1e-12, atol: 1e-12 });
    expect(close(matmul(matmul(a, b), c), matmul(a, matmul(b, c)))).toBe(true);
    expect(close(transpose(matmul(a, b)), matmul(transpose(b), transpose(a)))).toBe(true);
  });

  test("multiplies whole numbers exactly", () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "int32" },
    );
    expect([toArray(matmul(x, x)), matmul(x, x).dtype]).toEqual([
      [
        [7, 10],
        [15, 22],
      ],
      "int32",
    ]);
  });

  test("gives the same bits for a row alone as for the row among others", () => {
    const [a, b] = [randomFloat32(1, [37, 70]), randomFloat32(2, [70, 45])];
    const whole = toTypedArray(matmul(a, b));
    for (const i of [0, 5, 36]) {
      expect(toTypedArray(matmul(slice(a, 0, { start: i, end: i + 1 }), b))).toEqual(whole.slice(i * 45, (i + 1) * 45));
    }
  });

  test.each([
    [
      [32, 784],
      [10, 784],
      "Cannot multiply (32, 784) by (10, 784) as inner sizes must match: got 784 and 10; try transpose(b)",
    ],
    [
      [784, 32],
      [784, 10],
      "Cannot multiply (784, 32) by (784, 10) as inner sizes must match: got 32 and 784; try transpose(a)",
    ],
    [[2, 3], [4, 5], "Cannot multiply (2, 3) by (4, 5) as inner sizes must match: got 3 and 4"],
    [[2, 3, 4], [5, 6], "Cannot multiply (2, 3, 4) by (5, 6) as inner sizes must match: got 4 and 5"],
    [[2, 3, 4], [3, 4, 5], "sizes must be equal or 1 from the right: axis 0 has 2 and 3"],
    [
      [],
      [2],
      "Cannot multiply matrices with a single number as both must have at least one axis: got shape (); try multiply(a, b)",
    ],
  ])("refuses %o by %o", (a, b, message) => {
    expect(() => matmul(zeros(a), zeros(b))).toThrow(message);
  });

  test("refuses to mix float32 and float64", () => {
    expect(() => matmul(zeros([2, 2]), zeros([2, 2], { dtype: "float64" }))).toThrow("float types must not be mixed");
  });
});
