/*
 * A chart without a title and axis labels is a riddle, so each must have them; and each is told in words too. Ranges are worked
 * out here and not by whoever draws, so that a figure looks the same everywhere and a moving one keeps its axes.
 *
 *   range = [low − ε, high + ε]                  ε = share · (high − low), so that no mark lies on the frame
 *   on a logarithmic axis the same for log₁₀
 *
 * Notation: low and high the extent of what is drawn, in the axis's units.
 * Source: Plotly's layout reference, version 4: layout.xaxis.
 * NB: with a range given by the chart Plotly does not fit the axes to what is visible; a double click brings back this range.
 *
 * Page 19 · before it: plot/series.ts · after it: plot/line.ts
 */
import { lesson, shortNumber, valueText } from "../lesson.ts";
import { log } from "../plain/elementary.ts";
import { type JsonObject, plainText } from "./figure.ts";

/** What every chart must say. Plotly's markup works: "w<sub>1</sub>", "<i>x</i>", "a<br>b"; write &lt; for <. */
export interface ChartText {
  /** What the chart shows, above it. */
  readonly title: string;
  /** The quantity along the horizontal axis, with its unit: "petal length (cm)". */
  readonly xLabel: string;
  /** The quantity along the vertical axis, with its unit. */
  readonly yLabel: string;
  /** A second, smaller line under the title. */
  readonly subtitle?: string;
  /** In pixels; 420 by default. */
  readonly height?: number;
}

/** What charts with two axes of numbers have in common. */
export interface ChartOptions extends ChartText {
  /** From where to where the horizontal axis goes; by default a little beyond the data. */
  readonly xRange?: readonly [low: number, high: number];
  /** From where to where the vertical axis goes. */
  readonly yRange?: readonly [low: number, high: number];
  /** "log" for quantities that grow by factors. */
  readonly xScale?: "linear" | "log";
  readonly yScale?: "linear" | "log";
  /** Draws one unit equally long on both axes, so that right angles look right. */
  readonly equalAxes?: boolean;
}

/** The smallest and the largest value on each axis. */
export interface Extents {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/**
 * Refuses a chart that does not say what it shows.
 * @param cannot The action for the message, such as "draw a line chart".
 * @throws TypeError when the title or an axis label is missing or empty.
 * @example checkText("draw a bar chart", { title: "Counts", xLabel: "", yLabel: "rows" }, ["title", "xLabel"]); // throws TypeError: Cannot draw a bar chart as every figure must say what it shows: xLabel is ""; try xLabel: "step"
 */
export function checkText(
  cannot: string,
  options: object,
  required: readonly string[] = ["title", "xLabel", "yLabel"],
): void {
  const texts = options as Readonly<Record<string, unknown>>;
  for (const name of required) {
    const text = texts[name];
    if (typeof text === "string" && text.trim() !== "") continue;
    const cure = { title: 'title: "Loss while training"', xLabel: 'xLabel: "step"', yLabel: 'yLabel: "loss"' }[name];
    throw new TypeError(
      lesson({
        cannot,
        as: "every figure must say what it shows",
        found: text === undefined ? `${name} is missing` : `${name} is ${valueText(text)}`,
        try: cure ?? `${name}: "value"`,
      }),
    );
  }
}

/**
 * A range a little wider than an extent; around a single value, from one tenth below to one tenth above.
 * @param share Which share of the extent to leave free on each side.
 * @example [paddedRange([0, 10], 0.05), paddedRange([5, 5], 0.05)]; // => [[-0.5, 10.5], [4.5, 5.5]]
 */
export function paddedRange([low, high]: readonly [number, number], share: number): [low: number, high: number] {
  const margin = low === high ? Math.abs(low) / 10 || 0.5 : (high - low) * share;
  return [low - margin, high + margin];
}

/**
 * The range that holds all of several ranges; a downward one, as of a matrix's rows, stays downward.
 * @param ranges One or more, all in the same direction.
 * @example [widestRange([[0, 2], [-1, 1]]), widestRange([[1.5, -0.5], [2.5, -0.5]])]; // => [[-1, 2], [2.5, -0.5]]
 */
export function widestRange(ranges: readonly (readonly [number, number])[]): [number, number] {
  const [low, high] = [Math.min(...ranges.flat()), Math.max(...ranges.flat())];
  return ranges[0][0] > ranges[0][1] ? [high, low] : [low, high];
}

/** log₁₀ without the last digits' noise: 1000 gives 3. */
function log10(value: number): number {
  return Number((log(value) / Math.LN10).toFixed(12));
}

/**
 * One axis of the layout: its label, its range, lines that are legible on white and on dark.
 * @param range On a logarithmic axis in powers of ten.
 * @example axis("loss", [0, 1]).title; // => { text: "loss", standoff: 8 }
 */
export function axis(label: string, range: readonly [number, number], scale: "linear" | "log" = "linear"): JsonObject {
  return {
    title: { text: label, standoff: 8 },
    type: scale,
    range: [range[0], range[1]],
    automargin: true,
    showline: true,
    linecolor: "rgba(127, 127, 127, 0.8)",
    ticks: "outside",
    tickcolor: "rgba(127, 127, 127, 0.8)",
    gridcolor: "rgba(127, 127, 127, 0.22)",
    ...(scale === "linear" ? { zeroline: true, zerolinecolor: "rgba(127, 127, 127, 0.6)" } : {}),
  };
}

/** The range of one axis: as given, or a little wider than the data; on a logarithmic axis in powers of ten. */
function rangeOf(
  options: ChartOptions,
  name: "x" | "y",
  extent: readonly [number, number],
  share: number,
): [number, number] {
  const given = name === "x" ? options.xRange : options.yRange;
  const scale = name === "x" ? options.xScale : options.yScale;
  const [low, high] = given ?? extent;
  if (given !== undefined && !(low < high && Number.isFinite(high - low))) {
    throw new RangeError(
      lesson({
        cannot: `draw ${name} from ${valueText(low)} to ${valueText(high)}`,
        as: "a range goes from a lower to a higher finite number",
        found: `${name}Range is [${low}, ${high}]`,
      }),
    );
  }
  if (scale !== "log") return given === undefined ? paddedRange(extent, share) : [low, high];
  if (low <= 0) {
    throw new RangeError(
      lesson({
        cannot: `draw ${name} on a logarithmic axis`,
        as: "only numbers above 0 have a logarithm",
        found: `the smallest ${name} is ${shortNumber(low)}`,
        try: `${name}Scale: "linear"`,
      }),
    );
  }
  const logs = [log10(low), log10(high)] as const;
  return given === undefined ? paddedRange(logs, share) : [logs[0], logs[1]];
}

/**
 * The layout of a chart with two axes of numbers.
 * @param extents What the data reach.
 * @param share Which share of each axis to leave free on either side.
 * @throws RangeError when a given range is empty, or a logarithmic axis meets a number that is not above 0.
 * @example chartLayout({ title: "A", xLabel: "x", yLabel: "y", yScale: "log" }, { x: [0, 1], y: [1, 1000] }).yaxis.range; // => [-0.15, 3.15]
 */
export function chartLayout(options: ChartOptions, extents: Extents, share = { x: 0.05, y: 0.05 }): JsonObject {
  const yaxis = axis(options.yLabel, rangeOf(options, "y", extents.y, share.y), options.yScale);
  return {
    ...titleLayout(options),
    xaxis: axis(options.xLabel, rangeOf(options, "x", extents.x, share.x), options.xScale),
    yaxis: options.equalAxes === true ? { ...yaxis, scaleanchor: "x", constrain: "domain" } : yaxis,
  };
}

/**
 * The part of the layout that all charts share: title, subtitle, height.
 * @example titleLayout({ title: "Loss", xLabel: "step", yLabel: "loss", height: 300 }).height; // => 300
 */
export function titleLayout({ title, subtitle, height }: ChartText): JsonObject {
  return {
    title: {
      text: title,
      x: 0.02,
      xanchor: "left",
      ...(subtitle === undefined ? {} : { subtitle: { text: subtitle } }),
    },
    ...(height === undefined ? {} : { height }),
  };
}

/**
 * A chart in words: its kind and title, its axes with the extent of the data, and what is drawn.
 * @param content One clause for each thing drawn.
 * @example
 * const text = { title: "Loss", xLabel: "step", yLabel: "loss" };
 * describeChart("Line chart", text, { x: [0, 99], y: [0.1, 0.69315] }, ["a line of 100 points"]);
 * // => 'Line chart "Loss". x axis: step, from 0 to 99. y axis: loss, from 0.1 to 0.693. Shown: a line of 100 points.'
 */
export function describeChart(
  kind: string,
  options: ChartOptions,
  extents: Extents,
  content: readonly string[],
): string {
  const told = (name: string, label: string, [low, high]: readonly [number, number], scale?: string) =>
    `${name} axis: ${plainText(label)}, from ${shortNumber(low)} to ${shortNumber(high)}${scale === "log" ? ", logarithmic" : ""}.`;
  return [
    `${kind} "${plainText(options.title)}".`,
    ...(options.subtitle === undefined ? [] : [`${plainText(options.subtitle)}.`]),
    told("x", options.xLabel, extents.x, options.xScale),
    told("y", options.yLabel, extents.y, options.yScale),
    `Shown: ${content.join("; ")}.`,
  ].join(" ");
}
