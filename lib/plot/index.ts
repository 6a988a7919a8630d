// The room's public names, one by one. Learners reach them as plot.line, plot.scatter and so on.
export type { ChartOptions, ChartText } from "./axes.ts";
export { type BarOptions, bar } from "./bar.ts";
export { type ContourOptions, contour } from "./contour.ts";
export { type DecisionBoundaryOptions, decisionBoundary } from "./decisionBoundary.ts";
export { type Figure, type FigureParts, type Frame, figure, type Json, type MimeBundle, type Trace } from "./figure.ts";
export { type HeatmapOptions, heatmap } from "./heatmap.ts";
export { type HistogramOptions, histogram } from "./histogram.ts";
export { type Band, type LineOptions, line } from "./line.ts";
export { type ScatterOptions, scatter } from "./scatter.ts";
export type { Numbers, Points } from "./series.ts";
export { type SliderOptions, type SliderStep, slider } from "./slider.ts";
export { type SubplotsOptions, subplots } from "./subplots.ts";
export { palette } from "./theme.ts";
