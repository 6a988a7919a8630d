/*
 * The product of matrices, where nearly all the work of a model is done: every row of a times every column of b. Axes in front
 * of the last two are a batch: one product for each, broadcast.
 *
 *   C = A B        Cᵢⱼ = Σₖ Aᵢₖ Bₖⱼ
 *   ∂L/∂A = ∂L/∂C Bᵀ        ∂L/∂B = Aᵀ ∂L/∂C
 *
 * A transposed matrix is the same numbers with two strides exchanged. So the derivatives cost two more products and no copy, and
 * a step of training about three times as much as the way there.
 *
 * The three loops below are the definition. The fast form, lib/wasm/assembly/matmul.ts, computes the same sums a block at a
 * time, so that numbers are used many times while they are in registers.
 *
 * Notation: A (…, M, K), B (…, K, N), C (…, M, N).
 * Source: K. Goto and R. van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34 (2008), for the fast form;
 *   PyTorch's torch.matmul, for vectors and batches.
 * NB: libraries differ in the order of the additions, and so in the last digits. Here the order is fixed.
 *
 * Page 84 · before it: ops/batchNorm.ts · after it: ops/linear.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Block, Operation } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import { promote } from "../tensor/dtype.ts";
import { broadcastShapes, collapse, eachPosition, expandStrides, type Shape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { sumTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { reshape, squeeze, transpose, unsqueeze } from "./movement.ts";

const multiplyingMatrices: Operation<null> = {
  name: "matmul",
  infer([a, b]) {
    // All axes but the last two are batches, and are broadcast.
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const [m, k] = a.shape.slice(-2);
    const [inner, n] = b.shape.slice(-2);
    if (k !== inner) throw new TypeError(innerClash(a.shape, b.shape));
    const batch = broadcastShapes(batchA, batchB, `multiply the matrices of ${sizesText(a.shape)} by those of`);
    return { shape: [...batch, m, n], dtype: a.dtype };
  },
  forward([c], [a, b]) {
    const rank = c.shape.length;
    const batch = c.shape.slice(0, -2);
    const [m, n] = c.shape.slice(-2);
    const k = a.shape.at(-1) as number;
    // Any strides will do, so that a transposed matrix costs nothing.
    const [aRow, aColumn] = a.strides.slice(-2);
    const [bRow, bColumn] = b.strides.slice(-2);
    // A matrix that serves every product of a batch has strides of 0 there.
    const inBatch = ({ shape, strides }: typeof a): number[] =>
      expandStrides(shape.slice(0, -2), strides.slice(0, -2), batch);
    const strides = [inBatch(a), inBatch(b), c.strides.slice(0, rank - 2)];
    eachPosition(batch, strides, [a.offset, b.offset, c.offset], ([startA, startB, startC]) => {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0; // in double precision, rounded once at the end
          for (let p = 0; p < k; p++) {
            sum += a.data[startA + i * aRow + p * aColumn] * b.data[startB + p * bRow + j * bColumn];
          }
          c.data[startC + i * n + j] = sum;
        }
      }
    });
  },
  fast({ kernels, outputs: [c], inputs: [a, b], scratch }) {
    const batch = c.shape.slice(0, -2);
    const [m, n] = c.shape.slice(-2);
    const k = a.shape[a.shape.length - 1];
    const inBatch = ({ shape, strides }: Block): number[] =>
      expandStrides(shape.slice(0, -2), strides.slice(0, -2), batch);
    // The kernel knows two axes of batches, an outer and an inner one.
    const walk = collapse(batch, [inBatch(a), inBatch(b), c.strides.slice(0, -2)]);
    const [outer, inner] = [...new Array<number>(2).fill(1), ...walk.shape].slice(-2);
    if (walk.shape.length > 2) return null; // as when the middle one of three batch axes is broadcast
    const [[aOuter, aInner], [bOuter, bInner], [cOuter, cInner]] = walk.strides.map((s) => [0, 0, ...s].slice(-2));
    const [aRow, aColumn] = a.strides.slice(-2);
    const [bRow, bColumn] = b.strides.slice(-2);
    const [atA, atB, atC] = [a.pointer, b.pointer, c.pointer];
    // 0, 0, 0: no bias, nothing done to the sums, from row 0. `linear` gives a bias here.
    if (outer * inner === 1) {
      return () => kernels.matmul(atA, aRow, aColumn, atB, bRow, bColumn, atC, n, n, k, 0, 0, 0, m, scratch);
    }
    const rows = outer * inner * m; // of all products together, for threads to share
    return () =>
      kernels.matmulBatched(
        ...([atA, aOuter, aInner, aRow, aColumn, atB, bOuter, bInner, bRow, bColumn] as const),
        ...([atC, cOuter, cInner, n, inner, m, n, k, 0, 0, 0, rows, scratch] as const),
      );
  },
  scratchBytes: (kernels, [c], [a]) =>
    kernels.matmulScratchBytes(c.shape[c.shape.length - 2], a.shape[a.shape.length - 1]),
  gradient: ({ grad, inputs: [a, b] }) => [
    () => sumTo(matmul(grad, transpose(b, -2, -1)), a.shape), // (…, M, N) × (…, N, K) → (…, M, K)
    () => sumTo(matmul(transpose(a, -2, -1), grad), b.shape), // (…, K, M) × (…, M, N) → (…, K, N)
  ],
};

/** The message, with the cure where a transposed matrix would fit. */
function innerClash(a: Shape, b: Shape): string {
  const [k, inner] = [a[a.length - 1], b[b.length - 2]];
  const cure = k === b[b.length - 1] ? "transpose(b)" : a[a.length - 2] === inner ? "transpose(a)" : undefined;
  return lesson({
    cannot: `multiply ${sizesText(a)} by ${sizesText(b)}`,
    as: "inner sizes must match",
    found: `got ${k} and ${inner}`,
    ...(cure === undefined ? {} : { try: cure }),
  });
}

/**
 * The matrix product. A vector (K) counts as a row on the left, (1, K), and as a column on the right, (K, 1); the extra axis goes again.
 * @param a (…, M, K) or (K)
 * @param b (…, K, N) or (K)
 * @returns (…, M, N)
 * @throws TypeError when the inner sizes differ, the batches do not broadcast, an operand is a single number or no tensor, or
 *   float32 meets float64.
 * @example toArray(matmul(tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]]))); // => [[19, 22], [43, 50]]
 * @example matmul(zeros([32, 784]), zeros([10, 784])); // throws TypeError: Cannot multiply (32, 784) by (10, 784) as inner sizes must match: got 784 and 10; try transpose(b)
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  for (const operand of [a, b]) checkOperand(operand);
  // Whole numbers and truth values become floats beside floats.
  const dtype = promote(a.dtype, b.dtype, "multiply the matrices");
  const [x, y] = [cast(a, dtype), cast(b, dtype)];
  if (y.shape.length === 1) return squeeze(matmul(x, unsqueeze(y, 1)), -1); // (K) → (K, 1); (…, M, 1) → (…, M)
  if (x.shape.length === 1) return squeeze(matmul(unsqueeze(x, 0), y), -2); // (K) → (1, K); (…, 1, N) → (…, N)
  if (y.shape.length === 2 && x.shape.length > 2 && x.shape.at(-1) === y.shape[0]) {
    // One product instead of many, where all of them have the same right side: the weights of a layer.
    const rows = reshape(x, [-1, y.shape[0]]); // (…, M, K) → (… · M, K)
    return reshape(apply(multiplyingMatrices, [rows, y], null), [...x.shape.slice(0, -1), y.shape[1]]);
  }
  return apply(multiplyingMatrices, [x, y], null);
}

/** Refuses what has no rows and no columns. */
function checkOperand(operand: Tensor): void {
  checkTensor(operand, "multiply matrices with");
  if (operand.shape.length > 0) return;
  throw new TypeError(
    lesson({
      cannot: "multiply matrices with a single number",
      as: "both must have at least one axis",
      found: "got shape ()",
      try: "multiply(a, b)",
    }),
  );
}
