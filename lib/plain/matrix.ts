/*
 * A matrix is a table of numbers: rows are examples and columns their features, or rows are neurons and columns their
 * weights. Multiplying a matrix with a vector takes the dot product of every row with it, all neurons of a layer at once.
 *
 *   (A x)ᵢ  = Σₖ Aᵢₖ xₖ                  (m, n) × (n) → (m)
 *   (A B)ᵢⱼ = Σₖ Aᵢₖ Bₖⱼ                 (m, n) × (n, p) → (m, p)
 *   (Aᵀ)ᵢⱼ  = Aⱼᵢ                        (m, n) → (n, m)
 *   A x = b, solved for x                by elimination with row exchanges, (n, n) and (n) → (n)
 *
 * Notation: m rows, n columns (and the inner size of a product), p columns of the right factor.
 * Source: G. Golub and C. Van Loan, Matrix Computations, 4th edition (2013), algorithms 1.1.5 and 3.4.1.
 * NB: these are the definitions, in the order in which one would write them on paper. Real systems cut the same sums into
 *   blocks that fit the processor's caches and registers, a hundred times faster; the numbers are the same to rounding.
 *
 * Page 7 · before it: plain/vector.ts · after it: plain/activation.ts
 */
import { checkCount, lesson, shortNumber, sizesText } from "../lesson.ts";
import { dot, type Vector } from "./vector.ts";

/** m rows of n numbers each. */
export type Matrix = readonly Vector[];

/**
 * The sizes [m, n] of a matrix.
 * @throws TypeError when the rows are of different lengths.
 * @example plain.shape([[1, 2, 3], [4, 5, 6]]); // => [2, 3]
 */
export function shape(a: Matrix): [rows: number, columns: number] {
  const columns = a.length === 0 ? 0 : a[0].length;
  const odd = a.findIndex((row) => row.length !== columns);
  if (odd >= 0) {
    throw new TypeError(
      lesson({
        cannot: `read ${a.length} rows as a matrix`,
        as: "all rows must have the same length",
        found: `row 0 has ${columns} and row ${odd} has ${a[odd].length}`,
      }),
    );
  }
  return [a.length, columns];
}

/**
 * A x: the dot product of every row with x.
 * @param a (m, n)
 * @param x (n)
 * @returns (m)
 * @throws TypeError when the inner sizes differ.
 * @example plain.matVec([[1, 2], [3, 4], [5, 6]], [10, 1]); // => [12, 34, 56]
 */
export function matVec(a: Matrix, x: Vector): number[] {
  const [m, n] = shape(a);
  if (n !== x.length) {
    const cure = m === x.length ? "plain.transpose(a)" : undefined;
    throw new TypeError(
      lesson({
        cannot: `multiply ${sizesText([m, n])} by (${x.length})`,
        as: "inner sizes must match",
        found: `got ${n} and ${x.length}`,
        try: cure,
      }),
    );
  }
  return a.map((row) => dot(row, x));
}

/**
 * The matrix product A B: element (i, j) is the dot product of row i of A and column j of B.
 * @param a (m, n)
 * @param b (n, p)
 * @returns (m, p)
 * @throws TypeError when the inner sizes differ.
 * @example plain.matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]]); // => [[2, 1], [4, 3]]
 */
export function matmul(a: Matrix, b: Matrix): number[][] {
  const [m, n] = shape(a);
  const [rows, p] = shape(b);
  if (n !== rows) {
    throw new TypeError(
      lesson({
        cannot: `multiply ${sizesText([m, n])} by ${sizesText([rows, p])}`,
        as: "inner sizes must match",
        found: `got ${n} and ${rows}`,
        try: n === p ? "plain.transpose(b)" : m === rows ? "plain.transpose(a)" : undefined,
      }),
    );
  }
  const product: number[][] = [];
  for (let i = 0; i < m; i++) {
    const row = new Array<number>(p).fill(0);
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < p; j++) row[j] += a[i][k] * b[k][j]; // (m, n) × (n, p) → (m, p)
    }
    product.push(row);
  }
  return product;
}

/**
 * The transpose: rows become columns.
 * @returns (n, m) for a matrix of shape (m, n).
 * @throws TypeError when the rows are of different lengths.
 * @example plain.transpose([[1, 2, 3], [4, 5, 6]]); // => [[1, 4], [2, 5], [3, 6]]
 */
export function transpose(a: Matrix): number[][] {
  const [, columns] = shape(a);
  return Array.from({ length: columns }, (_, j) => column(a, j)); // (m, n) → (n, m)
}

/**
 * Column j as a vector: one feature of every example.
 * @returns (m)
 * @throws RangeError when there is no column j.
 * @example plain.column([[1, 2, 3], [4, 5, 6]], 1); // => [2, 5]
 */
export function column(a: Matrix, j: number): number[] {
  const [m, n] = shape(a);
  if (!Number.isInteger(j) || j < 0 || j >= n) {
    throw new RangeError(
      lesson({
        cannot: `take column ${j} of ${sizesText([m, n])}`,
        as: `columns are numbered from 0 to ${n - 1}`,
        found: `got ${j}`,
      }),
    );
  }
  return a.map((row) => row[j]);
}

/**
 * The identity matrix I: A I = I A = A. (`plain.identity` is the activation.)
 * @returns (n, n)
 * @throws RangeError when n is not a whole number from 1 up.
 * @example plain.identityMatrix(2); // => [[1, 0], [0, 1]]
 */
export function identityMatrix(n: number): number[][] {
  checkCount("make an identity matrix of", n, "rows", 1);
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

/**
 * The outer product a bᵀ: every element of a with every element of b. The gradient of a layer's weights has this form.
 * @param a (m)
 * @param b (n)
 * @returns (m, n)
 * @example plain.outer([1, 2], [10, 20, 30]); // => [[10, 20, 30], [20, 40, 60]]
 */
export function outer(a: Vector, b: Vector): number[][] {
  return a.map((left) => b.map((right) => left * right));
}

/**
 * The x with A x = b, by Gaussian elimination: in each column the row with the largest element is exchanged to the top
 * (partial pivoting), since dividing by a small one would magnify rounding errors.
 * @param a (n, n)
 * @param b (n)
 * @returns (n)
 * @throws TypeError when A is not square or b does not fit; RangeError when A is singular to working precision.
 * @example plain.solve([[0, 2], [3, 1]], [4, 5]); // => [1, 2]
 */
export function solve(a: Matrix, b: Vector): number[] {
  const [m, n] = shape(a);
  const action = `solve ${sizesText([m, n])} x = (${b.length})`;
  if (m !== n || n !== b.length) {
    throw new TypeError(
      lesson({
        cannot: action,
        as: "there must be as many equations as unknowns and right-hand sides",
        found: `got ${m}, ${n} and ${b.length}`,
      }),
    );
  }
  const rows = a.map((row, i) => [...row, b[i]]); // (n, n) and (n) → (n, n + 1)
  const largest = Math.max(...rows.map((row) => Math.max(...row.slice(0, n).map(Math.abs))));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    if (!(Math.abs(rows[pivot][k]) > n * Number.EPSILON * largest)) {
      throw new RangeError(
        lesson({
          cannot: action,
          as: "its rows must be independent",
          found: `the pivot of column ${k} is ${shortNumber(rows[pivot][k])}, which is 0 but for rounding`,
        }),
      );
    }
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = rows[i][n];
    for (let j = i + 1; j < n; j++) rest -= rows[i][j] * x[j];
    x[i] = rest / rows[i][i];
  }
  return x;
}
