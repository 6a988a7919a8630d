import { expect, test } from "vitest";
import { contour, sampleField } from "../../../lib/plot/contour.ts";
import { expectShowable, member, texts } from "./bundle.ts";

const options = {
  f: (x: number, y: number) => x - 3 * y,
  xRange: [0, 2],
  yRange: [-1, 1],
  zLabel: "height",
  ...texts,
} as const;

test("heights stand where they belong: columns follow x, rows follow y upwards", () => {
  const chart = contour({ ...options, resolution: 3 });
  expectShowable(chart);
  expect(chart.data[0]).toMatchObject({
    type: "contour",
    x: [0, 1, 2],
    y: [-1, 0, 1],
    z: [
      [3, 4, 5],
      [0, 1, 2],
      [-3, -2, -1],
    ],
  });
  expect(member(chart.data[0], "colorbar", "title", "text")).toBe("height");
});

test("heights are rounded to five digits, and no more", () => {
  const [[value]] = contour({ ...options, f: () => Math.PI * 1000, resolution: 2 }).data[0].z as number[][];
  expect(value).toBe(3141.6);
});

test("a path lies over the map, on a casing, with its points marked", () => {
  const path = { x: [0, 1], y: [0.5, 0] };
  const chart = contour({ ...options, resolution: 2, lines: { descent: path } });
  expectShowable(chart);
  expect(chart.data.slice(1)).toMatchObject([
    { mode: "lines", ...path, showlegend: false },
    { mode: "lines+markers", ...path, name: "descent", showlegend: true },
  ]);
  const [casing, inner] = chart.data.slice(1);
  expect(member(casing, "line", "width")).toBeGreaterThan(member(inner, "line", "width") as number);
});

test("sampleField() leaves a hole at NaN and refuses infinity with the place", () => {
  const field = { xRange: [0, 1], yRange: [0, 1], resolution: 2 } as const;
  expect(
    sampleField(
      (x) => (x > 0 ? NaN : 1),
      field,
      "draw",
      (z) => z,
    ).z,
  ).toEqual([
    [1, null],
    [1, null],
  ]);
  expect(() =>
    sampleField(
      (x, y) => 1 / (x + y),
      field,
      "draw",
      (z) => z,
    ),
  ).toThrow("Cannot draw as the function must give a finite number, or NaN for a hole: it gives Infinity at (0, 0)");
});

test("the words tell the extent of the heights", () => {
  expect(contour({ ...options, resolution: 3 }).altText).toContain("Shown: height from -3 to 5.");
});

test.each([
  [() => contour({ ...options, zLabel: "" }), TypeError, 'zLabel is ""; try zLabel: "value"'],
  [
    () => contour({ ...options, xRange: [1, 1] }),
    RangeError,
    "Cannot draw a contour plot as a range goes from a lower to a higher finite number: xRange is [1, 1]",
  ],
  [() => contour({ ...options, resolution: 1 }), RangeError, "with a grid of 1 points each way"],
])("a contour plot refuses what it cannot draw", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
