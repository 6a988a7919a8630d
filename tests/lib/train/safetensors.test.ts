import { describe, expect, test } from "vitest";
import { choice, integer, type RandomGenerator, random, shuffled } from "../../../lib/data/random.ts";
import type { TypedArray } from "../../../lib/tensor/dtype.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "../../../lib/train/safetensors.ts";
import { readReference } from "../reference/readReference.ts";

interface OfficialFile {
  readonly bytes: string;
  readonly metadata: Record<string, string>;
  readonly tensors: readonly [string, { dtype: StoredTensor["dtype"]; shape: number[]; elements: string }][];
}
const official = Object.entries(readReference<{ files: Record<string, OfficialFile> }>("safetensorsFiles").files);
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, "base64"));
const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };
const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A file with this header, which need not be right, and this many bytes of data. */
function fileOf(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

/** Tensors of random kinds, names and shapes, empty and scalar ones among them, with every bit pattern possible. */
function randomTensors(rng: RandomGenerator): Record<string, StoredTensor> {
  const names = shuffled(rng, ["w", "b", "layer.0.w", "ä", "😀", "ﬀ", "7", "10", "", "__proto__", 'a\n"b\\']);
  const count = integer(rng, 0, 7);
  return Object.fromEntries(
    names.slice(0, count).map((name) => {
      const shape = Array.from({ length: integer(rng, 0, 4) }, () => integer(rng, 0, 4));
      const dtype = choice(rng, ["float32", "float64", "int32", "bool"] as const);
      const data = new arrays[dtype](shape.reduce((product, size) => product * size, 1));
      const bytes = bytesOf(data);
      for (let i = 0; i < bytes.length; i++) bytes[i] = integer(rng, 0, dtype === "bool" ? 2 : 256);
      return [name, { dtype, shape, data }];
    }),
  );
}

describe("with the official package", () => {
  test.each(official)("decodeSafetensors() reads its file exactly: %s", (_name, { bytes, metadata, tensors }) => {
    const found = decodeSafetensors(fromBase64(bytes));
    expect(found.metadata).toEqual(metadata);
    expect(Object.keys(found.tensors).sort()).toEqual(tensors.map(([name]) => name).sort());
    for (const [name, { dtype, shape, elements }] of tensors) {
      const tensor = found.tensors[name];
      expect([name, tensor.dtype, tensor.shape]).toEqual([name, dtype, shape]);
      expect(tensor.data).toBeInstanceOf(arrays[dtype]);
      expect(tensor.data).toEqual(new arrays[dtype](fromBase64(elements).buffer));
    }
  });

  const written = official.filter(([name]) => name !== "every kind");
  test.each(written)("encodeSafetensors() writes its bytes, however the tensors are ordered: %s", (_name, file) => {
    const tensors = file.tensors.map(([name, { dtype, shape, elements }]): [string, StoredTensor] => [
      name,
      { dtype, shape, data: new arrays[dtype](fromBase64(elements).buffer) },
    ]);
    const expected = fromBase64(file.bytes);
    for (const order of [tensors, tensors.toReversed(), shuffled(random(1), tensors)]) {
      expect(encodeSafetensors(Object.fromEntries(order), file.metadata)).toEqual(expected);
    }
  });
});

describe("encodeSafetensors() and decodeSafetensors()", () => {
  test("give every tensor back, bit by bit, for random ones", () => {
    const rng = random(7);
    for (let round = 0; round < 300; round++) {
      const tensors = randomTensors(rng);
      const metadata: Record<string, string> = round % 2 ? { format: "pt", ä: "😀", "": "", __proto__x: "\u0000" } : {};
      const bytes = encodeSafetensors(tensors, metadata);
      const found = decodeSafetensors(bytes);
      expect(found.metadata).toEqual(metadata);
      expect(Object.keys(found.tensors).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
        const tensor = found.tensors[name];
        expect([tensor.dtype, tensor.shape]).toEqual([dtype, shape]);
        expect(bytesOf(tensor.data)).toEqual(bytesOf(data));
      }
      expect(encodeSafetensors(found.tensors, found.metadata)).toEqual(bytes);
    }
  });

  test("copy: the file, the tensors that went in and those that came out share no memory", () => {
    const data = Float32Array.of(1, 2);
    const bytes = encodeSafetensors({ x: { dtype: "float32", shape: [2], data } });
    const { x } = decodeSafetensors(bytes).tensors;
    data.fill(7);
    bytes.fill(0);
    expect([...x.data]).toEqual([1, 2]);
  });

  test("work on views of larger buffers, at addresses that no element length divides", () => {
    const large = Float64Array.of(0, 1, 2, 3);
    const bytes = encodeSafetensors({ x: { dtype: "float64", shape: [2], data: large.subarray(1, 3) } });
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect([...decodeSafetensors(moved.subarray(3)).tensors.x.data]).toEqual([1, 2]);
    expect([...decodeSafetensors(Buffer.from(bytes)).tensors.x.data]).toEqual([1, 2]);
  });

  test("several metadata entries are written in the order of their names, whatever order they came in", () => {
    expect(encodeSafetensors({}, { b: "1", a: "2" })).toEqual(encodeSafetensors({}, { a: "2", b: "1" }));
  });
});

describe("encodeSafetensors() refuses", () => {
  const x = { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } as const;
  test.each([
    [
      "a wrong number of elements",
      { x: { ...x, shape: [3] } },
      'Cannot write the tensor "x" as there must be as many elements as the shape says: shape (3) has 2',
    ],
    ["a negative size", { x: { ...x, shape: [-1, -2] } }, "shape (-1, -2) has 2"],
    ["a fractional size", { x: { ...x, shape: [0.5, 4] } }, "shape (0.5, 4) has 2"],
    [
      "another array than the dtype's",
      { x: { ...x, dtype: "int32" } },
      "as the elements must lie in the typed array of their dtype: int32 is in Float32Array",
    ],
    ["an array of no dtype", { x: { dtype: "bool", shape: [1], data: new Uint16Array(1) } }, "bool is in Uint16Array"],
    ["a list", { x: { ...x, data: [1, 2] } }, "float32 is in Array"],
    [
      "an unknown dtype",
      { x: { ...x, dtype: "float16" } },
      'as dtype must be one of float64, float32, int32, bool: got "float16"',
    ],
    [
      "a bool that is 2",
      { x: { dtype: "bool", shape: [2], data: Uint8Array.of(1, 2) } },
      "as bools must be 0 or 1: element 1 is 2",
    ],
    [
      "a name that means something else",
      { __metadata__: x },
      "as this name has another meaning in the file: a tensor has it",
    ],
    ["a name that is no text", { "\ud800": x }, "as names must be text: half of a surrogate pair is in it"],
  ])("%s", (_name, tensors, message) => {
    const write = () => encodeSafetensors(tensors as unknown as Record<string, StoredTensor>);
    expect(write).toThrow(TypeError);
    expect(write).toThrow(message);
  });

  test("metadata that is no text, and a header that no reader accepts", () => {
    expect(() => encodeSafetensors({}, { epoch: 3 } as unknown as Record<string, string>)).toThrow(
      'Cannot write the metadata as metadata must be names with texts: "epoch" has 3',
    );
    expect(() => encodeSafetensors({}, { note: "x".repeat(100_000_000) })).toThrow(
      "Cannot write 0 tensors as readers accept headers of 100000000 bytes: this one has 100000032",
    );
  });
});

describe("decodeSafetensors() refuses", () => {
  const one = (dtype: string, bytes: number): string =>
    `{"x":{"dtype":"${dtype}","shape":[1],"data_offsets":[0,${bytes}]}}`;

  test("int64 elements that int32 does not hold, and reads those at its bounds", () => {
    const file = fileOf(one("I64", 8), 8);
    const view = new DataView(file.buffer, file.length - 8);
    for (const value of [2n ** 31n - 1n, -(2n ** 31n), -1n, 0n]) {
      view.setBigInt64(0, value, true);
      expect(decodeSafetensors(file).tensors.x).toEqual({
        dtype: "int32",
        shape: [1],
        data: Int32Array.of(Number(value)),
      });
    }
    for (const value of [2n ** 31n, -(2n ** 31n) - 1n, 2n ** 32n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      view.setBigInt64(0, value, true);
      expect(() => decodeSafetensors(file)).toThrow(
        new RangeError(
          `Cannot read the tensor "x" as int32 as every element must lie from -2147483648 to 2147483647: element 0 is ${value}`,
        ),
      );
    }
  });

  test("bools that are neither 0 nor 1, and dtypes that are not read", () => {
    const file = fileOf(one("BOOL", 1), 1);
    file[file.length - 1] = 5;
    expect(() => decodeSafetensors(file)).toThrow(
      new SyntaxError('Cannot read the tensor "x" as bools must be 0 or 1: byte 0 of 1 is 5'),
    );
    expect(() => decodeSafetensors(fileOf(one("F8_E4M3", 1), 1))).toThrow(
      new TypeError(
        'Cannot read the tensor "x" of the safetensors file as its dtype must be one of F64, F32, F16, BF16, I64, I32, U8, BOOL: it is "F8_E4M3"',
      ),
    );
    expect(() => decodeSafetensors(fileOf(one("constructor", 1), 1))).toThrow(TypeError);
  });

  test("every file that was cut off, wherever", () => {
    const file = encodeSafetensors({
      a: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) },
      b: { dtype: "bool", shape: [], data: Uint8Array.of(1) },
    });
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length)), `${length} bytes`).toThrow(SyntaxError);
    }
    expect(() => decodeSafetensors(Uint8Array.of(...file, 0))).toThrow(SyntaxError);
  });

  test("or reads 2,000 files with random damage, in time, and what it reads has the sizes that it says", () => {
    const rng = random(2_000);
    const seen = { read: 0, refused: 0 };
    for (let round = 0; round < 2_000; round++) {
      const damaged = damage(rng, encodeSafetensors(randomTensors(rng), { format: "pt" }));
      try {
        const { tensors } = decodeSafetensors(damaged);
        for (const { dtype, shape, data } of Object.values(tensors)) {
          expect(data).toBeInstanceOf(arrays[dtype]);
          expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
        }
        seen.read += 1;
      } catch (error) {
        expect((error as Error).message).toMatch(
          /^Cannot read the (safetensors file|tensor "[\s\S]*") .*as [\s\S]+: [\s\S]+$/,
        );
        expect(["SyntaxError", "TypeError", "RangeError"]).toContain((error as Error).name);
        seen.refused += 1;
      }
    }
    expect(seen.read).toBeGreaterThan(100); // damage to an element cannot be seen
    expect(seen.refused).toBeGreaterThan(1_000);
  });
});

/** A few bytes or digits changed, dropped, doubled or exchanged, in the header more often than behind it. */
function damage(rng: RandomGenerator, file: Uint8Array): Uint8Array {
  let bytes = [...file];
  const headerEnd = 8 + bytes[0] + 256 * bytes[1];
  for (let times = integer(rng, 1, 3); times > 0; times--) {
    const at = integer(rng, 0, integer(rng, 0, 2) === 0 ? bytes.length : Math.min(headerEnd, bytes.length));
    const digits = [...bytes.keys()].filter((i) => i >= 8 && i < headerEnd && bytes[i] >= 48 && bytes[i] <= 57);
    const kind = integer(rng, 0, 6);
    if (kind === 0) bytes[at] = integer(rng, 0, 256);
    if (kind === 1) bytes[at] ^= 1 << integer(rng, 0, 8);
    if (kind === 2 && digits.length > 0) bytes[choice(rng, digits)] = integer(rng, 48, 58);
    if (kind === 3) bytes = bytes.slice(0, at + 1);
    if (kind === 4) bytes.splice(at, integer(rng, 0, 3), ...bytes.slice(at, at + integer(rng, 0, 20)));
    if (kind === 5) bytes.push(integer(rng, 0, 256));
  }
  return Uint8Array.from(bytes);
}
