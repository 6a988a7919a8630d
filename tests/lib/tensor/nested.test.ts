import { describe, expect, test } from "vitest";
import { integer, random } from "../../../lib/data/random.ts";
import { flatValues, type TensorValues } from "../../../lib/tensor/nested.ts";

const message = (values: unknown, dtype?: "int32"): string => {
  try {
    flatValues(values as TensorValues, dtype);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "no error";
};

test("flatValues() lists elements row by row: element (i, j, k) is at ((i · J) + j) · K + k", () => {
  const rng = random(7);
  for (let trial = 0; trial < 20; trial++) {
    const [I, J, K] = [integer(rng, 1, 5), integer(rng, 1, 5), integer(rng, 1, 5)];
    const values = Array.from({ length: I }, (_, i) =>
      Array.from({ length: J }, (_, j) => Array.from({ length: K }, (_, k) => 100 * i + 10 * j + k)),
    );
    const { flat, shape } = flatValues(values);
    expect(shape).toEqual([I, J, K]);
    for (const [i, plane] of values.entries())
      for (const [j, row] of plane.entries())
        for (const [k, value] of row.entries()) expect(flat[(i * J + j) * K + k]).toBe(value);
  }
});

test("flatValues() takes typed arrays as rows", () => {
  const { flat, shape, dtype } = flatValues([Float64Array.of(1, 2), Float64Array.of(3, 4)]);
  expect([Array.from(flat), shape, dtype]).toEqual([[1, 2, 3, 4], [2, 2], "float64"]);
  expect(flatValues(new Uint8ClampedArray(3)).dtype).toBe("int32");
});

describe("flatValues() names the place of", () => {
  test.each([
    [
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
        [1, 2, 3],
      ],
      "same length: row 2 has 3 and row 0 has 4",
    ],
    [[[[1, 2]], [[1, 2, 3]]], "[1][0] has 3 and [0][0] has 2"],
    [[[[1], [2]], [[3]]], "row 1 has 1 and row 0 has 2"],
    [[new Float32Array(2), new Float32Array(3)], "row 1 has 3 and row 0 has 2"],
  ])("a row of another length: %j", (values, expected) => {
    expect(message(values)).toContain(expected);
    expect(message(values)).toMatch(/^TypeError: Cannot make a tensor of an array of \d as arrays at the same depth/);
  });

  test.each([
    [[[1, 2], 3], "row 1 is 3 and row 0 is an array of 2"],
    [[1, [2, 3]], "[1] is an array of 2 and row 0 is none"],
    [[[1, 2], null], "row 1 is null and row 0 is an array of 2"],
  ])("a place of another depth: %j", (values, expected) => {
    expect(message(values)).toContain(expected);
  });

  test.each([
    [[1, "2"], '[1] is "2"; try Number("2")'],
    [[1, "two"], '[1] is "two"'],
    [
      [
        [1, 2],
        [3, undefined],
      ],
      "[1][1] is missing",
    ],
    [
      [
        [1, 2],
        [null, 4],
      ],
      "[1][0] is null",
    ],
    ["7", 'it is "7"; try Number("7")'],
    [[{}], "[0] is an object"],
    [undefined, "it is missing"],
  ])("what is no number: %j", (values, expected) => {
    expect(message(values).endsWith(expected), message(values)).toBe(true);
  });

  test("a BigInt", () => {
    expect(message([3n])).toContain("[0] is 3; try Number(3n)");
  });

  test("a hole in an array", () => {
    const values = [1, 2, 3];
    delete values[1];
    expect(message(values)).toContain("[1] is missing");
  });

  test("a truth value among numbers, unless a dtype is named", () => {
    expect(message([1, true])).toContain("[1] is true");
    expect(message([true, 1])).toContain("[1] is 1");
    expect(message([[true], [0]])).toContain("[1][0] is 0");
    expect(Array.from(flatValues([1, true], "float32").flat)).toEqual([1, 1]);
  });

  test("what int32 would change", () => {
    expect(message([0, 1.5], "int32")).toBe(
      'RangeError: Cannot make an int32 tensor as its elements must be whole numbers from -2147483648 to 2147483647: [1] is 1.5; try cast(tensor(values), "int32")',
    );
    expect(message([2 ** 31], "int32")).toContain("[0] is 2147483648");
    expect(message([Number.NaN], "int32")).toContain("[0] is NaN");
    expect(message(Uint32Array.of(4294967295))).toContain("[0] is 4294967295");
    expect(message([2 ** 31 - 1, -(2 ** 31)], "int32")).toBe("no error");
  });
});

test("flatValues() keeps NaN and infinities: they are numbers", () => {
  expect(Array.from(flatValues([Number.NaN, -Infinity]).flat)).toEqual([Number.NaN, -Infinity]);
});
