import { describe, expect, it } from "vitest";
import { TypedNames } from "../../../../kernel/core/types/typedNames.ts";
import { cell } from "./cells.ts";

function remembering(...cells: (readonly [declares: string[], types: string[], uses: number[]])[]): TypedNames {
  const names = new TypedNames();
  cells.forEach(([declares, types, uses], i) => {
    names.remember(i + 1, cell("", declares, types), new Set(uses));
  });
  return names;
}

describe("TypedNames", () => {
  it("remember() maps a redeclared name to its newest cell", () => {
    const names = remembering([["const a", "const b"], [], []], [["let a"], [], []]);
    expect(names.values.get("a")).toEqual({ cell: 2, kind: "let", growing: null });
    expect(names.values.get("b")?.cell).toBe(1);
  });

  it("remember() knows classes, enums and namespaces as types too, until a plain value takes the name", () => {
    const names = remembering([["class A", "enum E", "namespace N", "const c"], [], []], [["const A"], [], []]);
    expect([...names.types.keys()].sort()).toEqual(["E", "N"]);
  });

  it("remember() keeps an interface beside a value of the same name from another cell", () => {
    const names = remembering([[], ["P"], []], [["const P"], [], []]);
    expect(names.types.get("P")).toEqual({ cell: 1, withValue: false });
    expect(names.values.get("P")?.cell).toBe(2);
  });

  it("dropUnneeded() drops a cell once its last name is taken over", () => {
    const names = remembering([["const a"], [], []], [["const b"], [], []], [["const a"], [], []]);
    expect(names.dropUnneeded()).toEqual([1]);
    expect(names.dropUnneeded()).toEqual([]);
  });

  it("dropUnneeded() keeps what a living type derives from, through any number of cells", () => {
    const chain = Array.from(
      { length: 20_000 },
      (_, i) => [["const a"], [], i === 0 ? [] : [i]] as [string[], [], number[]],
    );
    expect(remembering(...chain).dropUnneeded()).toEqual([]);
  });

  it("dropUnneeded() drops cells that declare nothing or only growing names", () => {
    expect(remembering([[], [], []], [["const losses any[]"], [], []]).dropUnneeded()).toEqual([1, 2]);
  });

  it("forgetAll() makes every name a lost one, until a cell declares it again", () => {
    const names = remembering([["const a"], ["P"], []]);
    names.forgetAll();
    expect([...names.lost]).toEqual(["a", "P"]);
    expect(names.values.size + names.types.size).toBe(0);
    names.remember(2, cell("", ["const a"]), new Set());
    expect([...names.lost]).toEqual(["P"]);
  });
});
