/*
 * Tensors in a file, for checkpoints that PyTorch reads and that were written by PyTorch. The format is called safetensors: a
 * header in plain text says where each tensor lies, and the elements follow as they lie in memory. Reading it is checking the
 * header and copying bytes; nothing in the file is ever executed. Here a tensor is plain data: dtype, shape, elements.
 *
 *   file = length of the header · header · elements of tensor 0 · elements of tensor 1 · …
 *
 *   in the file   F64      F32      I32    BOOL   are read and written: float64, float32, int32, bool
 *                 F16, BF16                       are read as float32, which holds all their numbers
 *                 I64, U8                         are read as int32, which holds all of U8's and most of I64's
 *
 * Tensors are written in the order of the official writer, so that the same tensors give the same bytes, whoever writes them
 * and in whatever order they were named: first those with the longer elements, and among equals by name.
 *
 * Notation: (size₀, size₁, …) a shape; elements lie row by row, the low byte of each first.
 * Source: Hugging Face, safetensors: README, section Format; the order: its function `prepare`, version 0.8.
 * NB: the official writer puts several metadata entries into an order that changes from run to run; here it is that of their
 *   names. The elements are copied as they lie in memory, which is right on every machine whose memory has low bytes first:
 *   all that browsers and Node's own releases run on but one, IBM's s390x.
 *
 * Page 133 · before it: train/safetensorsHeader.ts · after it: train/stopSignal.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { type DType, dtypeOf, type TypedArray } from "../tensor/dtype.ts";
import { float32FromBfloat16, float32FromFloat16 } from "../tensor/halfPrecision.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { type HeaderEntry, isText, readHeader, type StoredDType, toUtf8, writeHeader } from "./safetensorsHeader.ts";

/** A tensor as plain data. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Row by row: Float32Array, Float64Array, Int32Array, or for bool a Uint8Array of zeros and ones. */
  readonly data: TypedArray;
}

/** What a file holds. */
export interface SafetensorsFile {
  /** By name, in the order of the file; names of digits come first, as in every object. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Texts by name: whatever the writer wanted to say, such as `{ format: "pt" }`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** In the order in which they are written: no element then begins at an address that its length does not divide. */
const storedAs = { float64: "F64", float32: "F32", int32: "I32", bool: "BOOL" } as const satisfies Record<
  DType,
  StoredDType
>;
const writingOrder: readonly DType[] = ["float64", "float32", "int32", "bool"];

/** Which element is neither 0 nor 1, or −1. */
const firstNoBool = (data: Uint8Array): number => data.findIndex((value) => value > 1);

/** All that can be wrong with a tensor is found before the first byte is written. */
function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  const refuse = (as: string, found: string): never => {
    throw new TypeError(lesson({ cannot: `write the tensor ${valueText(name)}`, as, found }));
  };
  if (!isText(name)) refuse("names must be text", "half of a surrogate pair is in it");
  if (name === "__metadata__") refuse("this name has another meaning in the file", "a tensor has it");
  if (!Object.hasOwn(storedAs, dtype))
    refuse(`dtype must be one of ${writingOrder.join(", ")}`, `got ${valueText(dtype)}`);
  if (!ArrayBuffer.isView(data) || dtypeOf(data) !== dtype || (dtype === "bool" && !(data instanceof Uint8Array))) {
    refuse("the elements must lie in the typed array of their dtype", `${dtype} is in ${data?.constructor?.name}`);
  }
  if (
    !Array.isArray(shape) ||
    !shape.every((size) => Number.isSafeInteger(size) && size >= 0) ||
    sizeOf(shape) !== data.length
  ) {
    refuse("there must be as many elements as the shape says", `shape ${sizesText(shape)} has ${data.length}`);
  }
  const at = data instanceof Uint8Array ? firstNoBool(data) : -1;
  if (at >= 0) refuse("bools must be 0 or 1", `element ${at} is ${data[at]}`);
}

/** The order of Rust's texts, which is that of their bytes: "z" before "ä", and "ﬀ" before "😀". */
function byBytes(a: Uint8Array, b: Uint8Array): number {
  const same = a.findIndex((byte, i) => byte !== b[i]);
  return same < 0 ? a.length - b.length : a[same] - (b[same] ?? -1);
}

/**
 * The bytes of a safetensors file. The same tensors and metadata give the same bytes, those that the official writer gives.
 * @param tensors By name, each with as many elements as its shape says.
 * @param metadata Texts by name.
 * @throws TypeError when a tensor's elements do not fit its shape or dtype, or a name or text is none; RangeError when the
 *   names alone would fill more than readers accept.
 * @example
 * const weight = { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const file = encodeSafetensors({ weight }, { format: "pt" });
 * [file.length, file[0], String.fromCharCode(...file.subarray(8, 25))]; // => [120, 96, '{"__metadata__":{']
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  for (const [name, tensor] of Object.entries(tensors)) checkTensor(name, tensor);
  for (const [key, text] of Object.entries(metadata)) {
    if (isText(key) && isText(text)) continue;
    const as = "metadata must be names with texts";
    throw new TypeError(
      lesson({ cannot: "write the metadata", as, found: `${valueText(key)} has ${valueText(text)}` }),
    );
  }
  const rank = ({ dtype }: StoredTensor): number => writingOrder.indexOf(dtype);
  const ordered = Object.entries(tensors)
    .map(([name, tensor]) => ({ name, tensor, key: toUtf8(name) }))
    .sort((a, b) => rank(a.tensor) - rank(b.tensor) || byBytes(a.key, b.key));
  let end = 0; // of the tensors so far, from the first byte after the header
  const entries = ordered.map(({ name, tensor: { dtype, shape, data } }): HeaderEntry => {
    const begin = end;
    end += data.byteLength;
    return { name, dtype: storedAs[dtype], shape, begin, end };
  });
  const header = writeHeader(entries, metadata);
  const file = new Uint8Array(header.length + end);
  file.set(header);
  for (const [i, { tensor }] of ordered.entries()) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), header.length + entries[i].begin);
  }
  return file;
}

/** 64-bit whole numbers that 32 bits hold: the upper half repeats the sign of the lower one. */
function int32FromInt64(words: Int32Array, name: string): Int32Array {
  return Int32Array.from({ length: words.length / 2 }, (_, i) => {
    const [low, high] = [words[2 * i], words[2 * i + 1]];
    if (high === low >> 31) return low;
    throw new RangeError(
      lesson({
        cannot: `read the tensor ${valueText(name)} as int32`,
        as: "every element must lie from -2147483648 to 2147483647",
        found: `element ${i} is ${(BigInt(high) << 32n) | BigInt(low >>> 0)}`,
      }),
    );
  });
}

/** The elements of one tensor; `bytes` are its own, from the beginning of their buffer. */
function elements({ name, dtype, shape }: HeaderEntry, { buffer, length }: Uint8Array<ArrayBuffer>): StoredTensor {
  const bits = () => new Uint16Array(buffer);
  switch (dtype) {
    case "F64":
      return { dtype: "float64", shape, data: new Float64Array(buffer) };
    case "F32":
      return { dtype: "float32", shape, data: new Float32Array(buffer) };
    case "F16":
      return { dtype: "float32", shape, data: float32FromFloat16(bits()) };
    case "BF16":
      return { dtype: "float32", shape, data: float32FromBfloat16(bits()) };
    case "I64":
      return { dtype: "int32", shape, data: int32FromInt64(new Int32Array(buffer), name) };
    case "I32":
      return { dtype: "int32", shape, data: new Int32Array(buffer) };
    case "U8":
      return { dtype: "int32", shape, data: Int32Array.from(new Uint8Array(buffer)) };
    case "BOOL": {
      const data = new Uint8Array(buffer);
      const at = firstNoBool(data);
      if (at < 0) return { dtype: "bool", shape, data };
      const found = `byte ${at} of ${length} is ${data[at]}`;
      throw new SyntaxError(
        lesson({ cannot: `read the tensor ${valueText(name)}`, as: "bools must be 0 or 1", found }),
      );
    }
  }
}

/**
 * The tensors of a safetensors file, copied out of it.
 * @param bytes The whole file.
 * @throws SyntaxError when the file is cut off or breaks another rule of the format; TypeError for a dtype that is not read;
 *   RangeError for a whole number that 32 bits do not hold. Then nothing is given.
 * @example
 * const labels = { dtype: "int32", shape: [3], data: Int32Array.of(7, -1, 0) } as const;
 * const { tensors } = decodeSafetensors(encodeSafetensors({ labels }));
 * [...tensors.labels.data]; // => [7, -1, 0]
 * @example decodeSafetensors(Uint8Array.of(1, 2, 3)); // throws SyntaxError: Cannot read the safetensors file as it must begin with the 8 bytes of a length: it has 3
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata, dataStart } = readHeader(bytes);
  const named = entries.map((entry): [string, StoredTensor] => {
    const own = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end)); // a copy
    return [entry.name, elements(entry, own)];
  });
  return { tensors: Object.fromEntries(named), metadata };
}
