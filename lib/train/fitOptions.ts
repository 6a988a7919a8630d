/*
 * What `fit` can be told, and what it refuses. A misspelt option that is silently ignored costs an evening, so every name is
 * checked; and everything is checked before the first number changes.
 *
 *   what is minimized     loss                        how often, in which pieces    epochs, batchSize, shuffle, rng
 *   who moves             optimizer, average          how far                       schedule, clipNorm
 *   what is measured      validation, metrics         who looks on                  callbacks, progress
 *
 * Notation: n examples, B batchSize.
 * Source: Keras's Model.fit for most of the names; PyTorch for those of optimizers.
 * NB: `optimizer`, `loss` and `epochs` have no defaults: they are decisions. Nor has `rng`: where there is chance, there is a
 *   generator that the caller can make anew.
 *
 * Page 144 · before it: train/validation.ts · after it: train/trainingLoop.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { checkCount, lesson, valueText } from "../lesson.ts";
import type { Metric } from "../metrics/classes.ts";
import { Module } from "../nn/module.ts";
import { EMA } from "../optim/average.ts";
import { Optimizer } from "../optim/optimizer.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type AnyOptimizer, type Callback, checkCallback } from "./callback.ts";
import { type BatchSource, checkData, isSource, type TensorData } from "./data.ts";

/** What both kinds of data have in common. */
export interface CommonFitOptions {
  /** Made of the model's parameters: `new optim.Adam(model.parameters())`. */
  readonly optimizer: AnyOptimizer;
  /** How often the data are gone through. From 1 up. */
  readonly epochs: number;
  /** For the order of the examples, and for sources. */
  readonly rng?: RandomGenerator;
  /** The learning rate of each step, counted from 0: one of `optim`'s schedules, or any function. By default it stays. */
  readonly schedule?: (step: number) => number;
  /** Clips the gradients to this norm, all together, before each step. */
  readonly clipNorm?: number;
  /** A moving average that is updated after each step. */
  readonly average?: EMA;
  readonly callbacks?: readonly Callback[];
  /** Whether to show how far training is. True by default. */
  readonly progress?: boolean;
}

/** How to train on rows of tensors. */
export interface FitOptions extends CommonFitOptions {
  /** From the model's output and the targets to one number, such as `crossEntropy`. */
  readonly loss: (output: Tensor, targets: Tensor) => Tensor;
  /** B, from 1 to the number of rows. 32 by default, or all rows where there are fewer. */
  readonly batchSize?: number;
  /** Whether each epoch has a random order of its own; that takes an `rng`. True by default. */
  readonly shuffle?: boolean;
  /** Rows that are measured after each epoch and never trained on. */
  readonly validation?: TensorData;
  /** Of the validation part, by name: functions of output and targets that give a number, such as `metrics.accuracy`. */
  readonly metrics?: Readonly<Record<string, Metric>>;
}

/** How to train on minibatches of a source. */
export interface SourceFitOptions<M extends Module> extends CommonFitOptions {
  /** From the model and a minibatch to one number. */
  readonly loss: (model: M, ...batch: Tensor[]) => Tensor;
  /** Minibatches that are measured after each epoch and never trained on. */
  readonly validation?: BatchSource;
}

/** Every option there is, and for which kind of data. */
const known: Readonly<Record<keyof FitOptions, "both" | "rows">> = {
  loss: "both",
  optimizer: "both",
  epochs: "both",
  rng: "both",
  schedule: "both",
  clipNorm: "both",
  average: "both",
  callbacks: "both",
  progress: "both",
  validation: "both",
  batchSize: "rows",
  shuffle: "rows",
  metrics: "rows",
};

/** Refuses a value that is not what the option wants. */
function refuse(name: string, wanted: string, value: unknown, cure?: string): never {
  const cannot = `train with ${name} ${valueText(value)}`;
  const found = value === undefined ? "there is none" : `got ${valueText(value)}`;
  throw new TypeError(
    lesson({ cannot, as: `${name} must be ${wanted}`, found, ...(cure === undefined ? {} : { try: cure }) }),
  );
}

/** A name that is none is refused, with the one that was probably meant: other capitals, underscores, or without an s. */
function checkNames(options: object, isFromSource: boolean): void {
  const names = Object.keys(known).filter((name) => !isFromSource || known[name as keyof FitOptions] === "both");
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    // "batch_size", "BatchSize" and "callback" are near enough to guess
    const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, "");
    const meant = names.find((other) => plain(other) === plain(name) || plain(other) === `${plain(name)}s`);
    const ofRows = Object.hasOwn(known, name);
    throw new TypeError(
      lesson({
        cannot: `train with the option "${name}"`,
        as: ofRows ? "a source makes its own minibatches" : `the options are ${names.join(", ")}`,
        found: ofRows ? "it is for rows of tensors only" : "it is none of them",
        ...(meant === undefined ? {} : { try: meant }),
      }),
    );
  }
}

/**
 * Refuses what cannot be trained, or not so.
 * @throws TypeError for a wrong kind of value, an unknown option, or data that do not fit together; RangeError for no epoch and no
 *   data. Nothing has changed then.
 * @example
 * const model = new nn.Linear(random(1), 2, 1);
 * const data = { inputs: zeros([4, 2]), targets: zeros([4, 1]) };
 * const options = { loss: mseLoss, optimizer: new optim.SGD(model.parameters()), epochs: 1, rng: random(2) };
 * checkFit(model, data, { ...options, batchsize: 2 }); // throws TypeError: Cannot train with the option "batchsize" as the options are loss, optimizer, epochs, rng, schedule, clipNorm, average, callbacks, progress, validation, batchSize, shuffle, metrics: it is none of them; try batchSize
 */
export function checkFit(model: unknown, data: unknown, options: unknown): void {
  if (!(model instanceof Module)) {
    const found = `got ${valueText(model)}`;
    throw new TypeError(
      lesson({
        cannot: `train ${valueText(model)}`,
        as: "a model is an nn.Module",
        found,
        try: "new nn.Sequential(…)",
      }),
    );
  }
  checkData(data, "train");
  if (typeof options !== "object" || options === null) refuse("options", "an object", options);
  const isFromSource = isSource(data);
  checkNames(options, isFromSource);
  const { loss, optimizer, epochs, rng, schedule, clipNorm, average, callbacks, progress, validation, ...rows } =
    options as Readonly<Record<string, unknown>>;
  if (typeof loss !== "function") refuse("loss", "a function that gives one number", loss, "crossEntropy or mseLoss");
  if (!(optimizer instanceof Optimizer)) {
    refuse("optimizer", "an optimizer of the model's parameters", optimizer, "new optim.Adam(model.parameters())");
  }
  // 0 epochs would return a model as it was, without a word
  checkCount("train for", epochs as number, "epochs", 1);
  // where there is chance there must be a generator: a source always has it, rows only when their order is to be random
  const isGenerator = typeof rng === "object" && rng !== null && "state" in rng;
  const needsGenerator = isFromSource || rows.shuffle !== false;
  if (rng === undefined ? needsGenerator : !isGenerator) refuse("rng", "a generator", rng, "rng: random(1)");
  // the rest is optional: checked where it is there
  if (schedule !== undefined && typeof schedule !== "function") {
    refuse("schedule", "a function of the step", schedule, "optim.constant(0.1)");
  }
  if (clipNorm !== undefined && !(typeof clipNorm === "number" && clipNorm > 0)) {
    const found = `got ${valueText(clipNorm)}`;
    throw new RangeError(
      lesson({ cannot: `clip gradients to the norm ${valueText(clipNorm)}`, as: "it must be above 0", found }),
    );
  }
  if (average !== undefined && !(average instanceof EMA)) refuse("average", "an optim.EMA", average);
  for (const [name, value] of Object.entries({ progress, shuffle: rows.shuffle })) {
    if (value !== undefined && typeof value !== "boolean") refuse(name, "true or false", value);
  }
  if (callbacks !== undefined && !Array.isArray(callbacks)) refuse("callbacks", "an array", callbacks);
  for (const callback of (callbacks as readonly unknown[] | undefined) ?? []) checkCallback(callback);
  // what is measured must be of the kind that is trained on
  if (validation !== undefined) {
    checkData(validation, "validate");
    if (isSource(validation) !== isFromSource) refuse("validation", "of the same kind as the data", validation);
  }
  checkMetrics(rows.metrics, validation !== undefined);
}

/** Metrics need something to measure. */
function checkMetrics(metrics: unknown, hasValidation: boolean): void {
  if (metrics === undefined) return;
  if (typeof metrics !== "object" || metrics === null)
    refuse("metrics", "functions by name", metrics, "{ accuracy: metrics.accuracy }");
  for (const [name, metric] of Object.entries(metrics)) {
    if (typeof metric !== "function") refuse(`metrics.${name}`, "a function of output and targets", metric);
  }
  if (hasValidation) return;
  const found = "there is none";
  const cannot = `measure ${Object.keys(metrics).join(", ")}`;
  throw new TypeError(
    lesson({ cannot, as: "metrics are of the validation part", found, try: "validation: { inputs, targets }" }),
  );
}
