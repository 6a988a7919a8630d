import { expect, test } from "vitest";
import { sigmoid } from "../../../lib/plain/activation.ts";
import { decisionBoundary } from "../../../lib/plot/decisionBoundary.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const two = {
  predict: (x1: number, x2: number) => sigmoid(4 * (x1 + x2)),
  xRange: [-1, 1],
  yRange: [-1, 1],
  classNames: ["no", "yes"],
  ...texts,
} as const;

test("two classes: probabilities on the grid, one line at the threshold, tints that meet there", () => {
  const chart = decisionBoundary({ ...two, threshold: 0.25, resolution: 5 });
  expectShowable(chart);
  const [region] = chart.data;
  expect(region).toMatchObject({ type: "contour", zmin: 0, zmax: 1, contours: { start: 0.25, end: 0.25 } });
  expect(member(region.z, 4, 4)).toBe(1);
  expect(member(region.z, 2, 2)).toBe(0.5);
  const scale = region.colorscale as [number, string][];
  expect(scale.map(([at]) => Number(at.toFixed(9)))).toEqual([0, 0.25, 0.25, 0.25, 0.25, 1]);
  expect(new Set(scale.map(([, tint]) => tint.slice(0, -5))).size).toBeGreaterThanOrEqual(3); // two hues and a grey
  expect(region.colorbar).toMatchObject({ tickvals: [0, 0.5, 1] });
});

test("exactly at the threshold neither class wins: a colour of its own, and the words say so", () => {
  const flat = (p: number) => decisionBoundary({ ...two, predict: () => p, resolution: 3 });
  expect(flat(0.5 + 1e-10).altText).toContain(
    "no in 0 % of the picture, yes in 0 % of the picture, undecided in 100 % of the picture",
  );
  expect(member(flat(0.5 + 1e-10).data[0].z, 1, 1)).toBe(0.5);
  const scale = flat(0.5).data[0].colorscale as [number, string][];
  const [below, above] = [scale.filter(([at]) => at < 0.5), scale.filter(([at]) => at > 0.5)];
  expect(below.at(-1)?.[1]).toBe(above[0][1]); // one grey on both sides of one half
  expect(below.at(-2)?.[1]).not.toBe(above[1][1]);
  for (const [p, name] of [
    [0.5 + 1e-6, "yes"],
    [0.5 - 1e-6, "no"],
  ] as const) {
    expect(flat(p).altText).toContain(`${name} in 100 % of the picture`);
    expect(flat(p).altText).not.toContain("undecided");
    expect(Math.sign((member(flat(p).data[0].z, 1, 1) as number) - 0.5)).toBe(Math.sign(p - 0.5));
  }
});

test("points keep the colours of their classes, whichever are present", () => {
  const points = { x: [0.5, -0.5], y: [0.5, 0.5], labels: [1, 1] };
  const chart = decisionBoundary({ ...two, resolution: 3, points });
  expectShowable(chart);
  expect(chart.data.slice(1).map(({ name, x }) => [name, x])).toEqual([
    ["no", []],
    ["yes", [0.5, -0.5]],
  ]);
});

test("three classes: the number of the class in every cell, one tint for each", () => {
  const predict = (x1: number) => (x1 < -0.3 ? 0 : x1 < 0.3 ? 1 : 2);
  const chart = decisionBoundary({ ...two, predict, classNames: ["a", "b", "c"], resolution: 3 });
  expectShowable(chart);
  expect(chart.data[0]).toMatchObject({
    type: "heatmap",
    z: [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ],
    zmin: -0.5,
    zmax: 2.5,
  });
  expect(new Set((chart.data[0].colorscale as [number, string][]).map(([, tint]) => tint)).size).toBe(3);
});

test("the axes end where the region ends", () => {
  const { layout } = decisionBoundary({ ...two, resolution: 3 });
  expect(member(layout, "xaxis", "range")).toEqual([-1, 1]);
  expect(member(layout, "yaxis", "range")).toEqual([-1, 1]);
});

test("the words tell which share of the picture each class has, and the points", () => {
  const points = { x: [0.5], y: [0.5], labels: [1] };
  const words = decisionBoundary({ ...two, predict: (x1) => (x1 < 0.4 ? 0.1 : 0.9), resolution: 4, points }).altText;
  expect(words).toContain("Shown: no in 75 % of the picture, yes in 25 % of the picture; no, 0 points; yes, 1 point.");
});

test.each([
  [
    () => decisionBoundary({ ...two, predict: () => 2 }),
    TypeError,
    "for two classes predict gives a probability: predict gives 2; try plain.sigmoid of the sum",
  ],
  [
    () => decisionBoundary({ ...two, classNames: ["a", "b", "c"] }),
    TypeError,
    "for 3 classes predict gives a class number from 0 to 2",
  ],
  [() => decisionBoundary({ ...two, classNames: ["a"] }), RangeError, "Cannot draw a decision boundary for 1 classes"],
  [
    () => decisionBoundary({ ...two, classNames: ["a", "a"] }),
    RangeError,
    'every class needs a name of its own: "a" stands there twice',
  ],
  [() => decisionBoundary({ ...two, threshold: 1 }), RangeError, "the threshold must lie between 0 and 1: got 1"],
  [
    () => decisionBoundary({ ...two, points: { x: [1], y: [1], labels: [2] } }),
    RangeError,
    "every label must be in [0, 2): label 0 is 2",
  ],
  [
    () => decisionBoundary({ ...two, points: { x: [1], y: [1, 2], labels: [0] } }),
    TypeError,
    "over points with x and y of sizes (1) and (2)",
  ],
  [
    () => decisionBoundary({ ...two, points: { x: [1], y: [1], labels: [0, 1] } }),
    TypeError,
    "from points and groups of sizes (1) and (2)",
  ],
])("a decision boundary refuses what it cannot draw", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
