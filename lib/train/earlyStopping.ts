/*
 * Early stopping: training ends when the loss of the validation part no longer falls. From there on the model learns by heart
 * what it was shown, and gets worse at everything else; the cheapest cure for that is to stop.
 *
 *   best ← L                       when L < best − δ
 *   stop                           when that has not happened for p epochs
 *
 * Notation: L validation loss of an epoch, best the smallest so far, δ minDelta, p patience.
 * Source: L. Prechelt, Early stopping, but when? (1998), criterion UP; Keras's EarlyStopping for the names.
 * NB: Keras keeps the last model unless it is told otherwise; here the best one is taken back, which is what is wanted.
 *
 * Page 140 · before it: train/callback.ts · after it: train/checkpoint.ts
 */
import { checkCount, lesson } from "../lesson.ts";
import type { StateDict } from "../nn/stateDict.ts";
import { checkFromZero } from "../optim/optimizer.ts";
import type { Callback } from "./callback.ts";

/** When to stop. */
export interface EarlyStoppingOptions {
  /** p: so many epochs without a better loss are borne. */
  readonly patience: number;
  /** δ: by how much a loss must be better to count. 0 by default. */
  readonly minDelta?: number;
  /** Whether the model gets back the numbers it had in its best epoch, when training has stopped early or finished. True by default. */
  readonly restoreBest?: boolean;
}

/**
 * A callback that ends training when the validation loss stops falling.
 * @throws RangeError when a setting is out of its range; when training starts, TypeError without a validation part.
 * @example
 * const rng = random(2);
 * const [inputs, targets] = [randn(rng, [8, 4]), randn(rng, [8, 1])];
 * const validation = { inputs: randn(rng, [8, 4]), targets: randn(rng, [8, 1]) }; // noise: there is nothing to learn
 * const model = new nn.Linear(rng, 4, 1);
 * const optimizer = new optim.SGD(model.parameters(), { learningRate: 0.1 });
 * const callbacks = [earlyStopping({ patience: 2 })];
 * const history = await fit(model, { inputs, targets }, { loss: mseLoss, optimizer, epochs: 100, batchSize: 8, rng, validation, callbacks });
 * [history.stopped, history.epochs.length < 100]; // => ["early", true]
 */
export function earlyStopping({ patience, minDelta = 0, restoreBest = true }: EarlyStoppingOptions): Callback {
  checkCount("wait", patience, "epochs", 1);
  checkFromZero(minDelta, `ask for a loss that is better by ${minDelta}`);
  let best = Infinity;
  let bestEpoch = 0;
  let bestState: StateDict | null = null;
  return {
    isSilent: true,
    onStart({ hasValidation }) {
      if (!hasValidation) {
        const found = "fit has none";
        throw new TypeError(
          lesson({
            cannot: "stop early",
            as: "there must be a validation part",
            found,
            try: "{ validation: { inputs, targets } }",
          }),
        );
      }
      [best, bestEpoch, bestState] = [Infinity, 0, null]; // it may be used a second time
    },
    onEpoch({ model, history, epoch, stop }) {
      const loss = history.epochs.at(-1)?.validationLoss ?? Infinity;
      if (loss < best - minDelta) {
        [best, bestEpoch] = [loss, epoch];
        if (restoreBest) bestState = model.stateDict();
      } else if (epoch - bestEpoch >= patience) stop();
    },
    onEnd({ model, history }) {
      const isOver = history.stopped === "early" || history.stopped === "finished";
      if (bestState !== null && isOver) model.loadStateDict(bestState);
    },
  };
}
