import { expect, it } from "vitest";
import { chapter00 } from "../../../lib/exercises/chapter00.ts";
import { chapter05 } from "../../../lib/exercises/chapter05.ts";
import { checkResult, type Exercise, marks } from "../../../lib/exercises/exercise.ts";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";

const all = Object.entries<Pick<Exercise<unknown>, "title" | "hints" | "solution">>({ ...chapter00, ...chapter05 });

it.each(all)(
  "exercise %s says more with each hint, and no hint gives the solution away",
  (_, { title, hints, solution }) => {
    expect(title).toMatch(/^[A-Z]/);
    expect(new Set([...hints, solution]).size).toBe(3);
    expect(hints[0].length).toBeLessThan(hints[1].length + 60);
    const code = solution.split("\n").map((line) => line.trim());
    for (const hint of hints)
      for (const line of code.filter((text) => text.length > 12)) expect(hint).not.toContain(line);
  },
);

it("checkResult() keeps the verdict and shows the report", () => {
  const verdict = { status: "not right", numRight: 3, numCases: 4, diagnosis: "It is late." } as const;
  const result = checkResult(verdict, { verdict: `${marks["not right"]} 3 of 4`, tables: [], notes: ["It is late."] });
  expect(result).toMatchObject(verdict);
  expect(result[jupyterDisplay]()["text/plain"]).toBe("✗ 3 of 4\nIt is late.");
});
