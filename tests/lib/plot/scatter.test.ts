import { expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import { scatter } from "../../../lib/plot/scatter.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const rng = random(110);
const x = Array.from({ length: 30 }, () => uniform(rng));
const y = x.map(() => uniform(rng));
const groups = x.map((_, i) => ["virginica", "setosa", "versicolor"][i % 3]);

test("every point is drawn once, in the trace of its group", () => {
  const chart = scatter({ x, y, groups, ...texts });
  expectShowable(chart);
  expect(chart.data.map(({ name }) => name)).toEqual(["setosa", "versicolor", "virginica"]);
  for (const trace of chart.data) {
    const rows = groups.flatMap((group, i) => (group === trace.name ? [i] : []));
    expect(trace.x).toEqual(rows.map((i) => x[i]));
    expect(trace.y).toEqual(rows.map((i) => y[i]));
  }
});

test("groups differ in colour and in symbol", () => {
  const { data } = scatter({ x, y, groups, ...texts });
  for (const sign of ["color", "symbol"])
    expect(new Set(data.map((trace) => member(trace, "marker", sign))).size).toBe(3);
});

test("colours do not depend on the order of the rows; numbers are ordered as numbers", () => {
  const reversed = scatter({ x: x.toReversed(), y: y.toReversed(), groups: groups.toReversed(), ...texts });
  expect(reversed.data.map(({ name }) => name)).toEqual(["setosa", "versicolor", "virginica"]);
  const numbered = scatter({ x: [1, 2, 3], y: [1, 2, 3], groups: [10, 9, 1], ...texts });
  expect(numbered.data.map(({ name }) => name)).toEqual(["1", "9", "10"]);
});

test("groupOrder keeps the place of a group that has no point", () => {
  const chart = scatter({ x: [1], y: [2], groups: ["b"], groupOrder: ["a", "b"], ...texts });
  expect(chart.data.map(({ name, x: xs }) => [name, xs])).toEqual([
    ["a", []],
    ["b", [1]],
  ]);
});

test("lines lie over the points in colours of their own, and do not widen the axes", () => {
  const chart = scatter({
    x: [0, 1],
    y: [0, 1],
    groups: ["a", "b"],
    lines: { fit: { x: [-9, 9], y: [-9, 9] } },
    ...texts,
  });
  expectShowable(chart);
  expect(chart.data[2]).toMatchObject({ name: "fit", mode: "lines", x: [-9, 9], line: { dash: "solid" } });
  expect(member(chart.data[2], "line", "color")).not.toBe(member(chart.data[0], "marker", "color"));
  expect(member(chart.layout, "xaxis", "range")).toEqual([-0.05, 1.05]);
});

test("labels follow their points", () => {
  const chart = scatter({ x: [1, 2, 3], y: [1, 2, 3], groups: [1, 0, 1], labels: ["p", "q", "r"], ...texts });
  expect(chart.data.map(({ text }) => text)).toEqual([["q"], ["p", "r"]]);
});

test("the words count the points of each group", () => {
  expect(scatter({ x: [1, 2, 3], y: [1, 2, 3], groups: ["a", "a", "b"], ...texts }).altText).toBe(
    'Scatter plot "A title". x axis: step, from 1 to 3. y axis: loss, from 1 to 3. Shown: a, 2 points; b, 1 point.',
  );
  expect(scatter({ x: [1, 2], y: [1, 2], ...texts }).altText).toContain("Shown: 2 points.");
});

test.each([
  [
    () => scatter({ x: [1, NaN], y: [1, 2], ...texts }),
    RangeError,
    "Cannot draw a scatter plot as every x must be a finite number: x[1] is NaN",
  ],
  [() => scatter({ x: [1, 2], y: [1], ...texts }), TypeError, "from x and y of sizes (2) and (1)"],
  [
    () => scatter({ x: [1, 2], y: [1, 2], groups: ["a"], ...texts }),
    TypeError,
    "from points and groups of sizes (2) and (1)",
  ],
  [
    () => scatter({ x: [1, 2], y: [1, 2], labels: ["a"], ...texts }),
    TypeError,
    "from points and labels of sizes (2) and (1)",
  ],
  [() => scatter({ x: [], y: [], ...texts }), RangeError, "there must be something to draw"],
  [
    () => scatter({ x: [1], y: [1], groups: ["c"], groupOrder: ["a", "b"], ...texts }),
    RangeError,
    'groupOrder must name every group: "c" is not in ["a", "b"]',
  ],
])("a scatter plot refuses what it cannot draw", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
