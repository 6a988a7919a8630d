import { expect, test } from "vitest";
import { axis, chartLayout, checkText, describeChart, paddedRange, titleLayout } from "../../../lib/plot/axes.ts";
import { member, texts } from "./bundle.ts";

const extents = { x: [0, 10], y: [1, 100] } as const;

test.each(["title", "xLabel", "yLabel"])("a chart without %s is a TypeError with the cure", (name) => {
  for (const [value, found] of [
    [undefined, `${name} is missing`],
    ["  ", `${name} is "  "`],
    [3, `${name} is 3`],
  ]) {
    const act = () => checkText("draw a line chart", { ...texts, [name]: value });
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`Cannot draw a line chart as every figure must say what it shows: ${found}; try ${name}: "`);
  }
});

test("ranges reach a little beyond the data, so that no mark lies on the frame", () => {
  expect(member(chartLayout(texts, extents), "xaxis", "range")).toEqual([-0.5, 10.5]);
  expect(paddedRange([0, 0], 0.05)).toEqual([-0.5, 0.5]);
  expect(paddedRange([-20, -20], 0.05)).toEqual([-22, -18]);
});

test("a given range is taken as it is", () => {
  expect(member(chartLayout({ ...texts, xRange: [-1, 4] }, extents), "xaxis", "range")).toEqual([-1, 4]);
});

test("a logarithmic axis has its range in powers of ten", () => {
  const layout = chartLayout({ ...texts, yScale: "log", xScale: "log", xRange: [0.001, 1000] }, extents);
  expect(member(layout, "yaxis", "type")).toBe("log");
  expect(member(layout, "yaxis", "range")).toEqual([-0.1, 2.1]);
  expect(member(layout, "xaxis", "range")).toEqual([-3, 3]);
});

test("a logarithmic axis refuses 0 and below", () => {
  expect(() => chartLayout({ ...texts, yScale: "log" }, { x: [0, 1], y: [0, 1] })).toThrow(
    'Cannot draw y on a logarithmic axis as only numbers above 0 have a logarithm: the smallest y is 0; try yScale: "linear"',
  );
});

test("an empty or endless range is refused", () => {
  for (const yRange of [
    [1, 1],
    [2, 1],
    [0, Infinity],
    [Number.NaN, 1],
  ] as const) {
    expect(() => chartLayout({ ...texts, yRange }, extents)).toThrow(
      /as a range goes from a lower to a higher finite number/,
    );
  }
});

test("equalAxes ties one unit of y to one unit of x", () => {
  expect(chartLayout({ ...texts, equalAxes: true }, extents)).toMatchObject({ yaxis: { scaleanchor: "x" } });
  expect(member(chartLayout(texts, extents), "yaxis", "scaleanchor")).toBeUndefined();
});

test("no text in a layout has a colour of its own", () => {
  const layout = { ...chartLayout({ ...texts, subtitle: "s" }, extents), ...titleLayout({ ...texts, subtitle: "s" }) };
  expect(JSON.stringify(layout)).not.toMatch(/font/);
  expect(axis("label", [0, 1])).not.toHaveProperty("color");
});

test("describeChart() tells kind, title, subtitle, axes with scale and extent, and content, without markup", () => {
  const options = {
    title: "L<sub>2</sub>",
    subtitle: "three seeds",
    xLabel: "step",
    yLabel: "loss",
    yScale: "log",
  } as const;
  expect(describeChart("Line chart", options, extents, ["a line", "another"])).toBe(
    'Line chart "L2". three seeds. x axis: step, from 0 to 10. y axis: loss, from 1 to 100, logarithmic. Shown: a line; another.',
  );
});
