import { expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { numericalGradient } from "../../../lib/plain/derivative.ts";
import { checkDescentOptions, gradientDescent } from "../../../lib/plain/gradientDescent.ts";
import { norm } from "../../../lib/plain/vector.ts";
import { expectClose, readReference } from "../reference/readReference.ts";
import { randomVector } from "./randomValues.ts";

/** The gradient of the bowl (x² + 10 y²) / 2, whose curvatures are 1 and 10. */
const bowl = ([x, y]: number[]) => [x, 10 * y];

test("on a bowl each step multiplies the distance along an axis by 1 − αλ", () => {
  const [start, learningRate] = [randomVector(random(80), 2), 0.15];
  const path = gradientDescent(bowl, start, { learningRate, steps: 20 });
  expect(path.length).toBe(21);
  expect(path[0]).toEqual(start);
  path.forEach(([x, y], k) => {
    expectClose([x, y], [start[0] * 0.85 ** k, start[1] * (-0.5) ** k], 1e-13);
  });
});

test("it converges below 2/λ, keeps its distance at 2/λ and diverges above", () => {
  const end = (learningRate: number) => gradientDescent(bowl, [1, 1], { learningRate, steps: 200 }).at(-1)!;
  expect(norm(end(0.19))).toBeLessThan(1e-8);
  expectClose(end(0.2), [0.8 ** 200, 1], 1e-12);
  expect(end(0.21)[1]).toBeGreaterThan(1e8);
});

test("ten steps and two agree with torch.optim.SGD on x⁴/4 + 5y²", () => {
  const { descent } = readReference<{ descent: number[][] }>("plain");
  const path = gradientDescent(([x, y]) => [x * x * x, 10 * y], [1.5, -1], { learningRate: 0.08, steps: 12 });
  expectClose(path, descent, 1e-14);
});

test("it learns: a measured gradient is enough to find the minimum of a curved valley", () => {
  const loss = ([x, y]: number[]) => (1 - x) ** 2 + 5 * (y - x * x) ** 2;
  const path = gradientDescent((point) => numericalGradient(loss, point), [-1, 1.5], {
    learningRate: 0.03,
    steps: 1500,
  });
  expect(loss(path.at(-1)!)).toBeLessThan(1e-5);
  expectClose(path.at(-1)!, [1, 1], 1e-2);
});

test("zero steps stay at the start, and the path is made of copies", () => {
  const start = [3];
  const path = gradientDescent(() => [1], start, { learningRate: 1, steps: 0 });
  expect(path).toEqual([[3]]);
  expect(path[0]).not.toBe(start);
});

test("divergence ends with the step and the last finite point", () => {
  expect(() => gradientDescent(([x]) => [x * x * x], [10], { learningRate: 1, steps: 50 })).toThrow(
    /^Cannot continue gradient descent as the point is -?Infinity at step 6: the last finite point was \(-?[\d.e+]+\); try a smaller learningRate$/,
  );
  expect(() => gradientDescent(() => [Number.NaN], [2], { learningRate: 1, steps: 3 })).toThrow(
    "as the point is NaN at step 1: the last finite point was (2)",
  );
});

test("a gradient of another size and options that cannot be meant are refused before the first step", () => {
  expect(() => gradientDescent(() => [1, 2], [1], { learningRate: 1, steps: 1 })).toThrow(
    "Cannot descend with a point and a gradient of sizes (1) and (2)",
  );
  for (const learningRate of [0, -0.1, Number.NaN, Infinity]) {
    expect(() => checkDescentOptions({ learningRate, steps: 1 })).toThrow("as it must be above 0");
  }
  expect(() => checkDescentOptions({ learningRate: 1, steps: 2.5 })).toThrow("Cannot take 2.5 steps");
});
