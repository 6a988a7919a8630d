/*
 * What one element of a tensor is: a float of 32 bits, which is what models are trained with; a float of 64 bits, for proofs
 * such as gradient checks, where rounding must not drown the answer; a whole number of 32 bits, for labels and indices; or a
 * truth value, for masks. Each kind lives in the typed array of JavaScript that stores it without waste.
 *
 *   float32 → Float32Array      float64 → Float64Array      int32 → Int32Array      bool → Uint8Array of zeros and ones
 *
 * Notation: dtype data type, as NumPy and PyTorch write it.
 * Source: IEEE 754-2019 for the floats; C. Harris et al., Array programming with NumPy, Nature 585 (2020).
 * NB: PyTorch turns float32 into float64 silently where the two meet. Here that throws: it is nearly always a mistake, and it
 *   costs half the speed. Its labels are int64; int32 reaches far enough for every label and index of this library.
 *
 * Page 48 · before it: wasm/threads.ts · after it: tensor/shape.ts
 */
import { lesson, shortNumber, valueText } from "../lesson.ts";

/** The kinds of elements. */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The arrays that hold them. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const arrayOf = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };

/**
 * Bytes of one element.
 * @example [bytesOf.float64, bytesOf.bool]; // => [8, 1]
 */
export const bytesOf: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

/**
 * Refuses what is no dtype.
 * @throws TypeError naming the four.
 * @example checkDType("float16", "make a tensor"); // throws TypeError: Cannot make a tensor of dtype "float16" as it must be one of float32, float64, int32, bool: got "float16"
 */
export function checkDType(dtype: unknown, action: string): asserts dtype is DType {
  if (typeof dtype === "string" && Object.hasOwn(arrayOf, dtype)) return;
  throw new TypeError(
    lesson({
      cannot: `${action} of dtype ${valueText(dtype)}`,
      as: `it must be one of ${Object.keys(arrayOf).join(", ")}`,
      found: `got ${valueText(dtype)}`,
    }),
  );
}

/**
 * An array of zeros for `length` elements.
 * @throws RangeError when there is not so much memory.
 * @example allocate("int32", 3) instanceof Int32Array; // => true
 * @example allocate("float32", 1e12); // throws RangeError: Cannot make a tensor of 1000000000000 elements as they must fit in memory: they would take 4000 GB
 */
export function allocate(dtype: DType, length: number): TypedArray {
  try {
    return new arrayOf[dtype](length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const found = `they would take ${shortNumber((length * bytesOf[dtype]) / 1e9)} GB`;
    throw new RangeError(
      lesson({ cannot: `make a tensor of ${length} elements`, as: "they must fit in memory", found }),
    );
  }
}

/**
 * The dtype whose array this is.
 * @example dtypeOf(new Float64Array(2)); // => "float64"
 */
export function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  return array instanceof Int32Array ? "int32" : "bool";
}

/**
 * Whether the elements are floats, and so can have gradients.
 * @example [isFloat("float32"), isFloat("int32")]; // => [true, false]
 */
export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/**
 * The dtype in which two tensors are combined: bool gives way to int32, and both give way to floats.
 * @param action For the message: "add".
 * @throws TypeError when float32 meets float64.
 * @example
 * [promote("bool", "int32", "add"), promote("int32", "float64", "add")]; // => ["int32", "float64"]
 * @example promote("float32", "float64", "add"); // throws TypeError: Cannot add float32 and float64 as float types must not be mixed: got float32 and float64; try cast(a, "float64")
 */
export function promote(a: DType, b: DType, action: string): DType {
  if (a === b) return a;
  if (isFloat(a) && isFloat(b)) {
    throw new TypeError(
      lesson({
        cannot: `${action} ${a} and ${b}`,
        as: "float types must not be mixed",
        found: `got ${a} and ${b}`,
        try: a === "float32" ? 'cast(a, "float64")' : 'cast(b, "float64")',
      }),
    );
  }
  if (isFloat(a)) return a;
  if (isFloat(b)) return b;
  return "int32";
}
