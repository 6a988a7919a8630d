import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import { exp, expm1, log, log1p, power } from "../../../lib/plain/elementary.ts";
import { readReference, ulps } from "../reference/readReference.ts";

const reference = readReference<{ elementary: Record<string, [number, number][]> }>("plain").elementary;

describe.each([
  ["exp", exp, 1],
  ["log", log, 1],
  ["expm1", expm1, 4],
  ["log1p", log1p, 4],
])("%s()", (name, f, limit) => {
  test(`is within ${limit} ulp of the exact value`, () => {
    for (const [x, exact] of reference[name]) expect(ulps(f(x), exact), `${name}(${x})`).toBeLessThanOrEqual(limit);
  });

  test("passes NaN on", () => {
    expect(f(Number.NaN)).toBeNaN();
  });
});

test("log() undoes exp()", () => {
  const rng = random(1);
  for (let i = 0; i < 1000; i++) {
    const x = uniform(rng, -700, 700);
    expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2e-16 * Math.max(1, Math.abs(x)));
  }
});

test("exp() turns sums into products", () => {
  const rng = random(2);
  for (let i = 0; i < 1000; i++) {
    const [x, y] = [uniform(rng, -20, 20), uniform(rng, -20, 20)];
    expect(Math.abs(exp(x + y) / (exp(x) * exp(y)) - 1)).toBeLessThan(1e-14);
  }
});

test("exp() never falls", () => {
  let before = 0;
  for (let x = -746; x < 710; x += 0.0625) {
    const now = exp(x);
    expect(now, `exp(${x})`).toBeGreaterThanOrEqual(before);
    before = now;
  }
});

test("the ends: exp() and expm1() overflow and underflow, log() and log1p() end at their poles", () => {
  expect([exp(0), exp(710), exp(-746), exp(Infinity), exp(-Infinity)]).toEqual([1, Infinity, 0, Infinity, 0]);
  expect([expm1(710), expm1(-50), expm1(-Infinity), expm1(0)]).toEqual([Infinity, -1, -1, 0]);
  expect([log(1), log(0), log(-0), log(Infinity), log(-1)]).toEqual([0, -Infinity, -Infinity, Infinity, NaN]);
  expect([log1p(-1), log1p(-2), log1p(Infinity), log1p(0)]).toEqual([-Infinity, NaN, Infinity, 0]);
});

test("expm1() and log1p() keep the digits that exp(x) − 1 and log(1 + x) lose", () => {
  expect(ulps(exp(1e-9) - 1, 1.0000000005e-9)).toBeGreaterThan(1000); // the naive form does lose them
  expect(ulps(expm1(1e-9), 1.0000000005e-9)).toBeLessThanOrEqual(4);
  expect(ulps(log(1 + 1e-9), 9.999999995e-10)).toBeGreaterThan(1000);
  expect(ulps(log1p(1e-9), 9.999999995e-10)).toBeLessThanOrEqual(4);
});

test("power() multiplies where the exponent is whole, takes roots where it is not, and knows the ends", () => {
  expect([power(2, 100), power(-2, 3), power(2, -10), power(0, 0)]).toEqual([2 ** 100, -8, 2 ** -10, 1]);
  expect([power(0, -1), power(0, -0.5), power(0, 0.5), power(-8, 1 / 3)]).toEqual([Infinity, Infinity, 0, NaN]);
  expect([power(2, Infinity), power(2, -Infinity), power(0.5, Infinity), power(-1, Infinity)]).toEqual([
    Infinity,
    0,
    0,
    1,
  ]);
  expect([power(NaN, 2), power(2, NaN), power(NaN, Infinity), power(NaN, 0)]).toEqual([NaN, NaN, NaN, 1]);
  const rng = random(3);
  for (let i = 0; i < 200; i++) {
    const x = uniform(rng, 0.1, 9);
    expect(Math.abs(power(x, 2.5) / (x * x * Math.sqrt(x)) - 1)).toBeLessThan(3e-15);
  }
});
