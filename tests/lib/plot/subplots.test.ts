import { describe, expect, test } from "vitest";
import { heatmap } from "../../../lib/plot/heatmap.ts";
import { line } from "../../../lib/plot/line.ts";
import { slider } from "../../../lib/plot/slider.ts";
import { subplots, widestRanges } from "../../../lib/plot/subplots.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const panel = (title: string, y = [1, 2]) => line({ y: { train: y, test: y }, ...texts, title });
const panels = ["a", "b", "c", "d", "e"].map((title) => panel(title));

describe("subplots()", () => {
  const grid = subplots({ figures: panels, columns: 2, title: "Five" });

  test("every trace is drawn in its own panel's axes, and each axis is anchored to its partner", () => {
    expectShowable(grid);
    expect(grid.data.map(({ xaxis, yaxis }) => `${xaxis} ${yaxis}`)).toEqual(
      ["x y", "x2 y2", "x3 y3", "x4 y4", "x5 y5"].flatMap((pair) => [pair, pair]),
    );
    expect(grid.layout.xaxis4).toMatchObject({ anchor: "y4", title: { text: "step" } });
    expect(grid.layout.yaxis4).toMatchObject({ anchor: "x4", title: { text: "loss" } });
  });

  test("panels fill the grid row by row from the top, without overlap", () => {
    const places = panels.map((_, i) => {
      const suffix = i === 0 ? "" : i + 1;
      const [x, y] = ["x", "y"].map(
        (name) => member(grid.layout, `${name}axis${suffix}`, "domain") as [number, number],
      );
      return { x, y };
    });
    expect(places[0].x[0]).toBe(0);
    expect(places[0].y[1]).toBe(1);
    expect(places[1].x[1]).toBe(1);
    expect(places[4].y[0]).toBe(0);
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) {
        const beside = a.x[1] < b.x[0] || b.x[1] < a.x[0];
        const above = a.y[0] > b.y[1];
        expect(beside || above).toBe(true);
      }
    }
  });

  test("a name stands in the legend once, and its lines belong together", () => {
    expect(grid.data.map(({ showlegend }) => showlegend)).toEqual([true, true, ...new Array(8).fill(false)]);
    expect(grid.data[2].legendgroup).toBe("train");
  });

  test("each panel's title stands over its middle", () => {
    const titles = grid.layout.annotations as { text: string; x: number; y: number }[];
    expect(titles.map(({ text }) => text)).toEqual(["a", "b", "c", "d", "e"]);
    const [left, right] = member(grid.layout, "xaxis", "domain") as [number, number];
    expect(titles[0].x).toBeCloseTo((left + right) / 2, 4);
  });

  test("the words go through the panels", () => {
    expect(grid.altText).toMatch(/^Grid of 3 × 2 figures "Five"\. 1: Line chart "a"\..* 5: Line chart "e"\./);
  });
});

test("sharedRanges gives all panels the widest range, and without it each keeps its own", () => {
  const figures = [panel("a", [0, 1]), panel("b", [-3, 0.5])];
  const ranges = (sharedRanges: boolean) => {
    const { layout } = subplots({ figures, columns: 2, title: "T", sharedRanges });
    return [member(layout, "yaxis", "range"), member(layout, "yaxis2", "range")];
  };
  expect(ranges(true)[0]).toEqual(ranges(true)[1]);
  expect(member(ranges(true), 0, 0)).toBeLessThan(-3);
  expect(ranges(false)[0]).not.toEqual(ranges(false)[1]);
});

test("widestRanges() leaves a downward axis downward and refuses to mix scales", () => {
  const maps = [heatmap({ z: [[1], [2]], ...texts }), heatmap({ z: [[1], [2], [3]], ...texts })];
  expect(widestRanges(maps).y.range).toEqual([2.5, -0.5]);
  expect(() => widestRanges([panel("a"), line({ y: [1, 2], yScale: "log", ...texts })])).toThrow(
    'Cannot share the y range as all axes must be of one kind: got "linear" and "log"',
  );
});

test("labels: outer ones only, or none, for pictures", () => {
  const grid = (labels: "outer" | "none") =>
    subplots({ figures: panels.slice(0, 4), columns: 2, title: "T", labels }).layout;
  const outer = grid("outer");
  expect([1, 2, 3, 4].map((i) => member(outer, `xaxis${i === 1 ? "" : i}`, "title", "text"))).toEqual([
    "",
    "",
    "step",
    "step",
  ]);
  expect([1, 2, 3, 4].map((i) => member(outer, `yaxis${i === 1 ? "" : i}`, "title", "text"))).toEqual([
    "loss",
    "",
    "loss",
    "",
  ]);
  expect(member(grid("none"), "xaxis3", "showticklabels")).toBe(false);
});

test("a colour bar stands beside its own panel, inside the grid", () => {
  const map = heatmap({ z: [[1, 2]], zLabel: "weight", ...texts });
  const grid = subplots({ figures: [map, map], columns: 2, title: "T" });
  expectShowable(grid);
  for (const [i, axis] of ["xaxis", "xaxis2"].entries()) {
    const right = member(grid.layout, axis, "domain", 1) as number;
    expect(member(grid.data[i], "colorbar", "x")).toBe(right);
    expect(right).toBeLessThan(i === 0 ? (member(grid.layout, "xaxis2", "domain", 0) as number) : 1);
  }
  expect(member(grid.layout, "yaxis2", "scaleanchor")).toBe("x2");
});

test.each([
  [
    () => subplots({ figures: panels, columns: 0, title: "T" }),
    RangeError,
    "Cannot put figures in a grid of 0 columns",
  ],
  [() => subplots({ figures: [], columns: 1, title: "T" }), RangeError, "Cannot put figures in a grid of 0 figures"],
  [() => subplots({ figures: panels, columns: 2, title: "" }), TypeError, 'title is ""'],
  [
    () => {
      const moving = slider({ label: "k", steps: [1, 2].map((label) => ({ label, figure: panel("p") })) });
      return subplots({ figures: [panel("a"), moving], columns: 2, title: "T" });
    },
    TypeError,
    "as a panel has no slider of its own: figure 1 has one; try a slider of grids",
  ],
])("a grid refuses what it cannot show", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
