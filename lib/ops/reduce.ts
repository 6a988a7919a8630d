/*
 * Many numbers made one, along one axis, several or all. Seen from the reduced axis, a tensor that lies row by row is a stack of
 * `outer` blocks of `n` rows of `inner` numbers, and the middle axis disappears.
 *
 *   y = Σⱼ xⱼ            ∂y/∂xⱼ = 1                      y = maxⱼ xⱼ       ∂y/∂xⱼ = 1/ties where xⱼ = y, else 0
 *   y = 1/n Σⱼ xⱼ        ∂y/∂xⱼ = 1/n                    y = ln Σⱼ e^xⱼ    ∂y/∂xⱼ = e^(xⱼ − y), the softmax
 *
 *   y = √Σⱼ xⱼ²          ∂y/∂xⱼ = xⱼ/y, and 0 where y = 0: no direction is the steepest there
 *
 * Notation: x (outer, n, inner), y (outer, inner); axis one axis, several, or none for all of them.
 * Source: NumPy and PyTorch 2 (torch.sum, mean, amax, amin, logsumexp, linalg.norm) for names, defaults and the sharing at ties.
 * NB: sums are added up in double precision here, and in blocks by the fast loop; adding float32 to float32 a million times
 *   would leave four right digits.
 *
 * Page 73 · before it: ops/elementwise.ts · after it: ops/variance.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import { exp as exponential, log as logarithm } from "../plain/elementary.ts";
import { isFloat } from "../tensor/dtype.ts";
import { checkAxis, type Shape, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { divide, multiply, subtract } from "./arithmetic.ts";
import { expand } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { equal, where } from "./compare.ts";
import { abs, exp } from "./elementwise.ts";
import { contiguous, permute, reshape } from "./movement.ts";

/** Along which axes, and whether they stay with size 1. */
export interface ReduceOptions {
  /** An axis, several, or undefined for all. */
  readonly axis?: number | readonly number[];
  /** Keep reduced axes with size 1, so that the result broadcasts against x. False by default. */
  readonly keepDims?: boolean;
}

/** A reduction as the loops see it. */
export interface Reduction {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
  /** The shape of the result. */
  readonly shape: Shape;
  /** The same, reduced axes kept. */
  readonly kept: Shape;
}

/**
 * The tensor row by row with its reduced axes side by side, and how to walk through it.
 * @param action "sum": for messages.
 * @returns `rows`, x itself or a copy that lies so, and the `plan` of the loops, which is all that they are told.
 * @throws RangeError when there is no such axis, or one comes twice.
 * @example planReduction(zeros([2, 3, 4]), { axis: 1 }, "sum").plan; // => { outer: 2, n: 3, inner: 4, shape: [2, 4], kept: [2, 1, 4] }
 */
export function planReduction(
  x: Tensor,
  { axis, keepDims = false }: ReduceOptions,
  action: string,
): { rows: Tensor; plan: Reduction } {
  checkTensor(x, action);
  const axes = axesOf(x, axis, action);
  const reduced = x.shape.map((_, i) => axes.includes(i));
  const shape = keepDims ? x.shape.map((size, i) => (reduced[i] ? 1 : size)) : x.shape.filter((_, i) => !reduced[i]);
  const [first, last] = [reduced.indexOf(true), reduced.lastIndexOf(true)];
  const apart = reduced.some((is, i) => !is && first < i && i < last);
  // kept axes first, reduced ones last, and each group in its old order
  const order = x.shape.map((_, i) => i).sort((i, j) => Number(reduced[i]) - Number(reduced[j]) || i - j);
  const rows = contiguous(apart ? permute(x, order) : x); // reduced axes that lie apart are brought together, at the end
  const start = apart ? rows.shape.length - axes.length : Math.max(first, 0);
  const end = start + (apart ? axes.length : axes.length === 0 ? 0 : last - first + 1);
  const plan = {
    outer: sizeOf(rows.shape.slice(0, start)),
    n: sizeOf(rows.shape.slice(start, end)),
    inner: sizeOf(rows.shape.slice(end)),
    shape,
    kept: rows.shape.map((size, i) => (i >= start && i < end ? 1 : size)),
  };
  return { rows, plan };
}

/** The axes counted from 0, each once. */
function axesOf(x: Tensor, axis: ReduceOptions["axis"], action: string): number[] {
  if (axis === undefined) return x.shape.map((_, i) => i);
  const what = `${action} ${sizesText(x.shape)}`;
  const axes = (typeof axis === "number" ? [axis] : axis).map((one) => checkAxis(one, x.shape.length, what));
  if (new Set(axes).size === axes.length) return axes;
  throw new RangeError(
    lesson({
      cannot: `${what} along axes ${sizesText(axis as number[])}`,
      as: "every axis must come once",
      found: `got ${sizesText(axes)}`,
    }),
  );
}

/**
 * Refuses to reduce nothing: of no numbers there is no mean and no maximum. Where there is nothing along another axis,
 * there is nothing to compute, and that is fine.
 */
function checkSome({ n }: Reduction, x: Tensor, action: string): void {
  if (n > 0) return;
  throw new RangeError(
    lesson({
      cannot: `${action} ${sizesText(x.shape)}`,
      as: "there must be at least one number",
      found: "the axis is empty",
    }),
  );
}

/** A gradient of the reduced shape, repeated along the axes that had disappeared: a view with stride 0, which copies nothing. */
function repeated(grad: Tensor, { kept }: Reduction, shape: Shape): Tensor {
  return expand(reshape(grad, kept), shape);
}

/**
 * The record of a reduction. Its loop visits the groups of n numbers one after the other, in the order of the results, and leaves
 * to `reduce` what is made of a group: it is given where the numbers start and how far apart they are.
 * @param kernel The name of the fast loop, for (outer, n, inner) as well.
 */
function reduction(
  name: string,
  reduce: (data: ArrayLike<number>, start: number, n: number, step: number) => number,
  gradient: Operation<Reduction>["gradient"],
  kernel?: "sum" | "mean" | "max",
): Operation<Reduction> {
  return {
    name,
    infer: ([{ dtype }], { shape }) => ({ shape, dtype: dtype === "bool" ? "int32" : dtype }),
    forward([y], [x], { outer, n, inner }) {
      for (let i = 0; i < outer; i++) {
        for (let k = 0; k < inner; k++) {
          y.data[y.offset + i * inner + k] = reduce(x.data, x.offset + i * n * inner + k, n, inner);
        }
      }
    },
    ...(kernel && {
      fast: ({ kernels, outputs: [y], inputs: [x], params: { outer, n, inner } }) => {
        const [run, from, to] = [kernels[kernel], x.pointer, y.pointer];
        return () => run(from, to, outer, n, inner);
      },
    }),
    gradient,
  };
}

/** Added up from the first to the last, in double precision. */
function sumOf(data: ArrayLike<number>, start: number, n: number, step: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) sum += data[start + j * step];
  return sum;
}

/** Every term moves the sum by as much as itself: the gradient goes to all of them unchanged. */
const summing = reduction(
  "sum",
  sumOf,
  ({ grad, inputs: [x], params }) => [() => repeated(grad, params, x.shape)],
  "sum",
);

/**
 * The sum along axes; 0 of no numbers. Truth values are counted.
 * @throws RangeError when there is no such axis, or one comes twice; so do the other reductions.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * [toArray(sum(x, { axis: 0 })), item(sum(x))]; // => [[5, 7, 9], 21]
 */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(x, options, "sum");
  return apply(summing, [rows], plan);
}

/** As a sum, and everything by n: backwards the number that came back is divided once, before it is repeated. */
const averaging = reduction(
  "mean",
  (data, start, n, step) => sumOf(data, start, n, step) / n,
  ({ grad, inputs: [x], params }) => [() => repeated(divide(grad, params.n), params, x.shape)],
  "mean",
);

/**
 * The mean along axes. Whole numbers and truth values become float32: the mean of a mask is the share of what is true.
 * @throws RangeError when there is no number to average.
 * @example item(mean(equal(tensor([3, 1, 4]), tensor([3, 1, 5])))); // => 0.666667
 * @example mean(zeros([0])); // throws RangeError: Cannot average (0) as there must be at least one number: the axis is empty
 */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(x, options, "average");
  checkSome(plan, x, "average");
  return apply(averaging, [isFloat(rows.dtype) ? rows : cast(rows, "float32")], plan);
}

/** The greatest or the smallest: `choose` is Math.max or Math.min, which give NaN if there is one. */
function extreme(name: "max" | "min", choose: (a: number, b: number) => number): Operation<Reduction> {
  return reduction(
    name,
    (data, start, n, step) => {
      let best = data[start];
      for (let j = 1; j < n; j++) best = choose(best, data[start + j * step]);
      return best;
    },
    ({ grad, inputs: [x], output, params }) => [
      () => {
        // 1 where x is the extreme, divided by how many there are: they share what comes back
        const isBest = cast(equal(x, repeated(output, params, x.shape)), x.dtype);
        const ties = apply(summing, [isBest], params);
        return multiply(repeated(divide(grad, ties), params, x.shape), isBest);
      },
    ],
    name === "max" ? name : undefined,
  );
}

const maximal = extreme("max", Math.max);
const minimal = extreme("min", Math.min);

/**
 * The greatest number along axes; NaN where one is NaN. Where several are greatest, they share the gradient: each of them can be
 * raised and moves the maximum, none can be lowered and does, and the mean of all these slopes is what is left.
 * @throws RangeError when there is no number.
 * @example
 * const x = tensor([2, 7, 7], { requiresGrad: true });
 * backward(max(x));
 * [item(max(x)), toArray(x.grad)]; // => [7, [0, 0.5, 0.5]]
 */
export function max(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(x, options, "take the maximum of");
  checkSome(plan, x, "take the maximum of");
  return apply(maximal, [rows], plan);
}

/**
 * The smallest number along axes; NaN where one is NaN. Where several are smallest, they share the gradient.
 * @throws RangeError when there is no number.
 * @example toArray(min(tensor([[3, 1], [2, 5]]), { axis: 1 })); // => [1, 2]
 */
export function min(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(x, options, "take the minimum of");
  checkSome(plan, x, "take the minimum of");
  return apply(minimal, [rows], plan);
}

/**
 * m + ln Σ e^(x − m), with m the greatest: no exponential is above 1, none overflows, and one of them is 1, so that the logarithm
 * is of a number from 1 to n. Where m is infinite the answer is m itself.
 */
const logSumming = reduction(
  "logSumExp",
  (data, start, n, step) => {
    let most = data[start];
    for (let j = 1; j < n; j++) most = Math.max(most, data[start + j * step]);
    if (!Number.isFinite(most)) return most;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += exponential(data[start + j * step] - most); // no exponential is above 1
    return most + logarithm(sum);
  },
  ({ grad, inputs: [x], output, params }) => [
    () => multiply(repeated(grad, params, x.shape), exp(subtract(x, repeated(output, params, x.shape)))),
  ],
);

/**
 * ln Σ eˣ along axes, without overflow: a maximum with rounded corners.
 * @throws RangeError when there is no number.
 * @example item(logSumExp(tensor([1000, 1000]))); // => 1000.693
 */
export function logSumExp(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(x, options, "take logSumExp of");
  checkSome(plan, x, "take logSumExp of");
  return apply(logSumming, [isFloat(rows.dtype) ? rows : cast(rows, "float32")], plan);
}

/** The slope of a length is the unit vector; at 0, where there is none, the gradient is 0 as in PyTorch and not NaN. */
const lengthOf = reduction(
  "norm",
  (data, start, n, step) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += data[start + j * step] * data[start + j * step];
    return Math.sqrt(sum);
  },
  ({ grad, inputs: [x], output, params }) => [
    () => multiply(x, repeated(where(equal(output, 0), 0, divide(grad, output)), params, x.shape)), // no direction at 0
  ],
);

/**
 * The length √Σx² of vectors along axes, or with `order: 1` the sum of absolute values, or with Infinity the greatest of them.
 * @throws RangeError for another order.
 * @example [item(norm(tensor([3, -4]))), item(norm(tensor([3, -4]), { order: 1 }))]; // => [5, 7]
 */
export function norm(x: Tensor, { order = 2, ...options }: ReduceOptions & { readonly order?: number } = {}): Tensor {
  const { rows, plan } = planReduction(x, options, "take the norm of");
  if (order === 1) return sum(abs(x), options);
  if (order === Infinity) return max(abs(x), options);
  if (order === 2) return apply(lengthOf, [isFloat(rows.dtype) ? rows : cast(rows, "float32")], plan);
  throw new RangeError(
    lesson({ cannot: `take the norm of order ${order}`, as: "it must be 1, 2 or Infinity", found: `got ${order}` }),
  );
}
