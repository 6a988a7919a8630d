import { expect, test } from "vitest";
import { allocate, bytesOf, checkDType, type DType, dtypeOf, isFloat, promote } from "../../../lib/tensor/dtype.ts";

const all: readonly DType[] = ["float32", "float64", "int32", "bool"];

test("allocate() gives zeros in the array of the dtype, and dtypeOf() finds it again", () => {
  for (const dtype of all) {
    const array = allocate(dtype, 3);
    expect(Array.from(array)).toEqual([0, 0, 0]);
    expect(dtypeOf(array)).toBe(dtype);
    expect(array.BYTES_PER_ELEMENT).toBe(bytesOf[dtype]);
  }
});

test("promote() does not depend on the order, and goes from bool over int32 to floats", () => {
  const rank: Record<DType, number> = { bool: 0, int32: 1, float32: 2, float64: 2 };
  for (const a of all) {
    for (const b of all) {
      if (a !== b && isFloat(a) && isFloat(b)) {
        expect(() => promote(a, b, "add")).toThrow("float types must not be mixed");
        continue;
      }
      const expected = rank[a] >= rank[b] ? a : b;
      expect([promote(a, b, "add"), promote(b, a, "add")]).toEqual([expected, expected]);
    }
  }
});

test("checkDType() refuses what only looks like one", () => {
  for (const wrong of ["float", "Float32", "toString", "", 32, null, undefined]) {
    expect(() => checkDType(wrong, "make a tensor"), String(wrong)).toThrow(TypeError);
  }
});
