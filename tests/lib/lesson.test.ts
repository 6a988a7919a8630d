import { expect, test } from "vitest";
import { checkCount, checkSameSize, lesson, shortNumber, sizesText, valueText } from "../../lib/lesson.ts";

test("lesson() puts action, rule, state and cure in the order of the house", () => {
  const parts = { cannot: "do a", as: "b holds", found: "got c" };
  expect(lesson({ ...parts, try: "d" })).toBe("Cannot do a as b holds: got c; try d");
  expect(lesson(parts)).toBe("Cannot do a as b holds: got c");
});

test("sizesText() writes one size and none as NumPy would be read aloud", () => {
  expect([sizesText([]), sizesText([3]), sizesText([2, 0, 5])]).toEqual(["()", "(3)", "(2, 0, 5)"]);
});

test("shortNumber() keeps whole numbers whole and others to three digits, small ones too", () => {
  expect([123456, -0.00012345, 1e-17, 99.96, Number.POSITIVE_INFINITY].map(shortNumber)).toEqual([
    "123456",
    "-0.000123",
    "1e-17",
    "100",
    "Infinity",
  ]);
});

test("valueText() tells a number from its text", () => {
  expect([valueText(1), valueText("1"), valueText(null), valueText({}), valueText(() => 1), valueText(true)]).toEqual([
    "1",
    '"1"',
    "null",
    "an object",
    "a function",
    "true",
  ]);
});

test("checkSameSize() lets equal lengths pass, whatever the kinds of arrays", () => {
  expect(() => checkSameSize("add", [1, 2], Float32Array.of(1, 2))).not.toThrow();
});

test.each([0.5, -1, Number.NaN, 2 ** 53, "3"])("checkCount() refuses %s", (count) => {
  expect(() => checkCount("take", count as number, "steps")).toThrow(RangeError);
});

test("checkCount() lets the least count pass, and nothing below it", () => {
  expect(() => checkCount("take", 2, "steps", 2)).not.toThrow();
  expect(() => checkCount("take", 1, "steps", 2)).toThrow("a whole number from 2 up: got 1");
});
