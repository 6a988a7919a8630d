import { describe, expect, it } from "vitest";
import type { CompiledCell, Declaration } from "../../../../kernel/core/compile/compiledCell.ts";
import { createSessionNames } from "../../../../kernel/core/execute/sessionNames.ts";

const cell = (...declares: Declaration[]): CompiledCell => ({
  code: "",
  boxes: [],
  declares,
  declaresTypes: [],
  toSource: (position) => position,
});

describe("createSessionNames()", () => {
  it("has the preloaded names, without a kind", () => {
    const names = createSessionNames(["plot"]);
    expect([names.has("plot"), names.kindOf("plot"), names.has("other")]).toEqual([true, null, false]);
  });

  it("takes the newest declaration of a name, and reset() leaves the preloaded ones", () => {
    const names = createSessionNames(["plot"]);
    names.declare(cell({ name: "h", kind: "function", growing: null }, { name: "plot", kind: "let", growing: null }));
    names.declare(cell({ name: "h", kind: "const", growing: null }));
    expect([names.kindOf("h"), names.kindOf("plot")]).toEqual(["const", "let"]);
    names.reset();
    expect([names.has("h"), names.has("plot"), names.kindOf("plot")]).toEqual([false, true, null]);
  });
});
