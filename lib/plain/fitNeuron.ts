/*
 * A neuron that learns. Shown examples with their labels, 0 or 1, it moves its weights and bias down the slope of the
 * cross-entropy: every example pulls with its error, the probability given minus the one wanted. This is logistic regression.
 *
 *   zᵢ = w·xᵢ + b                  L = (1/n) Σᵢ softplus(zᵢ) − tᵢ zᵢ
 *   ∂L/∂w = Σᵢ δᵢ xᵢ               ∂L/∂b = Σᵢ δᵢ               with δᵢ = (σ(zᵢ) − tᵢ) / n
 *   w ← w − α ∂L/∂w                b ← b − α ∂L/∂b
 *
 * Notation: n examples, d features, x inputs (n, d), t labels (n), w weights (d), b bias, δ the loss's gradient at z (n),
 *   α learning rate.
 * Source: D. Cox, The regression analysis of binary sequences, JRSS B 20 (1958); C. Bishop, Pattern Recognition and Machine
 *   Learning (2006), section 4.3.2.
 * NB: the loss is convex, a single bowl, so that every start leads to the same place and 0 will do; networks are not like
 *   that. Where a line separates the classes without error the bowl has no bottom: the weights grow for ever, more slowly.
 *
 * Page 13 · before it: plain/gradientDescent.ts · after it: data/standardize.ts
 */
import { checkSameSize, lesson, shortNumber, valueText } from "../lesson.ts";
import { checkDescentOptions, type DescentOptions } from "./gradientDescent.ts";
import { binaryCrossEntropyFromLogits, binaryCrossEntropyFromLogitsGradient } from "./loss.ts";
import { type Matrix, matVec, shape, transpose } from "./matrix.ts";
import { weightedSum } from "./neuron.ts";
import { scale, subtract, sum, type Vector } from "./vector.ts";

/** The parameters of a neuron. */
export interface NeuronParameters {
  /** (d) */
  readonly weights: Vector;
  readonly bias: number;
}

/** How to train. */
export interface FitNeuronOptions extends DescentOptions {
  /** Where to start; weights and bias of 0 by default. */
  readonly start?: NeuronParameters;
}

/** A trained neuron and how it got there. */
export interface NeuronFit extends NeuronParameters {
  /** The loss before the first step and after every one, `steps + 1` numbers. */
  readonly losses: number[];
  /** The parameters at each of these moments: `history[k]` has the loss `losses[k]`. */
  readonly history: NeuronParameters[];
}

/**
 * Trains one sigmoid neuron by gradient descent on all examples at once.
 * @param x (n, d), best standardized: one learning rate then suits all features
 * @param labels (n) of 0 and 1
 * @throws TypeError when the sizes do not fit; RangeError when a label is neither 0 nor 1, an option is out of range, an
 *   input is not finite, or the loss is no longer a finite number.
 * @example
 * const fit = plain.fitNeuron([[-1], [1]], [0, 1], { learningRate: 1, steps: 1 });
 * [fit.losses[0], fit.losses[1], fit.weights[0]]; // => [0.6931, 0.4741, 0.5]
 */
export function fitNeuron(x: Matrix, labels: Vector, options: FitNeuronOptions): NeuronFit {
  const { learningRate, steps, start } = options;
  checkDescentOptions(options);
  const [, d] = checkExamples(x, labels);
  let { weights, bias } = start ?? { weights: new Array<number>(d).fill(0), bias: 0 };
  checkSameSize("start a neuron with features and weights of sizes", { length: d }, weights);

  const columns = transpose(x); // (n, d) → (d, n)
  const losses: number[] = [];
  const history: NeuronParameters[] = [];
  for (let step = 0; step <= steps; step++) {
    const logits = x.map((row) => weightedSum(row, weights, bias)); // (n, d) × (d) → (n)
    const loss = binaryCrossEntropyFromLogits(logits, labels);
    checkFinite(loss, step, losses.at(-1));
    losses.push(loss);
    history.push({ weights, bias });
    if (step === steps) break;
    const delta = binaryCrossEntropyFromLogitsGradient(logits, labels); // (n)
    weights = subtract(weights, scale(matVec(columns, delta), learningRate)); // (d, n) × (n) → (d)
    bias -= learningRate * sum(delta);
  }
  return { weights, bias, losses, history };
}

function checkFinite(loss: number, step: number, last: number | undefined): void {
  if (Number.isFinite(loss)) return;
  throw new RangeError(
    lesson({
      cannot: "continue training",
      as: `the loss is ${loss} at step ${step}`,
      found: last === undefined ? "it never was finite" : `last finite loss was ${shortNumber(last)}`,
      try: last === undefined ? "smaller weights in start" : "a smaller learningRate",
    }),
  );
}

function checkExamples(x: Matrix, labels: Vector): [rows: number, columns: number] {
  const sizes = shape(x);
  checkSameSize("train a neuron on rows and labels of sizes", x, labels);
  const i = labels.findIndex((label) => label !== 0 && label !== 1);
  if (i >= 0) {
    const found = `label ${i} is ${valueText(labels[i])}`;
    throw new RangeError(
      lesson({
        cannot: "train a neuron",
        as: "every label must be 0 or 1",
        found,
        try: "labels.map(t => t === 2 ? 1 : 0)",
      }),
    );
  }
  const row = x.findIndex((features) => !features.every(Number.isFinite));
  if (row >= 0) {
    const found = `row ${row} is [${x[row].join(", ")}]`;
    throw new RangeError(lesson({ cannot: "train a neuron", as: "every input must be a finite number", found }));
  }
  return sizes;
}
