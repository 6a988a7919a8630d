import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { ReLU } from "../../../lib/nn/activation.ts";
import { Conv2d } from "../../../lib/nn/convolution.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { Module } from "../../../lib/nn/module.ts";
import { BatchNorm2d } from "../../../lib/nn/normalization.ts";
import { Flatten, MaxPool2d } from "../../../lib/nn/pooling.ts";
import { Sequential } from "../../../lib/nn/sequential.ts";
import { add } from "../../../lib/ops/arithmetic.ts";
import { mseLoss } from "../../../lib/ops/loss.ts";
import { randn } from "../../../lib/ops/random.ts";
import { Adam, AdamW } from "../../../lib/optim/adam.ts";
import { RMSprop } from "../../../lib/optim/rmsprop.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../lib/train/checkpoint.ts";
import { fit } from "../../../lib/train/fit.ts";
import { decodeSafetensors } from "../../../lib/train/safetensors.ts";
import { readReference } from "../reference/readReference.ts";
import { expectStored, restored, type StoredTensor } from "../reference/readTensor.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook-checkpoint-"));
  file = join(folder, "model.safetensors");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const made = (seed: number, hidden = 4): Sequential =>
  new Sequential(new Linear(random(seed), 3, hidden), new ReLU(), new Linear(random(seed + 1), hidden, 1));
const bits = (model: Module): number[] =>
  Object.values(model.stateDict()).flatMap((x) => [...elementsOf(x, "compare")]);
const stateBits = (optimizer: Adam): unknown => {
  const { steps, state } = optimizer.stateOf();
  return [steps, state.map((tensors) => tensors.map((x) => [...elementsOf(x, "compare")]))];
};

const rng = random(5);
const data = { inputs: randn(rng, [12, 3]), targets: randn(rng, [12, 1]) };
const train = (model: Module, optimizer: Adam, epochs: number) =>
  fit(model, data, { loss: mseLoss, optimizer, epochs, batchSize: 5, shuffle: false });

describe("saveCheckpoint() and loadCheckpoint()", () => {
  test("a training that is saved and goes on elsewhere has the bits of one that was never interrupted", async () => {
    const model = made(1);
    const optimizer = new Adam(model.parameters(), { learningRate: 0.02 });
    await train(model, optimizer, 3);
    const { sha256, sizeBytes } = await saveCheckpoint(file, model, { optimizer, metadata: { epoch: "3" } });
    await train(model, optimizer, 4);

    const other = made(7);
    const otherOptimizer = new Adam(other.parameters(), { learningRate: 0.02 });
    const { metadata } = await loadCheckpoint(file, other, { optimizer: otherOptimizer, sha256: sha256.toUpperCase() });
    expect(otherOptimizer.steps).toBe(9);
    await train(other, otherOptimizer, 4);
    expect(bits(other)).toEqual(bits(model));
    expect(stateBits(otherOptimizer)).toEqual(stateBits(optimizer));
    expect(metadata).toEqual({ format: "pt", epoch: "3" });
    expect([readFileSync(file).length, readdirSync(folder)]).toEqual([sizeBytes, ["model.safetensors"]]);
  });

  test("a part that joined the training later goes on from its own count of steps", async () => {
    class TwoHeads extends Module {
      first = new Linear(random(1), 3, 1);
      second = new Linear(random(2), 3, 1);
      forward(x: Tensor): Tensor {
        return this.first.forward(x);
      }
    }
    const source = { numBatches: 4, batch: () => [data.inputs, data.targets] };
    const go = (model: TwoHeads, optimizer: Adam, both: boolean) =>
      fit(model, source, {
        loss: (own: TwoHeads, x: Tensor, y: Tensor) => {
          const loss = mseLoss(own.forward(x), y);
          return both ? add(loss, mseLoss(own.second.forward(x), y)) : loss;
        },
        optimizer,
        epochs: 1,
        rng: random(1),
      });
    const [model, other] = [new TwoHeads(), new TwoHeads()];
    const [optimizer, otherOptimizer] = [new Adam(model.parameters()), new Adam(other.parameters())];
    await go(model, optimizer, false);
    await go(model, optimizer, true);
    await saveCheckpoint(file, model, { optimizer });
    await loadCheckpoint(file, other, { optimizer: otherOptimizer });
    for (const [own, ownOptimizer] of [
      [model, optimizer],
      [other, otherOptimizer],
    ] as const)
      await go(own, ownOptimizer, true);
    expect(bits(other)).toEqual(bits(model));
    expect(otherOptimizer.stateOf().parameterSteps).toEqual([12, 12, 8, 8]);
  });

  test("without an optimizer the file is the state dict alone; with one it still loads into the model", async () => {
    const model = made(1);
    await saveCheckpoint(file, model);
    expect(Object.keys(decodeSafetensors(readFileSync(file)).tensors).sort()).toEqual(
      Object.keys(model.stateDict()).sort(),
    );
    const optimizer = new Adam(model.parameters());
    await train(model, optimizer, 1);
    await saveCheckpoint(file, model, { optimizer });
    const other = made(2);
    expect(await loadCheckpoint(file, other)).toEqual({
      metadata: { format: "pt" },
      missingKeys: [],
      unexpectedKeys: [],
    });
    expect(bits(other)).toEqual(bits(model));
  });

  test("saves what there is when it is called, also while training goes on", async () => {
    const model = made(1);
    const before = bits(model);
    const saving = saveCheckpoint(file, model);
    await train(model, new Adam(model.parameters()), 1);
    await saving;
    const other = made(2);
    await loadCheckpoint(file, other);
    expect(bits(other)).toEqual(before);
    expect(bits(model)).not.toEqual(before);
  });

  test("loads a network that PyTorch saved, which then answers as PyTorch's does", async () => {
    const stored = readReference<Record<"images" | "logits" | "training", StoredTensor>>("checkpoint");
    const layers = random(1);
    const model = new Sequential(
      new Conv2d(layers, 1, 4, 3, { padding: 1 }),
      new BatchNorm2d(4),
      new ReLU(),
      new MaxPool2d(2),
      new Flatten(),
      new Linear(layers, 64, 5),
    );
    const address = new URL("../reference/data/checkpoint.safetensors", import.meta.url);
    await loadCheckpoint(address, model);
    const images = restored(stored.images, "float32");
    expectStored(model.evaluate().forward(images), stored.logits, "logits");
    expectStored(model.train().forward(images), stored.training, "logits in training");
    // and what is saved here has the keys and the elements that were there
    await loadCheckpoint(address, model);
    await saveCheckpoint(file, model);
    const [theirs, ours] = [fileURLToPath(address), file].map((path) => decodeSafetensors(readFileSync(path)));
    expect(ours.tensors).toEqual(theirs.tensors);
    expect(ours.metadata).toEqual({ format: "pt" });
  });
});

describe("loadCheckpoint() refuses, and has changed nothing then,", () => {
  /** A model and an optimizer that a load must leave as they are. */
  async function expectRefused(
    load: (model: Sequential, optimizer: Adam) => Promise<unknown>,
    message: string | RegExp,
  ) {
    const model = made(7);
    const optimizer = new Adam(model.parameters());
    await train(model, optimizer, 1);
    const before = [bits(model), stateBits(optimizer)];
    await expect(load(model, optimizer)).rejects.toThrow(message);
    expect([bits(model), stateBits(optimizer)]).toEqual(before);
  }

  test("other shapes, missing and unexpected keys, with and without an optimizer", async () => {
    const wide = made(1, 8);
    const wideOptimizer = new Adam(wide.parameters());
    await train(wide, wideOptimizer, 1);
    await saveCheckpoint(file, wide, { optimizer: wideOptimizer });
    await expectRefused(
      (model) => loadCheckpoint(file, model),
      /must have the shape and dtype.*"0.weight" is \(8, 3\) float32 and must be \(4, 3\)/,
    );
    await expectRefused((model, optimizer) => loadCheckpoint(file, model, { optimizer }), /the state of an optimizer/);
    await saveCheckpoint(file, new Sequential(new Linear(random(1), 3, 4)));
    await expectRefused(
      (model) => loadCheckpoint(file, model),
      /its keys must be the model's: missing "2.weight", "2.bias"/,
    );
  });

  test("a model that does not fit, though the optimizer does", async () => {
    const model = made(1);
    const optimizer = new Adam(model.parameters());
    await train(model, optimizer, 2);
    const renamed = new Sequential(new ReLU(), ...model.layers); // the same parameters under other keys
    await saveCheckpoint(file, renamed, { optimizer });
    await expectRefused(
      (own, ownOptimizer) => loadCheckpoint(file, own, { optimizer: ownOptimizer }),
      /its keys must be the model's/,
    );
  });

  test("another rule's state, or none, or that of other parameters", async () => {
    const model = made(1);
    await saveCheckpoint(file, model);
    await expectRefused(
      (own, optimizer) => loadCheckpoint(file, own, { optimizer }),
      `Cannot load the state of Adam from "${file}" as the file must have a state of this rule: it has none`,
    );
    await saveCheckpoint(file, model, { optimizer: new AdamW(model.parameters()) });
    await expectRefused((own, optimizer) => loadCheckpoint(file, own, { optimizer }), /it is one of AdamW/);
    await saveCheckpoint(file, model, { optimizer: new RMSprop(model.parameters()) });
    await expectRefused((own, optimizer) => loadCheckpoint(file, own, { optimizer }), /it is one of RMSprop/);
    await saveCheckpoint(file, model, { optimizer: new Adam([...model.parameters(), ...made(3).parameters()]) });
    await expectRefused(
      (own, optimizer) => loadCheckpoint(file, own, { optimizer }),
      /it must be of the same parameters: 8 of 16 tensors belong to its 4 parameters/,
    );
  });

  test("a wrong hash, a file that is none, and no file", async () => {
    const { sha256 } = await saveCheckpoint(file, made(1));
    const wrong = sha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    await expectRefused(
      (model) => loadCheckpoint(file, model, { sha256: wrong }),
      `Cannot load "${file}" as its SHA-256 is ${sha256.slice(0, 8)}…: expected ${wrong.slice(0, 8)}…`,
    );
    writeFileSync(file, readFileSync(file).subarray(0, 90));
    await expectRefused((model) => loadCheckpoint(file, model), /^Cannot read the safetensors file/);
    await expectRefused((model) => loadCheckpoint(join(folder, "none"), model), /there is no such file/);
    await expect(saveCheckpoint(join(folder, "no", "such"), made(1))).rejects.toThrow(/there is no such folder/);
    await expect(saveCheckpoint(file, {} as never)).rejects.toThrow(
      "Cannot save an object as a checkpoint is of a model: got an object",
    );
  });
});
