/*
 * Reductions whose answers are whole numbers or truth values: where the greatest number stands, whether any element is true,
 * whether all are. An answer of this kind cannot change a little, so no gradient flows back.
 *
 *   argmax x = the first j with xⱼ = maxₖ xₖ        any x = x₁ or x₂ or …        all x = x₁ and x₂ and …
 *
 * Notation: x (outer, n, inner) as in reduce.ts, j a position along the reduced axis.
 * Source: NumPy and PyTorch 2 (torch.argmax, any, all) for names and rules.
 * NB: PyTorch promises nothing about ties; the first position is NumPy's promise, and this library's. NaN counts as greatest
 *   and as smallest, as in both.
 *
 * Page 75 · before it: ops/variance.ts · after it: ops/cumsum.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText } from "../lesson.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { notEqual } from "./compare.ts";
import { planReduction, type ReduceOptions, type Reduction } from "./reduce.ts";

/** The loop of a reduction whose result has a dtype of its own. */
function answer(
  name: string,
  dtype: DType,
  find: (data: ArrayLike<number>, start: number, n: number, step: number) => number,
): Operation<Reduction> {
  return {
    name,
    infer: (_, { shape }) => ({ shape, dtype }),
    forward([y], [x], { outer, n, inner }) {
      for (let i = 0; i < outer; i++) {
        for (let k = 0; k < inner; k++) {
          y.data[y.offset + i * inner + k] = find(x.data, x.offset + i * n * inner + k, n, inner);
        }
      }
    },
    gradient: null,
  };
}

/** The first position that no other one beats; NaN beats every number. */
function position(beats: (a: number, b: number) => boolean): Parameters<typeof answer>[2] {
  return (data, start, n, step) => {
    let best = 0;
    for (let j = 1; j < n; j++) {
      const [leader, next] = [data[start + best * step], data[start + j * step]];
      if (!Number.isNaN(leader) && (Number.isNaN(next) || beats(next, leader))) best = j;
    }
    return best;
  };
}

// The comparisons are strict, so that of several equal numbers the first one stays.
const greatest = answer(
  "argmax",
  "int32",
  position((a, b) => a > b),
);
const smallest = answer(
  "argmin",
  "int32",
  position((a, b) => a < b),
);

/** Along which axis, and whether it stays with size 1. Positions along several axes would be several numbers: there is one only. */
export interface ArgumentOptions {
  /** One axis; undefined counts positions through the whole tensor, row by row. */
  readonly axis?: number;
  /** Keep the axis with size 1. False by default. */
  readonly keepDims?: boolean;
}

function argument(record: Operation<Reduction>, x: Tensor, options: ArgumentOptions, which: string): Tensor {
  const { rows, plan } = planReduction(x, options, `find the ${which} of`);
  if (plan.n > 0) return apply(record, [rows], plan);
  throw new RangeError(
    lesson({
      cannot: `find the ${which} of ${sizesText(x.shape)}`,
      as: "there must be at least one number",
      found: "the axis is empty",
    }),
  );
}

/**
 * The position of the greatest number along an axis, the first of several. int32.
 * @throws RangeError when there is no such axis, or no number.
 * @example toArray(argmax(tensor([[1, 9, 2], [7, 7, 3]]), { axis: 1 })); // => [1, 0]
 */
export function argmax(x: Tensor, options: ArgumentOptions = {}): Tensor {
  return argument(greatest, x, options, "greatest");
}

/**
 * The position of the smallest number along an axis, the first of several. int32.
 * @throws RangeError when there is no such axis, or no number.
 * @example item(argmin(tensor([[5, 9, 2], [7, 1, 3]]))); // => 4
 */
export function argmin(x: Tensor, options: ArgumentOptions = {}): Tensor {
  return argument(smallest, x, options, "smallest");
}

/** Stops at the first that is true. */
const atLeastOne = answer("any", "bool", (data, start, n, step) => {
  for (let j = 0; j < n; j++) if (data[start + j * step] !== 0) return 1;
  return 0;
});

/** Stops at the first that is false. */
const everyOne = answer("all", "bool", (data, start, n, step) => {
  for (let j = 0; j < n; j++) if (data[start + j * step] === 0) return 0;
  return 1;
});

/**
 * Whether any element along axes is true, that is not 0; false of none.
 * @throws RangeError when there is no such axis.
 * @example toArray(any(tensor([[0, 0], [0, 2]]), { axis: 1 })); // => [false, true]
 */
export function any(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(notEqual(x, 0), options, "look for truth in");
  return apply(atLeastOne, [rows], plan);
}

/**
 * Whether all elements along axes are true, that is not 0; true of none.
 * @throws RangeError when there is no such axis.
 * @example toArray(all(tensor([[1, 0], [1, 2]]), { axis: 1 })); // => [false, true]
 */
export function all(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { rows, plan } = planReduction(notEqual(x, 0), options, "look for falsehood in");
  return apply(everyOne, [rows], plan);
}
