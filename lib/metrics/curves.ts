/*
 * A score becomes a decision by a threshold, and each threshold is wrong in its own way. A curve shows all of them at once, and
 * the area under it judges the scores without choosing a threshold: do positive examples get higher scores than negative ones?
 *
 *   at threshold s:   TPR = TP / P     FPR = FP / N     precision = TP / (TP + FP)     recall = TPR
 *   area under ROC      = probability that a positive example scores higher than a negative one, ties counting ½
 *   average precision   = Σₖ (Rₖ − Rₖ₋₁) Pₖ            over falling thresholds
 *
 * Notation: P positive and N negative examples, TP and FP those with a score of at least s; Pₖ, Rₖ precision and recall.
 * Source: J. Hanley and B. McNeil, Radiology 143 (1982), for the area as a probability; scikit-learn's roc_curve and
 *   average_precision_score, without interpolation: straight lines between points of a PR curve promise too much.
 * NB: examples with one score fall together: there is no threshold between them. Where one class is rare, the ROC curve flatters;
 *   look at the other one.
 *
 * Page 129 · before it: metrics/precision.ts · after it: metrics/r2.ts
 */
import { lesson, shortNumber, sizesText } from "../lesson.ts";
import { type Figure, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import { line } from "../plot/line.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";
import { checkBelow, checkLabels } from "./classes.ts";

/** What both curves are: they show themselves as figures. */
interface Curve {
  /** (k) falling; an example counts as positive from this score up. */
  readonly thresholds: readonly number[];
  figure(): Figure;
  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle;
}

/** True positives against false alarms, from no alarm at all to nothing but alarms. */
export interface RocCurve extends Curve {
  /** (k) rising from 0 to 1. */
  readonly falsePositiveRates: readonly number[];
  /** (k) rising from 0 to 1. */
  readonly truePositiveRates: readonly number[];
  /** 1 is perfect, 0.5 is a coin. */
  readonly area: number;
}

/** Precision against recall, from the strictest threshold to the mildest. */
export interface PrCurve extends Curve {
  readonly precisions: readonly number[];
  /** (k) rising to 1. */
  readonly recalls: readonly number[];
  /** 1 is perfect; scores without meaning get the share of positive examples. */
  readonly averagePrecision: number;
}

/** For each different score, falling: how many examples of both kinds score at least that. */
interface Alarm {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

function alarms(
  scores: Tensor,
  labels: Tensor,
  action: string,
): { steps: Alarm[]; positives: number; negatives: number } {
  checkTensor(scores, `${action} of`);
  checkLabels(labels, action);
  if (!isFloat(scores.dtype) || !sameShape(scores.shape, labels.shape)) {
    const found = `got ${sizesText(scores.shape)} ${scores.dtype} and ${sizesText(labels.shape)}`;
    throw new TypeError(
      lesson({
        cannot: action,
        as: "there must be one score of float for each label",
        found,
        try: "select(scores, 1, 1)",
      }),
    );
  }
  const [values, actual] = [elementsOf(scores, action), elementsOf(labels, action)];
  checkBelow(actual, 2, action);
  const at = values.findIndex((value) => Number.isNaN(value));
  if (at >= 0) {
    throw new RangeError(lesson({ cannot: action, as: "scores must be comparable", found: `score ${at} is NaN` }));
  }
  const order = Array.from(values, (_, i) => i).sort((a, b) =>
    values[b] > values[a] ? 1 : values[b] < values[a] ? -1 : 0,
  );
  const steps: Alarm[] = [];
  let [truePositives, falsePositives] = [0, 0];
  for (const [place, i] of order.entries()) {
    if (actual[i] === 1) truePositives += 1;
    else falsePositives += 1;
    const isLastOfItsScore = place + 1 === order.length || values[order[place + 1]] !== values[i];
    if (isLastOfItsScore) steps.push({ threshold: values[i], truePositives, falsePositives });
  }
  return { steps, positives: truePositives, negatives: falsePositives };
}

function refuseMissing(action: string, kind: string): never {
  throw new RangeError(lesson({ cannot: action, as: "both classes must occur", found: `no example is ${kind}` }));
}

/**
 * The receiver operating characteristic, with the area under it.
 * @param scores (…) floats, higher for what is more likely positive: probabilities or logits
 * @param labels (…) int32 or bool: 1 for positive
 * @throws TypeError when the shapes differ; RangeError when one class does not occur, or a score is NaN.
 * @example
 * const scores = tensor([0.1, 0.4, 0.35, 0.8]);
 * const roc = metrics.rocCurve(scores, tensor([0, 0, 1, 1], { dtype: "int32" }));
 * [roc.area, roc.falsePositiveRates, roc.truePositiveRates]; // => [0.75, [0, 0, 0.5, 0.5, 1], [0, 0.5, 0.5, 1, 1]]
 * @example metrics.rocCurve(tensor([0.1, 0.4]), tensor([true, true])); // throws RangeError: Cannot draw the ROC curve as both classes must occur: no example is negative
 */
export function rocCurve(scores: Tensor, labels: Tensor): RocCurve {
  const action = "draw the ROC curve";
  const { steps, positives, negatives } = alarms(scores, labels, action);
  if (positives === 0) refuseMissing(action, "positive");
  if (negatives === 0) refuseMissing(action, "negative");
  const points = [{ threshold: Infinity, truePositives: 0, falsePositives: 0 }, ...steps];
  const truePositiveRates = points.map(({ truePositives }) => truePositives / positives);
  const falsePositiveRates = points.map(({ falsePositives }) => falsePositives / negatives);
  let twiceArea = 0; // trapezoids, in whole numbers of examples
  for (let k = 1; k < points.length; k++) {
    const [before, after] = [points[k - 1], points[k]];
    twiceArea += (after.falsePositives - before.falsePositives) * (after.truePositives + before.truePositives);
  }
  const area = twiceArea / (2 * positives * negatives);
  const figure = () =>
    line({
      y: { model: { x: falsePositiveRates, y: truePositiveRates }, coin: { x: [0, 1], y: [0, 1] } },
      title: `ROC curve: area ${shortNumber(area)}`,
      xLabel: "false positive rate",
      yLabel: "true positive rate",
    });
  const thresholds = points.map(({ threshold }) => threshold);
  return { thresholds, falsePositiveRates, truePositiveRates, area, ...shown(figure) };
}

/**
 * Precision against recall, with the average precision.
 * @param scores (…) floats, higher for what is more likely positive
 * @param labels (…) int32 or bool: 1 for positive
 * @throws TypeError when the shapes differ; RangeError when no example is positive, or a score is NaN.
 * @example
 * const scores = tensor([0.1, 0.4, 0.35, 0.8]);
 * const pr = metrics.prCurve(scores, tensor([0, 0, 1, 1], { dtype: "int32" }));
 * [pr.averagePrecision, pr.precisions, pr.recalls]; // => [0.8333, [1, 0.5, 0.6667, 0.5], [0.5, 0.5, 1, 1]]
 */
export function prCurve(scores: Tensor, labels: Tensor): PrCurve {
  const action = "draw the precision-recall curve";
  const { steps, positives } = alarms(scores, labels, action);
  if (positives === 0) refuseMissing(action, "positive");
  const precisions = steps.map(({ truePositives, falsePositives }) => truePositives / (truePositives + falsePositives));
  const recalls = steps.map(({ truePositives }) => truePositives / positives);
  const averagePrecision = precisions.reduce((sum, p, k) => sum + p * (recalls[k] - (recalls[k - 1] ?? 0)), 0);
  const figure = () =>
    line({
      x: recalls,
      y: precisions,
      title: `Precision and recall: average precision ${shortNumber(averagePrecision)}`,
      xLabel: "recall",
      yLabel: "precision",
      markers: true,
    });
  return {
    thresholds: steps.map(({ threshold }) => threshold),
    precisions,
    recalls,
    averagePrecision,
    ...shown(figure),
  };
}

const shown = (figure: () => Figure) => ({ figure, [jupyterDisplay]: () => figure()[jupyterDisplay]() });
