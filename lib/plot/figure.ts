/*
 * A figure is plain data: what to draw (`data`, a list of traces) and how (`layout`), in the vocabulary of Plotly. It can be
 * looked into, saved as JSON and compared in a test; drawing is the page's business, which finds the data in the bundle that
 * `Symbol.for("Jupyter.display")` gives, next to a text that says the same in words.
 *
 *   application/vnd.plotly.v1+json   { data, layout, frames?, config? }
 *   text/plain                       the text alternative: title, kind of chart, axes with ranges, what is drawn
 *
 * Source: Plotly's figure reference, version 4; WCAG 2.2, success criterion 1.1.1, for the text alternative.
 * NB: one kind of chart always gives the same traces in the same order, and `uirevision` stays the same, so that showing a new
 *   figure in place of an old one moves the marks and keeps the zoom. Background and text colour belong together and to the
 *   page, so no figure sets either: a transparent one would show black text on a dark page.
 *
 * Page 17 · before it: plot/theme.ts · after it: plot/series.ts
 */
import { lesson, valueText } from "../lesson.ts";

/** What JSON can hold. Numbers in it are finite: a gap in the data is null. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** An object of JSON; undefined members are left out. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** One thing drawn: a set of points, a line, bars, a heatmap. */
export interface Trace extends JsonObject {
  readonly type: string;
}

/** Another state of a figure, for a slider: the members of traces and layout that change. */
export interface Frame extends JsonObject {
  readonly name: string;
  readonly data: readonly JsonObject[];
  /** Which traces `data` is for. */
  readonly traces: readonly number[];
}

/** What a front end is given to choose from, by MIME type. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/**
 * The name under which a value offers its MIME bundle to a Jupyter kernel.
 * @example Symbol.keyFor(jupyterDisplay); // => "Jupyter.display"
 */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display") as typeof jupyterDisplay;

/**
 * The name under which a value offers its text to `console.log`, alone or inside an array: Node and other engines ask for it.
 * @example Symbol.keyFor(consoleText); // => "nodejs.util.inspect.custom"
 */
export const consoleText: unique symbol = Symbol.for("nodejs.util.inspect.custom") as typeof consoleText;

/** What a figure is made of. */
export interface FigureParts {
  readonly data: readonly Trace[];
  readonly layout: JsonObject;
  readonly frames?: readonly Frame[];
  readonly config?: JsonObject;
  /** What the figure shows, in words, for those who cannot see it. */
  readonly altText: string;
}

/** A figure, ready to be shown: the last value of a cell, or given to `display`. */
export interface Figure extends FigureParts {
  /** The MIME bundle. */
  [jupyterDisplay](): MimeBundle;
}

/** In pixels; axes make more room where their labels need it. */
const pageMargin = { l: 64, r: 24, t: 64, b: 56 };

/**
 * A figure from Plotly's own vocabulary, for charts that have no function here.
 * @throws TypeError when there is no layout title or no `altText`.
 * @example
 * const pie = plot.figure({
 *   data: [{ type: "pie", labels: ["train", "test"], values: [120, 30] }],
 *   layout: { title: { text: "Rows of iris" } },
 *   altText: "Pie chart: 120 rows for training, 30 for testing.",
 * });
 * pie[Symbol.for("Jupyter.display")]()["text/plain"]; // => "Pie chart: 120 rows for training, 30 for testing."
 */
export function figure(parts: FigureParts): Figure {
  const { data, frames, altText } = parts;
  const title = titleOf(parts);
  for (const [name, value] of [
    ["a title", title],
    ["an altText", altText],
  ] as const) {
    if (typeof value === "string" && value.trim() !== "") continue;
    throw new TypeError(
      lesson({ cannot: "make a figure", as: `every figure needs ${name}`, found: `got ${valueText(value)}` }),
    );
  }
  const meta = { altText }; // where whoever draws the figure finds the text for a screen reader
  const layout = { autosize: true, height: 420, margin: pageMargin, uirevision: "keep", ...parts.layout, meta };
  const config = { displaylogo: false, responsive: true, ...parts.config };
  const plotly = frames === undefined ? { data, layout, config } : { data, layout, frames, config };
  const display = () => ({ "application/vnd.plotly.v1+json": plotly, "text/plain": altText });
  return { ...plotly, altText, [jupyterDisplay]: display };
}

/**
 * The title in a layout, which Plotly takes as text or as an object.
 * @example titleOf({ layout: { title: { text: "Loss" } } }); // => "Loss"
 */
export function titleOf({ layout }: Pick<FigureParts, "layout">): string | undefined {
  const { title } = layout;
  const text = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  return typeof text === "string" ? text : undefined;
}

/**
 * Text without Plotly's markup, as in "w<sub>1</sub>" or "a<br>b".
 * @example plainText("w<sub>1</sub> &lt; 3<br>always"); // => "w1 < 3 always"
 */
export function plainText(markup: string): string {
  const text = markup.replaceAll(/<br ?\/?>/g, " ").replaceAll(/<\/?[a-z]+>/g, "");
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
