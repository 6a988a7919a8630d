/*
 * Tensors put side by side, and taken apart again. `concatenate` joins along an axis that is there, `stack` along a new one;
 * `split` undoes the first and copies nothing. Each number goes to one place, so derivatives only carry it back.
 *
 *   y = concatenate(a, b)     ∂L/∂a = the part of ∂L/∂y where a lies, likewise b
 *   a, b = split(y)           ∂L/∂y = concatenate(∂L/∂a, ∂L/∂b)
 *   y = flip(x)               ∂L/∂x = flip(∂L/∂y)
 *   y = tile(x)               ∂L/∂x = the sum over all copies: a number that is used n times is blamed n times
 *
 * Notation: x, a, b inputs, y output, L the loss; axis counted from 0 or from the end.
 * Source: NumPy and PyTorch (torch.cat, stack, split, chunk, flip, roll, tile, repeat_interleave) for names and rules.
 * NB: PyTorch calls it `cat`, with `concatenate` as another name. Its `repeat` is our `tile`, NumPy's is our `repeatInterleave`.
 *
 * Page 66 · before it: ops/random.ts · after it: ops/indexing.ts
 */
import { apply, applyViews, type ViewOperation } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { checkCount, lesson, sizesText, valueText } from "../lesson.ts";
import { zerosLike } from "../tensor/create.ts";
import { type DType, promote } from "../tensor/dtype.ts";
import { checkAxis, checkShape, eachPosition, type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { expand } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { contiguous, reshape, unsqueeze } from "./movement.ts";
import { slice } from "./slice.ts";

const concatenating: Operation<number> = {
  name: "concatenate",
  infer(inputs, axis) {
    const [{ shape, dtype }] = inputs;
    let size = 0;
    for (const [i, input] of inputs.entries()) {
      checkBeside(shape, input.shape, axis, i);
      size += input.shape[axis];
    }
    return { shape: shape.with(axis, size), dtype };
  },
  forward([output], inputs, axis) {
    const blocks = sizeOf(output.shape.slice(0, axis)); // what lies side by side is joined anew in each of these
    const outputWidth = output.size / Math.max(1, blocks);
    let start = output.offset;
    for (const input of inputs) {
      const width = input.size / Math.max(1, blocks);
      for (let block = 0; block < blocks; block++) {
        const [from, to] = [input.offset + block * width, start + block * outputWidth];
        for (let i = 0; i < width; i++) output.data[to + i] = input.data[from + i];
      }
      start += width;
    }
  },
  fast({ kernels, outputs: [output], inputs, params: axis }) {
    const blocks = sizeOf(output.shape.slice(0, axis));
    const outputWidth = output.size / Math.max(1, blocks);
    let start = output.pointer;
    const copies = inputs.map(({ pointer, size }) => {
      const [to, width] = [start, size / Math.max(1, blocks)];
      start += 4 * width; // bytes
      return () => kernels.copyRows(pointer, to, blocks, width, width, outputWidth);
    });
    return () => {
      for (const copy of copies) copy();
    };
  },
  gradient({ grad, inputs, params: axis }) {
    let next = 0;
    return inputs.map(({ shape }) => {
      const start = next;
      next += shape[axis];
      return () => slice(grad, axis, { start, end: start + shape[axis] });
    });
  },
};

/** Refuses a tensor that does not fit beside the first: it may be longer or shorter along the joined axis and nowhere else. */
function checkBeside(first: Shape, shape: Shape, joined: number, i: number): void {
  const bad = first.findIndex((size, axis) => axis !== joined && size !== shape[axis]);
  if (first.length === shape.length && bad === -1) return;
  const cannot = `concatenate ${sizesText(first)} and ${sizesText(shape)} along axis ${joined}`;
  const found =
    first.length === shape.length
      ? `axis ${bad} has ${first[bad]} and ${shape[bad]}`
      : `tensor ${i} has ${shape.length} axes and tensor 0 has ${first.length}`;
  throw new TypeError(lesson({ cannot, as: "all other sizes must be equal", found }));
}

/** The tensors in one dtype: bool gives way to int32, and both give way to floats. */
function alike(tensors: readonly Tensor[], action: string): Tensor[] {
  const list: unknown = tensors;
  if (!Array.isArray(list) || list.length === 0) {
    const [cannot, found] = [`${action} tensors`, Array.isArray(list) ? "got none" : `got ${valueText(list)}`];
    throw new TypeError(lesson({ cannot, as: "they must come in an array, at least one", found, try: "[a, b]" }));
  }
  for (const x of tensors) checkTensor(x, action);
  const dtype = tensors.map((x): DType => x.dtype).reduce((a, b) => promote(a, b, action));
  return tensors.map((x) => cast(x, dtype));
}

/**
 * The tensors one behind the other along an axis, by default the first. Their other sizes must be equal.
 * @param tensors (…, n₀, …), (…, n₁, …), …
 * @returns (…, n₀ + n₁ + …, …)
 * @throws TypeError when other sizes differ, float32 meets float64, or there is no tensor.
 * @example toArray(concatenate([tensor([[1, 2]]), tensor([[3, 4], [5, 6]])])); // => [[1, 2], [3, 4], [5, 6]]
 * @example concatenate([zeros([2, 3]), zeros([2, 4])]); // throws TypeError: Cannot concatenate (2, 3) and (2, 4) along axis 0 as all other sizes must be equal: axis 1 has 3 and 4
 */
export function concatenate(tensors: readonly Tensor[], axis = 0): Tensor {
  const inputs = alike(tensors, "concatenate");
  const at = checkAxis(axis, inputs[0].shape.length, `concatenate ${sizesText(inputs[0].shape)} and others`);
  return apply(concatenating, inputs.map(contiguous), at);
}

/**
 * The tensors, all of one shape, along a new axis at a position of the new shape, by default the first.
 * @param tensors n tensors (…)
 * @returns (…, n, …)
 * @throws TypeError when shapes differ, float32 meets float64, or there is no tensor.
 * @example
 * const columns = [tensor([1, 2, 3]), tensor([4, 5, 6])];
 * [toArray(stack(columns)), toArray(stack(columns, 1))]; // => [[[1, 2, 3], [4, 5, 6]], [[1, 4], [2, 5], [3, 6]]]
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const inputs = alike(tensors, "stack");
  const [{ shape }] = inputs;
  const other = inputs.findIndex((x) => !sameShape(x.shape, shape));
  if (other !== -1) {
    const [first, second] = [sizesText(shape), sizesText(inputs[other].shape)];
    const found = `tensor 0 has ${first} and tensor ${other} has ${second}`;
    throw new TypeError(lesson({ cannot: `stack ${first} and ${second}`, as: "all shapes must be equal", found }));
  }
  const at = checkAxis(axis, shape.length + 1, `stack ${sizesText(shape)} and others`);
  const rows = inputs.map((x) => unsqueeze(x, at)); // (…) → (…, 1, …)
  return concatenate(rows, at); // n × (…, 1, …) → (…, n, …)
}

/** Parts side by side, which are all of the input: what comes back to them is joined again, with zeros for a part nobody used. */
const splitting: ViewOperation<number> = {
  name: "split",
  gradient: ({ grads, outputs, params: axis }) => [
    () =>
      concatenate(
        outputs.map((part, i) => grads[i] ?? zerosLike(part)),
        axis,
      ),
  ],
};

/**
 * x cut into parts along an axis, by default the first, without copying.
 * @param sizes One size for all parts, of which the last may be smaller; or the size of each part, which add up to the axis.
 * @returns Views of x: (…, size, …) for each part.
 * @throws RangeError when a size is no whole number from 0 up, or they do not add up.
 * @example split(arange(7), 3).map((part) => toArray(part)); // => [[0, 1, 2], [3, 4, 5], [6]]
 * @example split(arange(7), [3, 3]); // throws RangeError: Cannot split (7) into (3, 3) along axis 0 as the sizes must add up to the axis: got 6 and 7
 */
export function split(x: Tensor, sizes: number | readonly number[], axis = 0): Tensor[] {
  checkTensor(x, "split");
  const action = `split ${sizesText(x.shape)}`;
  const at = checkAxis(axis, x.shape.length, action);
  const list = partSizes(sizes, x.shape[at], at, action);
  let start = 0;
  const views = list.map((size) => {
    // An empty part at the end starts nowhere: the offset must still lie in the storage.
    const offset = x.offset + (size === 0 ? 0 : start * x.strides[at]);
    start += size;
    return { shape: x.shape.with(at, size), strides: x.strides, offset };
  });
  return views.length === 0 ? [] : applyViews(splitting, x, views, at);
}

/** The size of each part of an axis, from one size for all or from all of them. */
function partSizes(sizes: unknown, whole: number, axis: number, action: string): readonly number[] {
  if (!Array.isArray(sizes)) {
    checkCount(`${action} into parts of`, sizes as number, "positions", 1);
    const size = sizes as number;
    const count = Math.max(1, Math.ceil(whole / size)); // of nothing one empty part
    return Array.from({ length: count }, (_, i) => Math.min(size, whole - i * size));
  }
  for (const size of sizes) checkCount(`${action} into a part of`, size, "positions");
  const total = (sizes as number[]).reduce((sum, size) => sum + size, 0);
  if (total === whole) return sizes;
  const cannot = `${action} into ${sizesText(sizes)} along axis ${axis}`;
  const found = `got ${total} and ${whole}`;
  throw new RangeError(lesson({ cannot, as: "the sizes must add up to the axis", found }));
}

/**
 * x cut into so many parts along an axis, by default the first: equal ones, of which the last may be smaller. When the axis is too
 * short there are fewer parts.
 * @returns Views of x, as `split` gives them.
 * @throws RangeError when the number of parts is not a whole number from 1 up.
 * @example chunk(arange(7), 3).map((part) => toArray(part)); // => [[0, 1, 2], [3, 4, 5], [6]]
 */
export function chunk(x: Tensor, parts: number, axis = 0): Tensor[] {
  checkTensor(x, "split");
  const action = `split ${sizesText(x.shape)}`;
  checkCount(`${action} into`, parts, "parts", 1);
  const at = checkAxis(axis, x.shape.length, action);
  return split(x, Math.max(1, Math.ceil(x.shape[at] / parts)), at);
}

/** Walks the input backwards along the flipped axes, and the output forwards. Flipping twice changes nothing. */
const flipping: Operation<readonly number[]> = {
  name: "flip",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([output], [input], axes) {
    let last = input.offset; // where the walk begins: at the end of each flipped axis
    const strides = [...input.strides];
    if (input.size === 0) return;
    for (const axis of axes) {
      last += (input.shape[axis] - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    let next = output.offset;
    eachPosition(input.shape, [strides], [last], ([position]) => {
      output.data[next++] = input.data[position];
    });
  },
  gradient: ({ grad, params: axes }) => [() => flip(grad, axes)],
};

/**
 * The elements in opposite order along an axis or several, by default all of them: an image as a mirror shows it.
 * @returns A tensor of the same shape.
 * @throws RangeError when there is no such axis, or one comes twice.
 * @example toArray(flip(tensor([[1, 2], [3, 4]]), 1)); // => [[2, 1], [4, 3]]
 */
export function flip(x: Tensor, axes?: number | readonly number[]): Tensor {
  checkTensor(x, "flip");
  const list = axes === undefined ? x.shape.map((_, axis) => axis) : [axes].flat();
  const at = list.map((axis) => checkAxis(axis, x.shape.length, `flip ${sizesText(x.shape)}`));
  if (new Set(at).size === at.length) return apply(flipping, [x], at);
  const [cannot, found] = [`flip ${sizesText(x.shape)} along axes ${sizesText(list)}`, `got ${sizesText(list)}`];
  throw new RangeError(lesson({ cannot, as: "an axis can be named once only", found }));
}

/**
 * The elements moved on by so many positions along an axis; those that leave at the end come in at the start.
 * @param shift How many positions; negative to move back.
 * @returns A tensor of the same shape: y[(i + shift) mod n] = x[i].
 * @throws RangeError when the shift is no whole number or there is no such axis.
 * @example toArray(roll(arange(5), 2)); // => [3, 4, 0, 1, 2]
 */
export function roll(x: Tensor, shift: number, axis = 0): Tensor {
  checkTensor(x, "roll");
  const at = checkAxis(axis, x.shape.length, `roll ${sizesText(x.shape)}`);
  checkCount(`roll ${sizesText(x.shape)} by`, typeof shift === "number" ? Math.abs(shift) : shift, "positions");
  const size = x.shape[at];
  if (size === 0) return x;
  const cut = (((-shift % size) + size) % size) + 0; // the position that comes first afterwards
  return cut === 0 ? x : concatenate([slice(x, at, { start: cut }), slice(x, at, { end: cut })], at);
}

/**
 * x repeated as a whole, so many times along each axis; missing axes are put in front.
 * @param times One number for each axis, from the last backwards.
 * @returns (…, times · size, …)
 * @throws RangeError when a number of times is not a whole number from 0 up.
 * @example toArray(tile(tensor([1, 2]), [2, 2])); // => [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function tile(x: Tensor, times: readonly number[]): Tensor {
  checkTensor(x, "tile");
  checkShape(times, `tile ${sizesText(x.shape)} by a tensor`);
  const rank = Math.max(x.shape.length, times.length);
  const sizes = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const counts = [...new Array<number>(rank - times.length).fill(1), ...times];
  const apart = sizes.flatMap((size) => [1, size]); // (…, s, …) → (…, 1, s, …)
  const repeated = sizes.flatMap((size, axis) => [counts[axis], size]); // the copies lie along the axis in front
  const together = sizes.map((size, axis) => counts[axis] * size);
  return reshape(expand(reshape(x, apart), repeated), together);
}

/**
 * Every element repeated so many times in place along an axis, by default the first.
 * @returns (…, size · times, …)
 * @throws RangeError when the number of times is not a whole number from 0 up.
 * @example toArray(repeatInterleave(tensor([1, 2]), 2)); // => [1, 1, 2, 2]
 */
export function repeatInterleave(x: Tensor, times: number, axis = 0): Tensor {
  checkTensor(x, "repeat");
  checkCount(`repeat ${sizesText(x.shape)}`, times, "times");
  const at = checkAxis(axis, x.shape.length, `repeat ${sizesText(x.shape)}`);
  const apart = unsqueeze(x, at + 1); // (…, s, …) → (…, s, 1, …)
  return reshape(expand(apart, apart.shape.with(at + 1, times)), x.shape.with(at, x.shape[at] * times));
}
