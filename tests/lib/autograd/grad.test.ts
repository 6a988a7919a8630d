import { describe, expect, test } from "vitest";
import {
  add,
  backward,
  detach,
  divide,
  exp,
  grad,
  item,
  matmul,
  multiply,
  noGrad,
  ones,
  randn,
  random,
  sum,
  type Tensor,
  tensor,
  toArray,
  toTypedArray,
  valueAndGrad,
  zeros,
} from "../../../lib/index.ts";

const number = (value: number): Tensor => tensor(value, { dtype: "float64" });

describe("grad()", () => {
  test("can be taken again and again", () => {
    const fourth = (x: Tensor): Tensor => multiply(multiply(x, x), multiply(x, x));
    const derivatives = [fourth, grad(fourth), grad(grad(fourth)), grad(grad(grad(fourth)))];
    expect(derivatives.map((f) => item(f(number(2))))).toEqual([16, 32, 48, 48]);
  });

  test("differentiates with respect to the first argument alone", () => {
    expect(item(grad((x: Tensor, y: Tensor) => multiply(x, y))(number(3), number(5)))).toBe(5);
  });

  test("leaves the gradients of leaves alone", () => {
    const w = ones([2], { requiresGrad: true });
    const slope = grad((x: Tensor) => sum(multiply(x, w)))(ones([2]));
    expect([toArray(slope), w.grad]).toEqual([[1, 1], null]);
  });

  test("is zero where the function does not depend on its argument", () => {
    expect(toArray(grad((_: Tensor) => number(1))(zeros([2], { dtype: "float64" })))).toEqual([0, 0]);
  });

  test("ties its result to parameters, when its argument depends on them", () => {
    const w = tensor(3, { dtype: "float64", requiresGrad: true });
    const slope = grad((x: Tensor) => multiply(x, multiply(x, x)))(multiply(w, 2)); // 3 (2w)²
    backward(slope);
    expect([item(slope), item(w.grad as Tensor)]).toEqual([108, 72]); // 24 w
  });

  test("gives the Hessian's product with a vector", () => {
    const [x, v] = [randn(random(1), [3], { dtype: "float64" }), randn(random(2), [3], { dtype: "float64" })];
    const f = (z: Tensor): Tensor => exp(sum(multiply(z, z)));
    const product = grad((z: Tensor) => sum(multiply(grad(f)(z), v)))(x);
    // H v = f (2 v + 4 x (x·v))
    const expected = multiply(f(x), add(multiply(2, v), multiply(multiply(4, x), matmul(x, v))));
    const quotient = toTypedArray(divide(product, expected));
    for (const one of quotient) expect(one).toBeCloseTo(1, 12);
  });

  test("works inside noGrad(), and restores what was", () => {
    expect(noGrad(() => item(grad((x: Tensor) => multiply(x, x))(number(4))))).toBe(8);
    expect(item(grad(() => ones([]))(number(1)))).toBe(0); // a constant
    expect(() => grad(() => ones([2]))(number(1))).toThrow("the loss must be a scalar: it has 2 elements");
    expect(() => noGrad(5 as never)).toThrow("Cannot run 5 without gradients as it must be a function: got 5");
  });

  test("refuses a result that is no tensor, and arguments that are none", () => {
    expect(() => grad((() => {}) as never)(number(1))).toThrow(
      "Cannot differentiate a function that returns undefined",
    );
    expect(() => grad((x: Tensor) => x)(undefined as never)).toThrow("Cannot differentiate at undefined");
  });

  test("refuses what is no function, a result of several elements, and whole numbers", () => {
    expect(() => grad(3 as never)).toThrow(
      "Cannot differentiate 3 as it must be a function of tensors: got 3; try grad((x) => …)",
    );
    expect(() => grad((x: Tensor) => x)(zeros([2]))).toThrow(
      "Cannot start backward from shape (2) as the loss must be a scalar",
    );
    expect(() => grad((x: Tensor) => sum(multiply(x, 1)))(tensor([1], { dtype: "int32" }))).toThrow(
      "only floats can change a little: got int32",
    );
  });
});

describe("valueAndGrad()", () => {
  test("gives the value and every derivative, null for whole numbers", () => {
    const { value, grads } = valueAndGrad((a: Tensor, b: Tensor, k: Tensor) => multiply(multiply(a, b), k))(
      number(2),
      number(3),
      tensor(5, { dtype: "int32" }),
    );
    expect([item(value), value.requiresGrad, ...grads.map((g) => g && item(g))]).toEqual([30, false, 15, 10, null]);
  });
});

describe("noGrad()", () => {
  test("remembers nothing, and remembers again afterwards, errors included", () => {
    const w = ones([1], { requiresGrad: true });
    expect(() =>
      noGrad(() => {
        throw new Error("a fault");
      }),
    ).toThrow("a fault");
    expect([noGrad(() => add(w, 1)).requiresGrad, add(w, 1).requiresGrad, detach(add(w, 1)).requiresGrad]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
