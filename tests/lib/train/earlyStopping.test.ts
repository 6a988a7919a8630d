import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { assign } from "../../../lib/ops/assign.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { full, toArray } from "../../../lib/tensor/create.ts";
import type { TrainingMoment } from "../../../lib/train/callback.ts";
import { type EarlyStoppingOptions, earlyStopping } from "../../../lib/train/earlyStopping.ts";
import { type Ending, History } from "../../../lib/train/history.ts";

/** Goes through epochs with given validation losses; in epoch e the weights are e. Returns the epoch of the end and the weights there. */
async function through(
  losses: readonly number[],
  options: EarlyStoppingOptions,
  callback = earlyStopping(options),
): Promise<[epoch: number, weight: number]> {
  const model = new Linear(random(1), 1, 1, { bias: false });
  const [optimizer, history] = [new SGD(model.parameters()), new History()];
  let isStopped = false;
  const moment = (epoch: number): TrainingMoment => ({
    model,
    optimizer,
    history,
    epoch,
    numEpochs: losses.length,
    step: epoch,
    numSteps: losses.length,
    hasValidation: true,
    stop: () => {
      isStopped = true;
    },
  });
  await callback.onStart?.(moment(1));
  let epoch = 0;
  while (epoch < losses.length && !isStopped) {
    epoch += 1;
    assign(model.parameters()[0], full([1, 1], epoch));
    const validationLoss = losses[epoch - 1];
    history.epochs.push({ epoch, steps: epoch, loss: 0, validationLoss, metrics: {}, learningRate: 0 });
    await callback.onEpoch?.(moment(epoch));
  }
  history.stopped = (isStopped ? "early" : "finished") satisfies Ending;
  await callback.onEnd?.(moment(epoch));
  return [epoch, toArray<number[][]>(model.parameters()[0])[0][0]];
}

describe("earlyStopping()", () => {
  test("ends after so many epochs without a better loss, with the numbers of the best one", async () => {
    expect(await through([5, 3, 4, 4, 1], { patience: 2 })).toEqual([4, 2]);
    expect(await through([5, 3, 4, 2, 4, 4], { patience: 2 })).toEqual([6, 4]); // a better loss begins anew
    expect(await through([5, 3, 3, 3], { patience: 2 })).toEqual([4, 2]); // an equal one does not
    expect(await through([5, 4, 3, 2], { patience: 1 })).toEqual([4, 4]);
  });

  test("takes the best back when training has finished, and leaves it when that is not wanted", async () => {
    expect(await through([5, 1, 4], { patience: 9 })).toEqual([3, 2]);
    expect(await through([5, 1, 4], { patience: 9, restoreBest: false })).toEqual([3, 3]);
  });

  test("an improvement by less than minDelta does not count, and NaN is none", async () => {
    expect(await through([5, 4.9, 4.8, 4.7], { patience: 2, minDelta: 0.15 })).toEqual([4, 3]); // 4.8 beats 5 by 0.2
    expect(await through([5, 4.9, 4.8], { patience: 2, minDelta: 0.5 })).toEqual([3, 1]);
    expect(await through([5, Number.NaN, Number.NaN, 1], { patience: 2 })).toEqual([3, 1]);
  });

  test("can be used for a second training", async () => {
    const callback = earlyStopping({ patience: 1 });
    expect(await through([1, 2], { patience: 1 }, callback)).toEqual([2, 1]);
    expect(await through([9, 8, 9], { patience: 1 }, callback)).toEqual([3, 2]);
  });

  test("refuses settings out of their range, and a training without validation", async () => {
    expect(() => earlyStopping({ patience: 0 })).toThrow(RangeError);
    expect(() => earlyStopping({ patience: 1, minDelta: -1 })).toThrow(RangeError);
    const moment = { hasValidation: false } as TrainingMoment;
    expect(() => earlyStopping({ patience: 1 }).onStart?.(moment)).toThrow(
      "Cannot stop early as there must be a validation part: fit has none; try { validation: { inputs, targets } }",
    );
  });
});
