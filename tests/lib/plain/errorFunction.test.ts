import { expect, test } from "vitest";
import { exp } from "../../../lib/plain/elementary.ts";
import { erf } from "../../../lib/plain/errorFunction.ts";
import { readReference, ulps } from "../reference/readReference.ts";

const reference = readReference<{ erf: [number, number][] }>("specialFunctions").erf;

test("erf() is within 1 ulp of the exact value in each of its ranges", () => {
  for (const [x, exact] of reference) expect(ulps(erf(x), exact), `erf(${x})`).toBeLessThanOrEqual(1);
});

test("erf() is odd, rises from −1 to 1, and passes NaN on", () => {
  let before = -1;
  for (let x = -7; x < 7; x += 0.013) {
    expect(erf(-x)).toBe(-erf(x));
    expect(erf(x), `erf(${x})`).toBeGreaterThanOrEqual(before);
    before = erf(x);
  }
  expect([erf(-Infinity), erf(Infinity), erf(NaN), Object.is(erf(-0), -0)]).toEqual([-1, 1, NaN, true]);
});

test("erf() has the bell curve as its slope, over the borders of its ranges too", () => {
  for (let x = -3; x < 3; x += 0.01) {
    const measured = (erf(x + 1e-5) - erf(x - 1e-5)) / 2e-5;
    expect(Math.abs(measured - 1.1283791670955126 * exp(-x * x)), `at ${x}`).toBeLessThan(1e-9);
  }
});
