/*
 * What happened while a model was trained: the loss of every step, and what was measured after each epoch. The loss of a step
 * belongs to one minibatch and jumps; the mean over an epoch shows where it goes; and the loss of the validation part, which the
 * model never trains on, shows whether it learns or only remembers.
 *
 * Notation: steps and epochs are counted from 1 where they are shown; losses[k − 1] belongs to step k, and was computed before
 *   that step was taken.
 * Source: L. Prechelt, Early stopping, but when? (1998), for the two curves and the point where they part.
 * NB: there are no times here, so that two runs with the same seed give the same history.
 *
 * Page 136 · before it: train/data.ts · after it: train/finiteLoss.ts
 */
import { shortNumber } from "../lesson.ts";
import { consoleText, type Figure, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import { line } from "../plot/line.ts";
import { subplots } from "../plot/subplots.ts";

/** One epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** How many steps had been taken in all at its end. */
  readonly steps: number;
  /** The mean of its steps' losses, larger minibatches counting more. */
  readonly loss: number;
  /** Over the whole validation part, in evaluation mode; null without one. */
  readonly validationLoss: number | null;
  /** Of the validation part. */
  readonly metrics: Readonly<Record<string, number>>;
  /** That of its last step. */
  readonly learningRate: number;
}

/** How training ended. */
export type Ending = "running" | "finished" | "interrupted" | "early" | "diverged";

/** What shortNumber is for numbers that may be infinite or missing. */
const numberText = (value: number | null | undefined): string =>
  value === null || value === undefined ? "unknown" : shortNumber(value);

/**
 * The course of one training. It shows itself as a figure.
 * @example
 * const history = new History();
 * history.losses.push(2.5, 1.5);
 * history.stopped = "finished";
 * history.toString(); // => "2 steps, finished: loss from 2.5 to 1.5"
 */
export class History {
  /** One for each step. */
  readonly losses: number[] = [];
  /** One for each epoch that came to its end. */
  readonly epochs: EpochRecord[] = [];
  /** "finished"; "interrupted" by Stop; "early" by a callback; "diverged" where the loss was no number. */
  stopped: Ending = "running";
  /** How the step was run: replayed as a compiled program, or as it is, and why. */
  status = "records: no step has been taken";

  /** In one line. */
  toString(): string {
    const { losses, epochs, stopped } = this;
    const course = losses.length === 0 ? "" : `: loss from ${numberText(losses[0])} to ${numberText(losses.at(-1))}`;
    const last = epochs.at(-1);
    const validation =
      last === undefined || last.validationLoss === null ? "" : `, validation ${numberText(last.validationLoss)}`;
    return `${losses.length} ${losses.length === 1 ? "step" : "steps"}, ${stopped}${course}${validation}`;
  }

  /** Loss by step, validation and metrics by epoch. Metrics have a panel of their own. */
  figure(): Figure {
    const { losses, epochs } = this;
    const ends = epochs.map(({ steps }) => steps);
    const training = { x: losses.map((_, i) => i + 1), y: losses };
    const validated = epochs.filter(({ validationLoss }) => validationLoss !== null);
    const validation = {
      x: validated.map(({ steps }) => steps),
      y: validated.map(({ validationLoss }) => validationLoss ?? NaN),
    };
    const loss = line({
      y: validated.length === 0 ? { training } : { training, validation },
      title: `Loss: ${this}`,
      xLabel: "step",
      yLabel: "loss",
    });
    const names = Object.keys(epochs.at(-1)?.metrics ?? {});
    if (names.length === 0) return loss;
    const known = names.filter((name) => epochs.some(({ metrics }) => Number.isFinite(metrics[name])));
    if (known.length === 0) return loss;
    const metrics = line({
      y: Object.fromEntries(
        known.map((name) => [name, { x: ends, y: epochs.map((record) => finiteOrGap(record.metrics[name])) }]),
      ),
      title: "Metrics of the validation part",
      xLabel: "step",
      yLabel: known.length === 1 ? known[0] : "metric",
      markers: true,
    });
    return subplots({ figures: [loss, metrics], columns: 1, title: "Training" });
  }

  /** What a console shows. */
  [consoleText](): string {
    return this.toString();
  }

  /** What a notebook shows: a figure, once there is a step. */
  [jupyterDisplay](): MimeBundle {
    return this.losses.length === 0 ? { "text/plain": String(this) } : this.figure()[jupyterDisplay]();
  }
}

const finiteOrGap = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
