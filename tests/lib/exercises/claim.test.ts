import { describe, expect, it } from "vitest";
import { agree, claim, claims } from "../../../lib/exercises/claim.ts";
import { jupyterDisplay as display } from "../../../lib/plot/figure.ts";

const mime = "application/vnd.gradbook.claim+json";

describe("claim()", () => {
  it("passes within its bounds and says name, value and bounds", () => {
    const made = claim("rule after the shift", 0.425, { above: 0.3, below: 0.55 });
    expect(made.text).toBe("rule after the shift: 0.425 (above 0.3, below 0.55)");
    expect(made[display]()).toEqual({
      "text/plain": "✓ rule after the shift: 0.425 (above 0.3, below 0.55)",
      [mime]: [{ name: "rule after the shift", value: 0.425, text: made.text }],
    });
  });

  it.each([
    [{ above: 0.5 }, 0.5, "above 0.5: measured 0.5"],
    [{ below: 0.5 }, 0.5, "below 0.5: measured 0.5"],
    [{ equals: 2 }, 2.0000001, "equal to 2: measured 2.0000001"],
    [{ equals: 2, within: 0.1 }, 2.11, "equal to 2 within 0.1: measured 2.11"],
    [{ above: 0, below: 1 }, 1.5, "below 1: measured 1.5"],
    [{ above: 0 }, Number.NaN, "above 0: measured NaN"],
    [{ equals: 0, within: 1 }, Number.NaN, "measured NaN"],
  ])("throws for %j and %d", (bounds, value, message) => {
    expect(() => claim("it", value, bounds)).toThrow(RangeError);
    expect(() => claim("it", value, bounds)).toThrow(message);
  });

  it("accepts a margin's edge", () => {
    expect(claim("it", 2.5, { equals: 2, within: 0.5 }).value).toBe(2.5);
  });

  it("refuses a claim that cannot fail", () => {
    expect(() => claim("it", 1, {})).toThrow('Cannot claim "it" as a claim must be able to fail');
    expect(() => claim("it", 1, { within: 1 })).toThrow(TypeError);
  });
});

describe("claims()", () => {
  it("shows each on a line and hands all to the builder", () => {
    const both = claims(claim("a", 1, { equals: 1 }), claim("b", 2, { above: 1 }));
    const bundle = both[display]();
    expect(bundle["text/plain"]).toBe("✓ a: 1 (equal to 1)\n✓ b: 2 (above 1)");
    expect(bundle[mime]).toMatchObject([
      { name: "a", value: 1 },
      { name: "b", value: 2 },
    ]);
  });

  it("refuses two claims of one name", () => {
    const one = claim("a", 1, { equals: 1 });
    expect(() => claims(one, one)).toThrow('"a" is there twice');
  });
});

describe("agree()", () => {
  it("shows one way, the other and the difference, and returns the largest", () => {
    const agreement = agree({ "∂L/∂b": [0.5, 0.50001], exact: [1, 1] }, 1e-4);
    expect(agreement.largestDifference).toBeCloseTo(1e-5, 12);
    const text = agreement[display]()["text/plain"];
    expect(text).toMatch(/number +one way +other way +\|Δ\|/);
    expect(text).toMatch(/∂L\/∂b +0\.5 +0\.50001 +1\.0e-5/);
    expect(text).toMatch(/exact +1 +1 +0/);
  });

  it("throws at the first pair that differs, and for NaN", () => {
    expect(() => agree({ a: [1, 1], b: [1, 1.1] }, 1e-2)).toThrow('Cannot agree on "b"');
    expect(() => agree({ a: [Number.NaN, 1] }, 1e-2)).toThrow(RangeError);
  });
});
