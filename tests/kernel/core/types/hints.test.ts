import { describe, expect, it } from "vitest";
import { findHint } from "../../../../kernel/core/types/hints.ts";
import { type HintCase, OBJECT_CASES } from "./objectCases.ts";

const ownTypes = new Set(["Options", "Z"]);

/** Messages as TypeScript 7 words them, with the text under and behind its mark. */
const CASES: readonly HintCase[] = [
  [
    1308,
    "'await' expressions are only allowed within async functions and at the top levels of modules.",
    "await",
    " x",
    "write async before the function that awaits",
  ],
  [
    2300,
    "Duplicate identifier 'K'.",
    "K",
    " {}",
    "within one cell a name is declared once: rename one K; another cell may declare it again",
  ],
  [
    2304,
    "Cannot find name 'weights'.",
    "weights",
    "",
    "run the cell that defines weights first, or check the spelling",
  ],
  [2304, "Cannot find name 'window'.", "window", "", "cells run in Node, where there is no web page and so no window"],
  [
    2307,
    "Cannot find module '@stdlib/blas/base' or its corresponding type declarations.",
    "'@stdlib/blas/base'",
    "",
    "install it in the notebook's folder: npm install @stdlib/blas",
  ],
  [
    2307,
    "Cannot find module './net.ts' or its corresponding type declarations.",
    "'./net.ts'",
    "",
    "there is no such file beside the notebook; paths begin at its folder and end in .ts",
  ],
  [
    2322,
    "Type 'string' is not assignable to type 'number'.",
    "rate",
    ": number = '0.1'; fit()",
    "leave the quotes out: 0.1",
  ],
  [
    2322,
    "Type 'string' is not assignable to type 'number'.",
    "epochs",
    ": count }",
    "Number(count) makes a number of a string",
  ],
  [
    2322,
    "Type 'string' is not assignable to type 'number'.",
    "'a'",
    "]; const q = labels",
    "'a' is a string: give a number, or change the type to string",
  ],
  [
    2339,
    "Property 'mean' does not exist on type 'number[]'.",
    "mean",
    "",
    "number[] is an array: take an element, as in values[0], or go through it with map",
  ],
  [2339, "Property 'pusk' does not exist on type 'number[]'.", "pusk", "(3)", "write push"],
  [
    2339,
    "Property 'pusk' does not exist on type 'readonly number[]'.",
    "pusk",
    "(3)",
    "readonly number[] is an array: take an element, as in values[0], or go through it with map",
  ],
  [
    2339,
    "Property 'max' does not exist on type 'number[]'.",
    "max",
    "()",
    "number[] is an array: take an element, as in values[0], or go through it with map",
  ],
  [2339, "Property 'wights' does not exist on type '{ weights: number; }'.", "wights", "", "write weights"],
  [2339, "Property 'append' does not exist on type 'number[]'.", "append", "(1)", "arrays call it push"],
  [
    2339,
    "Property 'push' does not exist on type 'readonly number[]'.",
    "push",
    "(1)",
    "readonly number[] must not be changed; make a copy first: [...values]",
  ],
  [
    2339,
    "Property 'mean' does not exist on type 'readonly number[]'.",
    "mean",
    "()",
    "readonly number[] is an array: take an element, as in values[0], or go through it with map",
  ],
  [2339, "Property 'w' does not exist on type 'Promise<Model>'.", "w", "", "the value is a promise: write (await …).w"],
  [
    2339,
    "Property 'c' does not exist on type '{ a: number; b: (x: string) => void; }'.",
    "c",
    "",
    "it has a, b; to have c too, put it where the object is made",
  ],
  [2339, "Property 'foo' does not exist on type '2'.", "foo", "", "press Tab behind the dot to see what a number has"],
  [
    2345,
    "Argument of type 'string' is not assignable to parameter of type 'number'.",
    "text",
    ")",
    "Number(text) makes a number of a string",
  ],
  [2348, "Value of type 'typeof Z' is not callable. Did you mean to include 'new'?", "Z()", "", "write new Z()"],
  [
    2349,
    "This expression is not callable.\n  Type 'Number' has no call signatures.",
    "rate",
    "(2)",
    "rate is of type Number, not a function; a missing operator or semicolon before the bracket looks the same",
  ],
  [
    2362,
    "The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
    "xs",
    " * 2",
    "xs is not a number; for an array write values.map((value) => value * 2), for a tensor multiply(xs, 2)",
  ],
  [
    2365,
    "Operator '+' cannot be applied to types 'Tensor' and 'number'.",
    "logits + 1",
    ";",
    "tensors are computed with by functions: add(logits, 1)",
  ],
  [
    2740,
    "Type 'number[][]' is missing the following properties from type 'Tensor': #private, shape, strides, offset, and 13 more.",
    "[[1], [2]]",
    ")",
    "tensor([[1], [2]]) makes a Tensor of it",
  ],
  [
    2345,
    "Argument of type 'Tensor' is not assignable to parameter of type 'number'.",
    "loss",
    ")",
    "item(loss) gives the number in a tensor of one element",
  ],
  [
    2365,
    "Operator '+' cannot be applied to types 'number[]' and 'number[]'.",
    "a + b",
    "",
    "operators work on single numbers; go through the arrays, as in a.map((x, i) => x + b[i]!)",
  ],
  [
    2365,
    "Operator '+' cannot be applied to types 'Promise<number>' and 'number'.",
    "a + b",
    "",
    "put await before the value that is Promise<number>",
  ],
  [
    2366,
    "Function lacks ending return statement and return type does not include 'undefined'.",
    "number",
    "",
    "return a value on every way through the function, after the last if too",
  ],
  [
    2367,
    "This comparison appears to be unintentional because the types 'number' and 'string' have no overlap.",
    "a === b",
    "",
    "the two sides are number and string, so they are never equal: convert one of them",
  ],
  [
    2448,
    "Block-scoped variable 'w' used before its declaration.",
    "w",
    "",
    "move the declaration of w above this line",
  ],
  [
    2451,
    "Cannot redeclare block-scoped variable 'w'.",
    "w",
    "",
    "within one cell a name is declared once: assign with w = …, or rename one of the two",
  ],
  [2454, "Variable 'w' is used before being assigned.", "w", "", "give w a value where it is declared"],
  [
    2488,
    "Type '5' must have a '[Symbol.iterator]()' method that returns an iterator.",
    "5",
    "",
    "to count, write for (let i = 0; i < 5; i++)",
  ],
  [
    2488,
    "Type '{ a: number; }' must have a '[Symbol.iterator]()' method that returns an iterator.",
    "o",
    "",
    "go through its entries: for (const [key, value] of Object.entries(object))",
  ],
  [
    2532,
    "Object is possibly 'undefined'.",
    "losses.at(-1)",
    ".toFixed(2)",
    "losses.at(-1) may be undefined: check it first, as in if (losses.at(-1) != null) { … }, or write losses.at(-1)?.toFixed, or append ! when you are sure",
  ],
  [
    18047,
    "'best' is possibly 'null'.",
    "best",
    " + 1",
    "best may be null: check it first, as in if (best != null) { … }, or append ! when you are sure",
  ],
  [2551, "Property 'sqrtt' does not exist on type 'Math'. Did you mean 'sqrt'?", "sqrtt", "(1)", "write sqrt"],
  [
    2552,
    "Cannot find name 'losess'. Did you mean 'losses'?",
    "losess",
    "",
    "write losses, or run the cell that defines losess first",
  ],
  [
    2554,
    "Expected 1 arguments, but got 0.",
    "f",
    "()",
    "give 1 argument instead of 0; Shift-Tab between the brackets shows which",
  ],
  [
    2554,
    "Expected 1-2 arguments, but got 3.",
    "3",
    ")",
    "give only 1-2 arguments instead of 3; Shift-Tab between the brackets shows which",
  ],
  [
    2555,
    "Expected at least 2 arguments, but got 1.",
    "f",
    "(1)",
    "give at least 2 arguments instead of 1; Shift-Tab between the brackets shows which",
  ],
  [
    2588,
    "Cannot assign to 'rate' because it is a constant.",
    "rate",
    " = 1",
    "declare rate with let instead of const, and run that cell again",
  ],
  [
    2693,
    "'P' only refers to a type, but is being used as a value here.",
    "P",
    "",
    "P is a type, and types are gone when a cell runs: write a value here",
  ],
  [
    2769,
    "No overload matches this call.\n  The last overload gave the following error.\n    Argument of type 'number' is not assignable to parameter of type 'string'.",
    "5",
    ")",
    "String(5) makes a string of a number",
  ],
  [7006, "Parameter 'x' implicitly has an 'any' type.", "x", ") => x", "say what x is, as in x: number"],
  [
    7031,
    "Binding element 'rate' implicitly has an 'any' type.",
    "rate",
    " }) => 1",
    "say what rate is, as in rate: number",
  ],
  [
    7053,
    `Element implicitly has an 'any' type because expression of type 'string' can't be used to index type '{ a: number; b: string; }'.`,
    "o[k]",
    "",
    "its keys are a, b; for any key give the object the type Record<string, …>",
  ],
  [18046, "'u' is of type 'unknown'.", "u", ".x", 'find out what it is first, as in if (typeof u === "number") { … }'],
  ...OBJECT_CASES,
];

describe("findHint()", () => {
  it("does not ask for private members, which only a subclass has", () => {
    const message =
      "Type 'Plain' is missing the following properties from type 'Module': #private, training, train, evaluate, and 10 more.";
    const complaint = { message, marked: "new Plain()", before: "fit(", behind: ", data)" };
    const hint = "only instances of Module fit: let class Plain extend it";
    expect(findHint(2345, { ...complaint, ownTypes: new Set(["Plain"]) })).toBe(hint);
  });

  it.each(CASES)("TS%i %s", (code, message, marked, behind, hint) => {
    expect(findHint(code, { message, marked, before: "", behind, ownTypes })).toBe(hint);
  });

  it("is silent where TypeScript's message says all", () => {
    expect(
      findHint(2540, {
        message: "Cannot assign to 'x' because it is a read-only property.",
        marked: "x",
        before: "",
        behind: "",
        ownTypes,
      }),
    ).toBeNull();
    const lost = "Cannot use 'x' as it was lost when the runtime restarted; run the cell that defines it again";
    expect(findHint(2304, { message: lost, marked: "x", before: "", behind: "", ownTypes })).toBeNull();
  });
});
