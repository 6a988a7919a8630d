/*
 * The loop behind `fit`. One step is a function that is compiled: gradients are forgotten, the loss is computed and looked at,
 * the derivatives flow back, the optimizer moves. Everything else happens between two steps, in JavaScript.
 *
 *   for each epoch:   for each minibatch:   a stop? · the rate · the step · onStep
 *                     validation · onEpoch
 *
 * Notation: steps are counted from 0 for schedules, and from 1 where they are shown.
 * Source: the cooperative loop of train/stopSignal.ts, with awaits in it, so that figures and widgets stay alive.
 * What a step does is written once and replayed; so it reads nothing that changes from step to step but its arguments, the
 * optimizer's settings and the history. The rate of a schedule reaches it as a setting of the optimizer.
 *
 * NB: an `await` that has nothing to wait for costs a tenth of a microsecond; it lets nobody else run. Every 50 ms the loop really
 *   steps aside.
 *
 * Page 145 · before it: train/fitOptions.ts · after it: train/fit.ts
 */
import { now, pause, stopSignal } from "#platform";
import { backward } from "../autograd/backward.ts";
import { type CompiledStep, compile } from "../autograd/compile.ts";
import type { Module } from "../nn/module.ts";
import { assign } from "../ops/assign.ts";
import { clipGradNorm } from "../optim/clipping.ts";
import { item } from "../tensor/create.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Callback, TrainingMoment } from "./callback.ts";
import type { Batches } from "./data.ts";
import { buffersOf, DivergenceError, finiteLoss } from "./finiteLoss.ts";
import type { CommonFitOptions } from "./fitOptions.ts";
import { History } from "./history.ts";
import { type ProgressLine, startProgress } from "./progress.ts";
import { keepModes, type Validation } from "./validation.ts";

/** What both kinds of data become: the loop knows no difference. */
export interface Task {
  readonly batches: Batches;
  /** From a minibatch to one number. */
  readonly lossOf: (batch: readonly Tensor[]) => Tensor;
  readonly validation: Validation | null;
}

/** After so long everybody else gets a turn. */
const turnMs = 50;

/**
 * One training, from the first step to its end. Its settings are taken to be right: `checkFit` has looked at them.
 * @param task Minibatches, their loss, and what is measured after each epoch.
 * @throws DivergenceError when the loss is NaN or infinite; and what the loss or a callback throws.
 * @example
 * const model = new nn.Linear(random(1), 1, 1);
 * const one = { begin() {}, argumentsOf: () => [ones([1, 1])], batchOf: (args) => args, weightOf: () => 1 };
 * const batches = { numBatches: 3, lastFull: 2, ...one };
 * const task = { batches, lossOf: ([x]) => sum(multiply(model.forward(x), model.forward(x))), validation: null };
 * const optimizer = new optim.SGD(model.parameters(), { learningRate: 0.1 });
 * const { losses } = await new TrainingLoop(model, task, { optimizer, epochs: 2 }).run();
 * [losses.length, losses[5] < losses[0]]; // => [6, true]
 */
export class TrainingLoop {
  /** Its course so far: callbacks look into it, and the caller gets it at the end. */
  readonly #history = new History();
  readonly #task: Task;
  readonly #options: CommonFitOptions;
  readonly #line: ProgressLine;
  readonly #model: Module;
  /** What a step changes before its loss is known. */
  readonly #buffers: readonly Tensor[];
  /** Of all epochs together. */
  readonly #numSteps: number;
  readonly #signal = stopSignal(); // of the cell in which training starts
  /** Counted from 1, as it is shown. */
  #epoch = 1;
  #isStopped = false; // by a callback
  #lastTurn = now();

  constructor(model: Module, task: Task, options: CommonFitOptions) {
    [this.#model, this.#task, this.#options] = [model, task, options];
    this.#buffers = buffersOf(model);
    this.#line = startProgress(options.progress ?? true);
    this.#numSteps = options.epochs * task.batches.numBatches;
  }

  /** To be called once. Whatever happens, the model's parts are in their former modes afterwards. */
  async run(): Promise<History> {
    const restoreModes = keepModes(this.#model);
    try {
      await this.#tell("onStart"); // may refuse, as nothing has changed yet
      return await this.#runEpochs();
    } finally {
      restoreModes();
      this.#line.clear();
    }
  }

  /** Epoch after epoch, until there are enough, or somebody says so. */
  async #runEpochs(): Promise<History> {
    const { epochs } = this.#options;
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
      optimizer.zeroGrad(); // else the gradients of the step before would be added to
      const loss = finiteLoss(lossOf(batches.batchOf(args)), this.#history);
      backward(loss); // from here on gradients are there, and nothing has moved yet
      if (clipNorm !== undefined) clipGradNorm(optimizer.parameters, clipNorm);
      optimizer.step();
      average?.update(); // after the step: it follows where the parameters have gone
      return loss;
    });
  }

  /** One pass through the data, and the validation after it. False when it was interrupted. */
  async #runEpoch(step: CompiledStep<Tensor[], Tensor>): Promise<boolean> {
    const { batches, validation } = this.#task;
    const { optimizer, schedule } = this.#options;
    const history = this.#history;
    let [total, weight] = [0, 0]; // for the mean over examples, not over minibatches
    this.#model.train(); // a callback may have looked at it in evaluation mode
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
    // all examples were seen once: how good is the model on those that it never sees?
    const measured = validation === null ? null : await validation(() => this.#mayGoOn("validating"));
    if (validation !== null && measured === null) return false;
    // an epoch is written down when it is whole
    history.epochs.push({
      epoch: this.#epoch,
      steps: history.losses.length,
      loss: total / weight,
      validationLoss: measured?.loss ?? null,
      metrics: measured?.metrics ?? {},
      learningRate: optimizer.learningRate,
    });
    const { callbacks = [] } = this.#options;
    // epochs may be shorter than a look at the line: it is taken away only for those who may print
    if (callbacks.some(({ onEpoch, isSilent }) => onEpoch !== undefined && isSilent !== true)) this.#line.clear();
    await this.#tell("onEpoch");
    return true;
  }

  /** One step, or nothing: after a failure the model is what it was, and gradients of half a step are forgotten. */
  #take(step: (...args: Tensor[]) => Tensor, args: readonly Tensor[]): number {
    const before = this.#buffers.map(({ storage, shape }) => new Tensor(storage, shape));
    try {
      return item(step(...args));
    } catch (error) {
      if (error instanceof DivergenceError) this.#history.stopped = "diverged";
      for (const [i, buffer] of this.#buffers.entries()) assign(buffer, before[i]);
      this.#options.optimizer.zeroGrad();
      throw error;
    }
  }

  /**
   * Between two steps, or two minibatches of validation: shows how far it is, and lets others have their turn.
   * False when a stop was requested.
   */
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
    // a promise that is already fulfilled would not do: messages and timers wait for a real pause
    if (now() - this.#lastTurn > turnMs) {
      await pause();
      this.#lastTurn = now();
    }
    return !this.#signal.requested;
  }

  /** Callbacks hear of the end first; the sentence of a stop comes last, below what they print. */
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

  /** Calls all callbacks that listen to this moment, one after the other. */
  async #tell(name: Exclude<keyof Callback, "isSilent">): Promise<void> {
    const { callbacks = [], optimizer } = this.#options;
    if (callbacks.length === 0) return;
    const moment: TrainingMoment = {
      model: this.#model,
      optimizer,
      history: this.#history,
      epoch: this.#epoch,
      numEpochs: this.#options.epochs,
      step: this.#history.losses.length,
      numSteps: this.#numSteps,
      hasValidation: this.#task.validation !== null,
      stop: () => {
        this.#isStopped = true;
      },
    };
    for (const callback of callbacks) await callback[name]?.(moment);
  }
}
