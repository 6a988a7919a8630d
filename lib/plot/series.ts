/*
 * The numbers that are drawn, checked before anything is: a chart that drops a point in silence tells a story of its own. A
 * series is one list of points with a name; most charts take one, or several by name, `{ train: …, test: … }`.
 *
 *   NaN         a gap in a line, a hole in a heatmap; refused where a single point would be missing unseen
 *   ±Infinity   refused everywhere: no axis reaches it
 *   lengths     of x and y must agree; an empty chart is refused
 *
 * Notation: x and y coordinates (n), in the units that the axis labels name.
 * NB: JSON has no NaN, so a gap is null in the figure. All other numbers are passed on as they are, to the last bit.
 *
 * Page 18 · before it: plot/figure.ts · after it: plot/axes.ts
 */
import { checkSameSize, lesson, valueText } from "../lesson.ts";

/** A list of numbers: an array or a typed array. */
export type Numbers = ArrayLike<number>;

/** Points to draw under one name: heights over the chart's own x, or points with an x of their own. */
export type Points = Numbers | { readonly x: Numbers; readonly y: Numbers };

/** One series of points, checked. */
export interface Series {
  /** null where there is only one, which needs no legend. */
  readonly name: string | null;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/**
 * Numbers as a figure holds them.
 * @param cannot The action for the message, such as `draw the line "loss"`.
 * @param noun What each number is called there, such as "y".
 * @param gaps Whether NaN may stand for a gap.
 * @throws RangeError when there is none, or one is infinite, or one is NaN and gaps are refused.
 * @example finiteNumbers(Float32Array.of(1, NaN), "draw a line", "y", "allowed"); // => [1, null]
 */
export function finiteNumbers(values: Numbers, cannot: string, noun: string, gaps: "refused"): number[];
export function finiteNumbers(values: Numbers, cannot: string, noun: string, gaps: "allowed"): (number | null)[];
export function finiteNumbers(values: Numbers, cannot: string, noun: string, gaps: string): (number | null)[] {
  if (values.length === 0) {
    throw new RangeError(lesson({ cannot, as: "there must be something to draw", found: `${noun} is empty` }));
  }
  const gapAllowed = gaps === "allowed";
  return Array.from(values, (value, i) => {
    if (Number.isFinite(value)) return value;
    if (gapAllowed && Number.isNaN(value)) return null;
    throw new RangeError(
      lesson({
        cannot,
        as: `every ${noun} must be a finite number${gapAllowed ? ", or NaN for a gap" : ""}`,
        found: `${noun}[${i}] is ${valueText(value)}`,
      }),
    );
  });
}

/** 0, 1, 2, …: where points stand that have no x. */
const counted = (values: Numbers): number[] => Array.from(values, (_, i) => i);

const isNumbers = (points: Points): points is Numbers => "length" in points;

/**
 * One series, or several by name, checked and with their x.
 * @param points Heights, points, or an object of them by name.
 * @param x (n) for all series that have none of their own; by default 0, 1, 2, …
 * @param cannot The action for the message, such as "draw a line chart".
 * @param gaps Whether NaN may stand for a gap in y.
 * @throws TypeError when x and y differ in length; RangeError when a series is empty or has a number that cannot be drawn.
 * @example namedSeries({ train: [3, 2] }, [10, 20], "draw lines", "allowed"); // => [{ name: "train", x: [10, 20], y: [3, 2] }]
 */
export function namedSeries(
  points: Points | Readonly<Record<string, Points>>,
  x: Numbers | undefined,
  cannot: string,
  gaps: "allowed" | "refused",
): Series[] {
  const single = "length" in points || ("x" in points && "y" in points && Object.keys(points).length === 2);
  const named: [string | null, Points][] = single ? [[null, points as Points]] : Object.entries(points);
  if (named.length === 0) {
    throw new RangeError(lesson({ cannot, as: "there must be something to draw", found: "no series is given" }));
  }
  return named.map(([name, series]) => {
    const action = name === null ? cannot : `${cannot} with "${name}"`;
    const ys = isNumbers(series) ? series : series.y;
    const xs = isNumbers(series) ? (x ?? counted(series)) : series.x;
    checkSameSize(`${action} from x and y of sizes`, xs, ys);
    const y =
      gaps === "allowed" ? finiteNumbers(ys, action, "y", "allowed") : finiteNumbers(ys, action, "y", "refused");
    return { name, x: finiteNumbers(xs, action, "x", "refused"), y };
  });
}

/**
 * The smallest and the largest of some numbers, gaps left out; [0, 1] where there are only gaps.
 * @example extentOf([[3, null, 1], [7]]); // => [1, 7]
 */
export function extentOf(lists: readonly (readonly (number | null)[])[]): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (const value of list) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low > high ? [0, 1] : [low, high];
}
