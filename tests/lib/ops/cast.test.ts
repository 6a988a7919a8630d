import { describe, expect, test } from "vitest";
import { backward, cast, multiply, sum, type Tensor, tensor, toArray, transpose } from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";

describe("cast()", () => {
  test("drops fractions towards 0, and asks for truth whether it is not 0", () => {
    const x = tensor([1.7, -1.7, 0, 0.4]);
    expect(toArray(cast(x, "int32"))).toEqual([1, -1, 0, 0]);
    expect(toArray(cast(x, "bool"))).toEqual([true, true, false, true]);
    expect(toArray(cast(tensor([true, false]), "float64"))).toEqual([1, 0]);
    expect(cast(x, "float32")).toBe(x);
  });

  test("keeps the order of a transposed tensor", () => {
    expect(
      toArray(
        cast(
          transpose(
            tensor([
              [1, 2],
              [3, 4],
            ]),
          ),
          "int32",
        ),
      ),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test("has a derivative between floats, and none through whole numbers", () => {
    checkGradients((x) => cast(cast(x, "float64"), "float64"), [{ shape: [3] }]);
    const x = tensor([1, 2], { requiresGrad: true, dtype: "float64" });
    backward(sum(multiply(cast(x, "float32"), 3)));
    expect([toArray(x.grad as Tensor), (x.grad as Tensor).dtype]).toEqual([[3, 3], "float64"]);
    expect(cast(x, "int32").requiresGrad).toBe(false);
  });

  test("refuses a dtype that does not exist", () => {
    expect(() => cast(tensor([1]), "float16" as never)).toThrow(
      'Cannot cast to a tensor of dtype "float16" as it must be one of float32, float64, int32, bool: got "float16"',
    );
  });
});
