import { describe, expect, it } from "vitest";
import { integer } from "../../../lib/data/random.ts";
import { functionExercise } from "../../../lib/exercises/judgeFunction.ts";
import { jupyterDisplay as display } from "../../../lib/plot/figure.ts";

const reversed = functionExercise({
  title: "Turned round",
  call: "turned(x)",
  argumentNames: ["x"],
  target: (x: number[]) => [...x].reverse(),
  example: [[1, 2, 3]],
  draw: (rng) => [Array.from({ length: integer(rng, 1, 6) }, () => integer(rng, -9, 10))],
  mistakes: [{ diagnosis: "Nothing is turned.", compute: (x) => x }],
  hints: ["a", "b"],
  solution: "",
});
const judge = (answer: unknown) => reversed.judge("9.9", answer as (x: number[]) => number[]);
const textOf = (answer: unknown) => judge(answer)[display]()["text/plain"];

describe("functionExercise()", () => {
  it("passes a right answer in all 100 cases", () => {
    const result = judge((x: number[]) => x.map((_, i) => x[x.length - 1 - i]));
    expect(result).toMatchObject({ status: "passed", numRight: 100, numCases: 100, diagnosis: null });
    expect(result[display]()["text/plain"]).toContain("✓ 9.9 Turned round: 100 of 100 random cases right");
  });

  it("says not yet to a stub, and shows what is wanted", () => {
    const stub = () => {
      throw new Error("not yet");
    };
    expect(judge(stub)).toMatchObject({ status: "not yet", numRight: 0 });
    expect(textOf(stub)).toMatch(/○ 9\.9 Turned round: not yet[\s\S]*\[1, 2, 3\] +\[3, 2, 1\]/);
  });

  it("names a known mistake only when it explains every case", () => {
    expect(judge((x: number[]) => [...x]).diagnosis).toBe("Nothing is turned.");
    expect(judge((x: number[]) => (x.length === 5 ? [...x].reverse() : [...x])).diagnosis).toBeNull();
  });

  it("shows the shortest failing case", () => {
    const text = textOf((x: number[]) => (x.length < 2 || x[0] === x.at(-1) ? [7] : [...x].reverse()));
    const shown = /The shortest case that differs: turned\(x\):\n.*\n {2}(\[.*?\]) /.exec(text)?.[1];
    expect(shown).toMatch(/^\[\d\]$/);
  });

  it("shows the example once when it is the shortest case that differs", () => {
    const text = textOf((x: number[]) => (JSON.stringify(x) === "[1,2,3]" ? [0, 0, 0] : [...x].reverse()));
    expect(text).toContain("100 of 100 random cases right");
    expect(text).toContain("Target beside yours: turned(x)");
    expect(text).not.toContain("The shortest case that differs:");
  });

  it.each([
    [
      "an error",
      () => {
        throw new RangeError("oh");
      },
      "It throws: RangeError: oh.",
    ],
    [
      "a thrown string",
      () => {
        throw "oh";
      },
      "It throws: oh.",
    ],
    ["nothing", () => undefined, "It returns nothing; say return before the value."],
    ["a number", () => 1, "It returns a number where a list of 1 is expected."],
    ["too few", (x: number[]) => x.slice(1), "It returns 0 numbers where 1 are expected."],
    ["NaN", (x: number[]) => x.map(() => Number.NaN), "NaN, which is not a number"],
    ["a promise", async (x: number[]) => [...x].reverse(), "take the word async away"],
    ["its argument, changed", (x: number[]) => x.reverse(), "It changes its argument x; work on a copy"],
    ["the opposite sign", (x: number[]) => x.map((v) => -v).reverse(), "It always has the opposite sign."],
    ["an offset", (x: number[]) => x.map((v) => v + 2).reverse(), "It is always 2 too large."],
  ])("has a lesson for an answer that returns %s", (_, answer, message) => {
    const result = judge(answer);
    expect(result.status).toBe("not right");
    expect(result.diagnosis).toContain(message);
    expect(result[display]()["text/html"]).toContain("<caption>The shortest case that differs: turned(x)</caption>");
  });

  it("judges each answer on cases of its own, however rough it is with them", () => {
    judge((x: number[]) => x.splice(0));
    expect(judge((x: number[]) => [...x].reverse()).status).toBe("passed");
  });

  it("refuses what is not a function, and says how to hand it in", () => {
    expect(() => judge(7)).toThrow(TypeError);
    expect(() => judge(7)).toThrow(
      'Cannot check 9.9 as its answer must be a function: got 7; try check("9.9", turned), without calling it',
    );
  });
});
