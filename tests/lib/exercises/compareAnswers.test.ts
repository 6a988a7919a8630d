import { describe, expect, it } from "vitest";
import { relation, sameAnswer, shapeFault } from "../../../lib/exercises/compareAnswers.ts";

describe("sameAnswer()", () => {
  it("allows rounding, relative to large targets, and no more", () => {
    expect(sameAnswer(1e9 + 1, 1e9)).toBe(true);
    expect(sameAnswer(1.00001, 1)).toBe(false);
    expect(sameAnswer([[1], [2]], [[1], [2 + 1e-9]])).toBe(true);
    expect(sameAnswer([[1, 2]], [[1], [2]])).toBe(false);
    expect(sameAnswer(Number.NaN, Number.NaN)).toBe(true);
    expect(sameAnswer(Number.NaN, 1)).toBe(false);
    expect(sameAnswer(-0, 0)).toBe(true);
    expect(sameAnswer(Infinity, Infinity)).toBe(true);
    expect(sameAnswer("1", 1)).toBe(false);
  });
});

describe("shapeFault()", () => {
  it.each([
    [undefined, 1, "returns nothing"],
    [Promise.resolve(1), 1, "promise"],
    [[1], 1, "a list of 1 where one number"],
    ["1", 1, "a string where a number"],
    [Number.NaN, 1, "NaN"],
    [Infinity, 1, "divided by zero"],
    [1, [1], "a number where a list of 1"],
    [[1], [1, 2], "1 numbers where 2"],
    [[1, Number.NaN], [1, 2], "at place 1"],
  ])("says what is wrong with %s where %s is wanted", (yours, target, message) => {
    expect(shapeFault(yours, target)).toContain(message);
  });

  it("has nothing against a wrong number in the right shape", () => {
    expect(shapeFault([1, 3], [1, 2])).toBeNull();
  });
});

describe("relation()", () => {
  const cases = (change: (target: number) => number) =>
    [3, -1, 0.5, 2].map((target) => ({ target, yours: change(target) }));
  it.each([
    [(t: number) => -t, "always has the opposite sign"],
    [(t: number) => t / 2, "is always 0.5 times the target"],
    [(t: number) => t + 1, "is always 1 too large"],
    [(t: number) => t - 2, "is always 2 too small"],
  ])("finds what holds in every case (%#)", (change, message) => {
    expect(relation(cases(change))).toBe(message);
  });

  it("claims nothing that fails in one case, or from two numbers", () => {
    expect(relation(cases((t) => (t === 2 ? 2 : -t)))).toBeNull();
    expect(relation(cases((t) => t * t))).toBeNull();
    expect(
      relation([
        { yours: 2, target: 1 },
        { yours: 4, target: 2 },
      ]),
    ).toBeNull();
  });
});
