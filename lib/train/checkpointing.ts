/*
 * A checkpoint after each epoch, or of the best one. A training of an hour is worth a file of a megabyte.
 *
 * Notation: the loss that decides which is best is that of the validation part, or the epoch's own without one.
 * Source: Keras's ModelCheckpoint for the idea.
 *
 * Page 142 · before it: train/checkpoint.ts · after it: train/validation.ts
 */
import type { Address } from "#platform";
import { checkCount } from "../lesson.ts";
import type { Callback } from "./callback.ts";
import { saveCheckpoint } from "./checkpoint.ts";

/** When to save. */
export interface CheckpointOptions {
  /** After every so many epochs. 1 by default. */
  readonly every?: number;
  /** Only when the loss is the best so far. False by default. */
  readonly keepBest?: boolean;
  /** Whether the optimizer's state goes into the file. True by default. */
  readonly withOptimizer?: boolean;
}

/**
 * A callback that saves model and optimizer to one file, in place of the one before.
 * @param address A path or a `file:` URL.
 * @throws RangeError when `every` is no count; when it saves, Error when the file cannot be written.
 * @example
 * const model = new nn.Linear(random(1), 2, 1);
 * const optimizer = new optim.SGD(model.parameters(), { learningRate: 0.1 });
 * const data = { inputs: ones([4, 2]), targets: ones([4, 1]) };
 * const callbacks = [checkpoint("/tmp/example-best.safetensors")];
 * await fit(model, data, { loss: mseLoss, optimizer, epochs: 3, batchSize: 4, rng: random(2), callbacks });
 * const { metadata } = await loadCheckpoint("/tmp/example-best.safetensors", new nn.Linear(random(9), 2, 1));
 * metadata; // => { format: "pt", epoch: "3", step: "3" }
 */
export function checkpoint(address: Address, options: CheckpointOptions = {}): Callback {
  const { every = 1, keepBest = false, withOptimizer = true } = options;
  checkCount("save a checkpoint every", every, "epochs", 1);
  let best = Infinity;
  return {
    isSilent: true,
    onStart() {
      best = Infinity;
    },
    async onEpoch({ model, optimizer, history, epoch, step }) {
      if (epoch % every !== 0) return;
      const record = history.epochs.at(-1);
      const loss = record?.validationLoss ?? record?.loss ?? Infinity;
      if (keepBest && !(loss < best)) return;
      best = Math.min(best, loss);
      const metadata = { epoch: String(epoch), step: String(step) };
      await saveCheckpoint(address, model, withOptimizer ? { optimizer, metadata } : { metadata });
    },
  };
}
