import { describe, expect, test } from "vitest";
import { apply } from "../../../lib/autograd/apply.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { contiguous, transpose } from "../../../lib/ops/movement.ts";
import { floats, unary, unaryBackward } from "../../../lib/ops/unary.ts";
import { tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, randomShapes } from "../gradientCheck.ts";

/** p·x³ with a slope in one pass. `bend` is 6px where it is right. */
function cubic(bend: (x: Tensor, p: number) => Tensor): (x: Tensor) => Tensor {
  const backward = unaryBackward({
    name: "cubicBackward",
    f: (g, x, p) => 3 * p * g * x * x,
    bend: (x, [p]) => bend(x, p),
  });
  const record = unary({
    name: "cubic",
    f: (x, p) => p * x ** 3,
    gradient: ({ grad, inputs: [x], params }) => [() => apply(backward, [contiguous(grad), x], params)],
  });
  return (x) => apply(record, [floats(x, "cube")], [5]);
}

const right = cubic((x, p) => multiply(x, 6 * p));

describe("unary() and unaryBackward()", () => {
  test("make a function with derivatives of every order, settings handed through", () => {
    expect(toArray(right(tensor([2, -1])))).toEqual([40, -5]);
    for (const shape of randomShapes(20)) checkGradients(right, [{ shape }], { second: true });
  });

  test("a wrong bend shows in the second derivative", () => {
    const wrong = cubic((x, p) => multiply(x, 3 * p));
    checkGradients(wrong, [{ shape: [3] }]);
    expect(() => checkGradients(wrong, [{ shape: [3] }], { second: true })).toThrow(/measured/);
  });
});

test("floats() makes rows of floats, and leaves float64 as it is", () => {
  const x = floats(
    transpose(
      tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: "int32" },
      ),
    ),
    "try",
  );
  expect([x.dtype, x.strides, toArray(x)]).toEqual([
    "float32",
    [2, 1],
    [
      [1, 3],
      [2, 4],
    ],
  ]);
  expect(floats(zeros([2], { dtype: "float64" }), "try").dtype).toBe("float64");
  expect(() => floats([1] as never, "try")).toThrow("Cannot try an array of 1 as it must be a tensor");
});
