import { describe, expect, it } from "vitest";
import { toCodePoints, toUtf16 } from "../../../../kernel/core/protocol/codePoints.ts";

describe("code points", () => {
  it("toUtf16() counts an emoji as two units", () => {
    expect(toUtf16("🙂x", 0)).toBe(0);
    expect(toUtf16("🙂x", 1)).toBe(2);
    expect(toUtf16("🙂x", 2)).toBe(3);
  });

  it("toUtf16() stops at the end of the text", () => {
    expect(toUtf16("🙂x", 99)).toBe(3);
  });

  it("toCodePoints() undoes toUtf16() at every position", () => {
    const text = "a🙂é漢𝒳b";
    for (let at = 0; at <= [...text].length; at++) expect(toCodePoints(text, toUtf16(text, at))).toBe(at);
  });
});
