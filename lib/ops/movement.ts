/*
 * The same numbers in another shape. Most of these operations compute nothing: they make a view with other strides, and the
 * derivative is the way back: a reshaped gradient is reshaped again, exchanged axes are exchanged back, and an axis that was
 * put in is taken out.
 *
 *   y = reshape(x)    ∂L/∂x = reshape(∂L/∂y) to the shape of x
 *   y = permute(x)    ∂L/∂x = permute(∂L/∂y) in the inverse order
 *   y = squeeze(x)    ∂L/∂x = unsqueeze(∂L/∂y)                   and the other way round
 *
 * The trap of views: after `transpose` the elements no longer lie row by row. Loops that want rows ask for `contiguous(x)`,
 * which copies them into order, and `reshape` does so too; squeezing and exchanging axes never copies.
 *
 * Notation: x input, y output, L the loss; axis counted from 0 or from the end.
 * Source: PyTorch 2 (torch.Tensor.reshape, permute, unsqueeze) and NumPy for names and rules.
 * NB: `reshape` of a transposed tensor has to copy; PyTorch calls the variant that refuses to copy `view`.
 *
 * Page 60 · before it: ops/cast.ts · after it: ops/slice.ts
 */
import { apply, applyView, setGradEnabled, type ViewOperation } from "../autograd/apply.ts";
import type { Block, Operation } from "../autograd/operation.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import {
  checkAxis,
  checkShape,
  collapse,
  eachPosition,
  isContiguous,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";

/** Copies elements of any layout into row-by-row order: the one loop of this page that moves numbers, and of any dtype. */
function copyElements(output: Block, input: Block): void {
  let next = output.offset;
  eachPosition(input.shape, [input.strides], [input.offset], ([position]) => {
    output.data[next++] = input.data[position];
  });
}

/**
 * Copies a tensor of any layout, row by row.
 * @example copying.infer([{ shape: [2, 3], dtype: "int32" }], null); // => { shape: [2, 3], dtype: "int32" }
 */
export const copying: Operation<null> = {
  name: "contiguous",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward: ([output], [input]) => copyElements(output, input),
  fast({ kernels, outputs: [output], inputs: [input] }) {
    const { shape, strides } = collapse(input.shape, [input.strides]);
    if (shape.length > 5) return null; // axes that lie behind each other count as one; so this is rare
    // The kernel walks five axes: those that are missing come in front, and have size 1.
    const [n0, n1, n2, n3, n4] = [...new Array<number>(5 - shape.length).fill(1), ...shape];
    const [s0, s1, s2, s3, s4] = [...new Array<number>(5 - shape.length).fill(0), ...strides[0]];
    const [from, to] = [input.pointer, output.pointer];
    return () => kernels.copy(from, to, n0, n1, n2, n3, n4, s0, s1, s2, s3, s4);
  },
  gradient: ({ grad }) => [grad],
};

/**
 * The tensor itself where its elements lie row by row already, else a copy that does: what a loop asks for that wants to
 * go from one element to the next without looking at strides.
 * @returns The same shape, with the strides of rows.
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * [contiguous(x) === x, contiguous(transpose(x, 0, 1)).strides]; // => [true, [2, 1]]
 */
export function contiguous(x: Tensor): Tensor {
  checkTensor(x, "make contiguous");
  return isContiguous(x.shape, x.strides) ? x : apply(copying, [x], null);
}

/**
 * A tensor of its own storage, row by row and without anything around it, and without a gradient. Keeping a small part of a
 * large tensor by a view keeps all of it; this lets the rest go.
 * @example
 * const part = slice(arange(4), 0, { start: 2 });
 * [part.storage.data.length, ownCopy(part).storage.data.length]; // => [4, 2]
 */
export function ownCopy(x: Tensor): Tensor {
  const enabled = setGradEnabled(false);
  try {
    return apply(copying, [x], null);
  } finally {
    setGradEnabled(enabled);
  }
}

const reshaping: ViewOperation<null> = {
  name: "reshape",
  gradient: ({ grad, inputs: [x] }) => [() => reshape(grad, x.shape)],
};

/**
 * The same elements, row by row, in another shape. One size may be −1: it becomes what is left.
 * NB: reshaping (M, N) to (N, M) does not transpose: elements keep their order, and rows are only cut elsewhere.
 * @param shape Sizes whose product is the number of elements.
 * @returns A view where the elements lie row by row, else a copy; x itself where it has that shape.
 * @throws TypeError when the shape is no array; RangeError when it has another number of elements, or more than one −1.
 * @example reshape(arange(6), [2, -1]).shape; // => [2, 3]
 * @example reshape(arange(6), [4, 2]); // throws RangeError: Cannot reshape (6) to (4, 2) as the number of elements must stay: got 6 and 8
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensor(x, "reshape");
  const target = resolveShape(x, shape);
  if (sameShape(x.shape, target)) return x;
  const from = contiguous(x);
  return applyView(reshaping, from, { shape: target, strides: stridesOf(target), offset: from.offset }, null);
}

/** The shape with its −1, if it has one, replaced by what is left: 24 elements as (4, −1) are (4, 6). */
function resolveShape(x: Tensor, shape: Shape): Shape {
  const action = `reshape ${sizesText(x.shape)}`;
  const sizes: Shape = Array.isArray(shape) ? shape.filter((size) => size !== -1) : shape;
  checkShape(sizes, action);
  const unknown = shape.length - sizes.length;
  const rest = sizeOf(sizes);
  const left = rest === 0 ? 0 : x.size / rest; // beside an empty axis any size would do: 0
  const target = shape.map((size) => (size === -1 ? left : size)); // a copy: the array stays the caller's
  if (unknown <= 1 && Number.isInteger(left) && sizeOf(target) === x.size) return target;
  const [as, found] =
    unknown > 1
      ? ["only one size can be found from the others", `got ${unknown} sizes of -1`]
      : unknown === 1
        ? ["the number of elements must stay", `${x.size} is not a multiple of ${rest}`]
        : ["the number of elements must stay", `got ${x.size} and ${rest}`];
  throw new RangeError(lesson({ cannot: `${action} to ${sizesText(shape)}`, as, found }));
}

/**
 * All axes from `start` to `end` made one; by default all of them. What a linear layer wants of an image: (B, C, H, W) → (B, C·H·W).
 * @returns The axes before `start`, one axis, and those after `end`; of a single number (1).
 * @throws RangeError when there is no such axis, or `end` comes before `start`.
 * @example flatten(zeros([32, 8, 7, 7]), 1).shape; // => [32, 392]
 */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  checkTensor(x, "flatten");
  if (x.shape.length === 0) return reshape(x, [1]);
  const action = `flatten ${sizesText(x.shape)}`;
  const [first, last] = [checkAxis(start, x.shape.length, action), checkAxis(end, x.shape.length, action)];
  if (last < first) {
    const found = `got ${valueText(start)} and ${valueText(end)}`;
    throw new RangeError(lesson({ cannot: action, as: "the first axis must not come behind the last", found }));
  }
  return reshape(x, [...x.shape.slice(0, first), sizeOf(x.shape.slice(first, last + 1)), ...x.shape.slice(last + 1)]);
}

// Each is the other's way back; neither moves a number.
const unsqueezing: ViewOperation<number> = {
  name: "unsqueeze",
  gradient: ({ grad, params: axis }) => [() => squeeze(grad, axis)],
};

const squeezing: ViewOperation<number> = {
  name: "squeeze",
  gradient: ({ grad, params: axis }) => [() => unsqueeze(grad, axis)],
};

/**
 * An axis of size 1 put in at a position of the new shape, without copying: (n) becomes the row (1, n) or the column (n, 1).
 * @returns A view: (…, 1, …)
 * @throws RangeError when the new shape has no such axis.
 * @example unsqueeze(zeros([3, 4]), -1).shape; // => [3, 4, 1]
 */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  checkTensor(x, "unsqueeze");
  const at = checkAxis(axis, x.shape.length + 1, `unsqueeze ${sizesText(x.shape)}`);
  const stride = at < x.shape.length ? x.strides[at] * x.shape[at] : 1; // of no effect, but what a copy would have
  const view = { shape: x.shape.toSpliced(at, 0, 1), strides: x.strides.toSpliced(at, 0, stride), offset: x.offset };
  return applyView(unsqueezing, x, view, at);
}

/**
 * Without the axis of size 1 at a position, or without all of them, without copying.
 * NB: a batch of one example loses its batch axis too, when no axis is named.
 * @returns A view with fewer axes.
 * @throws RangeError when the axis has another size than 1.
 * @example squeeze(zeros([1, 3, 1])).shape; // => [3]
 */
export function squeeze(x: Tensor, axis?: number): Tensor {
  checkTensor(x, "squeeze");
  if (axis === undefined) {
    // From the last axis to the first, so that the positions still to come stay what they are.
    return x.shape.reduceRight((rest, size, at) => (size === 1 ? squeeze(rest, at) : rest), x);
  }
  const at = checkAxis(axis, x.shape.length, `squeeze ${sizesText(x.shape)}`);
  if (x.shape[at] === 1) {
    const view = { shape: x.shape.toSpliced(at, 1), strides: x.strides.toSpliced(at, 1), offset: x.offset };
    return applyView(squeezing, x, view, at);
  }
  throw new RangeError(
    lesson({
      cannot: `squeeze ${sizesText(x.shape)} along axis ${axis}`,
      as: "only an axis of size 1 can go",
      found: `it has ${x.shape[at]}`,
    }),
  );
}

// Axis i of y is axis `axes[i]` of x. The way back asks for each axis of x where it has gone: the inverse order.
const permuting: ViewOperation<readonly number[]> = {
  name: "permute",
  gradient: ({ grad, params: axes }) => [
    () =>
      permute(
        grad,
        axes.map((_, axis) => axes.indexOf(axis)),
      ),
  ],
};

/**
 * The axes in another order, without copying: axis i of the result is axis `axes[i]` of x. Batches of images from rows,
 * columns and channels to PyTorch's order, (B, H, W, C) → (B, C, H, W), is `permute(x, [0, 3, 1, 2])`.
 * @throws TypeError when `axes` is no array; RangeError when it does not name every axis once.
 * @example permute(zeros([2, 3, 4]), [2, 0, 1]).shape; // => [4, 2, 3]
 */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  checkTensor(x, "permute");
  const rank = x.shape.length;
  if (!Array.isArray(axes)) {
    const cannot = `permute ${sizesText(x.shape)}`;
    throw new TypeError(lesson({ cannot, as: "axes must come in an array", found: `got ${valueText(axes)}` }));
  }
  const action = `permute ${sizesText(x.shape)} to ${sizesText(axes)}`;
  const order = Array.from(axes, (axis) => checkAxis(axis, rank, action));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new RangeError(
      lesson({
        cannot: action,
        as: "every axis must come once",
        found: `there are ${rank} axes and got ${sizesText(axes)}`,
      }),
    );
  }
  const view = {
    shape: order.map((axis) => x.shape[axis]),
    strides: order.map((axis) => x.strides[axis]),
    offset: x.offset,
  };
  return applyView(permuting, x, view, order);
}

/**
 * Two axes exchanged, by default the last two, without copying: (…, M, N) → (…, N, M).
 * @throws RangeError when there is no such axis, as in a vector, which has one only.
 * @example transpose(zeros([8, 3, 4]), -2, -1).shape; // => [8, 4, 3]
 */
export function transpose(x: Tensor, axisA = -2, axisB = -1): Tensor {
  checkTensor(x, "transpose");
  const action = `transpose ${sizesText(x.shape)}`;
  const [a, b] = [checkAxis(axisA, x.shape.length, action), checkAxis(axisB, x.shape.length, action)];
  return permute(
    x,
    x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}
