/*
 * A heatmap shows a matrix as it is written, row 0 on top, each number as a colour: weights, a confusion matrix, the pixels of
 * a picture.
 *
 *   cell (i, j) has its centre at x = j, y = i and the colour of zᵢⱼ
 *
 * Notation: z (m, n) numbers, m rows, n columns.
 * Source: E. Tufte, The Visual Display of Quantitative Information, 2nd edition (2001), on colour as a scale.
 * NB: amounts take the sequential scale, signed numbers the diverging one, whose middle is 0, pictures the grey one. A colour
 *   bar without a label means nothing, so it is there only if `zLabel` is. NaN leaves a hole.
 *
 * Page 24 · before it: plot/histogram.ts · after it: plot/contour.ts
 */
import { checkSameSize, lesson, shortNumber } from "../lesson.ts";
import { type Matrix, shape } from "../plain/matrix.ts";
import { type ChartText, chartLayout, checkText } from "./axes.ts";
import { type Figure, figure, type JsonObject, plainText } from "./figure.ts";
import { extentOf, finiteNumbers } from "./series.ts";
import { colorScales } from "./theme.ts";

/** What a heatmap is made from. */
export interface HeatmapOptions extends ChartText {
  /** (m, n) the numbers. */
  readonly z: Matrix;
  /** What the numbers are, with their unit; the colour bar's label. Without it there is no colour bar. */
  readonly zLabel?: string;
  /** (n) names of the columns, in place of their numbers. */
  readonly columns?: readonly (string | number)[];
  /** (m) names of the rows, in place of their numbers. */
  readonly rows?: readonly (string | number)[];
  readonly colors?: keyof typeof colorScales;
  /** The numbers at the two ends of the colour scale; by default the extent of z, for "diverging" the same on both sides of 0. */
  readonly zRange?: readonly [low: number, high: number];
  /** Writes each number into its cell. */
  readonly showValues?: boolean;
  /** Square cells, which is the default; false lets them fill the chart. */
  readonly square?: boolean;
}

/**
 * A heatmap.
 * @throws TypeError when a text is missing or rows differ in length; RangeError when z is empty or infinite somewhere.
 * @example
 * const chart = plot.heatmap({ z: [[-1, 2], [0, NaN]], colors: "diverging", title: "w", xLabel: "input", yLabel: "neuron" });
 * [chart.data[0].z, chart.data[0].zmin, chart.data[0].zmax]; // => [[[-1, 2], [0, null]], -2, 2]
 */
export function heatmap(options: HeatmapOptions): Figure {
  const cannot = "draw a heatmap";
  checkText(cannot, options);
  const { z, colors = "sequential", square = true } = options;
  const [m, n] = shape(z);
  if (m * n === 0) {
    throw new RangeError(lesson({ cannot, as: "there must be something to draw", found: `z is (${m}, ${n})` }));
  }
  const numbers = z.map((row) => finiteNumbers(row, cannot, "z", "allowed"));

  // half a cell on each side of the outer centres
  const [low, high] = options.zRange ?? colorRange(extentOf(numbers), colors);
  const layout = chartLayout(
    { ...options, xRange: [-0.5, n - 0.5], yRange: [-0.5, m - 0.5] },
    { x: [0, n - 1], y: [0, m - 1] },
  );
  const xaxis = cellAxis(layout.xaxis, ticks(options.columns, n, "columns", cannot));
  const yaxis = cellAxis(layout.yaxis, ticks(options.rows, m, "rows", cannot));

  // a square cell is one unit of x and one of y, equally long; the axes then end where the cells do
  const anchored = square ? { scaleanchor: "x", constrain: "domain" } : {};
  return figure({
    data: [
      {
        type: "heatmap",
        z: numbers,
        colorscale: colorScales[colors],
        zmin: low,
        zmax: high,
        zsmooth: false,
        showscale: options.zLabel !== undefined,
        ...(options.zLabel === undefined ? {} : { colorbar: colorBar(options.zLabel) }),
        ...(options.showValues === true ? { text: cellTexts(numbers), texttemplate: "%{text}" } : {}),
        hoverongaps: false,
      },
    ],
    layout: {
      ...layout,
      xaxis: square ? { ...xaxis, constrain: "domain" } : xaxis,
      yaxis: { ...yaxis, ...anchored, range: [m - 0.5, -0.5] }, // downwards: row 0 is on top
    },
    altText: altTextOf(options, numbers),
  });
}

/** An axis along cells, which have no lines between them. */
function cellAxis(axis: unknown, tickLabels: JsonObject): JsonObject {
  const { gridcolor, zerolinecolor, ...rest } = axis as JsonObject;
  return { ...rest, ...tickLabels, showgrid: false, zeroline: false };
}

/** The numbers as they stand in the cells; a dash in a hole. */
const cellTexts = (numbers: readonly (readonly (number | null)[])[]) =>
  numbers.map((row) => row.map((value) => (value === null ? "–" : shortNumber(value))));

/** The ends of a colour scale, from the extent of the numbers. */
function colorRange([low, high]: readonly [number, number], colors: string): [number, number] {
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (colors === "diverging") return [-reach, reach]; // 0 in the middle, so that the hue is the sign
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** What stands along the cells: names, else every number of a few, else what Plotly finds room for. */
function ticks(names: HeatmapOptions["rows"], count: number, noun: string, cannot: string): JsonObject {
  if (names !== undefined) {
    checkSameSize(`${cannot} with matrix and names of ${noun} of sizes`, { length: count }, names);
    return { tickvals: names.map((_, i) => i), ticktext: names.map(String) };
  }
  return count <= 12 ? { tickvals: Array.from({ length: count }, (_, i) => i) } : { tickformat: "d" };
}

/**
 * A colour bar as Plotly wants it.
 * @example colorBar("loss").title; // => { text: "loss", side: "right" }
 */
export function colorBar(label: string): JsonObject {
  return { title: { text: label, side: "right" }, thickness: 14, outlinewidth: 0 };
}

/** The heatmap in words; the numbers one by one where they are written into the cells. */
function altTextOf(options: HeatmapOptions, numbers: readonly (readonly (number | null)[])[]): string {
  const [low, high] = extentOf(numbers);
  const values = `${plainText(options.zLabel ?? "values")} from ${shortNumber(low)} to ${shortNumber(high)}`;
  const named = (noun: string, names: HeatmapOptions["rows"]) =>
    names === undefined ? "" : ` ${noun}: ${names.map((name) => plainText(String(name))).join(", ")}.`;
  const axes = `x axis: ${plainText(options.xLabel)}. y axis: ${plainText(options.yLabel)}, downwards.`;
  const shown = `Shown: ${numbers.length} × ${numbers[0].length} cells, ${values}.`;
  const cells =
    options.showValues === true
      ? ` Rows in words: ${cellTexts(numbers)
          .map((row) => row.join(" "))
          .join("; ")}.`
      : "";
  return `Heatmap "${plainText(options.title)}". ${axes}${named("Columns", options.columns)}${named("Rows", options.rows)} ${shown}${cells}`;
}
