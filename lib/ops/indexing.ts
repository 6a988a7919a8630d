/*
 * Elements chosen by number. `at` reads one place or one part, and copies nothing; `take` picks rows by a list of indices, which
 * is all that an embedding does; `gather` picks one element for each place. The way back adds up: a row that was taken three
 * times is owed three gradients.
 *
 *   y = take(x, i)         yⱼ = x[iⱼ]                    ∂L/∂x[r] = Σ ∂L/∂yⱼ over all j with iⱼ = r
 *   y = gather(x, i)       y[j, c] = x[i[j, c], c]       along axis 0; the same sum, element by element
 *   y = scatterAdd(x, i, s)   y = x, and y[i[j, c], c] += s[j, c] for all j, c       ∂L/∂x = ∂L/∂y, ∂L/∂s = gather(∂L/∂y, i)
 *
 * Notation: i indices, int32 tensors or arrays of whole numbers; x, s inputs, y output, L the loss; axis counted from 0 or the end.
 * Source: NumPy (take, basic indexing) and PyTorch (gather, scatter_add, index_select, nn.functional.embedding) for the rules.
 * NB: positions in `at` and `select` may count from the end. Indices may not: −1 in a list of labels is nearly always a mistake.
 *
 * Page 67 · before it: ops/join.ts · after it: ops/masks.ts
 */
import { apply, applyView, type ViewOperation } from "../autograd/apply.ts";
import type { Block, Operation, Spec } from "../autograd/operation.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { tensor } from "../tensor/create.ts";
import { promote } from "../tensor/dtype.ts";
import type { TensorValues } from "../tensor/nested.ts";
import { checkAxis, eachPosition, type Shape, sameShape, sizeOf, stridesOf } from "../tensor/shape.ts";
import { checkTensor, Tensor } from "../tensor/tensor.ts";
import { add } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { contiguous, unsqueeze } from "./movement.ts";
import { pad, slice } from "./slice.ts";

/** Whole numbers as a tensor, or as they are written in a program: [0, 2], [[1], [0]], 3. */
export type Indices = Tensor | TensorValues;

/**
 * Indices as a tensor of int32, row by row.
 * @param action "take from (10, 4)", for messages.
 * @throws TypeError when they are floats or truth values; RangeError when a number in an array is not whole.
 * @example indexTensor([[0, 2]], "take").shape; // => [1, 2]
 * @example indexTensor(zeros([2]), "take"); // throws TypeError: Cannot take by indices of float32 as indices must be whole numbers: got float32; try cast(indices, "int32")
 */
export function indexTensor(indices: Indices, action: string): Tensor {
  const given = indices instanceof Tensor ? indices : tensor(indices, { dtype: "int32" });
  if (given.dtype === "int32") return contiguous(given);
  const [cannot, found] = [`${action} by indices of ${given.dtype}`, `got ${given.dtype}`];
  const cure = given.dtype === "bool" ? "nonzero(mask)" : 'cast(indices, "int32")';
  throw new TypeError(lesson({ cannot, as: "indices must be whole numbers", found, try: cure }));
}

/** Refuses indices that point outside. It looks at numbers, and so runs in the loop: a replayed step has new ones. */
function checkInside({ data, offset, size, shape }: Block, limit: number, action: string): void {
  for (let i = 0; i < size; i++) {
    const index = data[offset + i];
    if (index < 0 || index >= limit) throw new RangeError(outside(index, i, shape, limit, action));
  }
}

/** The message, with the place of the index in words: "index 3 is 12", or "index [1][0] is 12". */
function outside(index: number, i: number, shape: Shape, limit: number, action: string): string {
  const place = stridesOf(shape).map((stride, axis) => `[${Math.floor(i / stride) % shape[axis]}]`);
  const found = `index ${shape.length < 2 ? i : place.join("")} is ${index}`;
  return lesson({ cannot: action, as: `every index must be in [0, ${limit})`, found });
}

/** The settings of all operations here. */
interface Taking {
  readonly axis: number;
  /** Of the tensor that is taken from, or put into. */
  readonly shape: Shape;
  /** For messages. */
  readonly action: string;
}

/** Calls `visit` with where a row begins in the taken and in the whole tensor, for all rows and all indices. */
function eachTaken(
  { data, offset, size: count }: Block,
  { axis, shape }: Taking,
  visit: (taken: number, whole: number, width: number) => void,
): void {
  const blocks = sizeOf(shape.slice(0, axis)); // everything in front of the axis
  const width = sizeOf(shape.slice(axis + 1)); // and behind it: what is taken in one piece
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < count; i++) {
      visit((block * count + i) * width, (block * shape[axis] + data[offset + i]) * width, width);
    }
  }
}

/** Whole parts of x: for each index, everything that lies at this position of the axis. */
const taking: Operation<Taking> = {
  name: "take",
  infer: ([x, indices], { axis }) => ({ shape: x.shape.toSpliced(axis, 1, ...indices.shape), dtype: x.dtype }),
  forward([y], [x, indices], params) {
    checkInside(indices, params.shape[params.axis], params.action);
    eachTaken(indices, params, (taken, whole, width) => {
      for (let i = 0; i < width; i++) y.data[y.offset + taken + i] = x.data[x.offset + whole + i];
    });
  },
  fast({ kernels, outputs: [y], inputs: [x, indices], params: { axis, shape, action } }) {
    if (sizeOf(shape.slice(0, axis)) !== 1) return null; // the kernel knows one table of rows
    const [rows, width] = [shape[axis], sizeOf(shape.slice(axis + 1))];
    return () => {
      const wrong = kernels.gatherRows(x.pointer, indices.pointer, y.pointer, indices.size, width, rows);
      if (wrong !== -1) checkInside(indices, rows, action);
    };
  },
  gradient: ({ grad, inputs: [, indices], params }) => [
    () => apply(puttingBack, [contiguous(grad), indices], params),
    null,
  ],
};

/** ∂L/∂x of `take`: zeros, and to each row the gradients of all that was taken from it, in the order of the indices. */
const puttingBack: Operation<Taking> = {
  name: "takeGradient",
  infer: ([{ dtype }], { shape }) => ({ shape, dtype }),
  forward([x], [y, indices], params) {
    x.data.fill(0, x.offset, x.offset + x.size);
    eachTaken(indices, params, (taken, whole, width) => {
      for (let i = 0; i < width; i++) x.data[x.offset + whole + i] += y.data[y.offset + taken + i];
    });
  },
  fast({ kernels, outputs: [x], inputs: [y, indices], params: { axis, shape } }) {
    if (sizeOf(shape.slice(0, axis)) !== 1) return null;
    const [rows, width] = [shape[axis], sizeOf(shape.slice(axis + 1))];
    return () => {
      kernels.fill(x.pointer, x.size, 0);
      kernels.scatterAddRows(y.pointer, indices.pointer, x.pointer, indices.size, width, rows, 0, width);
    };
  },
  gradient: ({ grad, inputs: [, indices], params }) => [() => apply(taking, [contiguous(grad), indices], params), null],
};

/**
 * The parts of x at the given positions of an axis, by default its rows. The axis is replaced by the axes of the indices.
 * @param x (…, n, …)
 * @param indices (K, …), each from 0 to n − 1
 * @returns (…, K, …, …)
 * @throws RangeError when an index points outside; TypeError when indices are floats.
 * @example
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * [toArray(take(x, [2, 0])), toArray(take(x, [1], 1))]; // => [[[5, 6], [1, 2]], [[2], [4], [6]]]
 * @example take(zeros([3, 2]), [0, 3]); // throws RangeError: Cannot take from axis 0 of (3, 2) as every index must be in [0, 3): index 1 is 3
 */
export function take(x: Tensor, indices: Indices, axis = 0): Tensor {
  checkTensor(x, "take from");
  const at = checkAxis(axis, x.shape.length, `take from ${sizesText(x.shape)}`);
  const action = `take from axis ${at} of ${sizesText(x.shape)}`;
  return apply(taking, [contiguous(x), indexTensor(indices, action)], { axis: at, shape: x.shape, action });
}

/**
 * A row of numbers for each index: words, letters or categories as vectors that can be learned.
 * @param indices (…), each below V
 * @param weight (V, D): row v is the vector of index v
 * @returns (…, D)
 * @throws RangeError when an index points outside; TypeError when the weight is no matrix or indices are floats.
 * @example toArray(embedding([1, 1, 0], tensor([[0.5, 0], [0, 2]]))); // => [[0, 2], [0, 2], [0.5, 0]]
 */
export function embedding(indices: Indices, weight: Tensor): Tensor {
  checkTensor(weight, "look up embeddings in");
  const action = `look up embeddings in ${sizesText(weight.shape)}`;
  if (weight.shape.length !== 2) {
    const [rule, found] = ["the weight must be a matrix, a row for each index", `got ${weight.shape.length} axes`];
    throw new TypeError(lesson({ cannot: action, as: rule, found }));
  }
  return apply(taking, [contiguous(weight), indexTensor(indices, action)], { axis: 0, shape: weight.shape, action });
}

/**
 * Calls `visit` for every index with two places: that of its number in the part, which has the shape of the indices, and that of
 * the element of the whole tensor to which it points.
 */
function eachGathered(
  [part, indices, whole]: readonly Block[],
  axis: number,
  visit: (part: number, whole: number) => void,
): void {
  const along = whole.strides[axis];
  const strides = [part.strides, indices.strides, whole.strides.with(axis, 0)];
  eachPosition(indices.shape, strides, [part.offset, indices.offset, whole.offset], ([p, i, w]) => {
    visit(p, w + indices.data[i] * along);
  });
}

/** Single elements of x: for each index the one that it points to along the axis, at the index's own place along the others. */
const gathering: Operation<Taking> = {
  name: "gather",
  infer([x, indices], { axis, action }) {
    checkGather(x, indices, axis, action);
    return { shape: indices.shape, dtype: x.dtype };
  },
  forward([y], [x, indices], { axis, action }) {
    checkInside(indices, x.shape[axis], action);
    eachGathered([y, indices, x], axis, (to, from) => {
      y.data[to] = x.data[from];
    });
  },
  gradient: ({ grad, inputs: [, indices], params }) => [() => apply(scattering, [grad, indices], params), null],
};

/** Zeros of a shape, to which numbers are added at places along an axis: the derivative of `gather`. */
const scattering: Operation<Taking> = {
  name: "scatter",
  infer([source, indices], { axis, shape, action }) {
    checkGather({ shape, dtype: source.dtype }, indices, axis, action);
    return { shape, dtype: source.dtype };
  },
  forward([x], [source, indices], { axis, action }) {
    checkInside(indices, x.shape[axis], action);
    x.data.fill(0, x.offset, x.offset + x.size);
    eachGathered([source, indices, x], axis, (from, to) => {
      x.data[to] += source.data[from];
    });
  },
  gradient: ({ grad, inputs: [, indices], params }) => [() => apply(gathering, [grad, indices], params), null],
};

/** Refuses indices that would have to point outside along another axis than theirs. */
function checkGather(x: Spec, indices: Spec, axis: number, action: string): void {
  const fits = indices.shape.every((size, other) => other === axis || size <= x.shape[other]);
  if (indices.shape.length === x.shape.length && fits) return;
  const rule = "indices must have as many axes, and no greater sizes along the other ones";
  const found = `got indices of ${sizesText(indices.shape)} for ${sizesText(x.shape)}`;
  throw new TypeError(lesson({ cannot: action, as: rule, found }));
}

/**
 * One element of x for each index: y[…, j, …] = x[…, indices[…, j, …], …], j along the axis, all other positions being the same.
 * @param indices As many axes as x, and no greater sizes along the other ones.
 * @throws RangeError when an index points outside; TypeError when shapes do not fit or indices are floats.
 * @example
 * const logits = tensor([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1]]);
 * toArray(gather(logits, 1, [[1], [0]])); // => [[0.70], [0.80]]
 */
export function gather(x: Tensor, axis: number, indices: Indices): Tensor {
  checkTensor(x, "gather from");
  const at = checkAxis(axis, x.shape.length, `gather from ${sizesText(x.shape)}`);
  const action = `gather from axis ${at} of ${sizesText(x.shape)}`;
  return apply(gathering, [x, indexTensor(indices, action)], { axis: at, shape: x.shape, action });
}

/**
 * x with numbers added to it: `source[…, j, …]` goes to position `indices[…, j, …]` of the axis. Several may go to one place.
 * @param indices Of the shape of `source`; no greater than x along the other axes.
 * @returns A new tensor of the shape of x, which stays as it is.
 * @throws RangeError when an index points outside; TypeError when shapes do not fit or indices are floats.
 * @example toArray(scatterAdd(zeros([3]), 0, [0, 2, 2], tensor([1, 5, 10]))); // => [1, 0, 15]
 */
export function scatterAdd(x: Tensor, axis: number, indices: Indices, source: Tensor): Tensor {
  for (const given of [x, source]) checkTensor(given, "scatter");
  const at = checkAxis(axis, x.shape.length, `scatter into ${sizesText(x.shape)}`);
  const action = `scatter ${sizesText(source.shape)} along axis ${at} of ${sizesText(x.shape)}`;
  const places = indexTensor(indices, action);
  if (!sameShape(places.shape, source.shape)) {
    const found = `got ${sizesText(places.shape)} and ${sizesText(source.shape)}`;
    throw new TypeError(lesson({ cannot: action, as: "there must be one index for each number", found }));
  }
  const dtype = promote(x.dtype, source.dtype, "scatter");
  return add(cast(x, dtype), apply(scattering, [cast(source, dtype), places], { axis: at, shape: x.shape, action }));
}

/** A view: the way back is to put the part among zeros. */
const selecting: ViewOperation<{ readonly axis: number; readonly position: number }> = {
  name: "select",
  gradient: ({ grad, inputs: [x], params: { axis, position } }) => [
    () => pad(unsqueeze(grad, axis), axis, position, x.shape[axis] - position - 1), // zeros on both sides
  ],
};

/**
 * The part of x at one position of an axis, which goes. A view: nothing is copied.
 * @param position Counted from the end when it is negative.
 * @throws RangeError when there is no such axis or position.
 * @example toArray(select(tensor([[1, 2], [3, 4]]), 1, -1)); // => [2, 4]
 * @example select(zeros([3, 4]), 0, 3); // throws RangeError: Cannot select position 3 along axis 0 of (3, 4) as positions go from -3 to 2: got 3
 */
export function select(x: Tensor, axis: number, position: number): Tensor {
  checkTensor(x, "select from");
  const at = checkAxis(axis, x.shape.length, `select from ${sizesText(x.shape)}`);
  const size = x.shape[at];
  if (!Number.isInteger(position) || position < -size || position >= size) {
    const cannot = `select position ${valueText(position)} along axis ${at} of ${sizesText(x.shape)}`;
    const rule = size === 0 ? "the axis is empty" : `positions go from ${-size} to ${size - 1}`;
    throw new RangeError(lesson({ cannot, as: rule, found: `got ${valueText(position)}` }));
  }
  const start = position < 0 ? position + size : position;
  const offset = x.offset + start * x.strides[at];
  const view = { shape: x.shape.toSpliced(at, 1), strides: x.strides.toSpliced(at, 1), offset };
  return applyView(selecting, x, view, { axis: at, position: start });
}

/** What `at` takes for an axis: a position, or a range of them; {} is the whole axis. */
export type Place = number | { readonly start?: number; readonly end?: number; readonly step?: number };

/**
 * One element or one part of x, an entry for each axis from the first: a position, or `{ start, end, step }` for a range. A view.
 * @throws RangeError when a position does not exist or there are more places than axes.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * [item(at(x, 1, 2)), toArray(at(x, -1)), toArray(at(x, {}, { start: 1 }))]; // => [6, [4, 5, 6], [[2, 3], [5, 6]]]
 */
export function at(x: Tensor, ...places: readonly Place[]): Tensor {
  checkTensor(x, "read from");
  let part = x;
  let axis = 0; // of the part: a position takes its axis away
  for (const place of places) {
    if (typeof place === "number") part = select(part, axis, place);
    else part = slice(part, axis++, place);
  }
  return part;
}
