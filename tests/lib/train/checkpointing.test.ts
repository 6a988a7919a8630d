import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { mseLoss } from "../../../lib/ops/loss.ts";
import { Adam } from "../../../lib/optim/adam.ts";
import { ones, toArray } from "../../../lib/tensor/create.ts";
import { loadCheckpoint } from "../../../lib/train/checkpoint.ts";
import { type CheckpointOptions, checkpoint } from "../../../lib/train/checkpointing.ts";
import { fit } from "../../../lib/train/fit.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook-checkpointing-"));
  file = join(folder, "model.safetensors");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Five epochs of one step; the rate of each decides which is the best. Returns the weights after each. */
async function train(
  options: CheckpointOptions,
  rates = [0.1, 0.1, 0.1, 0.1, 0.1],
): Promise<{ weights: string[]; losses: number[] }> {
  const model = new Linear(random(1), 2, 1);
  const data = { inputs: ones([4, 2]), targets: ones([4, 1]) };
  const weights: string[] = [];
  const look = { onEpoch: () => void weights.push(String(toArray(model.weight))) };
  const history = await fit(model, data, {
    loss: mseLoss,
    optimizer: new Adam(model.parameters()),
    epochs: rates.length,
    batchSize: 4,
    shuffle: false,
    schedule: (step) => rates[step],
    validation: data,
    callbacks: [look, checkpoint(file, options)],
  });
  return { weights, losses: history.epochs.map(({ validationLoss }) => validationLoss as number) };
}

async function saved(withOptimizer = true): Promise<{ epoch: string; weight: string; steps: number }> {
  const model = new Linear(random(2), 2, 1);
  const optimizer = new Adam(model.parameters());
  const { metadata } = await loadCheckpoint(file, model, withOptimizer ? { optimizer } : {});
  return { epoch: metadata.epoch, weight: String(toArray(model.weight)), steps: optimizer.steps };
}

describe("checkpoint()", () => {
  test("keeps the last epoch, with the optimizer's state", async () => {
    const { weights } = await train({});
    expect(await saved()).toEqual({ epoch: "5", weight: weights[4], steps: 5 });
  });

  test("saves after every so many epochs", async () => {
    const { weights } = await train({ every: 2, withOptimizer: false });
    expect(await saved(false)).toEqual({ epoch: "4", weight: weights[3], steps: 0 });
    await expect(saved()).rejects.toThrow(/it has none/);
    rmSync(file);
    await train({ every: 6 });
    expect(existsSync(file)).toBe(false);
  });

  test("keeps the best epoch, by the validation loss", async () => {
    const { weights, losses } = await train({ keepBest: true }, [0.1, 0.1, 9, 0.001, 0.001]);
    const best = losses.indexOf(Math.min(...losses));
    expect(best).toBe(1); // later epochs were worse
    expect(await saved()).toEqual({ epoch: String(best + 1), weight: weights[best], steps: best + 1 });
  });

  test("refuses a count that is none, and a folder that is not there ends the training with a lesson", async () => {
    expect(() => checkpoint(file, { every: 0 })).toThrow(RangeError);
    file = join(folder, "missing", "model.safetensors");
    await expect(train({})).rejects.toThrow(/there is no such folder; try making it first/);
  });
});
