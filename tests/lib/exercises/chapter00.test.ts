import { describe, expect, it } from "vitest";
import { check } from "../../../lib/exercises/check.ts";
import { runSolution } from "./runSolution.ts";

const add = (x: number[]) => x.reduce((total, value) => total + value, 0);

describe("exercise 00.1", () => {
  it("passes its own solution", () => expect(runSolution("00.1").status).toBe("passed"));

  it.each([
    [add, "This is the sum"],
    [(x: number[]) => add(x) / (x.length - 1), "You divided by n − 1"],
    [
      (x: number[]) => {
        let total = 0;
        for (let i = 1; i < x.length; i++) total += x[i];
        return total / x.length;
      },
      "The first number is missing",
    ],
    [
      (x: number[]) => {
        let total = 0;
        for (let i = 0; i < x.length - 1; i++) total += x[i];
        return total / x.length;
      },
      "The last number is missing",
    ],
    [
      (x: number[]) => {
        let total = 0;
        for (let i = 0; i <= x.length; i++) total += x[i];
        return total / x.length;
      },
      "It returns NaN",
    ],
    [(x: number[]) => (Math.min(...x) + Math.max(...x)) / 2, "halfway between"],
    [
      (x: number[]) => {
        const sorted = x.toSorted((a, b) => a - b);
        const half = x.length >> 1;
        return x.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
      },
      "This is the median",
    ],
    [(x: number[]) => -add(x) / x.length, "opposite sign"],
  ])("tells what went wrong (%#)", (answer, diagnosis) => {
    const result = check("00.1", answer);
    expect(result.status).toBe("not right");
    expect(result.diagnosis).toContain(diagnosis);
  });
});
