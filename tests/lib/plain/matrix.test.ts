import { expect, test } from "vitest";
import { integer, random } from "../../../lib/data/random.ts";
import { column, identityMatrix, matmul, matVec, outer, shape, solve, transpose } from "../../../lib/plain/matrix.ts";
import { dot } from "../../../lib/plain/vector.ts";
import { expectClose, readReference } from "../reference/readReference.ts";
import { randomMatrix, randomVector } from "./randomValues.ts";

const rng = random(30);
const size = () => integer(rng, 1, 6);
const cases = Array.from({ length: 30 }, () => {
  const [m, n, p, q] = [size(), size(), size(), size()];
  return {
    a: randomMatrix(rng, m, n),
    b: randomMatrix(rng, n, p),
    c: randomMatrix(rng, p, q),
    x: randomVector(rng, n),
  };
});
const { linear } = readReference<{ linear: Record<string, number[][]> }>("plain");

test("matmul() is associative, and the identity matrix changes nothing", () => {
  for (const { a, b, c } of cases) {
    expectClose(matmul(matmul(a, b), c), matmul(a, matmul(b, c)), 1e-13);
    expect(matmul(identityMatrix(a.length), a)).toEqual(a);
    expect(matmul(a, identityMatrix(b.length))).toEqual(a);
  }
});

test("(A B)ᵀ = Bᵀ Aᵀ, and transposing twice changes nothing", () => {
  for (const { a, b } of cases) {
    expectClose(transpose(matmul(a, b)), matmul(transpose(b), transpose(a)), 1e-14);
    expect(transpose(transpose(a))).toEqual(a);
  }
});

test("matVec() is matmul() with one column", () => {
  for (const { a, x } of cases) {
    const single = x.map((value) => [value]);
    expectClose(matVec(a, x), column(matmul(a, single), 0), 1e-15);
  }
});

test("outer(a, b) times c is a scaled by b·c", () => {
  for (const { x } of cases) {
    const [b, c] = [randomVector(rng, 4), randomVector(rng, 4)];
    expectClose(
      matVec(outer(x, b), c),
      x.map((value) => value * dot(b, c)),
      1e-14,
    );
  }
});

test("solve() gives the x that the matrix was multiplied with, zero on the diagonal or not", () => {
  for (let n = 1; n <= 8; n++) {
    const a = randomMatrix(rng, n, n);
    if (n > 1) a[0][0] = 0;
    const x = randomVector(rng, n);
    expectClose(solve(a, matVec(a, x)), x, 1e-10);
  }
});

test("solve() exchanges rows: without it a tiny pivot would swallow the answer", () => {
  expectClose(
    solve(
      [
        [1e-20, 1],
        [1, 1],
      ],
      [1, 2],
    ),
    [1, 1],
    1e-15,
  );
});

test("NumPy's numbers: products and a linear system", () => {
  expectClose(matmul(linear.a, linear.b), linear.matmul, 1e-15);
  expectClose(matVec(linear.a, linear.v as unknown as number[]), linear.matVec, 1e-15);
  expectClose(solve(linear.square, linear.right as unknown as number[]), linear.solve, 1e-13);
});

test("shape() of nothing, and of rows without columns", () => {
  expect(shape([])).toEqual([0, 0]);
  expect(shape([[], []])).toEqual([2, 0]);
});

test("solve() leaves its arguments as they are", () => {
  const a = [Object.freeze([0, 2]), Object.freeze([3, 1])];
  expect(solve(Object.freeze(a), Object.freeze([4, 5]))).toEqual([1, 2]);
});

const zeros = (m: number, n: number) => Array.from({ length: m }, () => new Array<number>(n).fill(0));

test.each([
  [
    () => matmul(zeros(32, 784), zeros(10, 784)),
    "Cannot multiply (32, 784) by (10, 784) as inner sizes must match: got 784 and 10; try plain.transpose(b)",
  ],
  [() => matmul(zeros(3, 2), zeros(3, 4)), "got 2 and 3; try plain.transpose(a)"],
  [() => matmul(zeros(3, 2), zeros(5, 4)), /got 2 and 5$/],
  [
    () => matVec(zeros(3, 2), [1, 2, 3]),
    "Cannot multiply (3, 2) by (3) as inner sizes must match: got 2 and 3; try plain.transpose(a)",
  ],
  [
    () => shape([[1, 2], [3]]),
    "Cannot read 2 rows as a matrix as all rows must have the same length: row 0 has 2 and row 1 has 1",
  ],
  [() => solve(zeros(2, 3), [1, 2]), "Cannot solve (2, 3) x = (2) as there must be as many equations as unknowns"],
])("a wrong shape is a TypeError with the sizes", (act, message) => {
  expect(act).toThrow(TypeError);
  expect(act).toThrow(message);
});

test.each([
  [
    () =>
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    "as its rows must be independent: the pivot of column 1 is 0",
  ],
  [
    () =>
      solve(
        [
          [0.1, 0.3],
          [0.2, 0.6],
        ],
        [1, 2],
      ),
    "which is 0 but for rounding",
  ],
  [() => column([[1, 2]], 2), "Cannot take column 2 of (1, 2) as columns are numbered from 0 to 1: got 2"],
  [() => identityMatrix(0), "Cannot make an identity matrix of 0 rows"],
])("a value out of range is a RangeError", (act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
