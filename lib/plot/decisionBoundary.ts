/*
 * What a classifier would say at every point of a picture: each class has its colour as a tint, the boundary lies where the
 * answer changes, and the examples lie on top. One look shows what kind of boundary the model can draw.
 *
 *   two classes     predict(x₁, x₂) is the probability of the second; the boundary is where it crosses the threshold, ½
 *                   tint: the class's colour, the stronger the further the probability is from the threshold;
 *                   grey exactly at it, where neither class wins
 *   more classes    predict(x₁, x₂) is the number of the class, 0 … C − 1
 *                   tint: the class's colour, the same everywhere
 *
 * Notation: x₁ and x₂ the two features shown, C classes.
 * Source: T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2nd edition (2009), figures 2.1 to 2.5.
 * NB: with more than two features a picture is a slice; `predict` decides what the others are. Near the boundary the tint of
 *   a probability fades, where the model is unsure; probabilities are rounded to a thousandth.
 *
 * Page 26 · before it: plot/contour.ts · after it: plot/subplots.ts
 */
import { checkCount, checkSameSize, lesson, valueText } from "../lesson.ts";
import { type ChartOptions, chartLayout, checkText, describeChart } from "./axes.ts";
import { type Field, sampleField } from "./contour.ts";
import { type Figure, figure, plainText, type Trace } from "./figure.ts";
import { colorBar } from "./heatmap.ts";
import { groupText, groupTraces } from "./scatter.ts";
import { finiteNumbers, type Numbers } from "./series.ts";
import { type ColorScale, neutral, seriesStyle, withAlpha } from "./theme.ts";

/** What a picture of a decision boundary is made from. */
export interface DecisionBoundaryOptions extends Omit<ChartOptions, "xScale" | "yScale" | "xRange" | "yRange">, Field {
  /** For two classes the probability of the second, for more the number of the class. */
  readonly predict: (x1: number, x2: number) => number;
  /** (C) the names of the classes, two or more, in the order of their numbers. */
  readonly classNames: readonly string[];
  /** The examples to draw on top. */
  readonly points?: {
    /** (n) the first feature */
    readonly x: Numbers;
    /** (n) the second feature */
    readonly y: Numbers;
    /** (n) class numbers 0 … C − 1 */
    readonly labels: ArrayLike<number>;
  };
  /** For two classes: above it the answer is the second, below it the first, exactly at it neither; 0.5 by default. */
  readonly threshold?: number;
}

/** Closer than this to the threshold is on it: no model means its tenth digit. */
const margin = 1e-9;
/** Half the width of the threshold's own colour on the scale; no probability but the threshold itself is so close to it. */
const sliver = 1e-10;

/**
 * A picture of a decision boundary.
 * @throws TypeError when a text is missing, or predict gives something that is neither a probability nor a class; RangeError
 *   when a label is no class, a range is empty, or fewer than two classes are named.
 * @example
 * const chart = plot.decisionBoundary({
 *   predict: (x1) => (x1 > 0.5 ? 0.9 : 0.1), xRange: [0, 1], yRange: [0, 1], resolution: 2,
 *   classNames: ["no", "yes"], title: "A step", xLabel: "x1", yLabel: "x2",
 * });
 * chart.data[0].z; // => [[0.1, 0.9], [0.1, 0.9]]
 */
export function decisionBoundary(options: DecisionBoundaryOptions): Figure {
  const cannot = "draw a decision boundary";
  checkText(cannot, options);
  const { classNames, points } = options;
  checkCount(`${cannot} for`, classNames.length, "classes", 2);
  const twice = classNames.find((name, i) => classNames.indexOf(name) !== i);
  if (twice !== undefined) {
    const found = `${valueText(twice)} stands there twice`;
    throw new RangeError(lesson({ cannot, as: "every class needs a name of its own", found }));
  }

  // points first, as a wrong label is noticed sooner than a wrong function; the region lies below, the points on it
  const marks = points === undefined ? [] : pointTraces(points, classNames, cannot);
  const region = classNames.length === 2 ? probabilityTrace(options, cannot) : classTrace(options, cannot);
  const extents = { x: options.xRange, y: options.yRange };
  const layout = chartLayout(options, extents, { x: 0, y: 0 });
  const regions = regionText(region.z as number[][], options);
  return figure({
    data: [region, ...marks],
    layout,
    altText: describeChart("Decision boundary", options, extents, [
      regions,
      ...marks.map((trace) => groupText(trace.name, (trace.x as number[]).length)),
    ]),
  });
}

/** Two classes: a tint that fades towards the threshold, where the boundary is drawn. */
function probabilityTrace(options: DecisionBoundaryOptions, cannot: string): Trace {
  const { classNames, threshold = 0.5 } = options;
  if (!(threshold > 0 && threshold < 1)) {
    const found = `got ${valueText(threshold)}`;
    throw new RangeError(lesson({ cannot, as: "the threshold must lie between 0 and 1", found }));
  }
  const field = sampleField(options.predict, options, cannot, (probability) => {
    if (probability >= 0 && probability <= 1) return roundedOff(probability, threshold);
    const found = `predict gives ${probability}`;
    throw new TypeError(
      lesson({ cannot, as: "for two classes predict gives a probability", found, try: "plain.sigmoid of the sum" }),
    );
  });
  // the colours of the points, let through by the page: a tint is legible on white and on dark
  const [first, second] = [seriesStyle(0).color, seriesStyle(1).color];
  // from the first class's colour to almost nothing, grey where neither wins, and from almost nothing to the second's
  const colorscale: ColorScale = [
    [0, withAlpha(first, 0.55)],
    [threshold - sliver, withAlpha(first, 0.06)],
    [threshold - sliver, withAlpha(neutral, 0.2)],
    [threshold + sliver, withAlpha(neutral, 0.2)],
    [threshold + sliver, withAlpha(second, 0.06)],
    [1, withAlpha(second, 0.55)],
  ];
  return {
    type: "contour",
    ...field,
    colorscale,
    zmin: 0,
    zmax: 1,
    autocontour: false,
    // one line, where the answer changes; between the lines the colours flow as in a heatmap
    contours: { start: threshold, end: threshold, size: 1, coloring: "heatmap" },
    line: { color: neutral, width: 3 },
    colorbar: {
      ...colorBar(`probability of ${classNames[1]}`),
      ...{ tickvals: [0, 0.5, 1], len: 0.75, y: 0, yanchor: "bottom" },
    },
    showlegend: false,
  };
}

/** Three digits, which no eye tells from more; but what is off the threshold stays off, and what is on it is exactly on it. */
function roundedOff(probability: number, threshold: number): number {
  if (Math.abs(probability - threshold) <= margin) return threshold;
  const rounded = Number(probability.toFixed(3));
  return rounded > threshold === probability > threshold && rounded !== threshold ? rounded : probability;
}

/** Three classes and more: one flat tint for each. */
function classTrace(options: DecisionBoundaryOptions, cannot: string): Trace {
  const count = options.classNames.length;
  const { resolution = 120 } = options; // edges between flat tints need more points than a line that is interpolated
  const field = sampleField(options.predict, { ...options, resolution }, cannot, (name) => {
    if (Number.isInteger(name) && name >= 0 && name < count) return name;
    const as = `for ${count} classes predict gives a class number from 0 to ${count - 1}`;
    throw new TypeError(lesson({ cannot, as, found: `predict gives ${name}`, try: "plain.argmax of the scores" }));
  });
  // steps, not a flow: between class 0 and class 2 there is no half of class 1
  const colorscale: ColorScale = options.classNames.flatMap((_, i) => {
    const tint = withAlpha(seriesStyle(i).color, 0.35);
    return [
      [i / count, tint],
      [(i + 1) / count, tint],
    ] as const;
  });
  return { type: "heatmap", ...field, colorscale, zmin: -0.5, zmax: count - 0.5, zsmooth: false, showscale: false };
}

/** The examples, one trace for each class, present or not: a class keeps its colour in every picture. */
function pointTraces(
  points: NonNullable<DecisionBoundaryOptions["points"]>,
  names: readonly string[],
  cannot: string,
): Trace[] {
  checkSameSize(`${cannot} over points with x and y of sizes`, points.x, points.y);
  // classes by name, so that the legend says what the numbers mean
  const groups = Array.from(points.labels, (label, i) => {
    if (names[label] !== undefined) return names[label];
    const found = `label ${i} is ${valueText(label)}`;
    throw new RangeError(lesson({ cannot, as: `every label must be in [0, ${names.length})`, found }));
  });
  const x = finiteNumbers(points.x, cannot, "x", "refused");
  const y = finiteNumbers(points.y, cannot, "y", "refused");
  return groupTraces({ x, y, groups, groupOrder: names }, cannot);
}

/** Which share of the picture each class has, and which share neither of two. */
function regionText(z: readonly (readonly (number | null)[])[], options: DecisionBoundaryOptions): string {
  const { classNames, threshold = 0.5 } = options;
  // where predict gives NaN there is no answer, and no share
  const cells = z.flat().filter((value) => value !== null);
  // exactly on the threshold neither class is meant, and to count it for one would be a guess of ours
  const isPair = classNames.length === 2;
  const answers = isPair ? cells.map((p) => (p === threshold ? -1 : p > threshold ? 1 : 0)) : cells;
  const shareOf = (wanted: number) => {
    const share = answers.filter((answer) => answer === wanted).length / (answers.length || 1);
    return `${Math.round(100 * share)} % of the picture`;
  };
  const shares = classNames.map((name, i) => `${plainText(name)} in ${shareOf(i)}`);
  return [...shares, ...(answers.includes(-1) ? [`undecided in ${shareOf(-1)}`] : [])].join(", ");
}
