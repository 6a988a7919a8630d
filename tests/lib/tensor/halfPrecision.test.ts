import { describe, expect, test } from "vitest";
import { float32FromBfloat16, float32FromFloat16 } from "../../../lib/tensor/halfPrecision.ts";
import { readReference } from "../reference/readReference.ts";

const everyPattern = Uint16Array.from({ length: 65536 }, (_, i) => i);
const reference = readReference<Record<"float16" | "bfloat16", { bits: string; elements: string }>>("safetensorsFiles");
const fromBase64 = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;

describe.each([
  ["float32FromFloat16()", float32FromFloat16, "float16", 5, 10],
  ["float32FromBfloat16()", float32FromBfloat16, "bfloat16", 8, 7],
] as const)("%s", (_name, convert, kind, exponentBits, fractionBits) => {
  test("gives what IEEE 754's definition says, for every pattern of 16 bits, the sign of zero included", () => {
    const bias = 2 ** (exponentBits - 1) - 1;
    const values = convert(everyPattern);
    for (const pattern of everyPattern) {
      const sign = pattern >= 32768 ? -1 : 1;
      const e = (pattern >> fractionBits) % 2 ** exponentBits;
      const f = (pattern % 2 ** fractionBits) / 2 ** fractionBits;
      const special = f === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
      const expected =
        e === 2 ** exponentBits - 1 ? special : sign * (e === 0 ? 2 ** (1 - bias) * f : 2 ** (e - bias) * (1 + f));
      if (!Object.is(values[pattern], expected)) expect([pattern, values[pattern]]).toEqual([pattern, expected]);
    }
  });

  test("gives what NumPy gives", () => {
    const { bits, elements } = reference[kind];
    const values = convert(new Uint16Array(fromBase64(bits)));
    expect(values.length).toBe(3072);
    expect(values).toEqual(new Float32Array(fromBase64(elements)));
  });

  test("keeps the bits by which NaNs differ", () => {
    const nans = everyPattern.filter((_, i) => Number.isNaN(convert(everyPattern.subarray(i, i + 1))[0]));
    expect(nans.length).toBe(2 * (2 ** fractionBits - 1));
    const words = new Uint32Array(convert(nans).buffer);
    expect(new Set(words).size).toBe(nans.length);
  });

  test("takes a view, and none at all", () => {
    expect([...convert(everyPattern.subarray(0, 1))]).toEqual([0]);
    expect(convert(new Uint16Array()).length).toBe(0);
  });
});
