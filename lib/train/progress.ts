/*
 * How far training has come, in one line that is rewritten: a learner who sees the loss fall and the time that is left does not
 * wonder whether the notebook hangs.
 *
 *   time left = time so far · (steps left / steps taken)
 *
 * Notation: times in milliseconds.
 * NB: at most five lines a second are written, and none is kept: the line is taken away at the end.
 *
 * Page 138 · before it: train/finiteLoss.ts · after it: train/callback.ts
 */
import { now, progress } from "#platform";
import { shortNumber } from "../lesson.ts";

/** What a line tells. */
export interface ProgressState {
  readonly epoch: number;
  readonly numEpochs: number;
  /** Steps taken. */
  readonly step: number;
  readonly numSteps: number;
  /** Of the last step; null before the first. */
  readonly loss: number | null;
  /** Since training began. */
  readonly elapsedMs: number;
  /** What is done in place of steps, such as "validating". */
  readonly doing?: string;
}

const barLength = 20;

/**
 * The state in one line.
 * @example
 * const state = { epoch: 3, numEpochs: 10, step: 500, numSteps: 2000, loss: 0.4321, elapsedMs: 21_000 };
 * progressLine(state); // => "epoch 3/10  step 500/2000  █████░░░░░░░░░░░░░░░  loss 0.432  1:03 left"
 */
export function progressLine({ epoch, numEpochs, step, numSteps, loss, elapsedMs, doing }: ProgressState): string {
  const filled = Math.floor((barLength * step) / numSteps);
  const bar = "█".repeat(filled) + "░".repeat(barLength - filled);
  const parts = [`epoch ${epoch}/${numEpochs}`, `step ${step}/${numSteps}`, bar];
  if (loss !== null) parts.push(`loss ${shortNumber(loss)}`);
  if (doing !== undefined) parts.push(doing);
  else if (step > 0) parts.push(`${durationText((elapsedMs * (numSteps - step)) / step)} left`);
  return parts.join("  ");
}

/**
 * A time as minutes and seconds, or hours, minutes and seconds; begun seconds count.
 * @example [durationText(800), durationText(63_000), durationText(3_725_000)]; // => ["0:01", "1:03", "1:02:05"]
 */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The line that is shown while `fit` runs. */
export interface ProgressLine {
  /** Shows a state, unless another was shown less than a fifth of a second ago. */
  show(state: Omit<ProgressState, "elapsedMs">): void;
  /** Takes the line away, so that something else can be printed; the next state is shown again. */
  clear(): void;
}

/**
 * A line that begins to count its time now.
 * @param isWanted False shows nothing.
 * @example
 * const line = startProgress(false);
 * line.show({ epoch: 1, numEpochs: 1, step: 0, numSteps: 1, loss: null }); // => undefined
 */
export function startProgress(isWanted: boolean): ProgressLine {
  const start = now();
  let latest = -Infinity;
  let isShown = false;
  return {
    show(state) {
      const time = now();
      if (!isWanted || time - latest < 200) return;
      latest = time;
      isShown = true;
      progress(progressLine({ ...state, elapsedMs: time - start }));
    },
    clear() {
      if (isShown) progress("");
      isShown = false;
    },
  };
}
