import { describe, expect, it } from "vitest";
import { editDistance, findSimilarName } from "../../../../kernel/core/types/spelling.ts";

describe("editDistance()", () => {
  it.each([
    ["", "abc", 3],
    ["losses", "losses", 0],
    ["losess", "losses", 1],
    ["kitten", "sitting", 3],
    ["lr", "rl", 1],
    ["abc", "", 3],
  ])("from %j to %j is %i, and the same back", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("findSimilarName()", () => {
  it("finds the nearest of several", () => {
    expect(findSimilarName("losess", ["lessons", "losses", "loss"])).toBe("losses");
  });

  it("prefers the same letters in another case", () => {
    expect(findSimilarName("learningrate", ["learningrates", "learningRate"])).toBe("learningRate");
  });

  it("finds nothing when more than a third would have to change", () => {
    expect(findSimilarName("ms", ["mse", "me"])).toBeNull();
    expect(findSimilarName("accuracy", ["weights", "acc"])).toBeNull();
  });
});
