import { describe, expect, it } from "vitest";
import { excerpt } from "../../../../kernel/core/execute/excerpt.ts";

const at = (line: number, column: number) => ({ line, column });

describe("excerpt()", () => {
  it("shows the line between its neighbours, with carets from start to end", () => {
    const text = ["const a = 1;", "const n: number = 'x';", "n;"].join("\n");
    expect(excerpt(text, at(1, 6), at(1, 7))).toBe(
      ["  1 | const a = 1;", "> 2 | const n: number = 'x';", "    |       ^", "  3 | n;"].join("\n"),
    );
  });

  it("ends the carets with the line when the place goes on below", () => {
    expect(excerpt("f(\n1)", at(0, 0), at(1, 1))).toBe(["> 1 | f(", "    | ^^", "  2 | 1)"].join("\n"));
  });

  it("puts the caret under the character when an emoji or a tab stands before it", () => {
    expect(excerpt("'🙂' + x", at(0, 7), at(0, 8)).split("\n")[1]).toBe(`    | ${" ".repeat(7)}^`);
    expect(excerpt("\tx", at(0, 1), at(0, 2)).split("\n")[1]).toBe("    | \t^");
  });

  it("aligns line numbers of different lengths", () => {
    const text = Array.from({ length: 12 }, (_, line) => `l${line}`).join("\n");
    expect(excerpt(text, at(9, 0), at(9, 1)).split("\n")[0]).toBe("   9 | l8");
  });
});
