/*
 * A line chart shows how one quantity follows another: a loss over the steps of training, an activation over its input. Several
 * lines, given by name, share the axes; a band shows how far repeated runs spread.
 *
 *   plot.line({ x, y, title, xLabel, yLabel })                      one line
 *   plot.line({ y: { train, test }, title, xLabel, yLabel })        two, over 0, 1, 2, …
 *
 * Notation: x and y (n); a band has a low and a high edge (n) at the same x as its line.
 * Source: W. Cleveland, The Elements of Graphing Data, 2nd edition (1994), chapter 3.
 * NB: NaN in y is a gap, not a zero and not a straight line across.
 *
 * Page 20 · before it: plot/axes.ts · after it: plot/scatter.ts
 */
import { checkSameSize, shortNumber } from "../lesson.ts";
import { type ChartOptions, chartLayout, checkText, describeChart } from "./axes.ts";
import { type Figure, figure, plainText, type Trace } from "./figure.ts";
import { extentOf, finiteNumbers, type Numbers, namedSeries, type Points, type Series } from "./series.ts";
import { seriesStyle, withAlpha } from "./theme.ts";

/** The edges of a band around a line. */
export interface Band {
  readonly low: Numbers;
  readonly high: Numbers;
}

/** What a line chart is made from. */
export interface LineOptions extends ChartOptions {
  /** (n) where the points stand; 0, 1, 2, … by default. */
  readonly x?: Numbers;
  /** (n) heights; or several lines by name; each may bring an x of its own as `{ x, y }`. */
  readonly y: Points | Readonly<Record<string, Points>>;
  /** Bands by the name of their line, such as the smallest and largest of three seeds; "" for a line without a name. */
  readonly bands?: Readonly<Record<string, Band>>;
  /** Shows each point as a symbol too. */
  readonly markers?: boolean;
}

/**
 * A line chart.
 * @throws TypeError when a text is missing or lengths differ; RangeError when there is nothing to draw or a number is infinite.
 * @example
 * const chart = plot.line({ y: [3, NaN, 1], title: "Loss", xLabel: "step", yLabel: "loss" });
 * [chart.data[0].x, chart.data[0].y]; // => [[0, 1, 2], [3, null, 1]]
 */
export function line(options: LineOptions): Figure {
  const cannot = "draw a line chart";
  checkText(cannot, options);
  const series = namedSeries(options.y, options.x, cannot, "allowed");
  const bands = series.map((one) => bandOf(one, options.bands, cannot));
  const traces = series.flatMap((one, i) => {
    const trace = lineTrace(one, i, { markers: options.markers ?? false, legend: series.length > 1 });
    const band = bands[i];
    return band === undefined ? [trace] : [bandTrace(one, band, i), trace]; // the band lies under its line
  });
  const edges = bands.flatMap((band) => (band === undefined ? [] : [band.low, band.high]));
  const extents = { x: extentOf(series.map(({ x }) => x)), y: extentOf([...series.map(({ y }) => y), ...edges]) };
  return figure({
    data: traces,
    layout: chartLayout(options, extents, { x: 0.02, y: 0.05 }),
    altText: describeChart("Line chart", options, extents, series.map(lineText)),
  });
}

/**
 * One line as a trace, in the style of its number.
 * @example lineTrace({ name: "loss", x: [0], y: [1] }, 0, { markers: false, legend: true }).mode; // => "lines+markers"
 */
export function lineTrace(series: Series, index: number, show: { markers: boolean; legend: boolean }): Trace {
  const { color, dash, symbol } = seriesStyle(index);
  const markers = show.markers || series.x.length === 1; // a line of one point could not be seen
  return {
    type: "scatter",
    mode: markers ? "lines+markers" : "lines",
    ...(series.name === null ? {} : { name: series.name }),
    x: series.x,
    y: series.y,
    line: { color, dash, width: 2.5 },
    ...(markers ? { marker: { color, symbol, size: 8 } } : {}),
    showlegend: show.legend,
  };
}

function bandOf(series: Series, bands: LineOptions["bands"], cannot: string) {
  const band = bands?.[series.name ?? ""];
  if (band === undefined) return undefined;
  const action = `${cannot} with a band around "${series.name ?? ""}"`;
  for (const edge of [band.low, band.high]) checkSameSize(`${action} of sizes`, series.x, edge);
  return {
    low: finiteNumbers(band.low, action, "low", "refused"),
    high: finiteNumbers(band.high, action, "high", "refused"),
  };
}

/** Forth along the upper edge and back along the lower one. */
function bandTrace(series: Series, band: { low: number[]; high: number[] }, index: number): Trace {
  return {
    type: "scatter",
    mode: "lines",
    x: [...series.x, ...series.x.toReversed()],
    y: [...band.high, ...band.low.toReversed()],
    fill: "toself",
    fillcolor: withAlpha(seriesStyle(index).color, 0.25),
    line: { width: 0, color: seriesStyle(index).color },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/**
 * A line in words: how many points, where it starts and ends, and its gaps.
 * @example lineText({ name: "train", x: [0, 1, 2], y: [3, null, 1] }); // => "train, a line of 3 points from 3 to 1, 1 of them missing"
 */
export function lineText({ name, x, y }: Series): string {
  const known = y.filter((value) => value !== null);
  const gaps = y.length - known.length;
  const ends = known.length === 0 ? "" : ` from ${shortNumber(known[0])} to ${shortNumber(known[known.length - 1])}`;
  const missing = gaps === 0 ? "" : `, ${gaps} of them missing`;
  return `${name === null ? "" : `${plainText(name)}, `}a line of ${x.length} points${ends}${missing}`;
}
