import { describe, expect, it } from "vitest";
import { describeGrowing, describeGrowingInFunction } from "../../../../kernel/core/types/growingNames.ts";

const array = { kind: "const", growing: "any[]" } as const;
const variable = { kind: "let", growing: "any" } as const;

describe("describeGrowing()", () => {
  it("is a hint at the first use, with the cure", () => {
    expect(describeGrowing("losses", array, "// losses\nlosses.push(1)")).toEqual({
      severity: "hint",
      code: 7034,
      message: "losses has the type any[] as its type cannot grow across cells",
      hint: "try const losses: number[] = []",
      start: { line: 1, column: 0 },
      end: { line: 1, column: 6 },
    });
  });

  it("is null when the name is only a property or in a string", () => {
    expect(describeGrowing("losses", array, "model.losses + 'losses'")).toBeNull();
  });

  it.each([
    ["xs.push('a')", "try const xs: string[] = []"],
    ["xs.push(-1.5, 2)", "try const xs: number[] = []"],
    ["xs.push(true)", "try const xs: boolean[] = []"],
    ["xs.push({ step: 1, name: 'a' })", "try const xs: { step: number; name: string }[] = []"],
    ["xs.push('a'.length)", "try const xs: number[] = []"],
    ["xs.push(loss)", "try const xs: number[] = []"],
  ])("reads the element type from %j", (text, hint) => {
    expect(describeGrowing("xs", array, text)?.hint).toBe(hint);
  });

  it.each([
    ["model = { w: 1 }", "try let model: { w: number }"],
    ["model = 'linear'", "try let model: string"],
    ["model = train(data)", "give it a type where it is declared, as in let model: number"],
    ["model = { w: [1] }", "give it a type where it is declared, as in let model: number"],
    ["model == 1", "give it a type where it is declared, as in let model: number"],
  ])("reads the type from %j", (text, hint) => {
    expect(describeGrowing("model", variable, text)?.hint).toBe(hint);
  });
});

describe("describeGrowingInFunction()", () => {
  it("tells how the name was declared", () => {
    const at = { line: 0, column: 4 };
    const message = "Variable 'best' implicitly has type 'any' in some locations where its type cannot be determined.";
    const text = "let best; const take = () => { best = 3 }";
    expect(describeGrowingInFunction("best", message, text, at, at)).toMatchObject({
      severity: "hint",
      message: "best has the type any as its type cannot grow across functions",
      hint: "try let best: number",
    });
  });
});
