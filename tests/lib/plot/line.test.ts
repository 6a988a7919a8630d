import { expect, test } from "vitest";
import { line } from "../../../lib/plot/line.ts";
import { expectShowable, member, texts } from "./bundle.ts";

test("the drawn points are the given ones, to the last bit", () => {
  const [x, y] = [
    [0.1, 0.2 + 0.1, 7],
    [1 / 3, -2e-9, 5],
  ];
  const chart = line({ x, y, ...texts });
  expectShowable(chart);
  expect(chart.data).toHaveLength(1);
  expect(chart.data[0]).toMatchObject({ type: "scatter", mode: "lines", x, y, showlegend: false });
  expect(chart.layout).toMatchObject({
    title: { text: "A title" },
    xaxis: { title: { text: "step" } },
    yaxis: { title: { text: "loss" } },
  });
});

test("several lines have names, a legend, and colours and dashes of their own", () => {
  const chart = line({ y: { train: [3, 2, 1], test: [3, 2.5, 2] }, ...texts });
  expectShowable(chart);
  expect(chart.data.map(({ name }) => name)).toEqual(["train", "test"]);
  expect(chart.data.every(({ showlegend }) => showlegend === true)).toBe(true);
  expect(member(chart.data[0], "line", "color")).not.toBe(member(chart.data[1], "line", "color"));
  expect(member(chart.data[0], "line", "dash")).not.toBe(member(chart.data[1], "line", "dash"));
});

test("a band lies under its line, goes forth on its upper edge and back on its lower one, and widens the axis", () => {
  const chart = line({ x: [1, 2], y: { a: [5, 6] }, bands: { a: { low: [4, 5], high: [9, 7] } }, ...texts });
  expectShowable(chart);
  expect(chart.data[0]).toMatchObject({ fill: "toself", x: [1, 2, 2, 1], y: [9, 7, 5, 4], showlegend: false });
  expect(chart.data[1]).toMatchObject({ name: "a", y: [5, 6] });
  expect(member(chart.layout, "yaxis", "range")).toEqual([3.75, 9.25]);
});

test("the same chart with other numbers has the same traces: an update moves them", () => {
  const shape = (y: number[]) => line({ y: { train: y }, ...texts }).data.map(({ x, y: _, ...rest }) => rest);
  expect(shape([1, 2])).toEqual(shape([7, NaN, 3]));
});

test("a single point can be seen", () => {
  expect(line({ y: [1], ...texts }).data[0].mode).toBe("lines+markers");
});

test("the words tell points, ends and gaps", () => {
  expect(line({ y: { train: [2.2996, NaN, 0.5] }, ...texts }).altText).toBe(
    'Line chart "A title". x axis: step, from 0 to 2. y axis: loss, from 0.5 to 2.3. Shown: train, a line of 3 points from 2.3 to 0.5, 1 of them missing.',
  );
});

test.each([
  [
    () => line({ y: [], ...texts }),
    RangeError,
    "Cannot draw a line chart as there must be something to draw: y is empty",
  ],
  [() => line({ y: [1, Infinity], ...texts }), RangeError, "y[1] is Infinity"],
  [() => line({ x: [1, NaN], y: [1, 2], ...texts }), RangeError, "every x must be a finite number: x[1] is NaN"],
  [() => line({ x: [1], y: [1, 2], ...texts }), TypeError, "from x and y of sizes (1) and (2)"],
  [() => line({ y: [0, 1], yScale: "log", ...texts }), RangeError, "the smallest y is 0"],
  [
    () => line({ y: { a: [1, 2] }, bands: { a: { low: [1], high: [1, 2] } }, ...texts }),
    TypeError,
    'with a band around "a" of sizes (2) and (1)',
  ],
  [() => line({ y: [1, 2], ...texts, title: "" }), TypeError, 'title is ""'],
])("a line chart refuses what it cannot draw", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
