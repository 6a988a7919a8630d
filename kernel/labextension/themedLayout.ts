// The notebook's colours, given to a figure as a Plotly template: whatever the figure sets itself, wins.
import { isObject, type JsonObject } from "./figure.ts";

/** Colours that a figure takes from the page around it, each as a CSS colour that Plotly can read. */
export interface ThemeColours {
  readonly text: string;
  /** Behind the figure. */
  readonly background: string;
  /** Behind text that floats above the figure: hover labels, buttons, sliders. */
  readonly raised: string;
  readonly gridLine: string;
  readonly axisLine: string;
  /** What is pressed or active. */
  readonly accent: string;
}

/** For pictures that leave the notebook: GitHub and paper are white. */
export const PAPER_COLOURS: ThemeColours = {
  text: "#212121",
  background: "#ffffff",
  raised: "#eeeeee",
  gridLine: "#e0e0e0",
  axisLine: "#9e9e9e",
  accent: "#1976d2",
};

const SLIDER_GAP_PX = 48;

/** The same in every theme, as Plotly paints the button that is pressed or pointed at in a light colour of its own. */
const BUTTONS = { bgcolor: "#eeeeee", bordercolor: "#9e9e9e", font: { color: "#212121" } };

/** A template for every part of a figure that has a colour of its own. Text elsewhere inherits `font`. */
export function themeTemplate({ text, background, raised, gridLine, axisLine, accent }: ThemeColours): JsonObject {
  const font = { color: text };
  const lines = { gridcolor: gridLine, linecolor: axisLine, zerolinecolor: axisLine, tickcolor: axisLine };
  const axis = { ...lines, automargin: true };
  const sceneAxis = { ...lines, backgroundcolor: background };
  const polarAxis = { gridcolor: gridLine, linecolor: axisLine, tickcolor: axisLine };
  const control = { bgcolor: raised, bordercolor: axisLine, font };
  return {
    layout: {
      font,
      paper_bgcolor: background,
      plot_bgcolor: background,
      xaxis: axis,
      yaxis: axis,
      scene: { xaxis: sceneAxis, yaxis: sceneAxis, zaxis: sceneAxis },
      polar: { bgcolor: background, angularaxis: polarAxis, radialaxis: polarAxis },
      hoverlabel: { bgcolor: raised, bordercolor: axisLine, font },
      legend: { bgcolor: "rgba(0,0,0,0)", font },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: text, activecolor: accent },
      // A slider starts below the axis title, not on it.
      sliderdefaults: { ...control, pad: { t: SLIDER_GAP_PX }, tickcolor: axisLine, activebgcolor: accent },
      updatemenudefaults: BUTTONS,
      annotationdefaults: { font, arrowcolor: text },
    },
  };
}

/** `over` laid on `base`: objects merge, everything else in `over` replaces. */
export function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return merged;
}

/**
 * The layout that Plotly is given: the theme below the figure's own template, the figure's size if it has one and the
 * notebook's width otherwise, and zoom and hidden traces kept when new data arrive.
 */
export function themedLayout(layout: JsonObject, colours: ThemeColours): JsonObject {
  const own = isObject(layout.template) ? layout.template : {};
  const sized = layout.width === undefined ? { autosize: true } : {};
  return { uirevision: "gradbook", ...sized, ...layout, template: merge(themeTemplate(colours), own) };
}
