import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { accuracy } from "../../../lib/metrics/accuracy.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { toArray, zeros } from "../../../lib/tensor/create.ts";
import { fit } from "../../../lib/train/fit.ts";
import { checkFit } from "../../../lib/train/fitOptions.ts";

const rows = { inputs: zeros([4, 2]), targets: zeros([4], { dtype: "int32" }) };
const model = new Linear(random(1), 2, 3);
const good = { loss: crossEntropy, optimizer: new SGD(model.parameters()), epochs: 1, batchSize: 2, rng: random(1) };
const source = { numBatches: 1, batch: () => [zeros([1])] };

describe("checkFit()", () => {
  test("lets through what can be meant", () => {
    for (const options of [
      {},
      { shuffle: false, rng: undefined },
      { validation: rows, metrics: { accuracy } },
      { progress: false },
    ]) {
      expect(() => checkFit(model, rows, { ...good, ...options })).not.toThrow();
    }
  });

  test.each([
    [
      { learningRate: 1 },
      TypeError,
      'Cannot train with the option "learningRate" as the options are loss, optimizer, ',
    ],
    [{ callback: [] }, TypeError, "it is none of them; try callbacks"],
    [{ batch_size: 2 }, TypeError, "; try batchSize"],
    [
      { loss: undefined },
      TypeError,
      "loss must be a function that gives one number: there is none; try crossEntropy or mseLoss",
    ],
    [
      { optimizer: SGD },
      TypeError,
      "optimizer must be an optimizer of the model's parameters: got a function; try new optim.Adam(",
    ],
    [{ epochs: 0 }, RangeError, "Cannot train for 0 epochs as their number must be a whole number from 1 up: got 0"],
    [{ epochs: undefined }, RangeError, "Cannot train for undefined epochs"],
    [{ rng: undefined }, TypeError, "rng must be a generator: there is none; try rng: random(1)"],
    [{ rng: 42 }, TypeError, "Cannot train with rng 42 as rng must be a generator: got 42; try rng: random(1)"],
    [{ schedule: 0.1 }, TypeError, "schedule must be a function of the step: got 0.1; try optim.constant(0.1)"],
    [{ clipNorm: 0 }, RangeError, "Cannot clip gradients to the norm 0 as it must be above 0: got 0"],
    [{ average: 0.9 }, TypeError, "average must be an optim.EMA: got 0.9"],
    [{ progress: "yes" }, TypeError, 'progress must be true or false: got "yes"'],
    [{ callbacks: {} }, TypeError, "callbacks must be an array: got an object"],
    [{ callbacks: [{ onFire() {} }] }, TypeError, "it has onFire"],
    [{ validation: source }, TypeError, "validation must be of the same kind as the data"],
    [
      { validation: { inputs: zeros([2, 2]), targets: zeros([1]) } },
      TypeError,
      "Cannot validate as inputs and targets must have",
    ],
    [
      { metrics: { accuracy } },
      TypeError,
      "Cannot measure accuracy as metrics are of the validation part: there is none; try validation: ",
    ],
    [
      { validation: rows, metrics: { accuracy: 1 } },
      TypeError,
      "metrics.accuracy must be a function of output and targets: got 1",
    ],
    [
      { batchSize: 5 },
      RangeError,
      "Cannot cut 4 rows into minibatches of 5 as there must be at least as many rows: there are 4; try batchSize: 4",
    ],
    [{ batchSize: 0 }, RangeError, "Cannot cut data into minibatches of 0 rows"],
  ])("fit() refuses %o before anything has changed", async (wrong, type, message) => {
    const before = [toArray(model.weight), [...good.rng.state], model.training];
    const training = fit(model, rows, { ...good, ...wrong } as never);
    await expect(training).rejects.toThrow(type);
    await expect(training).rejects.toThrow(message);
    expect([toArray(model.weight), [...good.rng.state], model.training]).toEqual(before);
  });

  test("refuses what is no model, and options that are none", async () => {
    await expect(fit((() => 1) as never, rows, good)).rejects.toThrow(
      "Cannot train a function as a model is an nn.Module: got a function; try new nn.Sequential(…)",
    );
    await expect(fit(model, rows, undefined as never)).rejects.toThrow("options must be an object: there is none");
  });

  test("labels of the wrong dtype and labels that are no class end it before the model has changed", async () => {
    const before = toArray(model.weight);
    const floats = { inputs: rows.inputs, targets: zeros([4]) };
    await expect(fit(model, floats, good)).rejects.toThrow(TypeError);
    const beyond = { inputs: rows.inputs, targets: Object.assign(zeros([4], { dtype: "int32" })) };
    beyond.targets.storage.data.fill(3);
    await expect(fit(model, beyond, good)).rejects.toThrow(/\[0, 3\): target 0 is 3/);
    expect([toArray(model.weight), good.optimizer.steps]).toEqual([before, 0]);
  });
});
