import { expect, it } from "vitest";
import { isComplete } from "../../../../kernel/core/compile/isComplete.ts";
import { tools } from "./session.ts";

it.each([
  "",
  "  ",
  "// comment",
  "1",
  "const x = 1",
  "f()",
  "{}",
  `\`a\${1}\``,
  "type A = 1",
  "class A {}",
  "if (x) { }",
  "x = {\n}",
  "await f()",
])("isComplete() is complete for %j", (text) => {
  expect(isComplete(text, tools)).toEqual({ status: "complete" });
});

it.each([
  "const x =",
  "const x",
  "let x: ",
  "foo(",
  "foo(1,",
  "[1, 2",
  "x = {a: 1,",
  "if (x)",
  "if (a) {\n} else",
  "x +",
  "x.",
  "a ? b",
  "a =>",
  "function f()",
  "function f() {",
  "class A {",
  "class A { m() {",
  "try {}",
  "do x; while",
  "for (const x of xs) {",
  "switch (x) {\n case 1:",
  "`abc",
  `\`abc \${x`,
  `\`a\${b} c`,
  `\`a\${\``,
  "f(`a\n",
  '"abc\\',
  "/* abc",
  "import {a} from",
  "export",
  "type A =",
  "interface A",
  "enum A { B",
  "@dec",
  "async () => { for await",
  "foo(1, // more\n",
  "x = y as",
  "const { a }",
])("isComplete() is incomplete for %j", (text) => {
  expect(isComplete(text, tools).status).toBe("incomplete");
});

it.each([
  "let 1a =",
  "let 1a",
  "}",
  ")",
  "foo(1 2)",
  "a b",
  "let x = ;",
  "if (x) else y",
  '"abc',
  "/abc",
  "return 1",
  "let a; let a",
  "let y = ;\nfoo(",
  "1 = 2",
  "break",
  "'abc\ndef'",
  "const x\nfoo()",
])("isComplete() is invalid for %j", (text) => {
  expect(isComplete(text, tools)).toEqual({ status: "invalid" });
});

it.each([
  ["function f() {", "  "],
  ["function f() {\n  if (x) {", "    "],
  ["function f() {\n  g()", "  "],
  ["const x =", "  "],
  ["foo(", "  "],
  ["foo(1,", ""],
  ["x +", ""],
])("isComplete() after %j indents by %j", (text, indent) => {
  expect(isComplete(text, tools).indent).toBe(indent);
});
