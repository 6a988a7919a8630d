/*
 * A bar chart compares amounts: the length of a bar is the number, so every bar starts at 0. Several series, given by name,
 * stand side by side in each category; whiskers show how uncertain a bar is.
 *
 *   plot.bar({ x: ["rule", "model"], y: [0.42, 0.96], title, xLabel, yLabel })
 *
 * Notation: x categories (k), y heights (k) and errors (k), half the length of a whisker, in the units of y.
 * Source: W. Cleveland, The Elements of Graphing Data, 2nd edition (1994), section 4.10, on why the axis must include 0.
 * NB: numbers as categories, such as years, are taken as names: 2012 and 2015 stand next to each other.
 *
 * Page 22 · before it: plot/scatter.ts · after it: plot/histogram.ts
 */
import { checkSameSize, lesson, shortNumber } from "../lesson.ts";
import { type ChartText, chartLayout, checkText } from "./axes.ts";
import { type Figure, figure, type JsonObject, plainText } from "./figure.ts";
import { extentOf, finiteNumbers, type Numbers } from "./series.ts";
import { neutral, seriesStyle, withAlpha } from "./theme.ts";

/** What a bar chart is made from. */
export interface BarOptions extends ChartText {
  /** (k) the categories. */
  readonly x: readonly (string | number)[];
  /** (k) the heights; or several series of them by name. */
  readonly y: Numbers | Readonly<Record<string, Numbers>>;
  /** (k) half the length of each whisker, such as a standard deviation; by name where y is. */
  readonly errors?: Numbers | Readonly<Record<string, Numbers>>;
  /** Writes each number over its bar. */
  readonly showValues?: boolean;
  /** From where to where the vertical axis goes; by default from 0 to a little beyond the bars. */
  readonly yRange?: readonly [low: number, high: number];
}

/** One series stands under the empty name. */
const byName = (values: Numbers | Readonly<Record<string, Numbers>>): [string, Numbers][] =>
  isNumbers(values) ? [["", values]] : Object.entries(values);

const isNumbers = (values: Numbers | Readonly<Record<string, Numbers>>): values is Numbers =>
  typeof (values as Numbers).length === "number";

/**
 * A bar chart.
 * @throws TypeError when a text is missing or lengths differ; RangeError when there is no bar or a number is not finite.
 * @example
 * const chart = plot.bar({ x: ["a", "b"], y: [3, 8], title: "Counts", xLabel: "class", yLabel: "rows" });
 * chart.layout.yaxis.range; // => [0, 8.4]
 */
export function bar(options: BarOptions): Figure {
  const cannot = "draw a bar chart";
  checkText(cannot, options);
  const names = options.x.map(String); // categories are names, years too

  // every series, checked: as many heights as categories, as many errors as heights
  const errorsByName = new Map(options.errors === undefined ? [] : byName(options.errors));
  const series = byName(options.y).map(([name, values]) => {
    const action = name === "" ? cannot : `${cannot} with "${name}"`;
    checkSameSize(`${action} from categories and heights of sizes`, names, values);
    const heights = finiteNumbers(values, action, "y", "refused");
    const given = errorsByName.get(name);
    if (given !== undefined) checkSameSize(`${action} from heights and errors of sizes`, heights, given);
    const errors = given === undefined ? null : finiteNumbers(given, action, "error", "refused");
    return { name, heights, errors };
  });

  // errors under a name that no series has would be lost without a word
  const unknown = [...errorsByName.keys()].find((name) => !series.some((one) => one.name === name));
  if (series.length === 0 || unknown !== undefined) {
    const [as, found] =
      unknown === undefined
        ? ["there must be something to draw", "no series is given"]
        : ["errors belong to a series of the same name", `errors are given for "${unknown}"`];
    throw new RangeError(lesson({ cannot, as, found }));
  }

  // the axis holds 0, the ends of all bars and of all whiskers
  const reached = series.flatMap(({ heights, errors }) =>
    heights.flatMap((height, i) => (errors === null ? [height] : [height - errors[i], height + errors[i]])),
  );
  const [low, high] = extentOf([reached, [0]]);
  const room = (high - low || 1) * (options.showValues === true ? 0.1 : 0.05);
  const yRange = options.yRange ?? [low < 0 ? low - room : 0, high > 0 || low === 0 ? high + room : 0];
  // category k stands at x = k, half a category of room on either side
  const layout = chartLayout({ ...options, xRange: [-0.5, names.length - 0.5], yRange }, { x: [0, 1], y: [0, 1] });
  return figure({
    data: series.map(({ name, heights, errors }, i) => ({
      type: "bar",
      ...(name === "" ? {} : { name }),
      x: names,
      y: heights,
      marker: barStyle(i, errors === null ? 1 : 0.4), // a whisker must be seen before its bar, too
      ...(errors === null ? {} : { error_y: { type: "data", array: errors, color: neutral, thickness: 2 } }),
      ...(options.showValues === true
        ? { text: heights.map(shortNumber), textposition: "outside", cliponaxis: false }
        : {}),
      showlegend: name !== "",
    })),
    layout: { ...layout, xaxis: { ...(layout.xaxis as object), type: "category" }, barmode: "group", bargap: 0.3 },
    altText: altTextOf(options, names, series),
  });
}

/**
 * How the bars of the series with one number are filled: the first one plainly, the others with a pattern in their colour.
 * @param alpha Of a plain filling, from 0 to 1; the rim is opaque.
 * @example barStyle(1, 1).pattern; // => { shape: "/", size: 6 }
 */
export function barStyle(index: number, alpha: number): JsonObject {
  const { color, pattern } = seriesStyle(index);
  const rim = { line: { color, width: 1.5 } };
  return pattern === ""
    ? { ...rim, color: withAlpha(color, alpha) }
    : { ...rim, color, pattern: { shape: pattern, size: 6 } };
}

/** The chart in words: few numbers, so all of them. */
function altTextOf(
  options: BarOptions,
  names: readonly string[],
  series: readonly { name: string; heights: number[] }[],
): string {
  const bars = series.map(({ name, heights }) => {
    const told = heights.map((height, i) => `${plainText(names[i])} ${shortNumber(height)}`).join(", ");
    return name === "" ? told : `${plainText(name)}: ${told}`;
  });
  const title = plainText(options.title);
  return `Bar chart "${title}". ${plainText(options.yLabel)} by ${plainText(options.xLabel)}. Shown: ${bars.join("; ")}.`;
}
