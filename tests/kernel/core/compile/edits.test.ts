import { describe, expect, it } from "vitest";
import { after, applyEdits, before, replace } from "../../../../kernel/core/compile/edits.ts";

const text = (source: string, ...edits: Parameters<typeof applyEdits>[1]): string =>
  applyEdits(source, edits, [], "").text;

describe("applyEdits() puts text where it belongs", () => {
  it("whatever the order of the edits", () => {
    expect(text("abc", replace(2, 3, "C"), replace(0, 1, "A"))).toBe("AbC");
  });

  it("around nested spans, from the inside out", () => {
    const inner = { start: 1, end: 3 };
    const outer = { start: 0, end: 3 };
    expect(text("abc", after(outer, ")"), after(inner, "]"), before(outer, "("), before(inner, "["))).toBe("(a[bc])");
    const first = { start: 0, end: 2 };
    expect(text("abc", before(outer, "("), before(first, "["), after(outer, ")"), after(first, "]"))).toBe("([ab]c)");
  });

  it("closing before opening where two spans touch", () => {
    expect(text("ab", before({ start: 1, end: 2 }, "["), after({ start: 0, end: 1 }, ")"))).toBe("a)[b");
  });

  it("keeping the line breaks of what it replaces", () => {
    expect(text("a\r\nb\nc", replace(0, 5, "x"))).toBe("x\r\n\nc");
    expect(text("a\nb", replace(0, 3, " \n "))).toBe(" \n ");
  });

  it("and refuses edits that overlap", () => {
    expect(() => text("abc", replace(0, 2, ""), replace(1, 3, ""))).toThrow("overlap");
  });
});

describe("applyEdits() knows where each character came from", () => {
  it("exactly in what was kept, by its place in what was replaced, not at all in what is ours", () => {
    const edited = applyEdits(
      "abcdef",
      [replace(1, 3, "XYZ"), replace(4, 5, "(", 0)],
      [
        { text: "//", origin: null },
        { text: "i;", origin: 5 },
      ],
      "!",
    );
    expect(edited.text).toBe("//i;aXYZd(f!");
    const origins = Array.from(edited.text, (_, offset) => edited.toOriginal(offset));
    expect(origins).toEqual([null, null, 5, 5, 0, 1, 1, 1, 3, 0, 5, null]);
  });
});
