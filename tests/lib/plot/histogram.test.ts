import { expect, test } from "vitest";
import { integer, normal, random } from "../../../lib/data/random.ts";
import { sum } from "../../../lib/plain/vector.ts";
import { binEdges, countInBins, histogram } from "../../../lib/plot/histogram.ts";
import { expectClose, readReference } from "../reference/readReference.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const rng = random(120);
const samples = Array.from({ length: 30 }, () => {
  const [n, mean, std] = [integer(rng, 1, 400), normal(rng, 0, 100), 10 ** integer(rng, -6, 6)];
  return Array.from({ length: n }, () => normal(rng, mean, std));
});

test("NumPy's edges and counts for a given number of bins", () => {
  const { bins } = readReference<{ bins: { values: number[]; counts: number[]; edges: number[] } }>("plain");
  expectClose(binEdges(bins.values, 9), bins.edges, 1e-14);
  expect(countInBins(bins.values, bins.edges)).toEqual(bins.counts);
});

test("every value is counted once, whatever its scale", () => {
  for (const values of samples) expect(sum(countInBins(values, binEdges(values)))).toBe(values.length);
});

test("chosen edges rise evenly, cover the values, are round numbers, and are neither few nor many", () => {
  for (const values of samples) {
    const edges = binEdges(values);
    const width = edges[1] - edges[0];
    expect(edges[0]).toBeLessThanOrEqual(Math.min(...values));
    expect(edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
    expect(Number(width.toPrecision(6)).toExponential()).toMatch(/^[125]e/);
    if (values.length < 20) continue;
    expect(edges.length - 1).toBeGreaterThanOrEqual(4);
    expect(edges.length - 1).toBeLessThanOrEqual(60);
  }
});

test("equal values, one value, values a hair apart: there is always a bin", () => {
  for (const values of [[3, 3, 3], [0], [1e9, 1e9 + 1e-6]]) {
    const edges = binEdges(values);
    expect(edges.length).toBeGreaterThanOrEqual(2);
    expect(sum(countInBins(values, edges))).toBe(values.length);
  }
});

test("one far value does not cut the axis into millions", () => {
  const values = [...Array.from({ length: 200 }, () => normal(rng, 0, 1e-6)), 1000];
  expect(binEdges(values).length).toBeLessThanOrEqual(202);
});

test("a value on an edge belongs to the bin above, the largest to the last bin", () => {
  expect(countInBins([0, 1, 1, 2, 3], [0, 1, 2, 3])).toEqual([1, 2, 2]);
});

test("histogram() draws the counts at the centres of the bins", () => {
  const chart = histogram({ values: [0.1, 0.2, 1.5, 3.9], bins: 2, ...texts });
  expectShowable(chart);
  expectClose(chart.data[0].x as number[], [1.05, 2.95], 1e-15);
  expect(chart.data[0].y).toEqual([3, 1]);
  expect(chart.layout.barmode).toBe("overlay");
});

test("density makes the area of each group 1", () => {
  const chart = histogram({ values: { a: samples[1], b: samples[2] }, density: true, ...texts });
  expectShowable(chart);
  for (const trace of chart.data) expectClose(sum(trace.y as number[]) * (trace.width as number), 1, 1e-12);
  expect(chart.data[0].x).toEqual(chart.data[1].x);
  expect(member(chart.data[0], "marker", "pattern")).not.toEqual(member(chart.data[1], "marker", "pattern"));
});

test.each([
  [() => histogram({ values: [], ...texts }), RangeError, "there must be something to draw"],
  [() => histogram({ values: {}, ...texts }), RangeError, "there must be something to draw"],
  [
    () => histogram({ values: [1, NaN], ...texts }),
    RangeError,
    "Cannot draw a histogram as every value must be a finite number: value[1] is NaN",
  ],
  [() => histogram({ values: [1, 2], bins: 0, ...texts }), RangeError, "Cannot cut the axis into 0 bins"],
])("a histogram refuses what it cannot count", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
