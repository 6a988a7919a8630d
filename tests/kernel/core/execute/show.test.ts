import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { boundedText, show } from "../../../../kernel/core/execute/show.ts";

const text = (value: unknown): string => inspect(value);
const DISPLAY = Symbol.for("Jupyter.display");

describe("show()", () => {
  it("shows nothing for undefined, and something for null, 0 and the empty string", () => {
    expect(show(undefined, text)).toBeNull();
    for (const value of [null, 0, ""])
      expect(show(value, text)).toMatchObject({ data: { "text/plain": inspect(value) } });
  });

  it("lets an object decide, and adds text where its bundle has none", () => {
    const value = { [DISPLAY]: () => ({ "text/html": "<b>3</b>" }) };
    expect(show(value, () => "three")).toEqual({
      data: { "text/html": "<b>3</b>", "text/plain": "three" },
      metadata: {},
    });
  });

  it("waits for a display method that is async", async () => {
    const value = { [DISPLAY]: async () => ({ "text/plain": "later" }) };
    expect(await show(value, text)).toEqual({ data: { "text/plain": "later" }, metadata: {} });
  });

  it("calls a display method on its object", () => {
    class Named {
      name = "iris";
      [DISPLAY](): object {
        return { "text/plain": this.name };
      }
    }
    expect(show(new Named(), text)).toMatchObject({ data: { "text/plain": "iris" } });
  });

  it("refuses a display method that gives no bundle, with the value and the cure", () => {
    expect(() => show({ [DISPLAY]: () => "text" }, text)).toThrow(
      `Cannot display the value as its Jupyter.display method must give a MIME bundle: got 'text'; try { "text/plain": "…" }`,
    );
  });
});

describe("boundedText()", () => {
  it("cuts after 1,000 lines and 65,536 characters and says how much is missing", () => {
    const lines = boundedText(null, () => "x\n".repeat(5_000));
    expect(lines.split("\n").length).toBe(1_001);
    expect(lines).toContain("more characters");
    expect(boundedText(null, () => "y".repeat(70_000))).toMatch(/^y{65536}\n… \(4464 more characters\)$/);
  });

  it("survives a value whose printing throws", () => {
    const bad = () => {
      throw new Error("no text");
    };
    expect(boundedText({}, bad)).toBe("[a value that cannot be printed: no text]");
  });
});
