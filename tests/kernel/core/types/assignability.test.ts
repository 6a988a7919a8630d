import { describe, expect, it } from "vitest";
import {
  cureMismatch,
  cureMissingReturn,
  readMismatches,
  unionParts,
} from "../../../../kernel/core/types/assignability.ts";

describe("readMismatches()", () => {
  it("reads every pair of types, from the outermost in", () => {
    const message =
      "Argument of type 'string[]' is not assignable to parameter of type 'number[]'.\n  Type 'string' is not assignable to type 'number'.";
    expect(readMismatches(message)).toEqual([
      { source: "string[]", target: "number[]" },
      { source: "string", target: "number" },
    ]);
  });
});

describe("cureMismatch()", () => {
  it.each([
    ["string", "number", "'x'", "'x' is a string: give a number, or change the type to string"],
    ["string", "number", "'0.5'", "leave the quotes out: 0.5"],
    ["string", "number", "row[0]", "Number(row[0]) makes a number of a string"],
    ["number", "string", null, "String(value) makes a string of a number"],
    ["3", "string", "3", "String(3) makes a string of a number"],
    ["string[]", "number[]", "labels", "labels.map(Number) makes every string a number"],
    ["string[]", "readonly number[]", "labels", "labels.map(Number) makes every string a number"],
    [
      "Promise<number>",
      "number",
      "load()",
      "put await before load(): Promise<number> is a promise, not yet its result",
    ],
    ["number | undefined", "number", "x.at(0)", "say what to use when there is none, as in x.at(0) ?? 0"],
    ["null", "Model", "null", "null is null; give it a Model, or write Model | null in its type"],
    ["readonly number[]", "number[]", "xs", "xs must not be changed, so hand over a copy: [...xs]"],
    ['"relu6"', '"relu" | "tanh"', '"relu6"', 'only "relu" or "tanh" can stand here, not "relu6"'],
    ["4", "1 | 2 | 3 | undefined", "4", "only 1, 2 or 3 can stand here, not 4"],
    ['"b"', '"a"', '"b"', 'only "a" can stand here, not "b"'],
    ["4", '1 | "auto" | null', "4", 'only 1 or "auto" can stand here, not 4'],
    ["4", "1 | Model", "4", "4 is 4, but 1 | Model is wanted: change the one or the other"],
    ["void", "number", "run()", "run() gives no value: add a return to its function, or put a number here"],
    ["void[]", "number[]", "xs", "xs holds no values: add a return to the function that makes them"],
    ["number", "number[]", "3", "put it in an array: [3]"],
    ["number[]", "number", "xs", "xs is a whole array; take one element, as in xs[0]"],
    ["number[]", "number", "[1, 2]", "[1, 2] is a whole array; take one element, as in values[0]"],
    [
      "Model",
      "Model",
      "old",
      "the two types named Model come from different runs of a cell; make the value again with the newer one",
    ],
    ["Date", "Model", null, "the value is Date, but Model is wanted: change the one or the other"],
  ])("%s for %s, written %s: %s", (source, target, value, cure) => {
    expect(cureMismatch({ source, target, value })).toBe(cure);
  });
});

describe("cureMissingReturn()", () => {
  const handed = (returned: string, innermost: string): string =>
    `Argument of type '(x: number) => ${returned}' is not assignable to parameter of type '(x: number) => number'.\n  Type '${innermost}' is not assignable to type 'number'.`;

  it("asks for a return where a function has none", () => {
    const cure = "the function returns nothing: add a return before its value, as number is wanted";
    expect(cureMissingReturn(handed("void", "void"), "(x) => { x * 2 }")).toBe(cure);
    expect(cureMissingReturn(handed("void", "void"), "(x) => { xs.map((y) => y) }")).toBe(cure);
    expect(cureMissingReturn(handed("void", "void"), "function (x) { x * 2 }")).toBe(cure);
    expect(cureMissingReturn(handed("void", "void"), "double")).toBe(
      "double returns nothing: add a return before its value, as number is wanted",
    );
  });

  it("asks for a return on the way that has none", () => {
    const message = handed("3 | undefined", "number | undefined").concat(
      "\n    Type 'undefined' is not assignable to type 'number'.",
    );
    expect(cureMissingReturn(message, "(x) => {\n  if (x) return 3;\n}")).toBe(
      "the function has an end without a value: add a return there, after the last if too, as number is wanted",
    );
  });

  it("asks for a value behind a bare return", () => {
    expect(cureMissingReturn("Type 'undefined' is not assignable to type 'number'.", "return")).toBe(
      "return a value here: number is wanted",
    );
  });

  it("is silent where no return is missing", () => {
    expect(cureMissingReturn("Type 'undefined' is not assignable to type 'number'.", "undefined")).toBeNull();
    expect(cureMissingReturn(handed("string", "string"), "(x) => { return 'a' }")).toBeNull();
    expect(cureMissingReturn(handed("void", "void"), "(x) => console.log(x)")).toBeNull();
    expect(cureMissingReturn(handed("number | undefined", "undefined"), "(x) => { return xs.at(x); }")).toBeNull();
    const parameters =
      "Argument of type '(x: number) => number' is not assignable to parameter of type '(x: undefined) => number'.\n  Types of parameters 'x' and 'x' are incompatible.\n    Type 'undefined' is not assignable to type 'number'.";
    expect(cureMissingReturn(parameters, "(x: number) => { return x }")).toBeNull();
  });
});

describe("unionParts()", () => {
  it("splits at the outermost level, past brackets and arrows", () => {
    expect(unionParts("Map<string | number, 1> | (() => a | b) | null")).toEqual([
      "Map<string | number, 1>",
      "(() => a | b)",
      "null",
    ]);
  });
});
