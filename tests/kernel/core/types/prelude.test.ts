import { describe, expect, it } from "vitest";
import { writeCellModule, writeTypingModule } from "../../../../kernel/core/types/prelude.ts";
import { TypedNames } from "../../../../kernel/core/types/typedNames.ts";
import type { TypedCell } from "../../../../kernel/core/types/typeService.ts";
import { cell, PRELOADS } from "./cells.ts";

function session(...cells: TypedCell[]): TypedNames {
  const names = new TypedNames();
  cells.forEach((one, i) => {
    names.remember(i + 1, one, new Set());
  });
  return names;
}

const lines = (one: TypedCell, names: TypedNames): string[] => writeCellModule(one, names, PRELOADS).text.split("\n");
const preludeOf = (one: TypedCell, ...before: TypedCell[]): string => lines(one, session(...before))[0]!;

describe("writeCellModule()", () => {
  it("puts one line before the text and exports its names under a prefix", () => {
    const one = cell("const a = 1\nexport type P = 2", ["const a"], ["P"]);
    expect(lines(one, session())).toEqual([
      "",
      "const a = 1",
      "export type P = 2",
      "export { a as $cell_a, P as $cell_P };",
      "",
    ]);
  });

  it("imports constants, functions, classes and types that the text uses, and nothing else", () => {
    const before = [cell("", ["const a", "function f", "const unused"]), cell("", ["class A"], ["P"])];
    expect(preludeOf(cell("f(a) as A<P>"), ...before)).toBe(
      'import { $cell_f as f, $cell_a as a } from "./gradbook-cell-1.ts"; import { $cell_A as A, $cell_P as P } from "./gradbook-cell-2.ts";',
    );
  });

  it("declares variables, so that they can be assigned to", () => {
    expect(preludeOf(cell("y = z"), cell("", ["let y", "var z"]))).toBe(
      'declare let y: typeof import("./gradbook-cell-1.ts").$cell_y; declare let z: typeof import("./gradbook-cell-1.ts").$cell_z;',
    );
  });

  it("declares growing names by the type that they can have, without their cell", () => {
    const module = writeCellModule(
      cell("losses.push(model)"),
      session(cell("", ["const losses any[]", "let model any"])),
      PRELOADS,
    );
    expect(module.text.split("\n")[0]).toBe("declare const losses: any[]; declare let model: any;");
    expect([...module.uses]).toEqual([]);
  });

  it("does not export growing names, as that would end their growth", () => {
    const one = cell("let m; const xs = []; const a = 1", ["let m any", "const xs any[]", "const a"]);
    expect(lines(one, session())[2]).toBe("export { a as $cell_a };");
  });

  it("takes a redeclared name from its newest cell", () => {
    expect(preludeOf(cell("a"), cell("", ["const a"]), cell("", ["const a"]))).toContain("gradbook-cell-2");
  });

  it("leaves out names that the cell itself declares", () => {
    expect(preludeOf(cell("const a = 1", ["const a"]), cell("", ["let a"]))).toBe("");
    expect(preludeOf(cell("class mse {}", ["class mse"]))).toBe("");
  });

  it("brings in the value alone when the cell declares a type of that name, and the other way round", () => {
    expect(preludeOf(cell("interface A {}", [], ["A"]), cell("", ["class A"]))).toBe(
      'declare const A: typeof import("./gradbook-cell-1.ts").$cell_A;',
    );
    expect(preludeOf(cell("const P = 1", ["const P"]), cell("", [], ["P"]))).toBe(
      'import { $cell_P as P } from "./gradbook-cell-1.ts";',
    );
  });

  it("imports from the library only what is used and not taken by an earlier cell", () => {
    expect(preludeOf(cell("mse(datasets)"))).toBe(
      'import * as datasets from "gradbook/datasets"; import { mse } from "gradbook";',
    );
    expect(preludeOf(cell("mse(mean)"), cell("", ["const mse"]))).toBe(
      'import { $cell_mse as mse } from "./gradbook-cell-1.ts"; import { mean } from "gradbook";',
    );
  });

  it("maps positions both ways, and its own lines to nothing", () => {
    const module = writeCellModule(cell("a\nb", ["const a"]), session(), PRELOADS);
    expect(module.toModule({ line: 1, column: 3 })).toEqual({ line: 2, column: 3 });
    expect(module.toCell({ line: 2, column: 3 })).toEqual({ line: 1, column: 3 });
    expect(module.toCell({ line: 0, column: 5 })).toBeNull();
    expect(module.toCell({ line: 3, column: 5 })).toBeNull();
  });
});

describe("writeTypingModule()", () => {
  it("brings in every name, except those that the unfinished text declares", () => {
    const names = session(cell("", ["const rate", "let step", "function fit"]));
    const [prelude, text] = writeTypingModule("const rate = 2; ra", names, PRELOADS).text.split("\n");
    expect(text).toBe("const rate = 2; ra");
    expect(prelude).not.toContain("$cell_rate");
    for (const name of ["$cell_step", "$cell_fit", "mse", "Matrix", "* as datasets"]) expect(prelude).toContain(name);
  });
});
