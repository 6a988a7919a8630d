/*
 * The same numbers in another shape. Most of these operations compute nothing: they make a view with other strides, and the
 * derivative is the way back: a reshaped gradient is reshaped again, and so for exchanged axes. `slice` cuts out, `pad` puts
 * zeros around, and each is the derivative of the other.
 *
 *   y = permute(x)    ∂L/∂x = permute(∂L/∂y) in the inverse order
 *   y = slice(x)      ∂L/∂x = pad(∂L/∂y)                      what was left out has no say
 *
 * Notation: x input, y output, L the loss; axis counted from 0 or from the end.
 * Source: PyTorch 2 (torch.Tensor.reshape, permute, unsqueeze) and NumPy for names and rules.
 * NB: `reshape` of a transposed tensor has to copy; PyTorch calls the variant that refuses to copy `view`.
 *
 * Page 59 · before it: ops/cast.ts · after it: ops/broadcast.ts
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

/** Copies elements of any layout into row-by-row order: the one loop of this page that moves numbers. */
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
    if (shape.length > 5) return null;
    const [n0, n1, n2, n3, n4] = [...new Array<number>(5 - shape.length).fill(1), ...shape];
    const [s0, s1, s2, s3, s4] = [...new Array<number>(5 - shape.length).fill(0), ...strides[0]];
    const [from, to] = [input.pointer, output.pointer];
    return () => kernels.copy(from, to, n0, n1, n2, n3, n4, s0, s1, s2, s3, s4);
  },
  gradient: ({ grad }) => [grad],
};

/**
 * The tensor itself where its elements lie row by row already, else a copy that does.
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * [contiguous(x) === x, contiguous(transpose(x, 0, 1)).strides]; // => [true, [2, 1]]
 */
export function contiguous(x: Tensor): Tensor {
  checkTensor(x, "make contiguous");
  return isContiguous(x.shape, x.strides) ? x : apply(copying, [x], null);
}

/**
 * A tensor of its own storage, row by row and without anything around it, and without a gradient.
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
 * @throws RangeError when the shape has another number of elements, or more than one −1.
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

/** Fills in the size that is −1. */
function resolveShape(x: Tensor, shape: Shape): Shape {
  const action = `reshape ${sizesText(x.shape)}`;
  const unknown = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  const known = unknown === -1 ? shape : shape.filter((_, axis) => axis !== unknown);
  if (known.includes?.(-1)) {
    throw new RangeError(
      lesson({
        cannot: `${action} to ${sizesText(shape)}`,
        as: "only one size can be found from the others",
        found: `got ${shape.filter((size) => size === -1).length} sizes of -1`,
      }),
    );
  }
  checkShape(known, action);
  const rest = sizeOf(known);
  const target = unknown === -1 ? shape : shape.map((size) => (size === -1 ? (rest === 0 ? 0 : x.size / rest) : size));
  if (sizeOf(target) === x.size && target.every(Number.isInteger)) return target;
  throw new RangeError(
    lesson({
      cannot: `${action} to ${sizesText(shape)}`,
      as: "the number of elements must stay",
      found: unknown === -1 ? `got ${x.size} and ${rest}` : `${x.size} is not a multiple of ${rest}`,
    }),
  );
}

/**
 * All axes from `start` to `end` made one. By default all of them.
 * @example flatten(zeros([32, 8, 7, 7]), 1).shape; // => [32, 392]
 */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  checkTensor(x, "flatten");
  if (x.shape.length === 0) return reshape(x, [1]);
  const action = `flatten ${sizesText(x.shape)}`;
  const [first, last] = [checkAxis(start, x.shape.length, action), checkAxis(end, x.shape.length, action)];
  return reshape(x, [...x.shape.slice(0, first), sizeOf(x.shape.slice(first, last + 1)), ...x.shape.slice(last + 1)]);
}

/**
 * An axis of size 1 put in at a position of the new shape.
 * @example unsqueeze(zeros([3, 4]), -1).shape; // => [3, 4, 1]
 */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  checkTensor(x, "unsqueeze");
  const at = checkAxis(axis, x.shape.length + 1, `unsqueeze ${sizesText(x.shape)}`);
  return reshape(x, x.shape.toSpliced(at, 0, 1));
}

/**
 * Without the axis of size 1 at a position, or without all of them.
 * @throws RangeError when the axis has another size than 1.
 * @example squeeze(zeros([1, 3, 1])).shape; // => [3]
 */
export function squeeze(x: Tensor, axis?: number): Tensor {
  checkTensor(x, "squeeze");
  if (axis === undefined)
    return reshape(
      x,
      x.shape.filter((size) => size !== 1),
    );
  const at = checkAxis(axis, x.shape.length, `squeeze ${sizesText(x.shape)}`);
  if (x.shape[at] === 1) return reshape(x, x.shape.toSpliced(at, 1));
  throw new RangeError(
    lesson({
      cannot: `squeeze ${sizesText(x.shape)} along axis ${axis}`,
      as: "only an axis of size 1 can go",
      found: `it has ${x.shape[at]}`,
    }),
  );
}

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
 * The axes in another order: axis i of the result is axis `axes[i]` of x.
 * @throws RangeError when `axes` does not name every axis once.
 * @example permute(zeros([2, 3, 4]), [2, 0, 1]).shape; // => [4, 2, 3]
 */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  checkTensor(x, "permute");
  const rank = x.shape.length;
  const action = `permute ${sizesText(x.shape)} to ${sizesText(axes)}`;
  const order = axes.map((axis) => checkAxis(axis, rank, action));
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
 * Two axes exchanged.
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

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
}

const slicing: ViewOperation<Cut> = {
  name: "slice",
  gradient({ grad, inputs: [x], params }) {
    const size = x.shape[params.axis];
    return [grad.shape[params.axis] === size ? grad : () => unslice(grad, size, params)]; // grad itself, if nothing was cut off
  },
};

/**
 * The elements `start`, `start + step`, … before `end` along one axis. Negative positions count from the end.
 * Positions beyond the ends are cut off, as in NumPy.
 * @throws RangeError when the axis does not exist or a position is no whole number or the step is below 1.
 * @example toArray(slice(arange(10), 0, { start: 2, end: -1, step: 3 })); // => [2, 5, 8]
 */
export function slice(x: Tensor, axis: number, options: { start?: number; end?: number; step?: number } = {}): Tensor {
  checkTensor(x, "slice");
  const action = `slice ${sizesText(x.shape)}`;
  const at = checkAxis(axis, x.shape.length, action);
  const size = x.shape[at];
  const { start = 0, end = size, step = 1 } = options;
  if (![start, end, step].every(Number.isInteger) || step < 1) {
    throw new RangeError(
      lesson({
        cannot: `${action} from ${valueText(start)} to ${valueText(end)} by ${valueText(step)}`,
        as: "positions must be whole numbers and the step at least 1",
        found: `got ${[start, end, step].map(valueText).join(", ")}`,
      }),
    );
  }
  const inside = (position: number): number => Math.min(Math.max(position < 0 ? position + size : position, 0), size);
  const [first, last] = [inside(start), inside(end)];
  const length = Math.max(0, Math.ceil((last - first) / step));
  const view = {
    shape: x.shape.with(at, length),
    strides: x.strides.with(at, x.strides[at] * step),
    offset: x.offset + (length === 0 ? 0 : first * x.strides[at]),
  };
  return applyView(slicing, x, view, { axis: at, start: first, step });
}

const unslicing: Operation<Cut & { size: number }> = {
  name: "unslice",
  infer: ([{ shape, dtype }], { axis, size }) => ({ shape: shape.with(axis, size), dtype }),
  forward([output], [input], { axis, start, step }) {
    output.data.fill(0, output.offset, output.offset + output.size);
    const strides = output.strides.with(axis, output.strides[axis] * step);
    const first = output.offset + start * output.strides[axis];
    eachPosition(input.shape, [input.strides, strides], [input.offset, first], ([from, to]) => {
      output.data[to] = input.data[from];
    });
  },
  fast({ kernels, outputs: [output], inputs: [input], params: { axis, start, step, size } }) {
    if (step !== 1 || !isContiguous(input.shape, input.strides)) return null;
    const rows = sizeOf(input.shape.slice(0, axis)); // everything in front of the axis
    const inner = sizeOf(input.shape.slice(axis + 1)); // and behind it
    const width = input.shape[axis] * inner;
    const [from, to, first] = [input.pointer, output.pointer, output.pointer + 4 * start * inner];
    return () => {
      kernels.fill(to, output.size, 0);
      kernels.copyRows(from, first, rows, width, width, size * inner);
    };
  },
  gradient({ grad, inputs: [x], params: { axis, start, step } }) {
    return [() => slice(grad, axis, { start, end: start + (x.shape[axis] - 1) * step + 1, step })];
  },
};

/** A slice put back among zeros. */
function unslice(x: Tensor, size: number, cut: Cut): Tensor {
  return apply(unslicing, [x], { ...cut, size });
}

/**
 * x with `before` zeros in front of it and `after` behind it along one axis.
 * @throws RangeError when a count is negative.
 * @example toArray(pad(tensor([1, 2]), 0, 1, 2)); // => [0, 1, 2, 0, 0]
 */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  checkTensor(x, "pad");
  const at = checkAxis(axis, x.shape.length, `pad ${sizesText(x.shape)}`);
  checkShape([before, after], `pad ${sizesText(x.shape)} with zeros`);
  return unslice(x, before + x.shape[at] + after, { axis: at, start: before, step: 1 });
}
