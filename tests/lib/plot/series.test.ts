import { expect, test } from "vitest";
import { extentOf, finiteNumbers, namedSeries } from "../../../lib/plot/series.ts";

test("finiteNumbers() keeps every bit, from arrays and typed arrays", () => {
  const values = [0.1 + 0.2, -0, 1e-300];
  expect(finiteNumbers(values, "draw", "y", "refused")).toEqual(values);
  expect(finiteNumbers(Float64Array.from(values), "draw", "y", "refused")).toEqual(values);
});

test("NaN is a gap where gaps are allowed, and an error with its place where they are not", () => {
  expect(finiteNumbers([1, NaN], "draw", "y", "allowed")).toEqual([1, null]);
  expect(() => finiteNumbers([1, NaN], "draw", "y", "refused")).toThrow(
    "Cannot draw as every y must be a finite number: y[1] is NaN",
  );
});

test("infinity is an error everywhere, and so is what is no number", () => {
  expect(() => finiteNumbers([1, 2, -Infinity], 'draw the line "loss"', "y", "allowed")).toThrow(
    'Cannot draw the line "loss" as every y must be a finite number, or NaN for a gap: y[2] is -Infinity',
  );
  expect(() => finiteNumbers(["3" as unknown as number], "draw", "y", "allowed")).toThrow('y[0] is "3"');
});

test("nothing to draw is an error", () => {
  expect(() => finiteNumbers([], "draw", "y", "allowed")).toThrow(
    "Cannot draw as there must be something to draw: y is empty",
  );
  expect(() => namedSeries({}, undefined, "draw", "allowed")).toThrow("no series is given");
});

test("namedSeries() gives each series the chart's x, its own, or 0, 1, 2, …", () => {
  const own = { x: [5, 6, 7], y: [1, 1, 1] };
  expect(namedSeries({ a: [3, 4], b: own }, [10, 20], "draw", "allowed").map(({ x }) => x)).toEqual([
    [10, 20],
    [5, 6, 7],
  ]);
  expect(namedSeries([3, 4], undefined, "draw", "allowed")).toEqual([{ name: null, x: [0, 1], y: [3, 4] }]);
  expect(namedSeries(own, undefined, "draw", "allowed")).toEqual([{ name: null, ...own }]);
});

test("lengths that differ are a TypeError that names the series", () => {
  expect(() => namedSeries({ test: [1, 2, 3] }, [1, 2], "draw a line chart", "allowed")).toThrow(
    'Cannot draw a line chart with "test" from x and y of sizes (2) and (3) as sizes must be equal: got 2 and 3',
  );
});

test("extentOf() passes over gaps, and has an answer where there are only gaps", () => {
  expect(extentOf([[null, 5], [-2]])).toEqual([-2, 5]);
  expect(extentOf([[null], []])).toEqual([0, 1]);
});
