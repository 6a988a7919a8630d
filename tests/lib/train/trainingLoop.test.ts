import { afterEach, describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { random } from "../../../lib/data/random.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { BatchNorm1d } from "../../../lib/nn/normalization.ts";
import { Sequential } from "../../../lib/nn/sequential.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { mseLoss } from "../../../lib/ops/loss.ts";
import { randn } from "../../../lib/ops/random.ts";
import { Adam } from "../../../lib/optim/adam.ts";
import { constant } from "../../../lib/optim/schedule.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { full, ones, toArray } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import type { Callback, TrainingMoment } from "../../../lib/train/callback.ts";
import { DivergenceError } from "../../../lib/train/finiteLoss.ts";
import { fit } from "../../../lib/train/fit.ts";

import { bits, makeData, makeModel } from "./trainingCases.ts";

const key = Symbol.for("gradbook.stop");
const place = globalThis as Record<symbol, unknown>;
afterEach(() => {
  delete place[key];
});

/** Hands in a stop signal that is requested once `polls` questions were answered with no. */
function stopAfter(polls: number): string[] {
  const reports: string[] = [];
  place[key] = () => ({
    get requested() {
      return polls-- <= 0;
    },
    report: (sentence: string) => void reports.push(sentence),
  });
  return reports;
}

describe("fit() and a loss that is no number", () => {
  const poisoned = (at: number) => {
    let count = 0;
    return { numBatches: 4, batch: () => [full([2, 2], count++ === at ? Number.NaN : 1), ones([2, 1])] };
  };
  const train = (at: number, model: Linear, optimizer: Adam) =>
    fit(model, poisoned(at), {
      loss: (own: Linear, x, y) => mseLoss(own.forward(x), y),
      optimizer,
      epochs: 5,
      rng: random(1),
    }).then(
      () => expect.fail("training went on"),
      (error: unknown) => error as DivergenceError,
    );

  test.each([0, 1, 7])("ends before anything has changed: at step index %i, eager or replayed", async (at) => {
    const [model, twin] = [new Linear(random(1), 2, 1), new Linear(random(1), 2, 1)];
    const optimizer = new Adam(model.parameters(), { learningRate: 0.05 });
    const error = await train(at, model, optimizer);
    expect(error).toBeInstanceOf(DivergenceError);
    expect([error.name, error.history.losses.length, error.history.stopped]).toEqual([
      "DivergenceError",
      at,
      "diverged",
    ]);
    // a twin that took only the good steps
    const other = new Adam(twin.parameters(), { learningRate: 0.05 });
    for (let i = 0; i < at; i++) {
      other.zeroGrad();
      backward(mseLoss(twin.forward(ones([2, 2])), ones([2, 1])));
      other.step();
    }
    expect(bits(model)).toEqual(bits(twin));
    expect(optimizer.steps).toBe(at);
    const numbers = (one: Adam) => one.stateOf().state.map((tensors) => tensors.map(toArray));
    expect(numbers(optimizer)).toEqual(numbers(other));
    expect(model.parameters().map(({ grad }) => grad)).toEqual([null, null]);
    if (at === 0) {
      expect(error.message).toBe(
        "Cannot continue training as the loss is NaN at step 1: it is so at the first step; try to look for NaN in the data, or a smaller learningRate",
      );
    } else {
      const last = Number((error.history.losses.at(-1) as number).toPrecision(3));
      expect(error.message).toBe(
        `Cannot continue training as the loss is NaN at step ${at + 1}: last finite loss was ${last}; try a smaller learningRate`,
      );
    }
  });

  test.each([0, 1, 7])("running averages are what they were, too: at step index %i", async (at) => {
    const rng = random(1);
    const make = () => new Sequential(new Linear(random(2), 2, 3), new BatchNorm1d(3), new Linear(random(3), 3, 1));
    const good = randn(rng, [6, 2]);
    const train = (model: Sequential, numBatches: number) => {
      const batch = (i: number) => [i === at ? full([6, 2], Number.NaN) : good, ones([6, 1])];
      const loss = (own: Sequential, x: Tensor, y: Tensor) => mseLoss(own.forward(x), y);
      return fit(
        model,
        { numBatches, batch },
        { loss, optimizer: new SGD(model.parameters(), { learningRate: 0.1 }), epochs: 1, rng },
      );
    };
    const [model, twin] = [make(), make()];
    await expect(train(model, 10)).rejects.toThrow(DivergenceError);
    if (at > 0) await train(twin, at);
    expect(bits(model)).toEqual(bits(twin));
  });

  test("a rate that is too large ends in a lesson, and the history until there shows itself", async () => {
    const model = new Linear(random(1), 2, 1);
    const error: DivergenceError = await fit(
      model,
      { inputs: full([8, 2], 30), targets: ones([8, 1]) },
      {
        loss: mseLoss,
        optimizer: new SGD(model.parameters(), { learningRate: 1 }),
        epochs: 100,
        batchSize: 8,
        rng: random(1),
      },
    ).then(
      () => expect.fail("training went on"),
      (reason) => reason,
    );
    expect(error.message).toMatch(
      /^Cannot continue training as the loss is Infinity at step \d+: last finite loss was /,
    );
    expect(error.history.losses.every(Number.isFinite)).toBe(true);
    expect(error.history.losses.length).toBeGreaterThan(3);
    expect(bits(model).every(Number.isFinite)).toBe(true);
  });
});

describe("fit() and a stop", () => {
  const start = (callbacks: Callback[] = [], validation = false) => {
    const model = makeModel();
    return fit(model, makeData(40), {
      loss: crossEntropy,
      optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
      epochs: 50,
      batchSize: 10,
      rng: random(1),
      progress: false,
      callbacks,
      ...(validation ? { validation: makeData(30, random(5)) } : {}),
    });
  };

  test("ends between two steps, keeps the history and says how far it came", async () => {
    const whole = await start();
    const reports = stopAfter(13);
    const history = await start();
    expect([history.stopped, history.losses]).toEqual(["interrupted", whole.losses.slice(0, 13)]);
    expect(history.epochs).toEqual(whole.epochs.slice(0, 3));
    expect(reports).toEqual(["Training was stopped after step 13 of 200; the history until there is kept."]);
  });

  test("ends before the first step, and between the minibatches of validation", async () => {
    stopAfter(0);
    expect((await start()).losses).toEqual([]);
    const reports = stopAfter(4 + 2); // an epoch of four steps, two of three minibatches of validation
    const history = await start([], true);
    expect([history.losses.length, history.epochs, history.stopped]).toEqual([4, [], "interrupted"]);
    expect(reports).toEqual(["Training was stopped after step 4 of 200; the history until there is kept."]);
  });

  test("a signal of a later run is not asked", async () => {
    stopAfter(Number.POSITIVE_INFINITY);
    const history = await start([{ onStep: ({ step }) => void (step === 2 && stopAfter(0)) }]);
    expect(history.stopped).toBe("finished");
  });
});

describe("fit() and callbacks", () => {
  test("calls them in order, awaits them, and ends when one says so", async () => {
    const model = makeModel();
    const calls: string[] = [];
    const note = (name: string) => async (moment: TrainingMoment) => {
      await null;
      calls.push(`${name} ${moment.epoch}.${moment.step}/${moment.numSteps}`);
      if (name === "step" && moment.step === 3) moment.stop();
    };
    const callback = { onStart: note("start"), onStep: note("step"), onEpoch: note("epoch"), onEnd: note("end") };
    const history = await fit(model, makeData(20), {
      loss: crossEntropy,
      optimizer: new SGD(model.parameters()),
      epochs: 9,
      batchSize: 10,
      rng: random(1),
      schedule: constant(0.1),
      callbacks: [callback],
    });
    expect(calls).toEqual(["start 1.0/18", "step 1.1/18", "step 1.2/18", "epoch 1.2/18", "step 2.3/18", "end 2.3/18"]);
    expect([history.stopped, history.losses.length, history.epochs.length]).toEqual(["early", 3, 1]);
  });

  test("one that throws at the start ends it before anything has changed", async () => {
    const model = makeModel();
    const before = bits(model);
    const rng = random(1);
    const failing = {
      onStart: () => {
        throw new Error("not today");
      },
    };
    const options = {
      loss: crossEntropy,
      optimizer: new SGD(model.parameters()),
      epochs: 1,
      rng,
      callbacks: [failing],
    };
    await expect(fit(model, makeData(20), options)).rejects.toThrow("not today");
    expect([bits(model), [...rng.state]]).toEqual([before, [...random(1).state]]);
  });
});
