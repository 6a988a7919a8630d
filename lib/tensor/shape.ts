/*
 * Shapes and strides. A tensor is a flat array and a rule for finding an element in it: the shape says how many there are
 * along each axis, the strides how far to walk in the array for one step along it. Transposing a matrix swaps two strides and
 * moves nothing; repeating a row a thousand times is a stride of 0.
 *
 *   position of x[i₀, i₁, …] = offset + i₀·stride₀ + i₁·stride₁ + …        row by row: strideₖ = sizeₖ₊₁ · sizeₖ₊₂ · …
 *
 * Broadcasting lets two tensors of different shapes meet: shapes are compared from the right, a missing axis counts as size 1,
 * and a size of 1 is repeated to the size of the other.
 *
 *   (32, 1, 64) and (10, 64)  →  (32, 10, 64)
 *
 * Notation: shape (size₀, size₁, …), axis a position in the shape, counted from 0, or from the end as −1, −2, …
 * Source: NumPy, Broadcasting; E. Yang, PyTorch internals (2019), for strides.
 *
 * Page 49 · before it: tensor/dtype.ts · after it: tensor/halfPrecision.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";

/** The sizes along each axis; () for a single number. */
export type Shape = readonly number[];

/**
 * How many elements a shape has.
 * @example [sizeOf([2, 3, 4]), sizeOf([]), sizeOf([5, 0])]; // => [24, 1, 0]
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/**
 * Strides of elements that lie row by row, as in C.
 * @example stridesOf([2, 3, 4]); // => [12, 4, 1]
 */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/**
 * Whether elements with these strides lie row by row without gaps; axes of size 1 have no say.
 * @example [isContiguous([2, 3], [3, 1]), isContiguous([3, 2], [1, 3])]; // => [true, false]
 */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/**
 * Whether two shapes are the same.
 * @example sameShape([2, 3], [2, 3]); // => true
 */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Refuses what cannot be a shape.
 * @param action "make zeros": the message goes on with the shape.
 * @throws TypeError when it is no array; RangeError when a size is no whole number from 0 up.
 * @example checkShape([2, -3], "make zeros"); // throws RangeError: Cannot make zeros of shape (2, -3) as sizes must be whole numbers from 0 up: axis 1 has -3
 */
export function checkShape(shape: unknown, action: string): asserts shape is Shape {
  if (!Array.isArray(shape)) {
    throw new TypeError(
      lesson({
        cannot: `${action} of shape ${valueText(shape)}`,
        as: "a shape must be an array of sizes",
        found: `got ${valueText(shape)}`,
        ...(typeof shape === "number" ? { try: `[${shape}]` } : {}),
      }),
    );
  }
  const bad = shape.findIndex((size) => !Number.isSafeInteger(size) || size < 0);
  if (bad === -1) return;
  throw new RangeError(
    lesson({
      cannot: `${action} of shape ${sizesText(shape)}`,
      as: "sizes must be whole numbers from 0 up",
      found: `axis ${bad} has ${valueText(shape[bad])}`,
    }),
  );
}

/**
 * An axis counted from the front; −1 is the last one.
 * @param action "sum (2, 3)": the message goes on with the axis.
 * @throws RangeError when there is no such axis.
 * @example checkAxis(-1, 3, "sum (2, 3, 4)"); // => 2
 * @example checkAxis(2, 2, "sum (2, 3)"); // throws RangeError: Cannot sum (2, 3) along axis 2 as axes go from -2 to 1: got 2
 */
export function checkAxis(axis: number, rank: number, action: string): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new RangeError(
    lesson({
      cannot: `${action} along axis ${valueText(axis)}`,
      as: rank === 0 ? "a single number has no axes" : `axes go from ${-rank} to ${rank - 1}`,
      found: `got ${valueText(axis)}`,
    }),
  );
}

/**
 * The shape in which two tensors meet.
 * @param action For the message: "add".
 * @throws TypeError when two sizes differ and neither is 1.
 * @example broadcastShapes([32, 1, 64], [10, 64], "add"); // => [32, 10, 64]
 * @example broadcastShapes([4, 3], [4], "add"); // throws TypeError: Cannot add (4, 3) and (4) as sizes must be equal or 1 from the right: axis 1 has 3 and 4; try reshape(b, [4, 1])
 */
export function broadcastShapes(a: Shape, b: Shape, action: string): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let back = 1; back <= rank; back++) {
    const sizeA = back <= a.length ? a[a.length - back] : 1;
    const sizeB = back <= b.length ? b[b.length - back] : 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) throw new TypeError(clash(a, b, rank - back, action));
    shape[rank - back] = sizeA === 1 ? sizeB : sizeA;
  }
  return shape;
}

/** The message, with the cure for the usual slip: one number for each row, which has to become a column. */
function clash(a: Shape, b: Shape, axis: number, action: string): string {
  const rank = Math.max(a.length, b.length);
  const [sizeA, sizeB] = [a[a.length - rank + axis], b[b.length - rank + axis]];
  const column = (rows: Shape, one: Shape, name: string): string | null =>
    rows.length === 2 && one.length === 1 && rows[0] === one[0] ? `reshape(${name}, [${one[0]}, 1])` : null;
  const cure = column(a, b, "b") ?? column(b, a, "a");
  return lesson({
    cannot: `${action} ${sizesText(a)} and ${sizesText(b)}`,
    as: "sizes must be equal or 1 from the right",
    found: `axis ${axis} has ${sizeA} and ${sizeB}`,
    ...(cure === null ? {} : { try: cure }),
  });
}

/**
 * Strides with which a tensor of one shape is read as if it had another that it broadcasts to: 0 along repeated axes.
 * @example expandStrides([3, 1], [1, 1], [2, 3, 4]); // => [0, 1, 0]
 */
export function expandStrides(shape: Shape, strides: readonly number[], target: Shape): number[] {
  const missing = target.length - shape.length;
  return target.map((size, axis) =>
    axis < missing || (shape[axis - missing] === 1 && size !== 1) ? 0 : strides[axis - missing],
  );
}

/**
 * Calls `visit` with the positions of each element in several arrays, in row-by-row order of the shape.
 * Made for loops that must cope with any strides; the inner loop is the last axis.
 * @param strides For each array, its strides in this shape.
 * @param offsets Where each array starts.
 * @example
 * const seen: number[] = [];
 * eachPosition([2, 2], [[1, 2]], [0], ([p]) => seen.push(p)); // a transposed matrix
 * seen; // => [0, 2, 1, 3]
 */
export function eachPosition(
  shape: Shape,
  strides: readonly (readonly number[])[],
  offsets: readonly number[],
  visit: (positions: readonly number[]) => void,
): void {
  if (sizeOf(shape) === 0) return;
  const positions = [...offsets];
  const index = new Array<number>(shape.length).fill(0);
  for (;;) {
    visit(positions);
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      for (let k = 0; k < positions.length; k++) positions[k] += strides[k][axis];
      if (++index[axis] < shape[axis]) break;
      for (let k = 0; k < positions.length; k++) positions[k] -= strides[k][axis] * shape[axis]; // back to the start of the axis
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/**
 * Fewer axes for the same walk: neighbours that lie behind each other in every array become one, and axes of size 1 go.
 * A loop over what is left visits the same positions in the same order.
 * @example collapse([2, 3, 4], [[12, 4, 1], [0, 4, 1]]); // => { shape: [2, 12], strides: [[12, 1], [0, 1]] }
 */
export function collapse(
  shape: Shape,
  strides: readonly (readonly number[])[],
): { shape: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const steps: number[][] = strides.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && strides.every((s, k) => steps[k][last] === s[axis] * shape[axis])) {
      sizes[last] *= shape[axis];
      for (const [k, s] of strides.entries()) steps[k][last] = s[axis];
    } else {
      sizes.push(shape[axis]);
      for (const [k, s] of strides.entries()) steps[k].push(s[axis]);
    }
  }
  return { shape: sizes, strides: steps };
}
