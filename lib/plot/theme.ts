/*
 * What figures look like: colours that people with any kind of colour vision tell apart, on a white page and on a dark one.
 * Background and text have no colour here, since whoever draws the figure knows the page it is on.
 *
 *   contrast(c, background) = (L₁ + 0.05) / (L₂ + 0.05) ≥ 3 on #FFFFFF and on #111111, so that 0.117 ≤ L ≤ 0.30
 *   distance(c, d) ≥ 0.12 in OKLab, as seen with normal vision, protanopia, deuteranopia and tritanopia
 *
 * Notation: L relative luminance between 0 and 1, L₁ the lighter of two; c and d colours of the palette.
 * Source: M. Okabe and K. Ito, Color universal design (2008), whose own palette has yellow and black, for white pages only;
 *   WCAG 2.2, success criterion 1.4.11, for the contrast; G. Machado, M. Oliveira and L. Fernandes, IEEE TVCG 15 (2009), for
 *   the simulation; S. van der Walt and N. Smith, viridis, matplotlib 2.0 (2015), for the sequential scale.
 * NB: colour is never the only sign. Classes have a marker symbol of their own, lines a dash, bars a pattern.
 *
 * Page 16 · before it: data/split.ts · after it: plot/figure.ts
 */

/**
 * Six colours for series and classes, in the order of use: slate blue, orange, sea green, violet, brick, lilac.
 * @example plot.palette[1]; // => "#EB6311"
 */
export const palette = ["#317499", "#EB6311", "#0AA58F", "#9B26E7", "#B33D08", "#A87DEC"] as const;

/**
 * A grey that is legible on white and on dark, for what is neither data nor text.
 * @example neutral; // => "#7F7F7F"
 */
export const neutral = "#7F7F7F";

const symbols = ["circle", "square", "diamond", "triangle-up", "x", "star"] as const;
const dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"] as const;
const patterns = ["", "/", "x", ".", "\\", "+"] as const;

/** How the series with one number is drawn: four signs, any one of which tells it from its neighbours. */
export interface SeriesStyle {
  readonly color: string;
  readonly symbol: string;
  readonly dash: string;
  readonly pattern: string;
}

/**
 * The style of series number `index`. After six they repeat, with colours and shapes shifted against each other.
 * @param index A whole number from 0 up.
 * @example [seriesStyle(1).symbol, seriesStyle(1).dash, seriesStyle(6).color]; // => ["square", "dash", "#317499"]
 */
export function seriesStyle(index: number): SeriesStyle {
  const shape = (index + Math.floor(index / palette.length)) % symbols.length;
  return {
    color: palette[index % palette.length],
    symbol: symbols[shape],
    dash: dashes[shape],
    pattern: patterns[shape],
  };
}

/**
 * A colour that lets the background through.
 * @param color As "#RRGGBB".
 * @param alpha From 0, invisible, to 1, opaque.
 * @example withAlpha("#EB6311", 0.25); // => "rgba(235, 99, 17, 0.25)"
 */
export function withAlpha(color: string, alpha: number): string {
  const channel = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${alpha})`;
}

/** A colour scale: positions from 0 to 1 and the colours there, with straight lines between them. */
export type ColorScale = readonly (readonly [position: number, color: string])[];

const evenly = (colors: readonly string[]): ColorScale =>
  colors.map((color, i) => [Number((i / (colors.length - 1)).toFixed(4)), color]);

/**
 * Scales for numbers shown as colours: `sequential` (viridis) for amounts, `diverging` for signs around 0, blue below and
 * orange above, `grey` for pictures, where 0 is black.
 * @example colorScales.diverging[3]; // => [0.5, "#F5F5F5"]
 */
export const colorScales = {
  sequential: evenly([
    "#440154",
    "#482878",
    "#3E4989",
    "#31688E",
    "#26828E",
    "#1F9E89",
    "#35B779",
    "#6ECE58",
    "#B5DE2B",
    "#FDE725",
  ]),
  diverging: evenly(["#1F4E63", "#317499", "#9DBECB", "#F5F5F5", "#F6B98E", "#EB6311", "#9C3D06"]),
  grey: evenly(["#000000", "#FFFFFF"]),
} as const;
