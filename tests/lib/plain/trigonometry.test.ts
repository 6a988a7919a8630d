import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import { cos, sin } from "../../../lib/plain/trigonometry.ts";
import { readReference, ulps } from "../reference/readReference.ts";

const reference = readReference<Record<string, [number, number][]>>("specialFunctions");

describe.each([
  ["sin", sin],
  ["cos", cos],
])("%s()", (name, f) => {
  test("is within 1 ulp of the exact value, beside multiples of π/2 and at angles of 300 digits too", () => {
    for (const [x, exact] of reference[name]) expect(ulps(f(x), exact), `${name}(${x})`).toBeLessThanOrEqual(1);
  });

  test("is NaN where there is no angle", () => {
    expect([f(Number.NaN), f(Infinity), f(-Infinity)]).toEqual([NaN, NaN, NaN]);
  });
});

test("sin() is odd, cos() even, their squares add up to 1", () => {
  const rng = random(1);
  for (let i = 0; i < 1000; i++) {
    const x = uniform(rng, -1, 1) * 10 ** uniform(rng, -3, 12);
    expect(sin(-x)).toBe(-sin(x));
    expect(cos(-x)).toBe(cos(x));
    expect(Math.abs(sin(x) ** 2 + cos(x) ** 2 - 1)).toBeLessThan(5e-16);
  }
  expect([Object.is(sin(-0), -0), cos(0)]).toEqual([true, 1]);
});

test("sin() and cos() obey the sum formula across both ways of reduction", () => {
  const rng = random(2);
  for (let i = 0; i < 300; i++) {
    const [a, b] = [uniform(rng, 9e5, 1.1e6), uniform(rng, -3, 3)];
    const sum = a + b;
    const exactB = sum - a; // what was really added
    if (sum - exactB !== a) continue;
    expect(Math.abs(sin(sum) - (sin(a) * cos(exactB) + cos(a) * sin(exactB)))).toBeLessThan(5e-16);
  }
});
