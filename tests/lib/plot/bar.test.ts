import { expect, test } from "vitest";
import { bar, barStyle } from "../../../lib/plot/bar.ts";
import { expectShowable, member, texts } from "./bundle.ts";

test("bars have the given heights, in the given categories, and begin at 0", () => {
  const chart = bar({ x: [2012, 2015], y: [16.4, 3.6], ...texts });
  expectShowable(chart);
  expect(chart.data[0]).toMatchObject({ type: "bar", x: ["2012", "2015"], y: [16.4, 3.6], showlegend: false });
  expect(member(chart.layout, "xaxis", "type")).toBe("category");
  expect(member(chart.layout, "yaxis", "range", 0)).toBe(0);
});

test("bars below 0 have room, and 0 stays in sight", () => {
  const range = member(bar({ x: ["a", "b"], y: [-2, -1], ...texts }).layout, "yaxis", "range");
  expect(range).toEqual([-2.1, 0]);
  expect(member(bar({ x: ["a"], y: [0], ...texts }).layout, "yaxis", "range")).toEqual([0, 0.05]);
});

test("series stand side by side with names, colours and patterns of their own", () => {
  const chart = bar({ x: ["a", "b"], y: { rule: [1, 2], model: [3, 4] }, ...texts });
  expectShowable(chart);
  expect(chart.layout.barmode).toBe("group");
  expect(chart.data.map(({ name, y }) => [name, y])).toEqual([
    ["rule", [1, 2]],
    ["model", [3, 4]],
  ]);
  expect(member(chart.data[0], "marker", "pattern")).toBeUndefined();
  expect(member(chart.data[1], "marker", "pattern", "shape")).toBe("/");
});

test("errors become whiskers, and the axis reaches their ends", () => {
  const chart = bar({ x: ["a"], y: { m: [10] }, errors: { m: [2] }, ...texts });
  expect(chart.data[0].error_y).toMatchObject({ type: "data", array: [2] });
  expect(member(chart.layout, "yaxis", "range")).toEqual([0, 12.6]);
});

test("showValues writes the numbers over the bars", () => {
  expect(bar({ x: ["a"], y: [0.12345], showValues: true, ...texts }).data[0].text).toEqual(["0.123"]);
});

test("barStyle() gives every series a rim in its colour, so that a pattern has an edge", () => {
  for (let i = 0; i < 6; i++) expect(member(barStyle(i, 1), "line", "color")).toMatch(/^#/);
});

test("the words tell every bar", () => {
  expect(bar({ x: ["before", "after"], y: { rule: [0.872, 0.425] }, ...texts }).altText).toBe(
    'Bar chart "A title". loss by step. Shown: rule: before 0.872, after 0.425.',
  );
});

test.each([
  [
    () => bar({ x: ["a", "b"], y: [1], ...texts }),
    TypeError,
    "Cannot draw a bar chart from categories and heights of sizes (2) and (1)",
  ],
  [
    () => bar({ x: ["a"], y: { m: [NaN] }, ...texts }),
    RangeError,
    'Cannot draw a bar chart with "m" as every y must be a finite number: y[0] is NaN',
  ],
  [() => bar({ x: [], y: [], ...texts }), RangeError, "there must be something to draw"],
  [() => bar({ x: [], y: {}, ...texts }), RangeError, "there must be something to draw"],
  [
    () => bar({ x: ["a"], y: [1], errors: [1, 2], ...texts }),
    TypeError,
    "from heights and errors of sizes (1) and (2)",
  ],
  [() => bar({ x: ["a"], y: { m: [1] }, errors: { n: [1] }, ...texts }), RangeError, 'errors are given for "n"'],
  [() => bar({ x: ["a"], y: [1], title: "t", xLabel: "x" } as never), TypeError, "yLabel is missing"],
])("a bar chart refuses what it cannot draw", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
