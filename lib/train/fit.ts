/*
 * Training, whole. Everything before this page was made for these lines, and `fit` does nothing else, only with more care:
 *
 *   for (let epoch = 0; epoch < 10; epoch++) {
 *     const order = permutation(rng, inputs.shape[0]);
 *     for (let start = 0; start < order.length; start += 32) {
 *       const rows = tensor(order.slice(start, start + 32), { dtype: "int32" });
 *       optimizer.zeroGrad();
 *       const loss = crossEntropy(model.forward(take(inputs, rows)), take(targets, rows));
 *       backward(loss);
 *       optimizer.step();
 *       losses.push(item(loss));
 *     }
 *   }
 *
 * The care: the step is compiled, with the same bits; a loss that is no number ends the training before it spoils the model; the
 * validation part is measured after each epoch; Stop ends the loop between two steps, and what there is until then is kept.
 *
 * Notation: epoch one pass through the data, step one minibatch.
 * Source: Keras's Model.fit, for one call that trains, and for callbacks.
 * NB: PyTorch has no such function; there everybody writes the ten lines. A compiled step runs the JavaScript inside `loss` and the
 *   model only while it is recorded, twice for each shape of minibatch.
 *
 * Page 146 · before it: train/trainingLoop.ts · after it: nothing
 */
import { generatorFromState, type RandomGenerator } from "../data/random.ts";
import type { Module } from "../nn/module.ts";
import { applyLayer, type Layer } from "../nn/sequential.ts";
import { type BatchSource, isSource, rowBatches, sourceBatches, type TensorData } from "./data.ts";
import { checkFit, type FitOptions, type SourceFitOptions } from "./fitOptions.ts";
import type { History } from "./history.ts";
import { type Task, TrainingLoop } from "./trainingLoop.ts";
import { validateBatches, validateRows } from "./validation.ts";

function rowTask(model: Module, data: TensorData, options: FitOptions): Task {
  const {
    loss,
    rng,
    shuffle = true,
    validation,
    metrics = {},
    batchSize = Math.min(32, data.inputs.shape[0]),
  } = options;
  return {
    batches: rowBatches(data, batchSize, shuffle ? (rng as RandomGenerator) : null),
    lossOf: ([inputs, targets]) => loss(applyLayer(model as Layer, inputs), targets),
    validation: validation === undefined ? null : validateRows(model, validation, batchSize, loss, metrics),
  };
}

function sourceTask<M extends Module>(model: M, source: BatchSource, options: SourceFitOptions<M>): Task {
  const { loss, rng, validation } = options;
  const { state } = generatorFromState((rng as RandomGenerator).state); // as it is now: validation begins from here each time
  const validated =
    validation === undefined
      ? null
      : validateBatches(
          model,
          sourceBatches(validation, () => generatorFromState(state)),
          (...batch) => loss(model, ...batch),
        );
  return {
    batches: sourceBatches(source, () => rng as RandomGenerator),
    lossOf: (batch) => loss(model, ...batch),
    validation: validated,
  };
}

/**
 * Trains a model, and says how it went. To be awaited.
 * @param data Two tensors with a row for each example; or a source of minibatches, for which the loss is a function of the model and
 *   a minibatch.
 * @returns The loss of every step, and what was measured after each epoch. After a stop, what there was until then.
 * @throws TypeError and RangeError for data and options that cannot be meant, before anything has changed; DivergenceError when the loss
 *   is NaN or infinite, with the history, before the step that would have spoiled the model; and what a callback throws.
 * @example
 * const rng = random(1);
 * const inputs = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * const targets = tensor([0, 1, 1, 0], { dtype: "int32" }); // exclusive or
 * const model = new nn.Sequential(new nn.Linear(rng, 2, 8), tanh, new nn.Linear(rng, 8, 2));
 * const optimizer = new optim.Adam(model.parameters(), { learningRate: 0.05 });
 * const history = await fit(model, { inputs, targets }, { loss: crossEntropy, optimizer, epochs: 100, batchSize: 4, rng });
 * [history.losses.length, metrics.accuracy(model.forward(inputs), targets), history.losses[99] < 0.1]; // => [100, 1, true]
 * @example
 * const rng = random(1);
 * const inputs = rand(rng, [120, 1]);
 * const [train, validation] = split(inputs, [100, 20]).map((x) => ({ inputs: x, targets: subtract(multiply(x, 3), 2) }));
 * const model = new nn.Linear(rng, 1, 1);
 * const schedule = optim.cosine({ learningRate: 0.1, totalSteps: 500 });
 * const settings = { loss: mseLoss, optimizer: new optim.Adam(model.parameters()), epochs: 50, batchSize: 10, rng, schedule };
 * const history = await fit(model, train, { ...settings, validation, metrics: { r2: metrics.r2 } });
 * const { r2 } = history.epochs.at(-1).metrics;
 * [item(model.weight).toFixed(2), item(model.bias).toFixed(2), r2 > 0.999]; // => ["3.00", "-2.00", true]
 * @example
 * // a source: each minibatch is drawn when its turn comes
 * const model = new nn.Embedding(random(1), 5, 5); // from a number to scores for the next one
 * const optimizer = new optim.Adam(model.parameters(), { learningRate: 0.1 });
 * const batch = (i, rng) => {
 *   const now = randint(rng, 0, 4, [16]);
 *   return [now, add(now, 1)]; // it counts
 * };
 * const loss = (model, now, next) => crossEntropy(model.forward(now), next);
 * await fit(model, { numBatches: 50, batch }, { loss, optimizer, epochs: 2, rng: random(2) });
 * item(argmax(model.forward(tensor([3], { dtype: "int32" })))); // => 4
 */
export function fit(model: Module, data: TensorData, options: FitOptions): Promise<History>;
export function fit<M extends Module>(model: M, data: BatchSource, options: SourceFitOptions<M>): Promise<History>;
export async function fit(
  model: Module,
  data: TensorData | BatchSource,
  options: FitOptions | SourceFitOptions<Module>,
): Promise<History> {
  checkFit(model, data, options);
  const task = isSource(data)
    ? sourceTask(model, data, options as SourceFitOptions<Module>)
    : rowTask(model, data, options as FitOptions);
  return new TrainingLoop(model, task, options).run();
}
