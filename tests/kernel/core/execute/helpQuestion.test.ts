import { expect, it } from "vitest";
import { askedName, inspectionBundle } from "../../../../kernel/core/execute/helpQuestion.ts";

it("askedName() knows a question from a program", () => {
  for (const [code, name] of [
    ["Math.sqrt?", "Math.sqrt"],
    ["  plot.line??\n", "plot.line"],
    ["größe?", "größe"],
    ["a ? b : c", null],
    ["a?.b", null],
    ["f()?", null],
    ["?", null],
  ] as const) {
    expect(askedName(code)).toBe(name);
  }
});

it("inspectionBundle() gives the signature as TypeScript and as text", () => {
  expect(inspectionBundle({ signature: "const a: 1", documentation: "One." })).toEqual({
    "text/markdown": "```typescript\nconst a: 1\n```\n\nOne.",
    "text/plain": "const a: 1\n\nOne.",
  });
});
