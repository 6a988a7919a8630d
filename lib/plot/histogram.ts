/*
 * A histogram shows where numbers are common and where they are rare: the axis is cut into bins of equal width, and the height
 * of each bar is the count in its bin. Too few bins hide the shape, too many show only noise.
 *
 *   count of bin i = number of values v with edgeᵢ ≤ v < edgeᵢ₊₁, the last bin including its upper edge
 *   width  = the smaller of  2 IQR / ∛n  and  (high − low) / (log₂ n + 1), but no less than (high − low) / 100,
 *            rounded to 1, 2 or 5 times a power of ten
 *
 * Notation: n values, IQR the interquartile range, the distance between the quarter points of the sorted values.
 * Source: D. Freedman and P. Diaconis, Zeitschrift für Wahrscheinlichkeitstheorie 57 (1981); H. Sturges, JASA 21 (1926).
 * NB: NumPy's "auto" takes the same smaller width without rounding it, so that its edges are no round numbers, and without a
 *   lower bound, so that one far value can ask for a billion bins. Groups share their edges, which makes them comparable.
 *
 * Page 23 · before it: plot/bar.ts · after it: plot/heatmap.ts
 */
import { checkCount, lesson, shortNumber } from "../lesson.ts";
import { exp, log } from "../plain/elementary.ts";
import { type ChartOptions, type ChartText, chartLayout, checkText, describeChart } from "./axes.ts";
import { barStyle } from "./bar.ts";
import { type Figure, figure, plainText } from "./figure.ts";
import { extentOf, finiteNumbers, type Numbers } from "./series.ts";

/** What a histogram is made from. */
export interface HistogramOptions extends ChartText {
  /** (n) the numbers; or several groups of them by name, each of any length. */
  readonly values: Numbers | Readonly<Record<string, Numbers>>;
  /** How many bins; chosen from the data by default. */
  readonly bins?: number;
  /** Heights as shares of the group per unit of x, so that the area of the bars is 1. */
  readonly density?: boolean;
}

/**
 * A histogram.
 * @throws TypeError when a text is missing; RangeError when there is no value, one is not finite, or bins is no whole number.
 * @example
 * const chart = plot.histogram({ values: [0, 1, 1, 2, 4], bins: 2, title: "T", xLabel: "x", yLabel: "count" });
 * [chart.data[0].x, chart.data[0].y]; // => [[1, 3], [3, 2]]
 */
export function histogram(options: HistogramOptions): Figure {
  const cannot = "draw a histogram";
  checkText(cannot, options);
  const single = typeof (options.values as Numbers).length === "number";
  const named: [string, Numbers][] = single ? [["", options.values as Numbers]] : Object.entries(options.values);
  if (named.length === 0) {
    throw new RangeError(lesson({ cannot, as: "there must be something to draw", found: "no group is given" }));
  }
  const groups = named.map(([name, values]) => ({ name, values: finiteNumbers(values, cannot, "value", "refused") }));
  const edges = binEdges(
    groups.flatMap(({ values }) => values),
    options.bins,
  );
  const width = edges[1] - edges[0];
  const centers = edges.slice(1).map((edge, i) => (edge + edges[i]) / 2);
  const traces = groups.map(({ name, values }, i) => {
    const counts = countInBins(values, edges);
    return {
      type: "bar",
      ...(name === "" ? {} : { name }),
      x: centers,
      y: options.density === true ? counts.map((count) => count / (values.length * width)) : counts,
      width,
      marker: barStyle(i, groups.length > 1 ? 0.5 : 0.85),
      showlegend: name !== "",
    };
  });
  const top = extentOf(traces.map(({ y }) => y))[1] || 1;
  const chart: ChartOptions = { ...options, xRange: [edges[0], edges[edges.length - 1]], yRange: [0, top * 1.05] };
  const extents = { x: [edges[0], edges[edges.length - 1]], y: [0, top] } as const;
  const content = groups.map(({ name, values }) => {
    const [low, high] = extentOf([values]);
    const told = `${values.length} values from ${shortNumber(low)} to ${shortNumber(high)} in ${centers.length} bins`;
    return name === "" ? told : `${plainText(name)}, ${told}`;
  });
  return figure({
    data: traces,
    layout: { ...chartLayout(chart, extents), barmode: "overlay", bargap: 0 },
    altText: describeChart("Histogram", options, extents, content),
  });
}

/**
 * The edges of the bins: one more than there are bins.
 * @param values (n), any order
 * @param bins How many; without it the width is chosen by the rule above and the edges are round numbers.
 * @throws RangeError when bins is not a whole number from 1 up.
 * @example [binEdges([0, 1, 3], 2), binEdges([0.3, 1.1, 2.2, 3.6])]; // => [[0, 1.5, 3], [0, 1, 2, 3, 4]]
 */
export function binEdges(values: readonly number[], bins?: number): number[] {
  if (bins !== undefined) checkCount("cut the axis into", bins, "bins", 1);
  let [low, high] = extentOf([values]);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  if (bins !== undefined) return Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const iqr = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const sturges = (high - low) / (log(n) / Math.LN2 + 1);
  const freedman = (2 * iqr) / exp(log(n) / 3); // ∛n
  const width = freedman > 0 ? Math.max(Math.min(sturges, freedman), (high - low) / 100) : sturges;
  if (width < 1e-9 * Math.max(Math.abs(low), Math.abs(high))) return binEdges(values, Math.ceil((high - low) / width));
  const { digit, exponent } = roundStep(width);
  const edge = (i: number) => Number(`${i * digit}e${exponent}`); // a decimal, so that 3 · 0.1 is 0.3
  const step = edge(1);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => edge(first + i));
}

/** The nearest of 1, 2 and 5 times a power of ten, by ratio. */
function roundStep(width: number): { digit: number; exponent: number } {
  const [digits, exponent] = width.toExponential().split("e").map(Number); // 1 ≤ digits < 10
  if (digits < Math.SQRT2) return { digit: 1, exponent };
  if (digits < Math.sqrt(10)) return { digit: 2, exponent };
  return digits < Math.sqrt(50) ? { digit: 5, exponent } : { digit: 1, exponent: exponent + 1 };
}

/** The value below which a share of the sorted values lies, interpolated between neighbours as NumPy does. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/**
 * How many values lie in each bin.
 * @param edges Rising; a value on an edge belongs to the bin above it, on the last edge to the last bin.
 * @returns One count for each bin.
 * @example countInBins([0, 1, 2, 2], [0, 1, 2]); // => [1, 3]
 */
export function countInBins(values: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    let bin = 0;
    while (bin < counts.length - 1 && value >= edges[bin + 1]) bin++;
    counts[bin] += 1;
  }
  return counts;
}
