import { describe, expect, it } from "vitest";
import { chooseCandidates, cleanSignature, finishCompletions } from "../../../../kernel/core/types/completions.ts";
import type { ServerCompletion } from "../../../../kernel/core/types/languageServerAnswers.ts";
import { writeTypingModule } from "../../../../kernel/core/types/prelude.ts";
import { TypedNames } from "../../../../kernel/core/types/typedNames.ts";
import { cell, PRELOADS } from "./cells.ts";

const names = new TypedNames();
names.remember(1, cell("", ["let model", "function measure"]), new Set());

function choose(text: string, items: readonly ServerCompletion[], offset = text.length) {
  const module = writeTypingModule(text, names, PRELOADS);
  return chooseCandidates(items, text, offset, module, { names, preloads: PRELOADS });
}
const near = (label: string, kind = 6): ServerCompletion => ({ label, kind, sortText: "11" });
const world = (label: string, kind = 6): ServerCompletion => ({ label, kind, sortText: "15" });
const texts = (text: string, items: readonly ServerCompletion[]): string[] =>
  choose(text, items).items.map((one) => one.text);

describe("chooseCandidates()", () => {
  it("keeps what begins with the typed letters, case and all, if anything does", () => {
    const math = ["sqrt", "SQRT2", "SQRT1_2", "sin"].map((label) => near(label, 2));
    expect(texts("Math.sq", math)).toEqual(["sqrt"]);
    expect(texts("Math.Sq", math)).toEqual(["sqrt", "SQRT1_2", "SQRT2"]);
    expect(choose("x = Math.sq", math)).toMatchObject({ start: 9, end: 11 });
  });

  it("offers the session's names, then the library's, then the world's", () => {
    expect(
      texts("m", [world("module"), near("mse"), near("measure"), near("mean"), near("model"), near("mine")]),
    ).toEqual(["measure", "mine", "model", "mean", "mse", "module"]);
  });

  it("leaves out what is ours, and gives each text once", () => {
    expect(texts("g", [near("gradbook-cell-1"), near("gradbook-cell-typing"), near("go"), world("go", 14)])).toEqual([
      "go",
    ]);
  });

  it("replaces from where the server's edits begin", () => {
    const range = { start: { line: 1, character: 15 }, end: { line: 1, character: 19 } };
    const items = [{ label: "local.ts", kind: 17, textEdit: { newText: "./local.ts", range } }];
    expect(choose("import x from './lo", items)).toMatchObject({ start: 15, end: 19, items: [{ text: "./local.ts" }] });
  });
});

describe("finishCompletions()", () => {
  it("has Jupyter's kinds, with the signature's for what is imported", () => {
    const items = [
      near("measure"),
      near("mse"),
      near("Vector"),
      near("datasets"),
      near("model"),
      near("at", 2),
      near("let", 14),
    ];
    const details = new Map([
      [items[1]!, "(alias) function mse(a: number[]): number"],
      [items[2]!, "(alias) class Vector"],
      [items[3]!, '(alias) module "gradbook/datasets"\nimport datasets'],
      [items[4]!, "let model: {\n    w: number;\n}"],
      [items[5]!, "(method) Array<number>.at(index: number): number\n(method) Array<number>.at(): number"],
    ]);
    const candidates = { items: items.map((item) => ({ item, text: item.label })), start: 0, end: 0 };
    expect(finishCompletions(candidates, details, names, (path) => path).matches).toEqual([
      { text: "measure", kind: "function", signature: "" },
      { text: "mse", kind: "function", signature: "function mse(a: number[]): number" },
      { text: "Vector", kind: "class", signature: "class Vector" },
      { text: "datasets", kind: "module", signature: "module datasets" },
      { text: "model", kind: "instance", signature: "let model: { w: number; }" },
      { text: "at", kind: "function", signature: "Array<number>.at(index: number): number (+1)" },
      { text: "let", kind: "keyword", signature: "" },
    ]);
  });
});

describe("cleanSignature()", () => {
  it("takes out the checker's remarks and virtual paths", () => {
    expect(cleanSignature('(property) a: import("/n/gradbook-cell-2").$cell_P', "a", (path) => path)).toBe("a: P");
    expect(cleanSignature("(enum member) Kind.A = 0", "A", (path) => path)).toBe("Kind.A = 0");
  });

  it("keeps a type that begins with a bracket", () => {
    expect(cleanSignature("const f: (a: number) => void", "f", (path) => path)).toBe("const f: (a: number) => void");
  });
});
