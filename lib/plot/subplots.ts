/*
 * Several figures in one, side by side and row after row: before and after, one panel for each learning rate. Small multiples
 * let the eye compare what a legend would have to explain.
 *
 *   panel i stands in row ⌊i / columns⌋ and column i mod columns
 *   its axes are called xᵢ₊₁ and yᵢ₊₁, and its traces say so
 *   its domain is the share of the area that it takes: width (1 − (columns − 1) · between) / columns, height alike
 *
 * Notation: i the panel's number from 0; between the gap from column to column; domains from 0, left and bottom, to 1.
 * Source: E. Tufte, Envisioning Information (1990), chapter 4: small multiples.
 * NB: each panel keeps its own axes and ranges; `sharedRanges` gives all of them the widest, without which sizes cannot be
 *   compared. A name that several panels have stands in the legend once, and a click on it acts on all.
 *
 * Page 27 · before it: plot/decisionBoundary.ts · after it: plot/slider.ts
 */
import { checkCount, lesson, valueText } from "../lesson.ts";
import { checkText, titleLayout, widestRange } from "./axes.ts";
import { type Figure, figure, type JsonObject, plainText, type Trace, titleOf } from "./figure.ts";

/** What a grid of figures is made from. */
export interface SubplotsOptions {
  /** The panels, row by row. */
  readonly figures: readonly Figure[];
  /** How many panels a row has. */
  readonly columns: number;
  /** What all of them show, above the grid. */
  readonly title: string;
  readonly subtitle?: string;
  /** Gives every panel the widest of all ranges. */
  readonly sharedRanges?: boolean;
  /** Which panels show axis labels: "all", "outer" for the left column and the bottom row, "none" for pictures. */
  readonly labels?: "all" | "outer" | "none";
  /** Height of one panel in pixels; 300 by default, 130 for pictures without labels. */
  readonly panelHeight?: number;
}

/** A place in the grid, as shares of the area: 0 is left and bottom. */
interface Place {
  /** From left to right. */
  readonly x: readonly [number, number];
  /** From bottom to top. */
  readonly y: readonly [number, number];
  /** Whether nothing stands to its left, so that labels have room. */
  readonly outerLeft: boolean;
  /** Whether nothing stands below it. */
  readonly outerBottom: boolean;
}

/** What a panel's title, tick labels and axis label take, in pixels. */
const room = { title: 34, ticks: 58 };

/**
 * A grid of figures.
 * @throws TypeError when the title is missing, or a figure has a slider; RangeError when there is no figure or no column.
 * @example
 * const panel = (title) => plot.line({ y: [1, 2], title, xLabel: "step", yLabel: "loss" });
 * const grid = plot.subplots({ figures: [panel("a"), panel("b"), panel("c")], columns: 2, title: "Three runs" });
 * [grid.data[2].xaxis, grid.layout.xaxis3.domain[0], grid.layout.yaxis3.domain[0]]; // => ["x3", 0, 0]
 */
export function subplots(options: SubplotsOptions): Figure {
  const cannot = "put figures in a grid";
  checkText(cannot, options, ["title"]);
  const { figures, columns, labels = "all", panelHeight = labels === "none" ? 130 : 300 } = options;
  checkCount(`${cannot} of`, columns, "columns", 1);
  checkCount(`${cannot} of`, figures.length, "figures", 1);
  const moving = figures.findIndex(({ frames }) => frames !== undefined);
  if (moving >= 0) {
    const found = `figure ${moving} has one`;
    throw new TypeError(lesson({ cannot, as: "a panel has no slider of its own", found, try: "a slider of grids" }));
  }

  // first the sizes, in pixels: rows of panels, and between two rows the labels of the upper and the titles of the lower one
  const rows = Math.ceil(figures.length / columns);
  const below = labels === "none" ? 8 : room.ticks;
  const inner = rows * panelHeight + (rows - 1) * (room.title + below);
  const gap = (room.title + below) / inner;
  // names of rows, as a confusion matrix has, need more room between columns than numbers do
  const named = figures.some(({ layout }) => (layout.yaxis as JsonObject | undefined)?.ticktext !== undefined);
  const share = labels === "none" ? 0.03 : named ? 0.15 : 0.1;

  // then each panel is moved to its place: its axes get the grid's names, its traces follow them
  const places = figures.map((panel, i) => placeOf(panel, i, { columns, rows, count: figures.length, gap, share }));
  // the widest range of all, where panels are to be compared by size
  const widest = options.sharedRanges === true ? widestRanges(figures) : {};
  // names that the legend has already; the next panel with one of them only joins its group
  const inLegend = new Set<string>();
  const layouts = figures.map((panel, i) => panelLayout(panel, i, places[i], labels, widest));
  const data = figures.flatMap((panel, i) => panel.data.map((trace) => panelTrace(trace, i, places[i], inLegend)));

  // what is left belongs to the whole: title, margins, and a legend below the grid, away from the colour bars
  const legend = inLegend.size > 0 ? 36 : 0;
  const margin = { l: 64, r: 24, t: options.subtitle === undefined ? 92 : 116, b: below + legend + 8 };
  return figure({
    data,
    layout: {
      ...sharedLayout(figures),
      ...titleLayout({ title: options.title, subtitle: options.subtitle, xLabel: "", yLabel: "" }),
      height: inner + margin.t + margin.b,
      margin,
      ...(legend > 0 ? { legend: { orientation: "h", x: 0, y: -below / inner, yanchor: "top" } } : {}),
      ...Object.assign({}, ...layouts),
      annotations: figures.map((panel, i) => panelTitle(panel, places[i])),
    },
    altText: `Grid of ${rows} × ${Math.min(columns, figures.length)} figures "${plainText(options.title)}". ${figures
      .map((panel, i) => `${i + 1}: ${panel.altText}`)
      .join(" ")}`,
  });
}

/** Where panel i stands, and whether something stands to its left or below it. A colour bar takes its room from the panel. */
function placeOf(
  panel: Figure,
  i: number,
  grid: { columns: number; rows: number; count: number; gap: number; share: number },
): Place {
  const { columns, rows, gap } = grid;
  // however many columns there are, half of the width is left for panels
  const between = columns === 1 ? 0 : Math.min(grid.share, 0.5 / (columns - 1));
  const width = (1 - between * (columns - 1)) / columns;
  const height = (1 - gap * (rows - 1)) / rows;
  const [row, column] = [Math.floor(i / columns), i % columns];
  // from the left and, since row 0 is on top and 0 at the bottom, from below
  const left = column * (width + between);
  const bottom = (rows - 1 - row) * (height + gap);
  const colorBar = panel.data.some((trace) => trace.colorbar !== undefined) ? Math.min(0.11, width / 3) : 0;
  const round = (value: number) => Math.min(1, Math.max(0, Number(value.toFixed(4))));
  return {
    x: [round(left), round(left + width - colorBar)],
    y: [round(bottom), round(bottom + height)],
    outerLeft: column === 0,
    outerBottom: i + columns >= grid.count,
  };
}

/** Plotly calls the first pair of axes x and y, the second x2 and y2. */
const suffix = (i: number): string => (i === 0 ? "" : String(i + 1));

/** A panel's axes under the names that they have in the grid: xaxis2 and yaxis2 for the second. */
function panelLayout(
  panel: Figure,
  i: number,
  place: Place,
  labels: string,
  widest: Record<string, unknown>,
): JsonObject {
  const axes = (["x", "y"] as const).map((name) => {
    const own = { ...(panel.layout[`${name}axis`] as JsonObject), ...(widest[name] as object) };
    const outer = name === "x" ? place.outerBottom : place.outerLeft;
    // what is taken away from inner axes, and what ties the two axes of a panel together
    const bare =
      labels === "none" ? { title: { text: "" }, showticklabels: false, ticks: "", tickcolor: undefined } : {};
    const hidden = labels === "outer" && !outer ? { title: { text: "" } } : {};
    const anchor = { anchor: `${name === "x" ? "y" : "x"}${suffix(i)}`, domain: place[name] };
    const scaled = own.scaleanchor === undefined ? {} : { scaleanchor: `x${suffix(i)}`, constraintoward: "top" };
    return [`${name}axis${suffix(i)}`, { ...own, ...bare, ...hidden, ...anchor, ...scaled }] as const;
  });
  return Object.fromEntries(axes);
}

/** A trace in the axes of its panel; in the legend if it is the first of its name, its colour bar beside the panel. */
function panelTrace(trace: Trace, i: number, place: Place, inLegend: Set<string>): Trace {
  const { name } = trace;
  const listed = typeof name === "string" && trace.showlegend === true;
  const first = listed && !inLegend.has(name);
  if (listed) inLegend.add(name);
  // as high as its panel and close to it
  const bar = trace.colorbar as JsonObject | undefined;
  const middle = (place.y[0] + place.y[1]) / 2;
  const height = place.y[1] - place.y[0];
  return {
    ...trace,
    xaxis: `x${suffix(i)}`,
    yaxis: `y${suffix(i)}`,
    ...(listed ? { legendgroup: name, showlegend: first } : {}),
    ...(bar === undefined
      ? {}
      : { colorbar: { ...bar, x: place.x[1], y: middle, yanchor: "middle", len: height, thickness: 10 } }),
  };
}

/** A panel's title, which in the grid is an annotation over the middle of its panel. */
function panelTitle(panel: Figure, place: Place): JsonObject {
  return {
    text: titleOf(panel) ?? "",
    x: (place.x[0] + place.x[1]) / 2,
    y: place.y[1],
    xref: "paper",
    yref: "paper",
    xanchor: "center",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 14 },
  };
}

/** What belongs to no axis, such as how bars stand, comes from the first panel that says so. */
function sharedLayout(figures: readonly Figure[]): JsonObject {
  // these are each panel's own or the grid's; of the rest the first panel comes last and so wins
  const own = new Set(["xaxis", "yaxis", "title", "height", "margin", "legend"]);
  const members = figures
    .toReversed()
    .flatMap(({ layout }) => Object.entries(layout).filter(([name]) => !own.has(name)));
  return Object.fromEntries(members);
}

/**
 * The range from the lowest to the highest of what several figures show, for each axis; a downward axis stays downward.
 * @throws TypeError when axes of different kinds, such as linear and logarithmic, would share a range.
 * @example
 * const chart = (xRange) => plot.line({ y: [1, 2], xRange, title: "T", xLabel: "x", yLabel: "y" });
 * widestRanges([chart([0, 1]), chart([-2, 0.5])]).x; // => { range: [-2, 1] }
 */
export function widestRanges(figures: readonly Figure[]): Record<string, { range: [number, number] }> {
  // what is not shared is not named, so that each panel's own range stays
  const result: Record<string, { range: [number, number] }> = {};
  for (const name of ["x", "y"] as const) {
    const axes = figures.map(
      ({ layout }) => layout[`${name}axis`] as { type?: string; range?: [number, number] } | undefined,
    );
    const odd = axes.find((axis) => axis?.type !== axes[0]?.type);
    if (odd !== undefined) {
      const found = `got ${valueText(axes[0]?.type)} and ${valueText(odd.type)}`;
      throw new TypeError(lesson({ cannot: `share the ${name} range`, as: "all axes must be of one kind", found }));
    }
    // figures by hand may leave their ranges to Plotly; then there is nothing to share
    const ranges = axes.flatMap((axis) => (axis?.range === undefined ? [] : [axis.range]));
    if (ranges.length === 0) continue;
    result[name] = { range: widestRange(ranges) };
  }
  return result;
}
