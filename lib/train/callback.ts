/*
 * What looks on while a model is trained, and may end it. The loop of `fit` knows nothing of early stopping or of files; it
 * calls whoever wants to be called, at four moments.
 *
 *   onStart    before the first step, after all settings were checked; throwing here ends it before anything has changed
 *   onStep     after each step
 *   onEpoch    after each epoch, when the validation part has been measured
 *   onEnd      when the training is over, unless the loss was no number
 *
 * NB: PyTorch leaves this to the loop that everybody writes for themselves; the names are those of Keras, shortened.
 *
 * Page 139 · before it: train/progress.ts · after it: train/earlyStopping.ts
 */
import { lesson, valueText } from "../lesson.ts";
import type { Module } from "../nn/module.ts";
import type { CommonSettings, Optimizer } from "../optim/optimizer.ts";
import type { History } from "./history.ts";

/** Any optimizer, whatever its settings. */
export type AnyOptimizer = Pick<
  Optimizer<CommonSettings>,
  "learningRate" | "parameters" | "steps" | "step" | "zeroGrad" | "stateOf" | "loadState"
>;

/** How training stands. */
export interface TrainingMoment {
  readonly model: Module;
  readonly optimizer: AnyOptimizer;
  /** Until now. `history.epochs.at(-1)` is the epoch that has just ended. */
  readonly history: History;
  /** Counted from 1. */
  readonly epoch: number;
  readonly numEpochs: number;
  /** How many steps have been taken. */
  readonly step: number;
  readonly numSteps: number;
  /** Whether there is a validation part. */
  readonly hasValidation: boolean;
  /** Ends the training after this moment, as `stopped: "early"`. */
  stop(): void;
}

/** Functions that `fit` calls. A promise is awaited. */
export interface Callback {
  onStart?(moment: TrainingMoment): void | Promise<void>;
  onStep?(moment: TrainingMoment): void | Promise<void>;
  onEpoch?(moment: TrainingMoment): void | Promise<void>;
  onEnd?(moment: TrainingMoment): void | Promise<void>;
  /** True when `onEpoch` prints nothing: the line of progress then stays where it is, and does not flicker. */
  readonly isSilent?: boolean;
}

const moments = ["onStart", "onStep", "onEpoch", "onEnd"] as const;

/**
 * Refuses what cannot be called at any moment.
 * @throws TypeError when it is no object with one of the four functions.
 * @example checkCallback({ onEpochEnd() {} }); // throws TypeError: Cannot call back an object as a callback has functions onStart, onStep, onEpoch or onEnd: it has onEpochEnd
 */
export function checkCallback(callback: unknown): asserts callback is Callback {
  const isObject = typeof callback === "object" && callback !== null;
  const own = isObject ? (callback as Record<string, unknown>) : {};
  const known = moments.filter((name) => own[name] !== undefined);
  if (known.length > 0 && known.every((name) => typeof own[name] === "function")) return;
  const names = Object.keys(own);
  throw new TypeError(
    lesson({
      cannot: `call back ${valueText(callback)}`,
      as: `a callback has functions ${moments.slice(0, -1).join(", ")} or ${moments[3]}`,
      found: names.length === 0 ? "it has none" : `it has ${names.join(", ")}`,
    }),
  );
}
