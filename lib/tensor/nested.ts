/*
 * Arrays in arrays, made flat. A tensor is a box: every row has the same length, at every depth, and every place holds a number.
 * JavaScript's arrays promise none of that, so that whatever breaks the box is named by its place, in the words in which one
 * would look for it: the row that is too short, the text among numbers, the place that nobody filled.
 *
 *   [[1, 2], [3, 4]]  →  shape (2, 2), 1 2 3 4          [[1, 2], [3]]  →  row 1 has 1 and row 0 has 2
 *
 * Notation: path, the positions that lead to a place: [2][0] is the first element of row 2.
 * NB: NumPy once made arrays of objects of ragged rows, which failed much later; since 2022 it refuses them as well.
 *
 * Page 51 · before it: tensor/halfPrecision.ts · after it: tensor/print.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { allocate, checkDType, type DType, type TypedArray } from "./dtype.ts";
import { sizeOf } from "./shape.ts";

/** The typed arrays whose elements are numbers that a tensor can hold. */
export type NumberArray = TypedArray | Int8Array | Int16Array | Uint16Array | Uint32Array | Uint8ClampedArray;

/** What a tensor can be made of: a number or truth value, arrays of them as deep as there are axes, typed arrays. */
export type TensorValues = number | boolean | NumberArray | readonly TensorValues[];

/** Values row by row. */
export interface FlatValues {
  /** A new array, which belongs to whoever asked for it. */
  readonly flat: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What breaks the box, found on the way; the message begins with what was to be made of which values. */
function broken(values: unknown, rule: string, found: string, cure?: string): string {
  const cannot = `make a tensor of ${valueText(values)}`;
  return lesson({ cannot, as: rule, found, ...(cure === undefined ? {} : { try: cure }) });
}

/** A place in words: "row 2", or "[2][0]" further in. */
const placeText = (path: readonly number[]): string =>
  path.length === 1 ? `row ${path[0]}` : path.map((i) => `[${i}]`).join("");

/** A single element in words: "[1][0]", or "it" where there are no arrays at all. */
const elementText = (path: readonly number[]): string =>
  path.length === 0 ? "it" : path.map((i) => `[${i}]`).join("");

const kinds = [Float32Array, Float64Array, Int32Array, Uint8Array, Int8Array, Int16Array, Uint16Array, Uint32Array];

/** Typed arrays of numbers; those of BigInts hold none. */
const isNumberArray = (part: unknown): part is NumberArray =>
  part instanceof Uint8ClampedArray || kinds.some((kind) => part instanceof kind);

/** What has rows or elements in it. */
const isList = (part: unknown): part is ArrayLike<unknown> => Array.isArray(part) || isNumberArray(part);

/** NumPy's limit too. Nobody needs so many, and an array that contains itself would have no end. */
const mostAxes = 64;

/** The lengths met on the way to the first element, and the dtype that suits what is there. */
function firstElement(values: unknown): { shape: number[]; natural: DType } {
  const shape: number[] = [];
  let part = values;
  for (; Array.isArray(part); part = part[0]) {
    shape.push(part.length);
    if (shape.length <= mostAxes) continue;
    throw new TypeError(
      broken(values, `arrays must be at most ${mostAxes} deep`, "one of them contains itself, or it is deeper"),
    );
  }
  if (part instanceof Float64Array) return { shape: [...shape, part.length], natural: "float64" };
  if (part instanceof Float32Array) return { shape: [...shape, part.length], natural: "float32" };
  if (isNumberArray(part)) return { shape: [...shape, part.length], natural: "int32" };
  return { shape, natural: typeof part === "boolean" ? "bool" : "float32" };
}

/**
 * The values row by row in a new typed array, with the shape that their arrays have.
 * @param wanted The dtype; without it bool for truth values, int32 for typed arrays of whole numbers, float64 for a Float64Array,
 *   and float32 else. Where it is named, true and false stand for 1 and 0, and bool asks whether a number is not 0.
 * @throws TypeError when arrays at one depth have different lengths or depths, or something is neither number nor truth value;
 *   RangeError when int32 is wanted and a number is not whole, or beyond its range.
 * @example flatValues([[1, 2], [3, 4]]).shape; // => [2, 2]
 * @example flatValues([[1, 2], [3, "4"]]); // throws TypeError: Cannot make a tensor of an array of 2 as every element must be a number: [1][1] is "4"; try Number("4")
 */
export function flatValues(values: TensorValues, wanted?: DType): FlatValues {
  if (wanted !== undefined) checkDType(wanted, "make a tensor");
  const { shape, natural } = firstElement(values);
  const dtype = wanted ?? natural;
  const flat = allocate(dtype, sizeOf(shape));
  let next = 0;
  const path: number[] = []; // where the walk is
  const visit = (part: unknown): void => {
    if (path.length < shape.length) {
      // still an array, as far as the first element went
      checkRow(values, part, shape[path.length], path);
      for (let i = 0; i < part.length; i++) {
        path.push(i);
        visit(part[i]);
        path.pop();
      }
      return;
    }
    checkElement(values, part, path, wanted === undefined ? natural : null); // as deep as the first element
    const value = Number(part);
    if (dtype === "int32") checkInt32(value, path);
    flat[next++] = dtype === "bool" ? Number(value !== 0) : value;
  };
  if (isNumberArray(values) && dtype !== "int32" && dtype !== "bool")
    flat.set(values); // nothing in it to be checked
  else visit(values);
  return { flat, shape, dtype };
}

/** Refuses a row of another length than the first at its depth, or no row at all. */
function checkRow(
  values: unknown,
  part: unknown,
  length: number,
  path: readonly number[],
): asserts part is ArrayLike<unknown> {
  if (isList(part) && part.length === length) return;
  const first = placeText(path.map(() => 0));
  const found = isList(part)
    ? `${placeText(path)} has ${part.length} and ${first} has ${length}`
    : `${placeText(path)} is ${valueText(part)} and ${first} is an array of ${length}`;
  throw new TypeError(broken(values, "arrays at the same depth must have the same length", found));
}

/**
 * Refuses what is no number: undefined is a place that was never filled, and text gets the cure for text that could be a number.
 * Where no dtype was named, numbers and truth values must not be mixed.
 */
function checkElement(values: unknown, part: unknown, path: readonly number[], natural: DType | null): void {
  const place = elementText(path);
  if (typeof part !== "number" && typeof part !== "boolean") {
    if (isList(part)) {
      const found = `${place} is ${valueText(part)} and ${placeText(path.map(() => 0))} is none`;
      throw new TypeError(broken(values, "arrays must be equally deep everywhere", found));
    }
    const found = part === undefined ? `${place} is missing` : `${place} is ${valueText(part)}`;
    const isNumeral = typeof part === "string" && part.trim() !== "" && !Number.isNaN(Number(part));
    const cure = isNumeral ? `Number(${valueText(part)})` : typeof part === "bigint" ? `Number(${part}n)` : undefined;
    throw new TypeError(broken(values, "every element must be a number", found, cure));
  }
  if (natural === null || (natural === "bool") === (typeof part === "boolean")) return;
  const rule = "its elements must be all numbers or all truth values, unless a dtype is named";
  throw new TypeError(broken(values, rule, `${place} is ${part}`, 'tensor(values, { dtype: "float32" })'));
}

/** Refuses a number that int32 would change: a typed array would silently drop its fraction, or its upper bits. */
function checkInt32(value: number, path: readonly number[]): void {
  if ((value | 0) === value) return;
  const rule = "its elements must be whole numbers from -2147483648 to 2147483647";
  const cure = Number.isFinite(value) && !Number.isInteger(value) ? { try: 'cast(tensor(values), "int32")' } : {};
  const found = `${elementText(path)} is ${value}`;
  throw new RangeError(lesson({ cannot: "make an int32 tensor", as: rule, found, ...cure }));
}
