/*
 * A part of a tensor, and a tensor among zeros. `slice` cuts out and copies nothing: a part is a view that starts further in
 * and ends earlier, and a step of 2 is a stride of twice the length. `pad` puts zeros around. Each is the derivative of the
 * other: what was cut off had no say in the loss, so its gradient is 0, and what was only padding is owed nothing.
 *
 *   y = slice(x)      yⱼ = x[start + j · step]        ∂L/∂x = ∂L/∂y put back at those positions, among zeros
 *   y = pad(x)        y = 0 … 0 x 0 … 0               ∂L/∂x = slice(∂L/∂y)
 *
 * Notation: x input, y output, L the loss; axis counted from 0 or from the end.
 * Source: NumPy's basic slicing and PyTorch 2 (torch.narrow, Tensor.index_select, nn.functional.pad) for names and rules.
 * NB: a view keeps the whole storage alive, however small the part. PyTorch pads the last axes first; here the axis is named.
 *
 * Page 61 · before it: ops/movement.ts · after it: ops/broadcast.ts
 */
import { apply, applyView, type ViewOperation } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { checkCount, checkOptions, lesson, sizesText, valueText } from "../lesson.ts";
import { checkAxis, eachPosition, isContiguous, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";

/** Where a part lies: positions start, start + step, … along one axis, each of them there. */
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

/** Which positions `slice` takes: `start` 0, `end` the size of the axis, `step` 1 by default. */
export interface SliceOptions {
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

/**
 * The elements `start`, `start + step`, … before `end` along one axis, without copying. Negative positions count from the end;
 * positions beyond the ends are cut off, as in NumPy.
 * @param x (…, size, …)
 * @returns A view: (…, ⌈(end − start) / step⌉, …)
 * @throws TypeError when the options are no object; RangeError when the axis does not exist, a position is no whole number or
 *   the step is below 1.
 * @example toArray(slice(arange(10), 0, { start: 2, end: -1, step: 3 })); // => [2, 5, 8]
 * @example slice(arange(10), 0, 2); // throws TypeError: Cannot slice (10) as settings must come in an object: got 2; try { start: 2 }
 */
export function slice(x: Tensor, axis: number, options: SliceOptions = {}): Tensor {
  checkTensor(x, "slice");
  const action = `slice ${sizesText(x.shape)}`;
  const at = checkAxis(axis, x.shape.length, action);
  const size = x.shape[at];
  checkOptions(options, action, `{ start: ${typeof options === "number" ? options : 1} }`);
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
  // From here on positions are counted from the front and lie between 0 and the size, both included.
  const inside = (position: number): number => Math.min(Math.max(position < 0 ? position + size : position, 0), size);
  const [first, last] = [inside(start), inside(end)];
  const length = Math.max(0, Math.ceil((last - first) / step));
  const view = {
    shape: x.shape.with(at, length),
    strides: x.strides.with(at, x.strides[at] * step),
    offset: x.offset + (length === 0 ? 0 : first * x.strides[at]), // of nothing the offset must still lie in the storage
  };
  return applyView(slicing, x, view, { axis: at, start: first, step });
}

const unslicing: Operation<Cut & { size: number }> = {
  name: "unslice",
  infer: ([{ shape, dtype }], { axis, size }) => ({ shape: shape.with(axis, size), dtype }),
  forward([output], [input], { axis, start, step }) {
    output.data.fill(0, output.offset, output.offset + output.size); // a replay finds old numbers here
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
    // For each position in front of the axis one row of the part, which lies in one piece in both.
    return () => {
      kernels.fill(to, output.size, 0);
      kernels.copyRows(from, first, rows, width, width, size * inner);
    };
  },
  gradient({ grad, inputs: [x], params: { axis, start, step } }) {
    return [() => slice(grad, axis, { start, end: start + x.shape[axis] * step, step })];
  },
};

/** A slice put back among zeros, on an axis of this size. */
function unslice(x: Tensor, size: number, cut: Cut): Tensor {
  return apply(unslicing, [x], { ...cut, size });
}

/**
 * x with `before` zeros in front of it and `after` behind it along one axis.
 * @param x (…, size, …)
 * @returns (…, before + size + after, …)
 * @throws RangeError when the axis does not exist, or a count is no whole number from 0 up.
 * @example toArray(pad(tensor([1, 2]), 0, 1, 2)); // => [0, 1, 2, 0, 0]
 */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  checkTensor(x, "pad");
  const action = `pad ${sizesText(x.shape)}`;
  const at = checkAxis(axis, x.shape.length, action);
  for (const count of [before, after]) checkCount(`${action} with`, count, "zeros");
  return unslice(x, before + x.shape[at] + after, { axis: at, start: before, step: 1 });
}
