import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { reshape, transpose } from "../../../lib/ops/movement.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { arange, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { type Batches, checkData, isSource, rowBatches, sourceBatches } from "../../../lib/train/data.ts";

/** An epoch's minibatches: inputs and targets. */
const epochOf = (batches: Batches): unknown[][] => {
  batches.begin();
  return Array.from({ length: batches.numBatches }, (_, i) => batches.batchOf(batches.argumentsOf(i)).map(toArray));
};
const data = (rows: number) => ({
  inputs: reshape(arange(2 * rows), [rows, 2]),
  targets: arange(rows, { dtype: "int32" }),
});

describe("rowBatches()", () => {
  test("every row comes once in an epoch, with its own target, in another order each time", () => {
    const batches = rowBatches(data(23), 5, random(1));
    const epochs = Array.from({ length: 5 }, () => epochOf(batches) as [number[][], number[]][]);
    for (const epoch of epochs) {
      expect(epoch.map(([inputs]) => inputs.length)).toEqual([5, 5, 5, 5, 3]);
      const pairs = epoch.flatMap(([inputs, targets]) => inputs.map((row, i) => [row, targets[i]] as const));
      for (const [row, target] of pairs) expect(row).toEqual([2 * target, 2 * target + 1]);
      expect(pairs.map(([, target]) => target).sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
    }
    expect(new Set(epochs.map((epoch) => JSON.stringify(epoch))).size).toBe(5);
    expect([batches.lastFull, batches.weightOf(0), batches.weightOf(4)]).toEqual([3, 5, 3]);
    expect(epochOf(rowBatches(data(23), 5, random(1)))).toEqual(epochs[0]); // the same seed, the same order
  });

  test("without a generator rows stay in order; one minibatch may hold all of them", () => {
    expect(epochOf(rowBatches(data(3), 2, null))).toEqual([
      [
        [
          [0, 1],
          [2, 3],
        ],
        [0, 1],
      ],
      [[[4, 5]], [2]],
    ]);
    const whole = rowBatches(data(3), 3, null);
    expect([whole.numBatches, whole.lastFull]).toEqual([1, 0]);
  });

  test("data that are too large to be copied give the same minibatches", () => {
    const [small, large] = [rowBatches(data(23), 5, random(1)), rowBatches(data(23), 5, random(1), 23 * 12 - 1)];
    for (let epoch = 0; epoch < 3; epoch++) expect(epochOf(large)).toEqual(epochOf(small));
    expect(small.argumentsOf(0).map(({ shape, dtype }) => [shape, dtype])).toEqual([[[5], "int32"]]);
    expect(large.argumentsOf(4).map(({ shape, dtype }) => [shape, dtype])).toEqual([
      [[3, 2], "float32"],
      [[3], "int32"],
    ]);
    expect(rowBatches(data(23), 5, null, 23 * 12).argumentsOf(0)).toHaveLength(1);
  });

  test("takes rows of views, which a compiled step would copy as a whole", () => {
    const inputs = transpose(reshape(arange(6), [2, 3]), 0, 1); // (3, 2)
    const targets = slice(arange(10), 0, { start: 4, end: 7 });
    const batches = rowBatches({ inputs, targets }, 2, null);
    expect(epochOf(batches)[0]).toEqual([
      [
        [0, 3],
        [1, 4],
      ],
      [4, 5],
    ]);
  });

  test("refuses more rows than there are, and no row", () => {
    expect(() => rowBatches(data(3), 4, null)).toThrow(
      new RangeError(
        "Cannot cut 3 rows into minibatches of 4 as there must be at least as many rows: there are 3; try batchSize: 3",
      ),
    );
    expect(() => rowBatches(data(3), 0, null)).toThrow(RangeError);
    expect(() => rowBatches(data(3), 1.5, null)).toThrow(RangeError);
  });
});

describe("sourceBatches()", () => {
  test("asks the source for each minibatch, with the generator of the epoch", () => {
    const drawn: number[][] = [];
    const source = {
      numBatches: 2,
      batch: (i: number, rng: { state: Uint32Array }): Tensor[] => {
        drawn.push([i, rng.state[0]++]);
        return [ones([1])];
      },
    };
    const rng = random(1);
    epochOf(sourceBatches(source, () => rng));
    epochOf(sourceBatches(source, () => random(1)));
    const [first] = random(1).state;
    expect(drawn).toEqual([
      [0, first],
      [1, first + 1],
      [0, first],
      [1, first + 1],
    ]);
  });

  test("refuses what is no minibatch", () => {
    for (const wrong of [ones([1]), [], undefined, [1]]) {
      const batches = sourceBatches({ numBatches: 1, batch: () => wrong as never }, () => random(1));
      expect(() => batches.argumentsOf(0)).toThrow(/^Cannot learn from minibatch 0/);
    }
  });
});

describe("checkData()", () => {
  test.each([
    [{ inputs: zeros([4, 2]), targets: zeros([3]) }, TypeError, "the same number of rows: got 4 and 3"],
    [{ inputs: zeros([0, 2]), targets: zeros([0]) }, RangeError, "there must be at least one example: there is none"],
    [{ inputs: tensor(1), targets: tensor(2) }, TypeError, "one row for each example: got () and ()"],
    [{ inputs: zeros([4, 2]) }, TypeError, "data are { inputs, targets }, or a source"],
    [{ inputs: [[1]], targets: zeros([1]) }, TypeError, "it must be a tensor: got an array of 1; try tensor([…])"],
    [
      zeros([4, 2]),
      TypeError,
      "data are { inputs, targets }, or a source { numBatches, batch(i, rng) }: got an object",
    ],
    [undefined, TypeError, "got undefined"],
    [{ numBatches: 1.5, batch: () => [] }, RangeError, "train of 1.5 minibatches"],
  ])("refuses %o", (wrong, type, message) => {
    expect(() => checkData(wrong, "train")).toThrow(type);
    expect(() => checkData(wrong, "train")).toThrow(message);
  });

  test("isSource() knows a source from tensors", () => {
    expect([isSource({ numBatches: 1, batch: () => [] }), isSource(data(2)), isSource(null)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
