/*
 * The exercise of chapter 00: a first function, to see what a check says.
 *
 *   mean(x) = (x₁ + … + xₙ) / n
 *
 * Notation: x numbers (n), n their count.
 * Source: any school book; the mistakes are those that people make.
 *
 * Page 35 · before it: exercises/judgeTable.ts · after it: exercises/chapter05.ts
 */
import { integer } from "../data/random.ts";
import { mean, sum } from "../plain/vector.ts";
import { functionExercise } from "./judgeFunction.ts";

/**
 * The exercises of chapter 00, by number.
 * @example
 * const total = (x) => x.reduce((sum, value) => sum + value, 0);
 * chapter00["00.1"].judge("00.1", (x) => total(x) / (x.length - 1)).diagnosis.slice(0, 22); // => "You divided by n − 1. "
 */
export const chapter00 = {
  "00.1": functionExercise({
    title: "The mean of some numbers",
    call: "meanOf(x)",
    argumentNames: ["x"],
    target: (x: number[]) => mean(x),
    example: [[1, 2, 6]],
    draw: (rng) => [Array.from({ length: integer(rng, 1, 7) }, () => integer(rng, -9, 10))],
    mistakes: [
      { diagnosis: "This is the sum; divide it by how many numbers there are.", compute: (x) => sum(x) },
      {
        diagnosis: "You divided by n − 1. That belongs to the variance of a sample; a mean divides by n.",
        compute: (x) => sum(x) / (x.length - 1),
      },
      {
        diagnosis: "The first number is missing from your sum: a list begins at place 0.",
        compute: (x) => sum(x.slice(1)) / x.length,
      },
      {
        diagnosis: "The last number is missing from your sum: the loop stops one too early.",
        compute: (x) => sum(x.slice(0, -1)) / x.length,
      },
      { diagnosis: "This is the median, the number in the middle; the mean weighs every number.", compute: median },
      {
        diagnosis: "This is halfway between the smallest and the largest number; those in between count too.",
        compute: (x) => (Math.min(...x) + Math.max(...x)) / 2,
      },
    ],
    hints: [
      "If everyone shared alike, how much would each get?",
      "Add all numbers up in a loop, starting from 0. Then divide once, by x.length.",
    ],
    solution: `function meanOf(x: number[]): number {
  let total = 0;
  for (const value of x) total += value;
  return total / x.length;
}`,
  }),
};

function median(x: readonly number[]): number {
  const ordered = [...x].sort((a, b) => a - b);
  const middle = (x.length - 1) / 2;
  return (ordered[Math.floor(middle)] + ordered[Math.ceil(middle)]) / 2;
}
