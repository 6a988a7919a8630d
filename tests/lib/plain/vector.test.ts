import { expect, test } from "vitest";
import { integer, normal, random } from "../../../lib/data/random.ts";
import {
  add,
  argmax,
  cosineSimilarity,
  distance,
  dot,
  linspace,
  mean,
  norm,
  scale,
  standardDeviation,
  subtract,
  sum,
  variance,
} from "../../../lib/plain/vector.ts";
import { expectClose, readReference } from "../reference/readReference.ts";
import { randomVector } from "./randomValues.ts";

const rng = random(20);
const triples = Array.from({ length: 50 }, () => {
  const n = integer(rng, 1, 8);
  return [randomVector(rng, n), randomVector(rng, n), randomVector(rng, n)];
});
const { linear } = readReference<{ linear: Record<string, number[]> }>("plain");

test("dot() is symmetric and linear in each argument", () => {
  for (const [a, b, c] of triples) {
    const s = normal(rng);
    expect(dot(a, b)).toBe(dot(b, a));
    expectClose(dot(add(scale(a, s), b), c), s * dot(a, c) + dot(b, c), 1e-14);
  }
});

test("norm() keeps the triangle and the Cauchy–Schwarz inequality", () => {
  for (const [a, b] of triples) {
    expect(norm(add(a, b))).toBeLessThanOrEqual(norm(a) + norm(b) + 1e-14);
    expect(Math.abs(dot(a, b))).toBeLessThanOrEqual(norm(a) * norm(b) + 1e-14);
  }
});

test("subtract() undoes add()", () => {
  for (const [a, b] of triples) expectClose(subtract(add(a, b), b), a, 1e-15);
});

test("distance() is symmetric, 0 from a point to itself, and the norm of the difference", () => {
  for (const [a, b] of triples) {
    expect(distance(a, b)).toBe(distance(b, a));
    expect(distance(a, a)).toBe(0);
    expect(distance(a, b)).toBe(norm(subtract(a, b)));
  }
});

test("cosineSimilarity() is 1 along a vector, −1 against it, and ignores lengths", () => {
  for (const [a, b] of triples) {
    expectClose(cosineSimilarity(a, scale(a, 3)), 1, 1e-15);
    expectClose(cosineSimilarity(a, scale(a, -0.5)), -1, 1e-15);
    expectClose(cosineSimilarity(a, b), cosineSimilarity(scale(a, 7), scale(b, 0.1)), 1e-14);
  }
});

test("variance() does not move with a shift and grows with the square of a factor", () => {
  for (const [a] of triples) {
    expectClose(variance(a.map((value) => value + 100)), variance(a), 1e-12);
    expectClose(variance(scale(a, -3)), 9 * variance(a), 1e-14);
  }
});

test("NumPy's numbers: norm, variance (n in the denominator), standard deviation, linspace", () => {
  expectClose(norm(linear.right), linear.norm as unknown as number, 1e-15);
  expectClose(variance(linear.right), linear.variance as unknown as number, 1e-15);
  expectClose(standardDeviation(linear.right), linear.standardDeviation as unknown as number, 1e-15);
  expectClose(linspace(-1.1, 2.3, 7), linear.linspace, 1e-15);
});

test("sum() of nothing is 0, mean() of one number is the number", () => {
  expect(sum([])).toBe(0);
  expect(mean([7])).toBe(7);
});

test("argmax() gives the first of equal elements and passes over NaN", () => {
  expect(argmax([1, 3, 3, 2])).toBe(1);
  expect(argmax([-5, Number.NaN, -1])).toBe(2);
});

test("linspace() ends at the very stop", () => {
  expect(linspace(0, 0.3, 4).at(-1)).toBe(0.3);
  expect(linspace(1, -1, 3)).toEqual([1, 0, -1]);
});

test("the arguments stay as they are", () => {
  const [a, b] = [Object.freeze([1, 2]), Object.freeze([3, 4])];
  expect([add(a, b), subtract(a, b), scale(a, 2)]).toEqual([
    [4, 6],
    [-2, -2],
    [2, 4],
  ]);
});

test.each([
  ["add", () => add([1, 2, 3], [1, 2, 3, 4]), "Cannot add (3) and (4) as sizes must be equal: got 3 and 4"],
  ["subtract", () => subtract([1], []), "Cannot subtract (1) and (0) as sizes must be equal: got 1 and 0"],
  ["dot", () => dot([1], [1, 2]), "Cannot take the dot product of (1) and (2) as sizes must be equal: got 1 and 2"],
  ["distance", () => distance([1], [1, 2]), "Cannot measure the distance between (1) and (2)"],
  ["cosineSimilarity", () => cosineSimilarity([0, 0], [1, 2]), "as a vector of length 0 has no direction"],
  ["mean", () => mean([]), "Cannot take the mean of (0) as there must be at least one number: got none"],
  ["variance", () => variance([]), "Cannot take the variance of (0)"],
  ["argmax", () => argmax([]), "Cannot take the argmax of (0)"],
  [
    "linspace",
    () => linspace(0, 1, 1),
    "Cannot lay out 1 numbers as their number must be a whole number from 2 up: got 1",
  ],
])("%s() refuses what it cannot do", (_name, act, message) => {
  expect(act).toThrow(message);
});
