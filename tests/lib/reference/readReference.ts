// Reference numbers, made by the scripts of this folder and stored with the versions that made them.
import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** The stored numbers of one script. */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8")) as T;
}

/** A number, or numbers nested in lists. */
export type Numbers = number | readonly Numbers[];

/** Fails unless two nested lists agree in shape, and every element to `tolerance`, relative where it is above 1. */
export function expectClose(actual: Numbers, expected: Numbers, tolerance: number, where = "value"): void {
  if (typeof expected === "number") {
    expect(typeof actual, where).toBe("number");
    const difference = Math.abs((actual as number) - expected);
    if (actual === expected) return;
    const limit = tolerance * Math.max(1, Math.abs(expected));
    expect(difference, `${where}: ${actual} against ${expected}`).toBeLessThanOrEqual(limit);
    return;
  }
  expect(Array.isArray(actual), `${where} is a list`).toBe(true);
  const list = actual as readonly Numbers[];
  expect(list.length, `length of ${where}`).toBe(expected.length);
  for (const [i, element] of expected.entries()) expectClose(list[i], element, tolerance, `${where}[${i}]`);
}

/** The distance between two doubles in units of the last place of the second. */
export function ulps(actual: number, expected: number): number {
  if (actual === expected) return 0;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -1022);
  return Math.abs(actual - expected) / 2 ** (exponent - 52);
}

/**
 * Central differences of a function of many numbers at every one of them, against its gradient: h = 1e-5 and
 * |a − n| ≤ 1e-7·max(1, |a|, |n|).
 */
export function expectGradient(
  f: (point: number[]) => number,
  point: readonly number[],
  gradient: readonly number[],
): void {
  expect(gradient.length).toBe(point.length);
  const h = 1e-5;
  for (const [i, value] of point.entries()) {
    const at = (shifted: number) => f(point.map((other, j) => (j === i ? shifted : other)));
    const numeric = (at(value + h) - at(value - h)) / (2 * h);
    const limit = 1e-7 * Math.max(1, Math.abs(numeric), Math.abs(gradient[i]));
    expect(Math.abs(numeric - gradient[i]), `element ${i}: ${gradient[i]} against ${numeric}`).toBeLessThanOrEqual(
      limit,
    );
  }
}
