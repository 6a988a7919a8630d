import { expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import { numericalDerivative, numericalGradient } from "../../../lib/plain/derivative.ts";
import { exp, log } from "../../../lib/plain/elementary.ts";
import { expectClose } from "../reference/readReference.ts";
import { randomVector } from "./randomValues.ts";

const rng = random(70);

test("numericalDerivative() finds known derivatives to eight digits", () => {
  for (let i = 0; i < 100; i++) {
    const x = uniform(rng, 0.1, 3);
    expectClose(numericalDerivative(exp, x), exp(x), 1e-8);
    expectClose(numericalDerivative(log, x), 1 / x, 1e-8);
    expectClose(
      numericalDerivative((t) => t * t * t, x),
      3 * x * x,
      1e-9,
    );
  }
});

test("its error falls with h², as a central difference's must: a tenth of the step, a hundredth of the error", () => {
  const error = (h: number) => Math.abs(numericalDerivative(exp, 1, h) - exp(1));
  expect(error(0.1) / error(0.01)).toBeGreaterThan(95);
  expect(error(0.1) / error(0.01)).toBeLessThan(105);
});

test("numericalGradient() of a quadratic form xᵀx is 2x, and leaves the point as it is", () => {
  const point = Object.freeze(randomVector(rng, 6));
  const gradient = numericalGradient((x) => x.reduce((total, value) => total + value * value, 0), point);
  expectClose(
    gradient,
    point.map((value) => 2 * value),
    1e-9,
  );
});

test("a function may change the point that it is given", () => {
  const gradient = numericalGradient((x) => x.splice(0).reduce((total, value) => total + 3 * value, 0), [1, 2]);
  expectClose(gradient, [3, 3], 1e-8);
});

test.each([0, -1, Number.NaN, Infinity])("a step of %s is refused", (h) => {
  expect(() => numericalDerivative(exp, 1, h)).toThrow(
    `Cannot measure a slope with the step ${h} as a step must be above 0: h is ${h}; try 1e-5`,
  );
  expect(() => numericalGradient(() => 1, [1], h)).toThrow(RangeError);
});
