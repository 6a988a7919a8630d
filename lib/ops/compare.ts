/*
 * Questions about elements, and choices by their answers. A comparison makes a mask: a tensor of truth values of the broadcast
 * shape. Masks are combined by and, or and not, and `where` picks from one tensor or another by them.
 *
 *   m = a < b                 0 or 1, without a gradient: a step has none
 *   y = where(m, a, b)        yᵢ = aᵢ if mᵢ, else bᵢ          ∂y/∂a = m,  ∂y/∂b = 1 − m
 *
 *   allClose(a, b)            |aᵢ − bᵢ| ≤ atol + rtol · |bᵢ| for all i
 *
 * Notation: a, b tensors or numbers of shapes that broadcast, m mask of dtype bool.
 * Source: NumPy and PyTorch for names and rules; PyTorch's torch.where and torch.allclose.
 * NB: nothing equals NaN, not even NaN. TypeScript's < compares no tensors, so it is less(a, b).
 *
 * Page 70 · before it: ops/sort.ts · after it: ops/unary.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { broadcastShapes, eachPosition, expandStrides, isContiguous, sameShape } from "../tensor/shape.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";
import { binaryLoop, type Operand, operands } from "./arithmetic.ts";
import { expand, sumTo } from "./broadcast.ts";
import { cast } from "./cast.ts";

/** A comparison of two tensors, element by element. */
function comparison(name: string, holds: (a: number, b: number) => boolean): (a: Operand, b: Operand) => Tensor {
  const record: Operation<null> = {
    name,
    infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape, "compare"), dtype: "bool" }),
    forward: binaryLoop((a, b) => (holds(a, b) ? 1 : 0)),
    gradient: null,
  };
  return (a, b) => apply(record, operands(a, b, "compare"), null);
}

const equality = comparison("equal", (a, b) => a === b);
const inequality = comparison("notEqual", (a, b) => a !== b);
const lesser = comparison("less", (a, b) => a < b);
const lesserOrEqual = comparison("lessEqual", (a, b) => a <= b);

/**
 * Where a = b, broadcast. NaN equals nothing.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64; so do the others.
 * @example toArray(equal(tensor([1, NaN, 3]), tensor([1, NaN, 2]))); // => [true, false, false]
 */
export function equal(a: Operand, b: Operand): Tensor {
  return equality(a, b);
}

/**
 * Where a ≠ b, broadcast.
 * @example toArray(notEqual(tensor([1, NaN, 3]), tensor([1, NaN, 2]))); // => [false, true, true]
 */
export function notEqual(a: Operand, b: Operand): Tensor {
  return inequality(a, b);
}

/**
 * Where a < b, broadcast.
 * @example toArray(less(tensor([1, 2, 3]), 2)); // => [true, false, false]
 */
export function less(a: Operand, b: Operand): Tensor {
  return lesser(a, b);
}

/**
 * Where a ≤ b, broadcast.
 * @example toArray(lessEqual(tensor([1, 2, 3]), 2)); // => [true, true, false]
 */
export function lessEqual(a: Operand, b: Operand): Tensor {
  return lesserOrEqual(a, b);
}

/**
 * Where a > b, broadcast.
 * @example toArray(greater(tensor([1, 2, 3]), 2)); // => [false, false, true]
 */
export function greater(a: Operand, b: Operand): Tensor {
  return lesser(b, a);
}

/**
 * Where a ≥ b, broadcast.
 * @example toArray(greaterEqual(tensor([1, 2, 3]), 2)); // => [false, true, true]
 */
export function greaterEqual(a: Operand, b: Operand): Tensor {
  return lesserOrEqual(b, a);
}

const conjunction = comparison("logicalAnd", (a, b) => a !== 0 && b !== 0);
const disjunction = comparison("logicalOr", (a, b) => a !== 0 || b !== 0);

/**
 * Where both are true, that is not 0; broadcast.
 * @example
 * const x = tensor([1, 2, 3]);
 * toArray(logicalAnd(greater(x, 1), less(x, 3))); // => [false, true, false]
 */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return conjunction(a, b);
}

/**
 * Where at least one is true; broadcast.
 * @example toArray(logicalOr(tensor([true, true, false]), tensor([true, false, false]))); // => [true, true, false]
 */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return disjunction(a, b);
}

/**
 * Where x is false, that is 0.
 * @example toArray(logicalNot(tensor([true, false]))); // => [false, true]
 */
export function logicalNot(x: Tensor): Tensor {
  return equal(x, 0);
}

/**
 * Where x is NaN: the only number that does not equal itself.
 * @example toArray(isNan(tensor([1, NaN, Infinity]))); // => [false, true, false]
 */
export function isNan(x: Tensor): Tensor {
  return notEqual(x, x);
}

const choosing: Operation<null> = {
  name: "where",
  infer([mask, a, b]) {
    const shape = broadcastShapes(
      broadcastShapes(a.shape, b.shape, "choose from"),
      mask.shape,
      "choose by a mask from",
    );
    return { shape, dtype: a.dtype };
  },
  forward([output], [mask, a, b]) {
    let next = output.offset;
    const strides = [mask, a, b].map((block) => expandStrides(block.shape, block.strides, output.shape));
    eachPosition(output.shape, strides, [mask.offset, a.offset, b.offset], ([m, i, j]) => {
      output.data[next++] = mask.data[m] !== 0 ? a.data[i] : b.data[j];
    });
  },
  fast({ kernels, outputs: [output], inputs }) {
    const rowByRow = inputs.every(
      ({ shape, strides }) => sameShape(shape, output.shape) && isContiguous(shape, strides),
    );
    if (!rowByRow) return null;
    const [mask, a, b] = inputs.map(({ pointer }) => pointer);
    const { pointer, size } = output;
    return () => kernels.where(mask, a, b, pointer, size);
  },
  gradient: ({ grad, inputs: [mask, a, b], output }) => {
    const whole = expand(mask, output.shape);
    return [null, () => sumTo(where(whole, grad, 0), a.shape), () => sumTo(where(whole, 0, grad), b.shape)];
  },
};

/**
 * Elementwise a where the mask is true, else b; all three broadcast.
 * @param mask bool; of numbers, those that are not 0 count as true.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example
 * const x = tensor([-2, 3]);
 * toArray(where(less(x, 0), multiply(x, -10), x)); // => [20, 3]
 */
export function where(mask: Tensor, a: Operand, b: Operand): Tensor {
  checkTensor(mask, "choose by");
  return apply(choosing, [cast(mask, "bool"), ...operands(a, b, "choose from")], null);
}

/** How far two numbers may be apart. */
export interface Tolerance {
  /** In proportion to |b|; 1e-5 by default. */
  readonly rtol?: number;
  /** In itself; 1e-8 by default. */
  readonly atol?: number;
}

/**
 * Whether all elements agree, broadcast: |a − b| ≤ atol + rtol·|b|. NaN agrees with nothing.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example
 * const third = tensor([1 / 3]);
 * [allClose(third, 0.33333), allClose(third, 0.333)]; // => [true, false]
 */
export function allClose(a: Operand, b: Operand, { rtol = 1e-5, atol = 1e-8 }: Tolerance = {}): boolean {
  const [x, y] = operands(a, b, "compare");
  const shape = broadcastShapes(x.shape, y.shape, "compare");
  const [left, right] = [x, y].map((operand) => elementsOf(expand(operand, shape), "compare it"));
  return left.every((value, i) => {
    const target = right[i];
    return value === target || (Number.isFinite(target) && Math.abs(value - target) <= atol + rtol * Math.abs(target));
  });
}
