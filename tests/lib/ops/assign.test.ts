import { describe, expect, test } from "vitest";
import { add, assign, ones, reshape, slice, tensor, toArray, transpose, zeros } from "../../../lib/index.ts";

describe("assign()", () => {
  test("gives a leaf new numbers and leaves views of the old ones, and the value, alone", () => {
    const [w, value] = [
      zeros([2, 2]),
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ];
    const view = reshape(w, [4]);
    assign(w, value);
    assign(value, ones([2, 2]));
    expect([toArray(w), toArray(view), toArray(value)]).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [0, 0, 0, 0],
      [
        [1, 1],
        [1, 1],
      ],
    ]);
  });

  test("takes values of any layout", () => {
    const w = zeros([2, 2]);
    assign(
      w,
      transpose(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    );
    expect(toArray(w)).toEqual([
      [1, 3],
      [2, 4],
    ]);
    assign(
      w,
      slice(
        tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        0,
        { start: 1 },
      ),
    );
    expect(toArray(w)).toEqual([
      [3, 4],
      [5, 6],
    ]);
  });

  test("refuses other shapes and dtypes, results, and views", () => {
    const w = zeros([2], { requiresGrad: true });
    expect(() => assign(w, zeros([3]))).toThrow(
      "Cannot assign (3) float32 to (2) float32 as a leaf takes numbers of its own shape and dtype: they differ",
    );
    expect(() => assign(w, zeros([2], { dtype: "float64" }))).toThrow("they differ");
    expect(() => assign(add(w, 1), zeros([2]))).toThrow("add made it, so it is no leaf");
    expect(() => assign(transpose(zeros([2, 3])), zeros([3, 2]))).toThrow(
      "Cannot assign to a view of shape (3, 2) as a leaf must own its storage",
    );
    expect(() => assign(3 as never, w)).toThrow("Cannot assign to 3 as it must be a tensor");
  });
});
