import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { type RandomGenerator, random } from "../../../lib/data/random.ts";
import * as library from "../../../lib/index.ts";
import { accuracy } from "../../../lib/metrics/accuracy.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { Module } from "../../../lib/nn/module.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { mseLoss } from "../../../lib/ops/loss.ts";
import { randint } from "../../../lib/ops/random.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { Adam } from "../../../lib/optim/adam.ts";
import { EMA } from "../../../lib/optim/average.ts";
import { cosine } from "../../../lib/optim/schedule.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { full, item, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";
import type { Callback, TrainingMoment } from "../../../lib/train/callback.ts";
import { fit } from "../../../lib/train/fit.ts";
import { textOf } from "../../house/sourceFiles.ts";

import { bits, makeData, makeModel } from "./trainingCases.ts";

/** The loop that the page of `fit` begins with. */
const tenLines = (/^ \*( {3}for \(let epoch.*?^ \* {3}\})$/ms.exec(textOf("lib/train/fit.ts"))?.[1] ?? "").replaceAll(
  /^ \*/gm,
  "",
);

describe("fit()", () => {
  test("is explained by ten lines", () => {
    expect(tenLines.trim().split("\n").length).toBeLessThanOrEqual(11);
    expect(tenLines).toContain("optimizer.step();");
  });

  test("gives the bits of the loop in ten lines, with dropout, running averages and a smaller last minibatch", async () => {
    const { inputs, targets } = makeData(70);
    const [model, losses, rng] = [makeModel(), [] as number[], random(1)];
    const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
    const scope = { ...library, inputs, targets, model, losses, rng, optimizer };
    new Function(...Object.keys(scope), tenLines)(...Object.values(scope));
    const other = makeModel();
    const history = await fit(
      other,
      { inputs, targets },
      {
        loss: crossEntropy,
        optimizer: new Adam(other.parameters(), { learningRate: 0.01 }),
        epochs: 10,
        batchSize: 32,
        rng: random(1),
      },
    );
    expect(history.losses).toEqual(losses);
    expect(bits(other)).toEqual(bits(model));
    expect(history.losses).toHaveLength(30);
    expect(history.status).toMatch(/^replays \d+ operations on \d+ KiB$/);
    expect([history.stopped, history.epochs.length, history.epochs[9].steps]).toEqual(["finished", 10, 30]);
    const [a, b, c] = losses.slice(-3);
    expect(history.epochs[9].loss).toBeCloseTo((32 * a + 32 * b + 6 * c) / 70, 12);
  });

  test("trains on and validates data of 17 MB, of which no step has a copy, as on any other", async () => {
    const values = Float32Array.from({ length: 70_000 * 60 }, (_, i) => ((i * 7919) % 1009) / 1009);
    const inputs = tensor(values, { shape: [70_000, 60] });
    const targets = tensor(values.subarray(0, 70_000), { shape: [70_000, 1] });
    const model = new Linear(random(1), 60, 1);
    const twin = new Linear(random(1), 60, 1);
    const history = await fit(
      model,
      { inputs, targets },
      {
        loss: mseLoss,
        optimizer: new SGD(model.parameters(), { learningRate: 0.01 }),
        epochs: 3,
        batchSize: 35_000,
        shuffle: false,
        validation: { inputs, targets },
      },
    );
    const optimizer = new SGD(twin.parameters(), { learningRate: 0.01 });
    const expected = [0, 1, 0, 1, 0, 1].map((half) => {
      const rows = { start: half * 35_000, end: (half + 1) * 35_000 };
      optimizer.zeroGrad();
      const loss = mseLoss(twin.forward(slice(inputs, 0, rows)), slice(targets, 0, rows));
      backward(loss);
      optimizer.step();
      return item(loss);
    });
    expect(history.losses).toEqual(expected);
    expect(history.status).toMatch(/^replays/);
    const kilobytes = Number(/ (\d+) KiB/.exec(history.status)?.[1]);
    expect(kilobytes).toBeLessThan(1.5 * 8204); // a minibatch has 8.2 MB
    expect(history.epochs[2].validationLoss).toBeCloseTo(item(mseLoss(twin.forward(inputs), targets)), 6);
  });

  test("its status is that of whole minibatches, not of the last one", async () => {
    const model = makeModel();
    const options = { loss: crossEntropy, optimizer: new SGD(model.parameters()), batchSize: 10, rng: random(1) };
    const once = await fit(model, makeData(33), { ...options, epochs: 1 }); // ten, ten, ten, three
    expect(once.status).toMatch(/^replays/);
  });

  test("learns: three classes to 97 %, and to a validation loss below 0.2, in 20 epochs", async () => {
    const model = makeModel();
    const validation = makeData(60, random(10));
    const history = await fit(model, makeData(200), {
      loss: crossEntropy,
      optimizer: new Adam(model.parameters(), { learningRate: 0.02 }),
      epochs: 20,
      rng: random(1),
      validation,
      metrics: { accuracy },
    });
    const last = history.epochs[19];
    expect(last.metrics.accuracy).toBeGreaterThan(0.97);
    expect(last.validationLoss).toBeLessThan(0.2);
    model.evaluate();
    expect(last.metrics.accuracy).toBe(accuracy(model.forward(validation.inputs), validation.targets));
    expect(last.validationLoss).toBeCloseTo(
      item(crossEntropy(model.forward(validation.inputs), validation.targets)),
      5,
    );
  });

  test("a step that looks at numbers is run as it is, with the same bits, and the history says why", async () => {
    const run = async (loss: (y: Tensor, t: Tensor) => Tensor) => {
      const model = makeModel();
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
      return fit(model, makeData(40), { loss, optimizer, epochs: 4, batchSize: 10, rng: random(1) });
    };
    const compiled = await run(crossEntropy);
    const eager = await run((y, t) => {
      const loss = crossEntropy(y, t);
      item(loss);
      return loss;
    });
    expect(eager.losses).toEqual(compiled.losses);
    expect(compiled.status).toMatch(/^replays/);
    expect(eager.status).toMatch(/^runs as it is: it looks at the numbers of a result of the step, to /);
  });

  test("validation runs in evaluation mode and leaves no trace in the training", async () => {
    const run = async (validation: { inputs: Tensor; targets: Tensor } | undefined) => {
      const model = makeModel();
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
      const history = await fit(model, makeData(40), {
        loss: crossEntropy,
        optimizer,
        epochs: 5,
        batchSize: 16,
        rng: random(1),
        ...(validation === undefined ? {} : { validation }),
      });
      return { history, numbers: bits(model) };
    };
    const [without, withIt] = [await run(undefined), await run(makeData(33, random(4)))];
    expect(withIt.history.losses).toEqual(without.history.losses);
    expect(withIt.numbers).toEqual(without.numbers);
    expect(without.history.epochs.every(({ validationLoss }) => validationLoss === null)).toBe(true);
    expect(new Set(withIt.history.epochs.map(({ validationLoss }) => validationLoss)).size).toBe(5);
  });

  test("every part of the model has its former mode at the end, also after an error", async () => {
    const model = makeModel();
    const parts = model.namedModules().map(([, part]) => part);
    parts[2].evaluate(); // one part alone
    const before = parts.map(({ training }) => training);
    expect(new Set(before).size).toBe(2);
    const seen: boolean[][] = [];
    const look: Callback = { onStep: () => void seen.push(parts.map(({ training }) => training)) };
    const options = {
      loss: crossEntropy,
      optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
      epochs: 1,
      batchSize: 8,
      rng: random(1),
    };
    await fit(model, makeData(16), { ...options, callbacks: [look] });
    expect(parts.map(({ training }) => training)).toEqual(before);
    expect(seen.flat().every((training) => training)).toBe(true);
    const failing = { onStep: () => Promise.reject(new Error("a callback fails")) };
    await expect(fit(model, makeData(16), { ...options, callbacks: [failing] })).rejects.toThrow("a callback fails");
    expect(parts.map(({ training }) => training)).toEqual(before);
  });

  test("a schedule sets the rate of each step, and clipNorm bounds how far it goes", async () => {
    const model = new Linear(random(1), 2, 1);
    const optimizer = new SGD(model.parameters(), { learningRate: 5 });
    const data = { inputs: full([4, 2], 100), targets: zeros([4, 1]) };
    const rates: number[] = [];
    const moves: number[] = [];
    let former = bits(model);
    const callbacks = [
      {
        onStep: ({ optimizer: { learningRate } }: TrainingMoment) => {
          rates.push(learningRate);
          const now = bits(model);
          moves.push(Math.hypot(...now.map((value, i) => value - former[i])));
          former = now;
        },
      },
    ];
    const schedule = cosine({ learningRate: 0.1, totalSteps: 6 });
    const history = await fit(model, data, {
      loss: mseLoss,
      optimizer,
      epochs: 6,
      batchSize: 4,
      shuffle: false,
      schedule,
      clipNorm: 0.5,
      callbacks,
    });
    expect(rates).toEqual([0, 1, 2, 3, 4, 5].map(schedule));
    for (const [i, move] of moves.entries()) expect(move).toBeCloseTo(0.5 * rates[i], 3);
    expect(history.epochs[3].learningRate).toBe(schedule(3));
  });

  test("a moving average follows every step, compiled ones too", async () => {
    const model = new Linear(random(1), 2, 1);
    const average = new EMA(model.parameters(), { decay: 0.5 });
    const expected = average.averages.map((x) => [...elementsOf(x, "compare")]);
    const follow = ({ model: own }: TrainingMoment) => {
      for (const [i, parameter] of own.parameters().entries()) {
        for (const [k, value] of elementsOf(parameter, "compare").entries()) {
          expected[i][k] = Math.fround(expected[i][k] + 0.5 * (value - expected[i][k]));
        }
      }
    };
    await fit(
      model,
      { inputs: ones([8, 2]), targets: ones([8, 1]) },
      {
        loss: mseLoss,
        optimizer: new SGD(model.parameters(), { learningRate: 0.05 }),
        epochs: 6,
        batchSize: 8,
        rng: random(2),
        average,
        callbacks: [{ onStep: follow }],
      },
    );
    for (const [i, x] of average.averages.entries()) {
      for (const [k, value] of elementsOf(x, "compare").entries()) expect(value).toBeCloseTo(expected[i][k], 6);
    }
    expect(toArray(average.averages[0])).not.toEqual(toArray(model.parameters()[0]));
  });
});

/** Pieces of a sequence in which each number follows from the one before. */
class Successor extends Module {
  readonly head = new Linear(random(1), 5, 5);
  forward(x: Tensor): Tensor {
    return this.head.forward(x);
  }
}
const counting = {
  numBatches: 3,
  batch: (_: number, rng: RandomGenerator): Tensor[] => {
    const numbers = toArray<number[]>(randint(rng, 0, 5, [16]));
    const hot = numbers.map((n) => [0, 1, 2, 3, 4].map((k) => (k === n ? 1 : 0)));
    return [
      tensor(hot),
      tensor(
        numbers.map((n) => (n + 1) % 5),
        { dtype: "int32" },
      ),
    ];
  },
};
const nextLoss = (model: Successor, x: Tensor, next: Tensor): Tensor => crossEntropy(model.forward(x), next);

describe("fit() on a source of minibatches", () => {
  test("learns, compiled, and validates on the same minibatches each time", async () => {
    const model = new Successor();
    const asked: string[] = [];
    const validation = {
      numBatches: 2,
      batch(i: number, rng: RandomGenerator) {
        const batch = counting.batch(i, rng);
        asked.push(`${i}: ${toArray(batch[1])}`);
        return batch;
      },
    };
    const history = await fit(model, counting, {
      loss: nextLoss,
      optimizer: new Adam(model.parameters(), { learningRate: 0.1 }),
      epochs: 20,
      rng: random(2),
      validation,
    });
    expect(history.losses).toHaveLength(60);
    expect(history.status).toMatch(/^replays/);
    expect(history.epochs[19].validationLoss).toBeLessThan(0.1);
    expect(asked).toHaveLength(40);
    expect(new Set(asked).size).toBe(2);
    const last = asked.slice(-2).map((text) => text.slice(3).split(",").map(Number));
    expect(last.flat()).toHaveLength(32);
  });

  test("refuses options that are for rows, and a source that gives no tensors", async () => {
    const model = new Successor();
    const options = { loss: nextLoss, optimizer: new SGD(model.parameters()), epochs: 1, rng: random(1) };
    await expect(fit(model, counting, { ...options, batchSize: 4 } as never)).rejects.toThrow(
      'Cannot train with the option "batchSize" as a source makes its own minibatches: it is for rows of tensors only',
    );
    const empty = { numBatches: 1, batch: () => [] };
    await expect(fit(model, empty, options)).rejects.toThrow(
      "Cannot learn from minibatch 0 as batch(i, rng) gives an array of tensors: got an array of 0",
    );
    await expect(fit(model, { ...counting, numBatches: 0 }, options)).rejects.toThrow(RangeError);
  });
});
