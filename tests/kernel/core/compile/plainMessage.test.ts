import { expect, it } from "vitest";
import { CellSyntaxError } from "../../../../kernel/core/compile/cellSyntaxError.ts";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import { emptyScope, tools } from "./session.ts";

function errorOf(source: string): CellSyntaxError {
  try {
    compileCell(source, emptyScope, tools);
  } catch (error) {
    if (error instanceof CellSyntaxError) return error;
    throw error;
  }
  throw new Error(`No error in ${source}`);
}

it.each<[string, string, string]>([
  ["let 1a =", "A number ends here; a name cannot begin with a digit", "0:5-0:6"],
  ["const x =", "The cell ends too early here", "0:9-0:9"],
  ["let x = 1;\nlet y = ;", "Unexpected `;`", "1:8-1:9"],
  ["foo(1 2)", "Expected `,` or `)` but found `2`", "0:6-0:7"],
  ["foo(1,\n", "Expected `)` before the cell ends", "1:0-1:0"],
  ["const x = 1 const y = 2", "Expected a new line or `;` before `const`", "0:11-0:11"],
  ["'abc", "This string has no closing quote", "0:0-0:4"],
  ["/* abc", "This comment has no closing `*/`", "0:0-0:6"],
  ["x = /abc", "This regular expression has no closing `/`", "0:4-0:8"],
  ["/(/", "Invalid regular expression: /(/: Unterminated group", "0:0-0:3"],
  ["let a; let a", "`a` is declared twice in this cell", "0:11-0:12"],
  ["const x", "A const declaration needs a value: add ` = …`", "0:6-0:7"],
  ["let let = 1", "`let` is a word of the language and cannot be a name here", "0:4-0:7"],
  ["return 1", "`return` works only inside a function; a cell's value is its last expression", "0:0-0:6"],
  ["function f(){ await 1 }", "`await` works only at the top level of a cell or in an `async` function", "0:14-0:19"],
  ["break", "`break` works only inside a loop or a switch", "0:0-0:5"],
  ["f() = 1", "Cannot assign to `f()`: it is not a variable or a property", "0:0-0:3"],
  ["a ?? b || c", "`??` beside `||` or `&&` needs parentheses around one of them", "0:0-0:11"],
  ["({a = 1})", "A property of an object is written with `:`, not with `=`", "0:2-0:7"],
  ["delete x", "`delete` removes a property; a variable cannot be removed", "0:7-0:8"],
  ["f(arguments)", "`arguments` exists only inside a function", "0:2-0:11"],
  ["😀 = 1", "Unexpected `😀`", "0:0-0:2"],
])("plainMessage() says of %j: %s", (source, message, place) => {
  const { name, message: actual, start, end } = errorOf(source);
  expect([name, actual, `${start.line}:${start.column}-${end.line}:${end.column}`]).toEqual([
    "SyntaxError",
    message,
    place,
  ]);
});
