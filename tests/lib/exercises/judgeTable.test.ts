import { describe, expect, it } from "vitest";
import { nearNumber, oneOf, tableExercise } from "../../../lib/exercises/judgeTable.ts";
import { jupyterDisplay as display } from "../../../lib/plot/figure.ts";

const exercise = tableExercise({
  title: "Sums",
  rows: {
    "1/3": nearNumber(1 / 3, 0.01, "Divide.", [[3, "The other way round."]]),
    way: oneOf("up", { down: "It rises." }),
  },
  hints: ["a", "b"],
  solution: "",
});
type Filled = Parameters<typeof exercise.judge>[1];

describe("tableExercise()", () => {
  it.each([
    [{ "1/3": null, way: null }, "not yet", 0, null],
    [{ "1/3": 0.33, way: null }, "not yet", 1, null],
    [{ "1/3": 0.33, way: "up" }, "passed", 2, null],
    [{ "1/3": 3, way: "up" }, "not right", 1, "The other way round."],
    [{ "1/3": 5, way: null }, "not right", 0, "Divide."],
    [{ "1/3": 0.33, way: "down" }, "not right", 1, "It rises."],
    [{ "1/3": Number.NaN, way: "up" }, "not right", 1, "Divide."],
  ] as const)("judges %j row by row", (answer, status, numRight, diagnosis) => {
    expect(exercise.judge("9.9", answer)).toMatchObject({ status, numRight, numCases: 2, diagnosis });
  });

  it("never shows the value that is wanted", () => {
    const bundle = exercise.judge("9.9", { "1/3": 7, way: "down" })[display]();
    expect(bundle["text/plain"]).not.toMatch(/0\.33|up/);
    expect(bundle["text/plain"]).toContain('Stuck? hint("9.9")');
  });

  it("survives missing rows and unknown words, and refuses what is no table", () => {
    expect(exercise.judge("9.9", {} as Filled).status).toBe("not yet");
    expect(exercise.judge("9.9", { "1/3": null, way: "left" } as unknown as Filled).diagnosis).toBe(
      "The choices are down, up.",
    );
    for (const wrong of [7, null, [1]]) {
      expect(() => exercise.judge("9.9", wrong as unknown as Filled)).toThrow(
        "Cannot check 9.9 as its answer must be a table with the rows 1/3, way",
      );
    }
  });
});
