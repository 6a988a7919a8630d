import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { f1 } from "../../../lib/metrics/precision.ts";
import { Dropout } from "../../../lib/nn/dropout.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { Sequential } from "../../../lib/nn/sequential.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { randint, randn } from "../../../lib/ops/random.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { item, tensor } from "../../../lib/tensor/create.ts";
import { sourceBatches } from "../../../lib/train/data.ts";
import { keepModes, validateBatches, validateRows } from "../../../lib/train/validation.ts";

const always = async () => true;

describe("validateRows()", () => {
  const rng = random(1);
  const model = new Sequential(new Linear(rng, 3, 2), new Dropout(rng, 0.9));
  const data = { inputs: randn(rng, [17, 3]), targets: randint(rng, 0, 2, [17]) };

  test("measures all outputs together, in evaluation mode, again and again", async () => {
    const validation = validateRows(model, data, 5, crossEntropy, { f1 });
    model.evaluate();
    const output = model.forward(data.inputs);
    const expected = { loss: item(crossEntropy(output, data.targets)), metrics: { f1: f1(output, data.targets) } };
    model.train();
    for (let round = 0; round < 4; round++) {
      const measured = await validation(always);
      expect(measured?.loss).toBeCloseTo(expected.loss, 6);
      expect(measured?.metrics).toEqual(expected.metrics);
      expect(model.training).toBe(true);
    }
    expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
  });

  test("ends between two minibatches, in the mode of before", async () => {
    let asked = 0;
    const validation = validateRows(model, data, 5, crossEntropy, {});
    expect(await validation(async () => ++asked < 3)).toBeNull();
    expect([asked, model.training]).toEqual([3, true]);
    await expect(validation(() => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    expect(model.training).toBe(true);
  });

  test("takes all rows at once where there are fewer than a minibatch has", async () => {
    let asked = 0;
    await validateRows(model, data, 1000, crossEntropy, {})(async () => ++asked > 0);
    expect(asked).toBe(1);
  });
});

describe("validateBatches()", () => {
  test("gives the mean over minibatches", async () => {
    const source = { numBatches: 4, batch: (i: number) => [tensor([i, i])] };
    const batches = sourceBatches(source, () => random(1));
    const validation = validateBatches(new Sequential(), batches, (x) => sum(x));
    expect(await validation(always)).toEqual({ loss: (0 + 2 + 4 + 6) / 4, metrics: {} });
    expect(await validation(async () => false)).toBeNull();
  });
});

describe("keepModes()", () => {
  test("brings back a mode that a part has alone", () => {
    const model = new Sequential(new Sequential(new Dropout(random(1), 0.5)), new Dropout(random(1), 0.5));
    const parts = model.namedModules().map(([, part]) => part);
    parts[1].evaluate();
    const before = parts.map(({ training }) => training);
    const restore = keepModes(model);
    model.evaluate();
    restore();
    expect(parts.map(({ training }) => training)).toEqual(before);
    expect(before).toEqual([true, false, false, true]);
  });
});
