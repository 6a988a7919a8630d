/*
 * Tensors from nothing but a shape, from arrays of numbers, and back to them. What goes in is copied and what comes out is a
 * copy, so that neither side can change the other's numbers.
 *
 *   [[1, 2, 3],
 *    [4, 5, 6]]     ⇄     shape (2, 3), elements 1 2 3 4 5 6, row by row
 *
 *   arange     xᵢ = start + i · step          while xᵢ < end
 *   linspace   xᵢ = start + i · (end − start) / (steps − 1)          both ends included
 *
 * Notation: dtype the kind of elements, leaf a tensor that no operation made.
 * Source: PyTorch 2 (torch.tensor, zeros, full, eye, arange, linspace, Tensor.item, Tensor.tolist) for names and rules.
 * NB: JavaScript has one kind of number, so that 1 and 1.0 are the same: numbers become float32 unless a dtype is named. In
 *   PyTorch whole numbers become int64, and so does arange.
 *
 * Page 54 · before it: tensor/tensor.ts · after it: autograd/operation.ts
 */
import { checkCount, checkOptions, lesson, sizesText, valueText } from "../lesson.ts";
import { allocate, checkDType, type DType, isFloat, type TypedArray } from "./dtype.ts";
import { flatValues, type TensorValues } from "./nested.ts";
import { checkShape, type Shape, sizeOf } from "./shape.ts";
import { checkTensor, elementsOf, Storage, Tensor } from "./tensor.ts";

/** Numbers or truth values in arrays in arrays, as deep as there are axes. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** What kind of tensor to make. */
export interface LeafOptions {
  /** float32 by default; for `zerosLike` and `onesLike` that of the example. */
  readonly dtype?: DType;
  /** Whether `backward` is to compute its gradient: it is a parameter. False by default. */
  readonly requiresGrad?: boolean;
}

/** How to make a tensor of values. */
export interface TensorOptions extends LeafOptions {
  /** By default bool for booleans, int32 for typed arrays of whole numbers, float64 for a Float64Array, and float32 else. */
  readonly dtype?: DType;
  /** Gives the values another shape than that of their arrays: the one to give to a flat typed array. */
  readonly shape?: Shape;
}

/**
 * A leaf over an array that is the tensor's from now on. Nothing is checked.
 * @example leaf(new Float32Array([1, 2]), "float32", [2]).size; // => 2
 */
export function leaf(data: TypedArray, dtype: DType, shape: Shape, requiresGrad = false): Tensor {
  const made = new Tensor(new Storage(data, dtype), shape);
  made.requiresGrad = requiresGrad;
  return made;
}

/**
 * Refuses settings with which no leaf can be made.
 * @param action "make zeros": the message goes on with the setting.
 * @throws TypeError when there is no such dtype, or whole numbers or truth values are to have a gradient.
 * @example checkLeaf("int32", true, "make zeros"); // throws TypeError: Cannot make zeros of int32 that require a gradient as only floats can change a little: got int32; try dtype "float32"
 */
export function checkLeaf(dtype: unknown, requiresGrad: boolean, action: string): asserts dtype is DType {
  checkDType(dtype, action);
  if (!requiresGrad || isFloat(dtype)) return;
  throw new TypeError(
    lesson({
      cannot: `${action} of ${dtype} that require a gradient`,
      as: "only floats can change a little",
      found: `got ${dtype}`,
      try: 'dtype "float32"',
    }),
  );
}

/** A leaf of zeros to be filled at once by whoever called, all settings checked. */
function freshLeaf(shape: Shape, options: LeafOptions, action: string): Tensor {
  checkSettings(options, action);
  const { dtype = "float32", requiresGrad = false } = options;
  checkShape(shape, action);
  checkLeaf(dtype, requiresGrad, action);
  return leaf(allocate(dtype, sizeOf(shape)), dtype, [...shape], requiresGrad);
}

/** Refuses a bare dtype, or a second size, where settings come in an object. */
function checkSettings(options: unknown, action: string): void {
  checkOptions(
    options,
    action,
    typeof options === "string" ? `{ dtype: ${valueText(options)} }` : '{ dtype: "int32" }',
  );
}

/**
 * A tensor of the given numbers or truth values: a single one, arrays in arrays as deep as there are axes, or a typed array.
 * The values are copied.
 * @throws TypeError when arrays at one depth have different lengths, something is no number, or the shape has another number of
 *   elements; RangeError when a value is no int32 and the dtype is.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * [x.shape, x.dtype, tensor([true, false]).dtype]; // => [[2, 3], "float32", "bool"]
 * @example toArray(tensor(new Float32Array(4).fill(0.5), { shape: [2, 2] })); // => [[0.5, 0.5], [0.5, 0.5]]
 * @example tensor([[1, 2], [3]]); // throws TypeError: Cannot make a tensor of an array of 2 as arrays at the same depth must have the same length: row 1 has 1 and row 0 has 2
 */
export function tensor(values: TensorValues, options: TensorOptions = {}): Tensor {
  if (values instanceof Tensor) {
    const found = "got a tensor, whose elements never change, so that it needs no copy";
    throw new TypeError(
      lesson({
        cannot: "make a tensor of a tensor",
        as: "it must be made of numbers",
        found,
        try: 'cast(x, "float64")',
      }),
    );
  }
  checkSettings(options, "make a tensor");
  const { flat, shape, dtype } = flatValues(values, options.dtype);
  checkLeaf(dtype, options.requiresGrad ?? false, "make a tensor");
  const target = options.shape ?? shape;
  checkShape(target, "make a tensor");
  if (sizeOf(target) !== sizeOf(shape)) {
    throw new TypeError(
      lesson({
        cannot: `make a tensor of shape ${sizesText(target)} of ${valueText(values)}`,
        as: "there must be one number for each element",
        found: `got ${sizeOf(shape)} numbers for ${sizeOf(target)} elements`,
      }),
    );
  }
  return leaf(flat, dtype, [...target], options.requiresGrad);
}

/**
 * A tensor in which every element is the same. A truth value gives bool.
 * @throws RangeError for a negative size; TypeError when the shape is no array, or the value neither number nor truth value.
 * @example toArray(full([2, 2], 7)); // => [[7, 7], [7, 7]]
 */
export function full(shape: Shape, value: number | boolean, options: LeafOptions = {}): Tensor {
  checkSettings(options, "make a tensor");
  const { flat, dtype, shape: own } = flatValues(value, options.dtype);
  if (own.length > 0) {
    const [cannot, found] = [`fill a tensor with ${valueText(value)}`, `got ${valueText(value)}`];
    throw new TypeError(lesson({ cannot, as: "every element must be the same number", found, try: "tensor(values)" }));
  }
  const made = freshLeaf(shape, { ...options, dtype }, "make a tensor");
  made.storage.data.fill(flat[0]);
  return made;
}

/**
 * A tensor of zeros.
 * @throws RangeError for a negative size; TypeError when the shape is no array.
 * @example toArray(zeros([2, 3])); // => [[0, 0, 0], [0, 0, 0]]
 * @example zeros(3); // throws TypeError: Cannot make zeros of shape 3 as a shape must be an array of sizes: got 3; try [3]
 */
export function zeros(shape: Shape, options: LeafOptions = {}): Tensor {
  return freshLeaf(shape, options, "make zeros");
}

/**
 * A tensor of ones.
 * @throws RangeError for a negative size; TypeError when the shape is no array.
 * @example toArray(ones([3], { dtype: "bool" })); // => [true, true, true]
 */
export function ones(shape: Shape, options: LeafOptions = {}): Tensor {
  const made = freshLeaf(shape, options, "make ones");
  made.storage.data.fill(1);
  return made;
}

/**
 * Zeros of the shape and dtype of another tensor.
 * @example zerosLike(tensor([1, 2], { dtype: "int32" })).dtype; // => "int32"
 */
export function zerosLike(x: Tensor, options: LeafOptions = {}): Tensor {
  checkTensor(x, "make zeros like");
  checkSettings(options, "make zeros");
  return zeros(x.shape, { dtype: x.dtype, ...options });
}

/**
 * Ones of the shape and dtype of another tensor.
 * @example toArray(onesLike(zeros([2, 1]))); // => [[1], [1]]
 */
export function onesLike(x: Tensor, options: LeafOptions = {}): Tensor {
  checkTensor(x, "make ones like");
  checkSettings(options, "make ones");
  return ones(x.shape, { dtype: x.dtype, ...options });
}

/**
 * A matrix with ones on the diagonal and zeros elsewhere: the identity matrix, when it is square.
 * @param columns As many as rows by default.
 * @example toArray(eye(2, 3)); // => [[1, 0, 0], [0, 1, 0]]
 */
export function eye(rows: number, columns = rows, options: LeafOptions = {}): Tensor {
  const made = freshLeaf([rows, columns], options, "make an identity matrix");
  for (let i = 0; i < Math.min(rows, columns); i++) made.storage.data[i * columns + i] = 1;
  return made;
}

/**
 * The numbers `start`, `start + step`, … below `end`, or above it for a negative step.
 * With one number, it is the end; with two, they are start and end.
 * @param step 1 by default.
 * @throws RangeError when the step is 0 or leads away from the end.
 * @example [toArray(arange(3)), toArray(arange(5, 0, -2))]; // => [[0, 1, 2], [5, 3, 1]]
 * @example arange(5, 0); // throws RangeError: Cannot count from 5 to 0 by 1 as the step must lead to the end: got 1; try arange(5, 0, -1)
 */
export function arange(end: number, options?: LeafOptions): Tensor;
export function arange(start: number, end: number, options?: LeafOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: LeafOptions): Tensor;
export function arange(...settings: (number | LeafOptions | undefined)[]): Tensor {
  const last = settings.at(-1);
  const options = typeof last === "object" ? last : {};
  const numbers = settings.filter((setting) => setting !== undefined && setting !== options) as number[];
  const wrong = numbers.find((number) => typeof number !== "number");
  if (wrong !== undefined || numbers.length === 0 || numbers.length > 3) {
    const found = wrong === undefined ? `got ${numbers.length} of them` : `got ${valueText(wrong)}`;
    throw new TypeError(lesson({ cannot: "count", as: "start, end and step must be numbers", found }));
  }
  const [start, end, step = 1] = numbers.length === 1 ? [0, numbers[0]] : numbers;
  const count = Math.ceil((end - start) / step);
  if (!Number.isFinite(count) || count < 0) {
    throw new RangeError(
      lesson({
        cannot: `count from ${valueText(start)} to ${valueText(end)} by ${valueText(step)}`,
        as: "the step must lead to the end",
        found: `got ${valueText(step)}`,
        ...(Number.isFinite(count) ? { try: `arange(${start}, ${end}, ${-step})` } : {}),
      }),
    );
  }
  const made = freshLeaf([count], options, "make a range");
  for (let i = 0; i < count; i++) made.storage.data[i] = start + i * step; // no running sum: its errors would add up
  return made;
}

/**
 * So many numbers from `start` to `end` at equal distances, both included.
 * @throws RangeError when an end is no finite number, or the number of steps not a whole number from 0 up.
 * @example toArray(linspace(0, 1, 5)); // => [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, end: number, steps: number, options: LeafOptions = {}): Tensor {
  checkCount("divide a range into", steps, "numbers");
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    const cannot = `divide a range from ${valueText(start)} to ${valueText(end)}`;
    throw new RangeError(
      lesson({ cannot, as: "its ends must be finite numbers", found: `got ${valueText(start)} and ${valueText(end)}` }),
    );
  }
  const made = freshLeaf([steps], options, "divide a range into numbers");
  const step = steps === 1 ? 0 : (end - start) / (steps - 1);
  for (let i = 0; i < steps; i++) {
    made.storage.data[i] = 2 * i < steps ? start + i * step : end - (steps - 1 - i) * step; // so that the end is exact
  }
  return made;
}

/** Refuses null, which is what `x.grad` holds before `backward`, with the cure for it. */
function checkReadable(x: unknown, action: string): asserts x is Tensor {
  if (x !== null) return checkTensor(x, action);
  throw new TypeError(
    lesson({
      cannot: `${action} null`,
      as: "it must be a tensor",
      found: "x has no gradient yet, if this is x.grad",
      try: "backward(loss) first, on a loss computed from an x with requiresGrad: true",
    }),
  );
}

/**
 * The only element of a tensor, as a number; of bool as true or false.
 * @throws TypeError when it has more than one element, or none.
 * @example item(add(tensor([[2]]), 3)); // => 5
 * @example item(zeros([2])); // throws TypeError: Cannot read (2) as one number as it must have one element: it has 2; try toArray(x)
 */
export function item<T extends number | boolean = number>(x: Tensor | null): T {
  checkReadable(x, "read one number from");
  if (x.size !== 1) {
    const cannot = `read ${sizesText(x.shape)} as one number`;
    throw new TypeError(
      lesson({ cannot, as: "it must have one element", found: `it has ${x.size}`, try: "toArray(x)" }),
    );
  }
  const value = elementsOf(x, "read its number")[0];
  return (x.dtype === "bool" ? value === 1 : value) as T;
}

/**
 * The elements as numbers in arrays in arrays, as deep as there are axes; of bool as true and false. A tensor of shape () gives one number.
 * The type follows where it is used: `const rows: number[][] = toArray(x)`, for which x must have two axes.
 * @throws TypeError when it is no tensor, such as a gradient that is not there yet.
 * @example toArray(arange(3)); // => [0, 1, 2]
 * @example toArray(ones([2]).grad); // throws TypeError: Cannot make an array of null as it must be a tensor: x has no gradient yet, if this is x.grad; try backward(loss) first, on a loss computed from an x with requiresGrad: true
 */
export function toArray<T extends NestedArray = NestedArray>(x: Tensor | null): T {
  checkReadable(x, "make an array of");
  const elements = elementsOf(x, "make an array of it");
  const { shape, dtype } = x;
  const inside = (axis: number, start: number, size: number): NestedArray => {
    if (axis === shape.length) return dtype === "bool" ? elements[start] === 1 : elements[start];
    const rowSize = shape[axis] === 0 ? 0 : size / shape[axis];
    return Array.from({ length: shape[axis] }, (_, i) => inside(axis + 1, start + i * rowSize, rowSize));
  };
  return inside(0, 0, x.size) as T;
}

/**
 * The elements row by row in a typed array of their kind, which is a copy: writing to it changes no tensor.
 * @throws TypeError when it is no tensor, such as a gradient that is not there yet.
 * @example toTypedArray(tensor([[1, 2], [3, 4]])); // => [1, 2, 3, 4]
 */
export function toTypedArray(x: Tensor | null): TypedArray {
  checkReadable(x, "make a typed array of");
  return elementsOf(x, "make an array of it").slice();
}
