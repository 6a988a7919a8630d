import { describe, expect, it } from "vitest";
import { findInspected, readHover } from "../../../../kernel/core/types/inspection.ts";

describe("findInspected()", () => {
  it.each([
    ["mse", 3, { start: 0, name: "mse" }],
    ["Math.sqrt(2)", 7, { start: 5, name: "sqrt" }],
    ["mse([1], ", 9, { start: 0, name: "mse" }],
    ["a = ", 4, null],
    ["a = (1 + ", 9, null],
  ])("of %j at %i", (text, offset, inspected) => {
    expect(findInspected(text, offset)).toEqual(inspected);
  });
});

describe("readHover()", () => {
  it("parts the signature from the documentation, with parameters as a list", () => {
    const value =
      "```typescript\n(alias) function mse(a: number[]): number\nimport mse\n```\nThe error.\n\n*@param* `a` — the first\n\n*@param* `b` — the second\n\n*@returns* — the mean\n\n*@example*\n```tsx\nmse(1) // 2\n```\n\n\n*@example*\n```tsx\nmse(2) // 3\n```\n";
    expect(readHover({ contents: { value } }, "mse", (path) => path)).toEqual({
      signature: "function mse(a: number[]): number",
      documentation:
        "The error.\n\n- `a`: the first\n- `b`: the second\n\n**Returns** the mean\n\n**Example**\n```ts\nmse(1) // 2\n```\n\n**Example**\n```ts\nmse(2) // 3\n```",
    });
  });

  it("is null when nothing is known", () => {
    expect(readHover(null, "x", (path) => path)).toBeNull();
    expect(readHover({ contents: { value: "```typescript\nany\n```\n" } }, "x", (path) => path)).toBeNull();
  });
});
