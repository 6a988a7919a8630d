import { describe, expect, it } from "vitest";
import { createBox } from "../../../../kernel/core/execute/box.ts";

describe("createBox()", () => {
  it("throws on reading until there is a value", () => {
    const box = createBox("loss");
    expect(() => box.v).toThrow(new ReferenceError("Cannot access 'loss' before initialization"));
    box.v = 3;
    expect(box.v).toBe(3);
  });

  it("holds any value, undefined too", () => {
    const box = createBox("x");
    box.v = undefined;
    expect(box.v).toBeUndefined();
    box.v = null;
    expect(box.v).toBeNull();
  });

  it("is a plain property once it has a value", () => {
    const box = createBox("x");
    expect(Object.getOwnPropertyDescriptor(box, "v")).toBeUndefined();
    box.v = 1;
    box.v = 2;
    expect(Object.getOwnPropertyDescriptor(box, "v")).toEqual({
      value: 2,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });

  it("declareVar() makes undefined of nothing, and keeps a value", () => {
    const box = createBox("x");
    box.declareVar();
    expect(box.v).toBeUndefined();
    box.v = 5;
    box.declareVar();
    expect(box.v).toBe(5);
  });

  it("keeps boxes apart", () => {
    const [a, b] = [createBox("a"), createBox("b")];
    a.v = 1;
    expect(() => b.v).toThrow("Cannot access 'b' before initialization");
  });
});
