import { describe, expect, test } from "vitest";
import { readHeader, toUtf8, writeHeader } from "../../../lib/train/safetensorsHeader.ts";

/** A file with this header, which need not be right, and this many bytes of data. */
function fileOf(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const entry = (shape: string, begin: number, end: number, dtype = "F32"): string =>
  `{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`;

describe("readHeader()", () => {
  test("reads entries in any order, any order of their keys, escapes, unknown keys and white space", () => {
    const header = `{ "b" : ${entry("1", 4, 8)},\n\t"\\u0061":{"data_offsets":[0,4],"note":{"dtype":1},"shape":[],"dtype":"F32"}}\r\n `;
    expect(readHeader(fileOf(header, 8)).entries).toEqual([
      { name: "a", dtype: "F32", shape: [], begin: 0, end: 4 },
      { name: "b", dtype: "F32", shape: [1], begin: 4, end: 8 },
    ]);
  });

  test("empty tensors take no place, before, between and after the others", () => {
    const header = `{"z":${entry("0", 0, 0)},"a":${entry("1", 0, 4)},"b":${entry("3,0", 4, 4)},"c":${entry("0,9007199254740991", 4, 4)}}`;
    expect(readHeader(fileOf(header, 4)).entries.map(({ name }) => name)).toEqual(["z", "a", "b", "c"]);
  });

  test("names like members of every object are names like others", () => {
    const header = `{"__proto__":${entry("1", 0, 4)},"constructor":${entry("1", 4, 8)}}`;
    expect(readHeader(fileOf(header, 8)).entries.map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
  });

  test("a header may be as long as the format allows, and is read in a moment", () => {
    const long = new Uint8Array(100_000_000).fill(32);
    long.set([123, 125]);
    expect(readHeader(fileOf(long))).toEqual({ entries: [], metadata: {}, dataStart: 100_000_008 });
  });

  const x = `"x":${entry("1", 0, 4)}`;
  const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
  test.each<[string, string | Uint8Array, number, string]>([
    ["an empty header", "", 0, "its header must begin with {: it is empty"],
    ["a space before the header", " {}", 0, "its header must begin with {: byte 8 is 32"],
    ["a list", "[]", 0, "its header must begin with {: byte 8 is 91"],
    ["a byte order mark", "\ufeff{}", 0, "its header must begin with {: byte 8 is 239"],
    ["zeros behind the header", "{}\u0000\u0000", 0, "its header must be JSON: "],
    ["JSON that is cut off", `{${x}`, 4, "its header must be JSON: "],
    ["two objects", '{},"__metadata__":{}}', 0, "its header must be JSON: "],
    [
      "no UTF-8",
      Uint8Array.of(123, 34, 0xff, 34, 125),
      0,
      "its header must be text in UTF-8: some of its bytes are none",
    ],
    ["UTF-8 that is longer than needed", Uint8Array.of(123, 34, 0xc0, 0xaf, 34, 125), 0, "must be text in UTF-8"],
    ["UTF-8 of half a surrogate pair", Uint8Array.of(123, 34, 0xed, 0xa0, 0x80, 34, 125), 0, "must be text in UTF-8"],
    ["two tensors of one name", `{${x},${x}}`, 4, 'no name may come twice in its header: there are two "x"'],
    ["two of one name, once escaped", `{${x},"\\u0078":${entry("1", 4, 8)}}`, 8, 'there are two "x"'],
    [
      "two of one name with quotes in it",
      `{"a\\"b\\\\":${entry("1", 0, 4)},"a\\"b\\\\":${entry("1", 4, 8)}}`,
      8,
      'there are two "a\\"b\\\\"',
    ],
    ["two shapes", '{"x":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', 4, 'there are two "shape"'],
    ["two metadata", '{"__metadata__":{},"__metadata__":{}}', 0, 'there are two "__metadata__"'],
    ["endless nesting", `{"x":${deep}}`, 0, "its header must be a table of tensors: it nests 9 deep"],
    [
      "metadata of numbers",
      '{"__metadata__":{"epoch":3}}',
      0,
      'its __metadata__ must be names with texts: "epoch" has 3',
    ],
    ["metadata that is a list", '{"__metadata__":[]}', 0, "its __metadata__ must be names with texts: it is no object"],
    ["half a surrogate pair in metadata", '{"__metadata__":{"a":"\\ud800"}}', 0, "must be names with texts"],
    ["half a surrogate pair in a name", `{"\\udc00":${entry("1", 0, 4)}}`, 4, "names must be text"],
    [
      "a tensor that is a number",
      '{"x":3}',
      0,
      'each tensor must have a dtype, a shape and data_offsets: "x" has none',
    ],
    ["a tensor that is null", '{"x":null}', 0, '"x" has none'],
    [
      "no shape",
      '{"x":{"dtype":"F32","data_offsets":[0,4]}}',
      4,
      'shapes must be whole numbers from 0 up: "x" has nothing',
    ],
    ["a negative size", `{"x":${entry("-1,-1", 0, 4)}}`, 4, '"x" has [-1,-1]'],
    ["a size of -0", `{"x":${entry("-0", 0, 0)}}`, 0, "shapes must be whole numbers from 0 up"],
    ["a fractional size", `{"x":${entry("0.5,2", 0, 4)}}`, 4, '"x" has [0.5,2]'],
    ["a size that is a text", `{"x":${entry('"1"', 0, 4)}}`, 4, "shapes must be whole numbers from 0 up"],
    ["a size beyond whole numbers", `{"x":${entry("9007199254740993", 0, 4)}}`, 4, "shapes must be whole numbers"],
    [
      "sizes beyond every file",
      `{"x":${entry("4294967296,4294967296", 0, 4)}}`,
      4,
      'a tensor must fit into a file: "x" has the shape (4294967296, 4294967296)',
    ],
    [
      "one offset",
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[4]}}',
      4,
      'data_offsets must be a begin and an end: "x" has [4]',
    ],
    ["offsets that are null", '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,null]}}', 4, "data_offsets must be"],
    ["an end before the begin", `{"x":${entry("1", 4, 0)}}`, 4, "data_offsets must be a begin and an end"],
    ["too few bytes for the shape", `{"x":${entry("2", 0, 4)}}`, 4, '"x" of shape (2) and dtype F32 needs 8 and has 4'],
    [
      "too many bytes for the dtype",
      `{"x":${entry("1", 0, 4, "BOOL")}}`,
      4,
      '"x" of shape (1) and dtype BOOL needs 1 and has 4',
    ],
    [
      "a gap at the beginning",
      `{"x":${entry("1", 4, 8)}}`,
      8,
      'tensors must follow each other without a gap or an overlap: "x" begins at byte 4, the one before it ends at 0',
    ],
    ["a gap between two", `{${x},"y":${entry("1", 8, 12)}}`, 12, '"y" begins at byte 8, the one before it ends at 4'],
    ["two that overlap", `{${x},"y":${entry("2", 0, 8)}}`, 8, '"y" begins at byte 0, the one before it ends at 4'],
    ["an empty one inside another", `{${x},"y":${entry("0", 2, 2)}}`, 4, '"y" begins at byte 2'],
    [
      "data that nobody owns",
      `{${x}}`,
      5,
      "its tensors must be all that follows the header: they have 4 bytes, there are 5",
    ],
    ["data that is missing", `{${x}}`, 3, "they have 4 bytes, there are 3"],
  ])("refuses %s", (_name, header, dataBytes, message) => {
    const read = () => readHeader(fileOf(header, dataBytes));
    expect(read).toThrow(SyntaxError);
    expect(read).toThrow("Cannot read the safetensors file as ");
    expect(read).toThrow(message);
  });

  test("refuses a length that is none: negative, endless, or beyond the file", () => {
    const file = fileOf("{}");
    new DataView(file.buffer).setBigInt64(0, -1n, true);
    expect(() => readHeader(file)).toThrow(
      "as its header may have 100000000 bytes: it says that it has 18446744073709552000",
    );
    new DataView(file.buffer).setBigInt64(0, 100_000_001n, true);
    expect(() => readHeader(file)).toThrow("it says that it has 100000001");
    new DataView(file.buffer).setBigInt64(0, 3n, true);
    expect(() => readHeader(file)).toThrow("as it must have the 3 bytes of its header: 2 are there");
  });

  test("its messages stay short, however long what they quote", () => {
    const shape = Array.from({ length: 10_000 }, () => "1").join();
    const read = () => readHeader(fileOf(`{"x":${entry(`${shape},-1`, 0, 4)}}`, 4));
    expect(read).toThrow(/^.{1,200}$/);
    expect(() => readHeader(fileOf(`{"x":${entry(shape, 0, 8)}}`, 8))).toThrow(/^.{1,250}$/);
    expect(() => readHeader(fileOf(`{"${"x".repeat(1e6)}":3}`))).toThrow(/^.{1,250}$/);
  });
});

describe("writeHeader()", () => {
  test("pads with spaces to a multiple of 8, and its length counts them", () => {
    for (const name of ["", "a", "ab", "abc", "abcdefg", "äöü", "😀"]) {
      const bytes = writeHeader([{ name, dtype: "F32", shape: [2, 3], begin: 0, end: 24 }], {});
      const text = new TextDecoder().decode(bytes.subarray(8));
      expect(bytes.length % 8).toBe(0);
      expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(bytes.length - 8));
      expect(text.trimEnd()).toBe(`{${JSON.stringify(name)}:{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}`);
      expect(text).toMatch(/} {0,7}$/);
    }
  });
});

describe("toUtf8()", () => {
  test("agrees with the platform's own encoder", () => {
    for (const text of [
      "",
      "plain",
      "%41 100%",
      "ä ß é",
      "漢字",
      "😀\u{10ffff}",
      "\u0000\u007f\u0080\u07ff\u0800\uffff",
    ]) {
      expect(toUtf8(text)).toEqual(new TextEncoder().encode(text));
    }
    expect(() => toUtf8("\ud800")).toThrow(URIError);
  });
});
