import { expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";
import { add } from "../../../lib/scalar/operations.ts";
import { label, operand, value } from "../../../lib/scalar/value.ts";

test("value() makes a leaf without gradient, inputs or operation", () => {
  const a = value(-4, "a");
  expect([a.data, a.grad, a.label, a.operation]).toEqual([-4, 0, "a", ""]);
  expect([a.inputs.length, a.slopes.length]).toEqual([0, 0]);
  expect(value(1).label).toBe("");
});

test.each([
  ["3", TypeError, 'Cannot make a value from "3" as its data must be a finite number: got "3"; try Number("3")'],
  [undefined, TypeError, "got undefined"],
  [null, TypeError, "got null"],
  [[1], TypeError, "got an array of 1"],
  [Number.NaN, RangeError, "Cannot make a value from NaN as its data must be a finite number: got NaN"],
  [Infinity, RangeError, "got Infinity"],
])("value(%s) is refused", (data, type, message) => {
  expect(() => value(data as number)).toThrow(type);
  expect(() => value(data as number)).toThrow(message);
});

test("label() names the value itself, a result too", () => {
  const sum = add(1, 2);
  expect(label(sum, "sum")).toBe(sum);
  expect(sum.label).toBe("sum");
  expect(() => label(3 as never, "three")).toThrow(
    'Cannot call 3 "three" as it must be a value: got 3; try scalar.value',
  );
});

test("a notebook shows label, data and gradient to five digits", () => {
  const a = value(24.70408163, "a");
  a.grad = -1 / 3;
  expect(a[jupyterDisplay]()).toEqual({ "text/plain": "Value(a | data 24.704 | grad -0.33333)" });
  expect(String(value(-0))).toBe("data 0 | grad 0");
});

test("operand() passes values on, wraps numbers and refuses the rest, with the cure for a network's list of outputs", () => {
  const a = value(2);
  expect(operand(a, "add")).toBe(a);
  expect(operand(2, "add")).toMatchObject({ data: 2, operation: "" });
  expect(() => operand("2" as never, "add")).toThrow(TypeError);
  expect(() => operand("2" as never, "add")).toThrow('Cannot add "2" as operands must be values or numbers: got "2"');
  expect(() => operand([a] as never, "add")).toThrow(
    "got an array of 1; try its only element: const [y] = net.forward(x)",
  );
  expect(() => operand(Number.NaN, "add")).toThrow(RangeError);
});
