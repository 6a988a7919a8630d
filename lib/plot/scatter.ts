/*
 * A scatter plot shows every example as a point: two of its features as coordinates, its class as colour and symbol. Lines can
 * lie over the points, such as a boundary, a fitted curve or the way that gradient descent took.
 *
 *   plot.scatter({ x, y, groups, title, xLabel, yLabel })       one symbol and colour for each class
 *
 * Notation: x and y (n), groups (n) one class name or number for each point.
 * Source: W. Cleveland, The Elements of Graphing Data, 2nd edition (1994), section 3.3, for symbols that overlap well.
 * NB: classes are put in order by name or number, not by first appearance, so that a shuffled part of the data has the colours
 *   of the whole; `groupOrder` fixes them where a part may lack a class.
 *
 * Page 21 · before it: plot/line.ts · after it: plot/bar.ts
 */
import { checkSameSize, lesson, valueText } from "../lesson.ts";
import { type ChartOptions, chartLayout, checkText, describeChart } from "./axes.ts";
import { type Figure, figure, plainText, type Trace } from "./figure.ts";
import { lineText, lineTrace } from "./line.ts";
import { extentOf, finiteNumbers, type Numbers, namedSeries, type Points } from "./series.ts";
import { seriesStyle } from "./theme.ts";

/** The name of a class. */
export type Group = string | number;

/** What a scatter plot is made from. */
export interface ScatterOptions extends ChartOptions {
  /** (n) */
  readonly x: Numbers;
  /** (n) */
  readonly y: Numbers;
  /** (n) the class of each point. */
  readonly groups?: ArrayLike<Group>;
  /** All classes in the order of their colours, present or not. */
  readonly groupOrder?: readonly Group[];
  /** (n) what the pointer shows over each point. */
  readonly labels?: readonly string[];
  /** Lines over the points, by name. They do not widen the axes. */
  readonly lines?: Readonly<Record<string, Points>>;
  /** Diameter in pixels; 9 by default. */
  readonly size?: number;
}

/**
 * A scatter plot.
 * @throws TypeError when a text is missing or lengths differ; RangeError when there is no point or one is not finite.
 * @example
 * const chart = plot.scatter({ x: [1, 2, 3], y: [4, 5, 6], groups: ["b", "a", "b"], title: "T", xLabel: "x", yLabel: "y" });
 * [chart.data[0].name, chart.data[0].x, chart.data[1].x]; // => ["a", [2], [1, 3]]
 */
export function scatter(options: ScatterOptions): Figure {
  const cannot = "draw a scatter plot";
  checkText(cannot, options);
  checkSameSize(`${cannot} from x and y of sizes`, options.x, options.y);
  const x = finiteNumbers(options.x, cannot, "x", "refused");
  const y = finiteNumbers(options.y, cannot, "y", "refused");
  const points = groupTraces({ ...options, x, y }, cannot);
  const lines = options.lines === undefined ? [] : namedSeries(options.lines, undefined, cannot, "allowed");
  const lineTraces = lines.map((one, i) =>
    overlaidLine(lineTrace(one, i, { markers: false, legend: true }), points.length + i),
  );
  const extents = { x: extentOf([x]), y: extentOf([y]) };
  const content = points.map((trace) => groupText(trace.name, (trace.x as number[]).length));
  return figure({
    data: [...points, ...lineTraces],
    layout: chartLayout(options, extents),
    altText: describeChart("Scatter plot", options, extents, [...content, ...lines.map(lineText)]),
  });
}

/** A line keeps the dash of its own number, the first one solid, and takes a colour that no group has. */
function overlaidLine(trace: Trace, colorIndex: number): Trace {
  return { ...trace, line: { ...(trace.line as object), color: seriesStyle(colorIndex).color } };
}

/**
 * One trace for each class, in the order of the classes; also for pictures with something under the points.
 * @example groupTraces({ x: [1, 2], y: [3, 4], groups: [1, 0] }, "draw points").map((trace) => trace.name); // => ["0", "1"]
 */
export function groupTraces(
  options: Pick<ScatterOptions, "groups" | "groupOrder" | "labels" | "size"> & {
    x: readonly number[];
    y: readonly number[];
  },
  cannot: string,
): Trace[] {
  const { x, y, labels, size = 9 } = options;
  const groups: readonly (Group | null)[] =
    options.groups === undefined ? x.map(() => null) : Array.from(options.groups);
  checkSameSize(`${cannot} from points and groups of sizes`, x, groups);
  if (labels !== undefined) checkSameSize(`${cannot} from points and labels of sizes`, x, labels);
  const order = orderOf(groups, options.groupOrder, cannot);
  return order.map((group, index) => {
    const rows = groups.flatMap((name, row) => (name === group ? [row] : []));
    const { color, symbol } = seriesStyle(index);
    return {
      type: "scatter",
      mode: "markers",
      ...(group === null ? {} : { name: String(group) }),
      x: rows.map((row) => x[row]),
      y: rows.map((row) => y[row]),
      ...(labels === undefined ? {} : { text: rows.map((row) => labels[row]) }),
      marker: { color, symbol, size, line: { color: "#FFFFFF", width: 0.8 } }, // the rim parts points that overlap
      showlegend: group !== null,
    };
  });
}

function orderOf(groups: readonly (Group | null)[], given: readonly Group[] | undefined, cannot: string) {
  if (given === undefined) {
    const present = [...new Set(groups)];
    // by code units, not by the language of the page: the same order everywhere
    return present.sort((a, b) =>
      typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
    );
  }
  const unknown = groups.find((group) => group !== null && !given.includes(group));
  if (unknown === undefined || unknown === null) return given;
  throw new RangeError(
    lesson({
      cannot,
      as: "groupOrder must name every group",
      found: `${valueText(unknown)} is not in [${given.map(valueText).join(", ")}]`,
    }),
  );
}

/**
 * A set of points in words.
 * @example groupText("setosa", 50); // => "setosa, 50 points"
 */
export function groupText(name: unknown, count: number): string {
  const points = count === 1 ? "1 point" : `${count} points`;
  return typeof name === "string" ? `${plainText(name)}, ${points}` : points;
}
