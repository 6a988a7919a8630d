import { expect, it } from "vitest";
import { runCells } from "./session.ts";

it.each<[unknown, string]>([
  [1, "1"],
  [1, "1 // comment"],
  [1, "1\n/* a; */\n// b;\n"],
  [undefined, "1;"],
  [undefined, "1; // comment"],
  [undefined, "1\n;"],
  [undefined, "const x = 1"],
  [undefined, "function f() {}"],
  [undefined, "1\ntype A = 1"],
  [undefined, ""],
  [undefined, "// nothing"],
  ["hello", "'hello'"],
  [undefined, "'hello';"],
  [undefined, "{a: 1}"],
  [{ a: 1 }, "({a: 1})"],
  [3, "await Promise.resolve(3)"],
  [3, "Promise.resolve(3)"],
  [2, "let a = 1\na = 2"],
  [";", "';'"],
  [2, "1 as number, 2 as number"],
  [5, "const f = () => 5\nf() as number"],
  [undefined, "if (true) 1"],
])("findValue() takes the last expression that no semicolon ends: %s of %j", async (value, cell) => {
  expect(await runCells(cell)).toEqual(value);
});
