/*
 * What is learned from, cut into minibatches. A gradient over all examples is exact and slow; one over 32 of them points nearly
 * the same way and costs a thousandth. In each epoch every example is seen once, in another order.
 *
 *   rows of minibatch i = order[i·B … (i + 1)·B − 1]          the last one has what is left
 *
 * Data are two tensors, one row for each example; or, where rows do not exist beforehand, as for pieces of a long text, a
 * source that is asked for one minibatch after the other.
 *
 * Notation: n examples, B batchSize; inputs (n, …), targets (n, …).
 * Source: L. Bottou, Stochastic gradient descent tricks (2012), section 4: shuffle the examples.
 * NB: rows are taken by an operation inside the step, so that a compiled step finds the data in its own memory and is given only
 *   their numbers. Large data would fill that memory several times; their rows are taken outside, and handed in.
 *
 * Page 135 · before it: train/stopSignal.ts · after it: train/history.ts
 */
import { permutation, type RandomGenerator } from "../data/random.ts";
import { checkCount, lesson, sizesText, valueText } from "../lesson.ts";
import { take } from "../ops/indexing.ts";
import { ownCopy } from "../ops/movement.ts";
import { leaf } from "../tensor/create.ts";
import { allocate, bytesOf } from "../tensor/dtype.ts";
import { checkTensor, elementsOf, showsWholeStorage, type Tensor } from "../tensor/tensor.ts";

/** Examples as rows of two tensors. */
export interface TensorData {
  /** (n, …) */
  readonly inputs: Tensor;
  /** (n, …) */
  readonly targets: Tensor;
}

/** Examples that are made when they are asked for. */
export interface BatchSource {
  /** How many minibatches make an epoch. */
  readonly numBatches: number;
  /**
   * Minibatch i of the epoch: tensors of the same shapes each time, so that the step is compiled once.
   * @param rng The generator that `fit` was given; for validation a copy, the same in every epoch.
   */
  batch(i: number, rng: RandomGenerator): readonly Tensor[];
}

/** One epoch after the other, as the loop needs them. */
export interface Batches {
  readonly numBatches: number;
  /** The last minibatch of full size. */
  readonly lastFull: number;
  /** Puts the examples into the order of a new epoch. */
  begin(): void;
  /** What the step is called with for minibatch i. */
  argumentsOf(i: number): readonly Tensor[];
  /** The minibatch itself, inside the step: for two tensors, the inputs and the targets. */
  batchOf(args: readonly Tensor[]): readonly Tensor[];
  /** How much minibatch i counts in a mean over the epoch. */
  weightOf(i: number): number;
}

/**
 * Whether data are a source of minibatches.
 * @example isSource({ numBatches: 3, batch: () => [] }); // => true
 */
export function isSource(data: unknown): data is BatchSource {
  return typeof data === "object" && data !== null && "batch" in data && typeof data.batch === "function";
}

/**
 * Refuses data from which nothing can be learned.
 * @param action "train on the data": the message goes on from there.
 * @throws TypeError when they are neither two tensors nor a source, or the tensors have different numbers of rows; RangeError when
 *   there is no row, or no minibatch.
 * @example checkData({ inputs: zeros([4, 2]), targets: zeros([3]) }, "train"); // throws TypeError: Cannot train as inputs and targets must have the same number of rows: got 4 and 3
 */
export function checkData(data: unknown, action: string): asserts data is TensorData | BatchSource {
  if (isSource(data)) return checkCount(`${action} of`, data.numBatches, "minibatches", 1);
  if (typeof data !== "object" || data === null || !("inputs" in data) || !("targets" in data)) {
    throw new TypeError(
      lesson({
        cannot: action,
        as: "data are { inputs, targets }, or a source { numBatches, batch(i, rng) }",
        found: `got ${valueText(data)}`,
      }),
    );
  }
  const { inputs, targets } = data;
  checkTensor(inputs, `${action} with the inputs`);
  checkTensor(targets, `${action} with the targets`);
  const [rows, others] = [inputs, targets].map(({ shape }) => (shape.length === 0 ? null : shape[0]));
  if (rows === null || others === null) {
    const found = `got ${sizesText(inputs.shape)} and ${sizesText(targets.shape)}`;
    throw new TypeError(lesson({ cannot: action, as: "data must have one row for each example", found }));
  }
  if (rows !== others) {
    const found = `got ${rows} and ${others}`;
    throw new TypeError(lesson({ cannot: action, as: "inputs and targets must have the same number of rows", found }));
  }
  if (rows > 0) return;
  throw new RangeError(lesson({ cannot: action, as: "there must be at least one example", found: "there is none" }));
}

/** Data of more bytes are not copied into the memory of compiled steps, of which there may be four. */
const mostCopiedBytes = 16 * 2 ** 20;

/** Rows of a tensor that lies alone in its storage, in a new one. */
function rowsOf(x: Tensor, rows: Int32Array): Tensor {
  const from = elementsOf(x, "take rows of it");
  const width = x.size / x.shape[0];
  const data = allocate(x.dtype, rows.length * width);
  for (const [i, row] of rows.entries()) data.set(from.subarray(row * width, (row + 1) * width), i * width);
  return leaf(data, x.dtype, [rows.length, ...x.shape.slice(1)]);
}

/** A tensor that lies alone in its storage: a step that is compiled copies the whole storage once. */
function alone(x: Tensor): Tensor {
  return showsWholeStorage(x) ? x : ownCopy(x);
}

/**
 * Minibatches of rows, in a new random order for each epoch.
 * @param rng Null keeps the order of the rows.
 * @param copiedBytes Up to which size the data are copied into the memory of compiled steps. 16 MiB by default.
 * @throws RangeError when the size is not a whole number from 1 to the number of rows.
 * @example
 * const batches = rowBatches({ inputs: reshape(arange(5), [5, 1]), targets: arange(5) }, 2, null);
 * batches.begin();
 * [0, 1, 2].map((i) => toArray(batches.batchOf(batches.argumentsOf(i))[1])); // => [[0, 1], [2, 3], [4]]
 */
export function rowBatches(
  data: TensorData,
  batchSize: number,
  rng: RandomGenerator | null,
  copiedBytes = mostCopiedBytes,
): Batches {
  const [rows] = data.inputs.shape;
  checkCount("cut data into minibatches of", batchSize, "rows", 1);
  if (batchSize > rows) {
    const found = `there are ${rows}`;
    const cannot = `cut ${rows} rows into minibatches of ${batchSize}`;
    throw new RangeError(
      lesson({ cannot, as: "there must be at least as many rows", found, try: `batchSize: ${rows}` }),
    );
  }
  const [inputs, targets] = [alone(data.inputs), alone(data.targets)];
  const bytes = [inputs, targets].reduce((sum, { size, dtype }) => sum + size * bytesOf[dtype], 0);
  const isSmall = bytes <= copiedBytes;
  let order = Int32Array.from({ length: rows }, (_, i) => i);
  const sizeOf = (i: number): number => Math.min(batchSize, rows - i * batchSize);
  return {
    numBatches: Math.ceil(rows / batchSize),
    lastFull: Math.floor(rows / batchSize) - 1,
    begin() {
      if (rng !== null) order = Int32Array.from(permutation(rng, rows));
    },
    argumentsOf(i) {
      const chosen = order.slice(i * batchSize, (i + 1) * batchSize);
      return isSmall ? [leaf(chosen, "int32", [chosen.length])] : [rowsOf(inputs, chosen), rowsOf(targets, chosen)];
    },
    batchOf: (args) => (isSmall ? [take(inputs, args[0]), take(targets, args[0])] : args), // (n, …) → (B, …)
    weightOf: sizeOf,
  };
}

/**
 * Minibatches of a source.
 * @param rng Handed to the source; a function, so that validation can begin anew with the same numbers.
 * @example
 * const source = { numBatches: 2, batch: (i, rng) => [randn(rng, [1])] };
 * const batches = sourceBatches(source, () => random(1));
 * const epochs = [1, 2].map(() => (batches.begin(), item(batches.argumentsOf(0)[0])));
 * epochs[0] === epochs[1]; // => true
 */
export function sourceBatches(source: BatchSource, rng: () => RandomGenerator): Batches {
  const { numBatches } = source;
  let current: RandomGenerator | null = null;
  return {
    numBatches,
    lastFull: numBatches - 1,
    begin() {
      current = rng();
    },
    argumentsOf(i) {
      current ??= rng();
      const batch = source.batch(i, current);
      const isBatch = Array.isArray(batch) && batch.length > 0;
      if (!isBatch) {
        const found = `got ${valueText(batch)}`;
        throw new TypeError(
          lesson({ cannot: `learn from minibatch ${i}`, as: "batch(i, rng) gives an array of tensors", found }),
        );
      }
      for (const tensor of batch) checkTensor(tensor, `learn from minibatch ${i} with`);
      return batch;
    },
    batchOf: (args) => args,
    weightOf: () => 1,
  };
}
