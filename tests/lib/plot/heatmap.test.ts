import { expect, test } from "vitest";
import { colorBar, heatmap } from "../../../lib/plot/heatmap.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const z = [
  [1, 2, 3],
  [4, 5, 6],
];

test("the matrix is drawn as it is written: row 0 on top, square cells", () => {
  const chart = heatmap({ z, ...texts });
  expectShowable(chart);
  expect(chart.data[0]).toMatchObject({ type: "heatmap", z, zmin: 1, zmax: 6, zsmooth: false });
  expect(member(chart.layout, "yaxis", "range")).toEqual([1.5, -0.5]);
  expect(member(chart.layout, "xaxis", "range")).toEqual([-0.5, 2.5]);
  expect(member(chart.layout, "yaxis", "scaleanchor")).toBe("x");
  expect(member(heatmap({ z, square: false, ...texts }).layout, "yaxis", "scaleanchor")).toBeUndefined();
});

test("the diverging scale has 0 in the middle, whatever the extent", () => {
  for (const numbers of [[[-1, 5]], [[-7, 5]], [[2, 3]]]) {
    const [{ zmin, zmax }] = heatmap({ z: numbers, colors: "diverging", ...texts }).data;
    expect(zmin).toBe(-(zmax as number));
    expect(zmax).toBe(Math.max(...numbers[0].map(Math.abs)));
  }
  expect(heatmap({ z: [[0]], colors: "diverging", ...texts }).data[0]).toMatchObject({ zmin: -1, zmax: 1 });
});

test("a colour bar is there exactly when it has a label", () => {
  expect(heatmap({ z, ...texts }).data[0]).toMatchObject({ showscale: false });
  expect(heatmap({ z, zLabel: "weight", ...texts }).data[0]).toMatchObject({
    showscale: true,
    colorbar: colorBar("weight"),
  });
});

test("names stand at the centres of their rows and columns", () => {
  const chart = heatmap({ z, columns: ["a", "b", "c"], rows: [2012, 2015], ...texts });
  expect(chart.layout.xaxis).toMatchObject({ tickvals: [0, 1, 2], ticktext: ["a", "b", "c"] });
  expect(chart.layout.yaxis).toMatchObject({ tickvals: [0, 1], ticktext: ["2012", "2015"] });
});

test("NaN is a hole; values are written into the cells on demand", () => {
  const chart = heatmap({ z: [[0.12345, NaN]], showValues: true, ...texts });
  expectShowable(chart);
  expect(chart.data[0]).toMatchObject({ z: [[0.12345, null]], text: [["0.123", "–"]], texttemplate: "%{text}" });
});

test("the words tell size, values, names and, where they are written, the cells", () => {
  const options = { z, zLabel: "flowers", columns: ["a", "b", "c"], showValues: true, ...texts };
  expect(heatmap(options).altText).toBe(
    'Heatmap "A title". x axis: step. y axis: loss, downwards. Columns: a, b, c. Shown: 2 × 3 cells, flowers from 1 to 6. Rows in words: 1 2 3; 4 5 6.',
  );
});

test.each([
  [
    () => heatmap({ z: [], ...texts }),
    RangeError,
    "Cannot draw a heatmap as there must be something to draw: z is (0, 0)",
  ],
  [() => heatmap({ z: [[]], ...texts }), RangeError, "z is (1, 0)"],
  [() => heatmap({ z: [[1, 2], [3]], ...texts }), TypeError, "all rows must have the same length"],
  [() => heatmap({ z: [[1, Infinity]], ...texts }), RangeError, "z[1] is Infinity"],
  [() => heatmap({ z, rows: ["a"], ...texts }), TypeError, "with matrix and names of rows of sizes (2) and (1)"],
])("a heatmap refuses what it cannot draw", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
