/*
 * Sorting. The order itself, a list of positions, jumps when two numbers change places and has no derivative. The sorted numbers
 * have one: each is an element of the input, and its gradient goes back to where it came from.
 *
 *   i = argsort(x)      x[i₀] ≤ x[i₁] ≤ …           y = x[i]        ∂L/∂x[iⱼ] = ∂L/∂yⱼ
 *
 * Equal elements keep their order, and NaN, which is neither smaller nor greater than anything, comes last.
 *
 * Notation: x input, i positions along an axis, y sorted elements, k a count, L the loss.
 * Source: PyTorch (torch.sort, argsort, topk) and NumPy for names and rules.
 * NB: PyTorch counts NaN as the greatest number, so that it comes first in descending order and in topk; and its sort keeps the
 *   order of equal elements only when asked to.
 *
 * Page 69 · before it: ops/masks.ts · after it: ops/compare.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { checkAxis, eachPosition } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { gather } from "./indexing.ts";

interface Order {
  readonly axis: number;
  readonly descending: boolean;
  /** How many of the positions are wanted, from the first. */
  readonly count: number;
}

/** Negative when a comes before b: NaN after everything, equal elements at 0. */
function compare(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const ascending = Number(a > b) - Number(a < b); // not a − b, which is NaN for two infinities
  return descending ? -ascending : ascending;
}

const ordering: Operation<Order> = {
  name: "argsort",
  infer: ([{ shape }], { axis, count }) => ({ shape: shape.with(axis, count), dtype: "int32" }),
  forward([output], [input], { axis, descending, count }) {
    const size = input.shape[axis];
    const [along, alongOutput] = [input.strides[axis], output.strides[axis]];
    const lines = input.shape.with(axis, 1); // one place for each line of elements to be sorted
    const positions = new Array<number>(size);
    eachPosition(lines, [input.strides, output.strides], [input.offset, output.offset], ([from, to]) => {
      for (let i = 0; i < size; i++) positions[i] = i;
      positions.sort((i, j) => compare(input.data[from + i * along], input.data[from + j * along], descending)); // stable
      for (let i = 0; i < count; i++) output.data[to + i * alongOutput] = positions[i];
    });
  },
  gradient: null,
};

/** How to sort. */
export interface SortOptions {
  /** The last by default. */
  readonly axis?: number;
  /** The greatest first. False by default. */
  readonly descending?: boolean;
}

/** Elements in order, and where each of them came from. */
export interface Sorted {
  readonly values: Tensor;
  /** int32, of the same shape: the position along the axis. */
  readonly indices: Tensor;
}

/**
 * The positions along an axis that put the elements in order; int32.
 * @throws RangeError when there is no such axis.
 * @example toArray(argsort(tensor([3, 1, 2]))); // => [1, 2, 0]
 */
export function argsort(x: Tensor, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  checkTensor(x, "sort");
  const at = checkAxis(axis, x.shape.length, `sort ${sizesText(x.shape)}`);
  return apply(ordering, [x], { axis: at, descending, count: x.shape[at] });
}

/**
 * The elements in order along an axis, and the positions that they came from.
 * @throws RangeError when there is no such axis.
 * @example
 * const { values, indices } = sort(tensor([[3, 1, 2], [5, 6, 4]]), { descending: true });
 * [toArray(values), toArray(indices)]; // => [[[3, 2, 1], [6, 5, 4]], [[0, 2, 1], [1, 0, 2]]]
 */
export function sort(x: Tensor, options: SortOptions = {}): Sorted {
  const indices = argsort(x, options);
  return { values: gather(x, options.axis ?? -1, indices), indices };
}

/** Which elements to pick. */
export interface TopKOptions {
  /** The last by default. */
  readonly axis?: number;
  /** False picks the smallest. True by default. */
  readonly largest?: boolean;
}

/**
 * The k greatest elements along an axis, the greatest first, and the positions that they came from.
 * @throws RangeError when k is not a whole number from 0 to the size of the axis, or there is no such axis.
 * @example
 * const { values, indices } = topK(tensor([1, 9, 4, 7]), 2);
 * [toArray(values), toArray(indices)]; // => [[9, 7], [1, 3]]
 * @example topK(zeros([3]), 5); // throws RangeError: Cannot pick 5 of (3) along axis 0 as there are 3: got 5
 */
export function topK(x: Tensor, k: number, { axis = -1, largest = true }: TopKOptions = {}): Sorted {
  checkTensor(x, "pick from");
  const at = checkAxis(axis, x.shape.length, `pick from ${sizesText(x.shape)}`);
  const size = x.shape[at];
  if (!Number.isInteger(k) || k < 0 || k > size) {
    const cannot = `pick ${valueText(k)} of ${sizesText(x.shape)} along axis ${at}`;
    throw new RangeError(lesson({ cannot, as: `there are ${size}`, found: `got ${valueText(k)}` }));
  }
  const indices = apply(ordering, [x], { axis: at, descending: largest, count: k });
  return { values: gather(x, at, indices), indices };
}
