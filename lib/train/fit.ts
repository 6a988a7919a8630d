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
 * Page 145 · before it: train/fitOptions.ts · after it: nothing
 */
import { now, pause, stopSignal } from "#platform";
import { backward } from "../autograd/backward.ts";
import { type CompiledStep, compile } from "../autograd/compile.ts";
import { generatorFromState, type RandomGenerator } from "../data/random.ts";
import type { Module } from "../nn/module.ts";
import { applyLayer, type Layer } from "../nn/sequential.ts";
import { clipGradNorm } from "../optim/clipping.ts";
import { item } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Callback, TrainingMoment } from "./callback.ts";
import { type Batches, type BatchSource, isSource, rowBatches, sourceBatches, type TensorData } from "./data.ts";
import { DivergenceError, finiteLoss } from "./finiteLoss.ts";
import { checkFit, type FitOptions, type SourceFitOptions } from "./fitOptions.ts";
import { History } from "./history.ts";
import { type ProgressLine, startProgress } from "./progress.ts";
import { keepModes, type Validation, validateBatches, validateRows } from "./validation.ts";

/** What the two kinds of data become: the loop knows no difference. */
interface Task {
  readonly batches: Batches;
  readonly lossOf: (batch: readonly Tensor[]) => Tensor;
  readonly validation: Validation | null;
}

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
  const line = startProgress(options.progress ?? true);
  const restoreModes = keepModes(model);
  try {
    return await new Training(model, task, options, line).run();
  } finally {
    restoreModes();
    line.clear();
  }
}

/** After so long everybody else gets a turn. */
const turnMs = 50;

/** One training that goes on. */
class Training {
  readonly #history = new History();
  readonly #task: Task;
  readonly #options: FitOptions | SourceFitOptions<Module>;
  readonly #line: ProgressLine;
  readonly #model: Module;
  readonly #numSteps: number;
  readonly #signal = stopSignal(); // of the cell in which training starts
  #epoch = 1;
  #isStopped = false; // by a callback
  #lastTurn = now();

  constructor(model: Module, task: Task, options: FitOptions | SourceFitOptions<Module>, line: ProgressLine) {
    [this.#model, this.#task, this.#options, this.#line] = [model, task, options, line];
    this.#numSteps = options.epochs * task.batches.numBatches;
  }

  async run(): Promise<History> {
    const { epochs } = this.#options;
    await this.#tell("onStart");
    this.#model.train();
    const step = this.#compiledStep();
    for (; this.#epoch <= epochs; this.#epoch++) {
      if (!(await this.#runEpoch(step))) return this.#end("interrupted");
      if (this.#isStopped) return this.#end("early");
    }
    this.#epoch = epochs;
    return this.#end("finished");
  }

  /** Loss, derivatives, a step downhill: what is replayed. */
  #compiledStep(): CompiledStep<Tensor[], Tensor> {
    const { optimizer, clipNorm, average } = this.#options;
    const { batches, lossOf } = this.#task;
    return compile((...args: Tensor[]) => {
      optimizer.zeroGrad();
      const loss = finiteLoss(lossOf(batches.batchOf(args)), this.#history);
      backward(loss);
      if (clipNorm !== undefined) clipGradNorm(optimizer.parameters, clipNorm);
      optimizer.step();
      average?.update();
      return loss;
    });
  }

  /** One pass through the data, and the validation after it. False when it was interrupted. */
  async #runEpoch(step: CompiledStep<Tensor[], Tensor>): Promise<boolean> {
    const { batches, validation } = this.#task;
    const { optimizer, schedule } = this.#options;
    const history = this.#history;
    let [total, weight] = [0, 0];
    batches.begin();
    for (let i = 0; i < batches.numBatches; i++) {
      if (!(await this.#mayGoOn())) return false;
      if (schedule !== undefined) optimizer.learningRate = schedule(history.losses.length);
      const loss = this.#take(step, batches.argumentsOf(i));
      history.losses.push(loss);
      if (i <= batches.lastFull) history.status = step.status; // a smaller minibatch is a program of its own
      total += loss * batches.weightOf(i);
      weight += batches.weightOf(i);
      await this.#tell("onStep");
      if (this.#isStopped) return true;
    }
    const measured = validation === null ? null : await validation(() => this.#mayGoOn("validating"));
    if (validation !== null && measured === null) return false;
    history.epochs.push({
      epoch: this.#epoch,
      steps: history.losses.length,
      loss: total / weight,
      validationLoss: measured?.loss ?? null,
      metrics: measured?.metrics ?? {},
      learningRate: optimizer.learningRate,
    });
    this.#line.clear(); // callbacks may print
    await this.#tell("onEpoch");
    return true;
  }

  /** One step. After a failure, gradients are forgotten: those of a step that was not finished mean nothing. */
  #take(step: (...args: Tensor[]) => Tensor, args: readonly Tensor[]): number {
    try {
      return item(step(...args));
    } catch (error) {
      if (error instanceof DivergenceError) this.#history.stopped = "diverged";
      this.#options.optimizer.zeroGrad();
      throw error;
    }
  }

  /** Shows how far it is and lets others have their turn. False when a stop was requested. */
  async #mayGoOn(doing?: string): Promise<boolean> {
    const { losses } = this.#history;
    this.#line.show({
      epoch: this.#epoch,
      numEpochs: this.#options.epochs,
      step: losses.length,
      numSteps: this.#numSteps,
      loss: losses.at(-1) ?? null,
      ...(doing === undefined ? {} : { doing }),
    });
    if (now() - this.#lastTurn > turnMs) {
      await pause();
      this.#lastTurn = now();
    }
    return !this.#signal.requested;
  }

  async #end(how: "finished" | "interrupted" | "early"): Promise<History> {
    const { losses } = this.#history;
    this.#history.stopped = how;
    this.#line.clear();
    await this.#tell("onEnd");
    if (how === "interrupted") {
      const where = losses.length === 0 ? "before its first step" : `after step ${losses.length} of ${this.#numSteps}`;
      this.#signal.report(`Training was stopped ${where}; the history until there is kept.`);
    }
    return this.#history;
  }

  async #tell(name: keyof Callback): Promise<void> {
    const { callbacks = [], optimizer, validation } = this.#options;
    if (callbacks.length === 0) return;
    const moment: TrainingMoment = {
      model: this.#model,
      optimizer,
      history: this.#history,
      epoch: this.#epoch,
      numEpochs: this.#options.epochs,
      step: this.#history.losses.length,
      numSteps: this.#numSteps,
      hasValidation: validation !== undefined,
      stop: () => {
        this.#isStopped = true;
      },
    };
    for (const callback of callbacks) await callback[name]?.(moment);
  }
}
