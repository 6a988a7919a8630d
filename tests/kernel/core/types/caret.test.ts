import { describe, expect, it } from "vitest";
import { formatDiagnostic, formatHint } from "../../../../kernel/core/types/caret.ts";
import type { Diagnostic } from "../../../../kernel/core/types/typeService.ts";

const diagnostic: Diagnostic = {
  severity: "error",
  code: 2322,
  message: "Type 'string' is not assignable to type 'number'.",
  hint: "leave the quotes out: 3",
  start: { line: 1, column: 6 },
  end: { line: 1, column: 12 },
};

describe("formatDiagnostic()", () => {
  it("names the cell and line, shows three lines with a caret span, and ends with the hint", () => {
    const text = "const a = 1;\nconst epochs: number = '3';\nfit(epochs);\nshow();";
    expect(formatDiagnostic(diagnostic, "Cell [7]", text)).toBe(
      [
        "Cell [7] line 2: TS2322: Type 'string' is not assignable to type 'number'.",
        "  1 | const a = 1;",
        "> 2 | const epochs: number = '3';",
        "    |       ^^^^^^",
        "  3 | fit(epochs);",
        "Hint: leave the quotes out: 3",
      ].join("\n"),
    );
  });

  it("puts the caret under its column when an emoji stands before it", () => {
    const at = { ...diagnostic, hint: null, start: { line: 0, column: 15 }, end: { line: 0, column: 16 } };
    const [, line, carets] = formatDiagnostic(at, "Cell [1]", "/* 😀 */ const n: number = 'x'").split("\n");
    // An emoji is two UTF-16 units and two columns wide.
    expect(carets!.indexOf("^")).toBe(line!.indexOf("n: number"));
  });

  it("calls an error without a number what it is", () => {
    expect(formatDiagnostic({ ...diagnostic, code: 0, hint: null }, "Cell [2]", "a\nb")).toMatch(
      /^Cell \[2\] line 2: SyntaxError: /,
    );
  });
});

describe("formatHint()", () => {
  it("is one line, with the cure behind a semicolon", () => {
    expect(formatHint({ ...diagnostic, message: "losses has the type any[]" })).toBe(
      "Hint: losses has the type any[]; leave the quotes out: 3",
    );
    expect(formatHint({ ...diagnostic, message: "losses has the type any[]", hint: null })).toBe(
      "Hint: losses has the type any[]",
    );
  });
});
