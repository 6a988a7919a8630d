import { describe, expect, it } from "vitest";
import { createCompilerTools } from "../../../kernel/node/compilerTools.ts";

const tools = createCompilerTools();

describe("createCompilerTools()", () => {
  it("parses TypeScript modules with top-level await, with offsets in UTF-16 units", () => {
    const { program, errors } = tools.parse("'😀'; const x: number = await 1");
    expect(errors).toEqual([]);
    expect(program.body[1]).toMatchObject({ type: "VariableDeclaration", start: 6 });
  });

  it("says where a mistake is", () => {
    expect(tools.parse("'😀'; let 1a").errors[0]).toMatchObject({ start: 11, end: 12 });
  });

  it("points at the second of two declarations", () => {
    expect(tools.parse("let a = 1\nlet a = 2").errors).toEqual([
      { message: "Identifier `a` has already been declared", start: 14, end: 15 },
    ]);
  });

  it("finds mistakes that need more than grammar", () => {
    expect(tools.parse("break").errors).toHaveLength(1);
    expect(tools.parse("class A { m() { this.#x } }").errors).toHaveLength(1);
  });

  it("lowers to ES2022 with a source map, and keeps names", () => {
    const { code, mappings } = tools.lower("(async function () {\n using file = open() })");
    expect(code).not.toContain("using file");
    expect(code).toContain("(async function() {");
    expect(mappings).toMatch(/^[A-Za-z0-9+/,;]+$/);
  });
});
