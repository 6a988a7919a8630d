import { describe, expect, test } from "vitest";
import { blockOf } from "../../../lib/autograd/operation.ts";
import { slice, tensor, transpose } from "../../../lib/index.ts";

describe("blockOf()", () => {
  test("finds the elements of a view in the storage of its tensor", () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const { data, offset, strides, shape, size, dtype, pointer } = blockOf(slice(transpose(x), 0, { start: 1 })); // (2, 2)
    const elements = shape.map((_, i) => [0, 1].map((j) => data[offset + i * strides[0] + j * strides[1]]));
    expect(elements).toEqual([
      [2, 5],
      [3, 6],
    ]);
    expect([data, size, dtype, pointer]).toEqual([x.storage.data, 4, "float32", -1]);
  });
});
