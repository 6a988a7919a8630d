/*
 * A schedule says how far to go at each step. Large steps at first cross the plain, small ones at the end settle in the valley;
 * and where the first slopes mean little yet, the rate is warmed up from near 0. A schedule is a function of the step and
 * nothing else, so that it can be called, checked and drawn before anything is trained.
 *
 *   constant      α(t) = α
 *   stepDecay     α(t) = α γ^⌊t / k⌋
 *   exponential   α(t) = α γᵗ
 *   cosine        α(t) = m + ½ (α − m)(1 + cos(π t / T))          and m from step T on
 *   warmUp        α(t) = β(0) (f + (1 − f) t / w)   while t < w,   then β(t − w), another schedule from its beginning
 *   oneCycle      from α / d up to α within a share p of the steps, then down to α / (d e)
 *
 * Notation: t step, counted from 0; α learningRate; γ gamma; k stepSize; m minimum; T totalSteps; w steps of the warm-up, f its
 *   startFactor; d divisor, e finalDivisor, p warmUpShare.
 * Source: I. Loshchilov and F. Hutter, SGDR, ICLR (2017), equation 5; P. Goyal et al., arXiv:1706.02677 (2017), section 2.2, for the
 *   warm-up; L. Smith and N. Topin, arXiv:1708.07120 (2017), for one cycle; torch.optim.lr_scheduler for the exact forms.
 * NB: PyTorch's schedulers are objects that change an optimizer; its cosine rises again after T. Here a rate is asked for:
 *   `optimizer.learningRate = schedule(step)`, or `fit(…, { schedule })`.
 *
 * Page 123 · before it: optim/clipping.ts · after it: optim/average.ts
 */
import { checkCount, lesson, shortNumber, valueText } from "../lesson.ts";
import { power } from "../plain/elementary.ts";
import { cos } from "../plain/trigonometry.ts";
import { type Figure, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import { line } from "../plot/line.ts";
import { checkFromZero, checkRate } from "./optimizer.ts";

/** The learning rate of each step, counted from 0. It shows itself as a figure. */
export interface Schedule {
  /** @throws RangeError when the step is not a whole number from 0 up. */
  (step: number): number;
  /** In words: "cosine from 0.1 to 0 in 100 steps". */
  readonly title: string;
  /** After how many steps it has come to its end, or is worth no more looking. */
  readonly numSteps: number;
  /** The rates of so many steps as a line chart. */
  figure(numSteps?: number): Figure;
  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle;
}

/** A rate that starts somewhere. */
interface StartingRate {
  /** α. From 0 up. */
  readonly learningRate: number;
}

/** A schedule from its formula; steps are checked here. */
function schedule(title: string, numSteps: number, rateAt: (step: number) => number): Schedule {
  const rate = (step: number): number => {
    if (Number.isSafeInteger(step) && step >= 0) return rateAt(step);
    const [cannot, found] = [`say the learning rate of step ${valueText(step)}`, `got ${valueText(step)}`];
    throw new RangeError(lesson({ cannot, as: "steps are whole numbers from 0 up", found }));
  };
  const figure = (shown = numSteps): Figure => {
    checkCount("draw a schedule of", shown, "steps", 1);
    const y = Array.from({ length: shown }, (_, step) => rateAt(step));
    return line({ y, title: `Learning rate: ${title}`, xLabel: "step", yLabel: "learning rate" });
  };
  return Object.assign(rate, { title, numSteps, figure, [jupyterDisplay]: () => figure()[jupyterDisplay]() });
}

/**
 * The same rate always.
 * @throws RangeError when the rate is negative.
 * @example [0, 1000].map(optim.constant(0.1)); // => [0.1, 0.1]
 */
export function constant(learningRate: number): Schedule {
  checkRate(learningRate);
  return schedule(`constant ${shortNumber(learningRate)}`, 100, () => learningRate);
}

/** Settings of `stepDecay`. */
export interface StepDecayOptions extends StartingRate {
  /** k: after so many steps the rate falls. */
  readonly stepSize: number;
  /** γ, by which it is multiplied. 0.1 by default. */
  readonly gamma?: number;
}

/**
 * A rate that falls in stairs.
 * @throws RangeError when a setting is negative, or the stair has no length.
 * @example [0, 9, 10, 20].map(optim.stepDecay({ learningRate: 0.8, stepSize: 10, gamma: 0.5 })); // => [0.8, 0.8, 0.4, 0.2]
 */
export function stepDecay({ learningRate, stepSize, gamma = 0.1 }: StepDecayOptions): Schedule {
  checkRate(learningRate);
  checkCount("let a rate fall every", stepSize, "steps", 1);
  checkFromZero(gamma, `multiply a rate by ${valueText(gamma)}`);
  const title = `${shortNumber(learningRate)}, times ${shortNumber(gamma)} every ${stepSize} steps`;
  return schedule(title, 5 * stepSize, (step) => learningRate * power(gamma, Math.floor(step / stepSize)));
}

/** Settings of `exponential`. */
export interface ExponentialOptions extends StartingRate {
  /** γ, by which the rate is multiplied at every step. */
  readonly gamma: number;
}

/**
 * A rate that falls by the same share at every step.
 * @throws RangeError when a setting is negative.
 * @example [0, 1, 3].map(optim.exponential({ learningRate: 1, gamma: 0.5 })); // => [1, 0.5, 0.125]
 */
export function exponential({ learningRate, gamma }: ExponentialOptions): Schedule {
  checkRate(learningRate);
  checkFromZero(gamma, `multiply a rate by ${valueText(gamma)}`);
  const title = `${shortNumber(learningRate)}, times ${gamma} at every step`;
  return schedule(title, 100, (step) => learningRate * power(gamma, step));
}

/** Settings of `cosine`. */
export interface CosineOptions extends StartingRate {
  /** T: after so many steps the minimum is reached. */
  readonly totalSteps: number;
  /** m. 0 by default. */
  readonly minimum?: number;
}

/**
 * A rate that falls along half a cosine: slowly at first, fast in the middle, slowly at the end.
 * @throws RangeError when a rate is negative, or there is no step.
 * @example [0, 25, 50, 100, 150].map(optim.cosine({ learningRate: 1, totalSteps: 100 })); // => [1, 0.8536, 0.5, 0, 0]
 */
export function cosine({ learningRate, totalSteps, minimum = 0 }: CosineOptions): Schedule {
  checkRate(learningRate);
  checkRate(minimum);
  checkCount("follow half a cosine for", totalSteps, "steps", 1);
  const title = `cosine from ${shortNumber(learningRate)} to ${shortNumber(minimum)} in ${totalSteps} steps`;
  return schedule(title, totalSteps + 1, (step) => between(learningRate, minimum, step / totalSteps, "cosine"));
}

/** From one rate to another, at the share `part` of the way, which ends at 1. */
function between(from: number, to: number, part: number, anneal: "cosine" | "linear"): number {
  if (part >= 1) return to;
  if (anneal === "linear") return from + (to - from) * part;
  return to + ((from - to) / 2) * (1 + cos(Math.PI * part));
}

/** Settings of `warmUp`. */
export interface WarmUpOptions {
  /** w: how long it takes to reach the full rate. */
  readonly steps: number;
  /** f, the share of the full rate at step 0. 1/3 by default. */
  readonly startFactor?: number;
}

/**
 * A rate that rises along a line to where another schedule begins, and then follows that.
 * @throws RangeError when there is no step, or the share is outside [0, 1].
 * @example
 * const warm = optim.warmUp(optim.exponential({ learningRate: 1, gamma: 0.5 }), { steps: 4, startFactor: 0 });
 * [0, 1, 2, 3, 4, 5].map(warm); // => [0, 0.25, 0.5, 0.75, 1, 0.5]
 */
export function warmUp(after: Schedule, { steps, startFactor = 1 / 3 }: WarmUpOptions): Schedule {
  checkCount("warm up for", steps, "steps", 1);
  checkShare(startFactor, `start from ${valueText(startFactor)} of a rate`);
  const title = `${after.title}, after ${steps} steps of warm-up`;
  return schedule(title, steps + after.numSteps, (step) =>
    step < steps ? after(0) * (startFactor + ((1 - startFactor) * step) / steps) : after(step - steps),
  );
}

function checkShare(share: number, cannot: string): void {
  if (share >= 0 && share <= 1) return;
  throw new RangeError(lesson({ cannot, as: "a share must be from 0 to 1", found: `got ${valueText(share)}` }));
}

/** Settings of `oneCycle`. */
export interface OneCycleOptions {
  /** α, the highest rate. */
  readonly maximum: number;
  readonly totalSteps: number;
  /** p, the share of the steps in which the rate rises. 0.3 by default. */
  readonly warmUpShare?: number;
  /** d: the first rate is the highest one divided by this. 25 by default. */
  readonly divisor?: number;
  /** e: the last rate is the first one divided by this. 10 000 by default. */
  readonly finalDivisor?: number;
  /** Along half a cosine, which is the default, or along a line. */
  readonly anneal?: "cosine" | "linear";
}

/**
 * A rate that rises to a maximum and falls to nearly nothing, once in the whole training.
 * @throws RangeError when a setting is out of its range.
 * @example
 * const cycle = optim.oneCycle({ maximum: 1, totalSteps: 11, warmUpShare: 3 / 11, divisor: 10 });
 * [0, 1, 2, 6, 10].map((step) => cycle(step).toFixed(3)); // => ["0.100", "0.550", "1.000", "0.500", "0.000"]
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { maximum, totalSteps, warmUpShare = 0.3, divisor = 25, finalDivisor = 1e4, anneal = "cosine" } = options;
  checkRate(maximum);
  checkCount("go through one cycle in", totalSteps, "steps", 1);
  checkShare(warmUpShare, `rise for ${valueText(warmUpShare)} of the steps`);
  for (const by of [divisor, finalDivisor]) {
    if (by > 0 && by < Infinity) continue;
    const [cannot, found] = [`divide a rate by ${valueText(by)}`, `got ${valueText(by)}`];
    throw new RangeError(lesson({ cannot, as: "a divisor must be above 0", found }));
  }
  const [first, last] = [maximum / divisor, maximum / divisor / finalDivisor];
  const top = Math.max(warmUpShare * totalSteps - 1, 0); // the step of the highest rate, not always a whole number
  const end = totalSteps - 1;
  const title = `one cycle up to ${shortNumber(maximum)} in ${totalSteps} steps`;
  return schedule(title, totalSteps, (step) => {
    if (step < top) return between(first, maximum, step / top, anneal);
    return between(maximum, last, end === top ? 1 : (step - top) / (end - top), anneal);
  });
}
