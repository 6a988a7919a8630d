/*
 * A contour plot is a map of a function of two variables: points of equal height have the same colour. Over it a path can be
 * drawn, such as the way that gradient descent takes down a loss.
 *
 *   zᵢⱼ = f(xⱼ, yᵢ) on a grid of r × r points
 *
 * Notation: f the height, x and y its two inputs, r the resolution.
 * Source: Plotly's figure reference, version 4: contour.
 * NB: heights are rounded to five digits, which no eye sees and which keeps notebooks small. What lies between two grid points
 *   is not seen: a ridge thinner than (high − low) / (r − 1) may be missed.
 *
 * Page 25 · before it: plot/heatmap.ts · after it: plot/decisionBoundary.ts
 */
import { checkCount, lesson, shortNumber, valueText } from "../lesson.ts";
import { linspace } from "../plain/vector.ts";
import { type ChartOptions, chartLayout, checkText, describeChart } from "./axes.ts";
import { type Figure, figure, plainText, type Trace } from "./figure.ts";
import { colorBar } from "./heatmap.ts";
import { lineText } from "./line.ts";
import { extentOf, namedSeries, type Points, type Series } from "./series.ts";
import { colorScales, seriesStyle } from "./theme.ts";

/** A function of two numbers, looked at over a rectangle. */
export interface Field {
  /** From where to where the first input goes. */
  readonly xRange: readonly [low: number, high: number];
  /** From where to where the second input goes. */
  readonly yRange: readonly [low: number, high: number];
  /** How many points each way: a whole number from 2 up. */
  readonly resolution?: number;
}

/** What a contour plot is made from. */
export interface ContourOptions extends Omit<ChartOptions, "xScale" | "yScale" | "xRange" | "yRange">, Field {
  /** The height at a point. */
  readonly f: (x: number, y: number) => number;
  /** What the height is, with its unit; the colour bar's label. */
  readonly zLabel: string;
  /** About how many levels to draw; 15 by default. */
  readonly levels?: number;
  /** Paths over the map, by name. */
  readonly lines?: Readonly<Record<string, Points>>;
}

/**
 * A contour plot.
 * @throws TypeError when a text is missing; RangeError when a range is empty or f gives infinity. NaN from f leaves a hole.
 * @example
 * const chart = plot.contour({
 *   f: (x, y) => x + 10 * y, xRange: [0, 1], yRange: [0, 2], resolution: 2,
 *   title: "Slope", xLabel: "x", yLabel: "y", zLabel: "height",
 * });
 * chart.data[0].z; // => [[0, 1], [20, 21]]
 */
export function contour(options: ContourOptions): Figure {
  const cannot = "draw a contour plot";
  checkText(cannot, options, ["title", "xLabel", "yLabel", "zLabel"]);
  const { x, y, z } = sampleField(options.f, options, cannot, (height) => Number(height.toPrecision(5)));
  const paths = options.lines === undefined ? [] : namedSeries(options.lines, undefined, cannot, "allowed");
  const extents = { x: options.xRange, y: options.yRange };
  const [low, high] = extentOf(z);
  const heights = `${plainText(options.zLabel)} from ${shortNumber(low)} to ${shortNumber(high)}`;
  return figure({
    data: [
      {
        type: "contour",
        x,
        y,
        z,
        colorscale: colorScales.sequential,
        ncontours: options.levels ?? 15,
        contours: { coloring: "fill" },
        line: { width: 0.6, color: "rgba(255, 255, 255, 0.5)" },
        colorbar: { ...colorBar(options.zLabel), ...(paths.length > 0 ? { len: 0.8, y: 0, yanchor: "bottom" } : {}) },
        showlegend: false,
      },
      ...paths.flatMap(pathTraces),
    ],
    layout: chartLayout(options, extents),
    altText: describeChart("Contour plot", options, extents, [heights, ...paths.map(lineText)]),
  });
}

/** White on a dark casing, as roads are drawn on maps, which every colour of the scale leaves legible. */
function pathTraces(path: Series, index: number): Trace[] {
  const { symbol, dash } = seriesStyle(index);
  const common = { type: "scatter", x: path.x, y: path.y };
  return [
    { ...common, mode: "lines", line: { color: "#111111", width: 5 }, hoverinfo: "skip", showlegend: false },
    {
      ...common,
      mode: "lines+markers",
      name: path.name ?? "path",
      line: { color: "#FFFFFF", width: 2, dash },
      marker: { color: "#FFFFFF", symbol, size: 8, line: { color: "#111111", width: 1.5 } },
      showlegend: true,
    },
  ];
}

/**
 * The values of a function on a grid: row i has the i-th y, column j the j-th x.
 * @param cannot The action for the message, such as "draw a contour plot".
 * @param round What is kept of a value.
 * @throws RangeError when a range is empty or the function gives something else than a finite number or NaN.
 * @example sampleField((x, y) => x * y, { xRange: [1, 2], yRange: [3, 4], resolution: 2 }, "draw", (z) => z).z; // => [[3, 6], [4, 8]]
 */
export function sampleField(
  f: (x: number, y: number) => number,
  { xRange, yRange, resolution = 60 }: Field,
  cannot: string,
  round: (value: number) => number,
): { x: number[]; y: number[]; z: (number | null)[][] } {
  checkCount(`${cannot} with a grid of`, resolution, "points each way", 2);
  for (const [name, [low, high]] of [
    ["xRange", xRange],
    ["yRange", yRange],
  ] as const) {
    if (low < high && Number.isFinite(high - low)) continue;
    const found = `${name} is [${low}, ${high}]`;
    throw new RangeError(lesson({ cannot, as: "a range goes from a lower to a higher finite number", found }));
  }
  const [x, y] = [linspace(...xRange, resolution), linspace(...yRange, resolution)];
  const at = (first: number, second: number) => {
    const value = f(first, second);
    if (Number.isFinite(value)) return round(value);
    if (Number.isNaN(value)) return null;
    const found = `it gives ${valueText(value)} at (${shortNumber(first)}, ${shortNumber(second)})`;
    const as = "the function must give a finite number, or NaN for a hole";
    throw new RangeError(lesson({ cannot, as, found }));
  };
  return { x, y, z: y.map((second) => x.map((first) => at(first, second))) };
}
