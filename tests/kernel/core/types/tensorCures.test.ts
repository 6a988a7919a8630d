import { describe, expect, it } from "vitest";
import { cureTensorMismatch, tensorCall } from "../../../../kernel/core/types/tensorCures.ts";

describe("tensorCall()", () => {
  it.each([
    ["+", "a", "1", "add(a, 1)"],
    ["-", "x.grad", "mu", "subtract(x.grad, mu)"],
    ["**", "a", "2", "power(a, 2)"],
    [">=", "p", "0.5", "greaterEqual(p, 0.5)"],
    ["*=", "w", "0.9", "w = multiply(w, 0.9)"],
    ["/", "sum(x) + 1", "n", "divide(a, n)"],
    ["+", "", "", "add(a, b)"],
    ["%", "a", "2", null],
    ["==", "a", "b", null],
    ["=", "a", "b", null],
  ])("%s between %j and %j", (operator, left, right, call) => {
    expect(tensorCall(operator, left, right)).toBe(call);
  });
});

describe("cureTensorMismatch()", () => {
  it.each([
    ["number[]", "Tensor", "[1, 2]", "tensor([1, 2]) makes a Tensor of it"],
    ["number[][]", "Tensor | null", "rows", "tensor(rows) makes a Tensor of it"],
    ["3", "Tensor", "3", "tensor(3) makes a Tensor of it"],
    ["Float32Array<ArrayBuffer>", "Operand", null, "tensor(values) makes a Tensor of it"],
    ["boolean[]", "Tensor", "mask", "tensor(mask) makes a Tensor of it"],
    ["string", "Tensor", "'x'", null],
    ["Linear", "Tensor", "layer", null],
    ["Tensor", "number", "loss", "item(loss) gives the number in a tensor of one element"],
    [
      "Tensor",
      "readonly number[]",
      "losses",
      "Array.from(toTypedArray(losses)) gives the numbers of a tensor, row by row",
    ],
    ["Tensor", "string", "x", null],
    ["number", "string", "x", null],
  ])("%s where %s is wanted: %j", (source, target, value, cure) => {
    expect(cureTensorMismatch({ source, target, value })).toBe(cure);
  });
});
