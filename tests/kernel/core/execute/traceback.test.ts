import { describe, expect, it } from "vitest";
import type { RawError } from "../../../../kernel/core/execute/runtimePort.ts";
import { formatTraceback, type ShownCell } from "../../../../kernel/core/execute/traceback.ts";

const cell = (name: string, text: string, shift = 0): [string, ShownCell] => [
  name,
  { name, text, toSource: ({ line, column }) => (column - shift < 0 ? null : { line, column: column - shift }) },
];

const error = (stack: string, cause: RawError | null = null): RawError => ({
  name: "TypeError",
  message: "no",
  stack,
  cause,
});

describe("formatTraceback()", () => {
  it("shows the learner's frames at the learner's columns, and the library's, but none of the kernel's", () => {
    const cells = new Map([cell("Cell [3]", "function f() {\n  g();\n}"), cell("Cell [4]", "f()", 100)]);
    const stack = [
      "TypeError: no",
      "    at matmul (file:///x/dist/lib/plain/matrix.js:33:5)",
      "    at f (Cell [3]:2:3)",
      "    at Cell [4]:1:101",
      "    at run (file:///x/dist/kernel/node/runtime/main.js:54:29)",
      "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    ].join("\n");
    expect(formatTraceback(error(stack), cells)).toEqual([
      "TypeError: no",
      "Cell [3] line 2, in f",
      "  1 | function f() {\n> 2 |   g();\n    |   ^\n  3 | }",
      "Cell [4] line 1",
      "  inside lib/plain/matrix.ts, in matmul",
    ]);
  });

  it("leaves out frames that are the compiler's own text", () => {
    const cells = new Map([cell("Cell [1]", "x", 50)]);
    expect(formatTraceback(error("TypeError: no\n    at Cell [1]:1:3"), cells)).toEqual(["TypeError: no"]);
  });

  it("goes on with the causes", () => {
    const cause: RawError = { name: "Error", message: "deep", stack: "", cause: null };
    expect(formatTraceback(error("", cause), new Map())).toEqual(["TypeError: no", "caused by", "Error: deep"]);
  });
});
