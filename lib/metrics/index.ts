// The public names under `metrics`.
export { accuracy, topKAccuracy } from "./accuracy.ts";
export type { Metric } from "./classes.ts";
export { type ConfusionMatrix, type ConfusionOptions, confusionMatrix } from "./confusionMatrix.ts";
export { type PrCurve, prCurve, type RocCurve, rocCurve } from "./curves.ts";
export { perplexity } from "./perplexity.ts";
export { f1, type PrecisionOptions, precision, recall } from "./precision.ts";
export { r2 } from "./r2.ts";
