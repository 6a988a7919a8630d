/*
 * How good the model is on examples that it does not train on. It is put into evaluation mode, nothing is remembered for
 * `backward`, and the outputs of all minibatches are measured together: the mean over minibatches of an F1 is not the F1.
 *
 *   outputs = model(inputs), minibatch by minibatch          loss and metrics of (outputs, targets), whole
 *
 * Notation: outputs (n, …), targets (n, …), n examples.
 * NB: a source of minibatches has no rows that could be put together: there the loss is the mean over minibatches, and there are
 *   no metrics.
 *
 * Page 143 · before it: train/checkpointing.ts · after it: train/fitOptions.ts
 */
import { compile } from "../autograd/compile.ts";
import { noGrad } from "../autograd/grad.ts";
import type { Metric } from "../metrics/classes.ts";
import type { Module } from "../nn/module.ts";
import { applyLayer, type Layer } from "../nn/sequential.ts";
import { concatenate } from "../ops/join.ts";
import { item } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Batches, rowBatches, type TensorData } from "./data.ts";

/** What was measured. */
export interface Measured {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Measures the model as it is. `between` is awaited before every minibatch; when it says false, there is no result. */
export type Validation = (between: () => Promise<boolean>) => Promise<Measured | null>;

/** Runs something in evaluation mode, and puts every part of the model back into the mode it had. */
async function evaluated<R>(model: Module, run: () => Promise<R>): Promise<R> {
  const restore = keepModes(model);
  try {
    model.evaluate();
    return await run();
  } finally {
    restore();
  }
}

/**
 * Notes the mode of every part of a model, and returns how to bring it back.
 * @example
 * const model = new nn.Dropout(random(1), 0.5).evaluate();
 * const restore = keepModes(model);
 * model.train();
 * restore();
 * model.training; // => false
 */
export function keepModes(model: Module): () => void {
  const modes = model.namedModules().map(([, part]) => [part, part.training] as const);
  return () => {
    for (const [part, mode] of modes) part.train(mode); // a part after the module that it belongs to
  };
}

/**
 * Validation over rows.
 * @example
 * const model = new nn.Sequential((x) => multiply(x, 2));
 * const validation = validateRows(model, { inputs: ones([3]), targets: zeros([3]) }, 2, mseLoss, {});
 * const { loss } = await validation(async () => true);
 * loss; // => 4
 */
export function validateRows(
  model: Module,
  data: TensorData,
  batchSize: number,
  loss: (output: Tensor, targets: Tensor) => Tensor,
  metrics: Readonly<Record<string, Metric>>,
): Validation {
  const batches = rowBatches(data, Math.min(batchSize, data.inputs.shape[0]), null);
  const forward = compile((...args: Tensor[]) => {
    const [inputs] = batches.batchOf(args);
    return noGrad(() => applyLayer(model as Layer, inputs));
  });
  return (between) =>
    evaluated(model, async () => {
      const outputs: Tensor[] = [];
      for (let i = 0; i < batches.numBatches; i++) {
        if (!(await between())) return null;
        outputs.push(forward(...batches.argumentsOf(i)));
      }
      return noGrad(() => {
        const output = outputs.length === 1 ? outputs[0] : concatenate(outputs); // (n, …)
        const measured = Object.entries(metrics).map(([name, metric]) => [name, metric(output, data.targets)]);
        return { loss: item(loss(output, data.targets)), metrics: Object.fromEntries(measured) };
      });
    });
}

/**
 * Validation over the minibatches of a source.
 * @param loss Of a minibatch.
 * @example
 * const model = new nn.Sequential();
 * const batches = { numBatches: 2, begin() {}, argumentsOf: (i) => [full([1], i)] };
 * const validation = validateBatches(model, batches, (x) => sum(x));
 * const { loss } = await validation(async () => true);
 * loss; // => 0.5
 */
export function validateBatches(model: Module, batches: Batches, loss: (...batch: Tensor[]) => Tensor): Validation {
  const measure = compile((...batch: Tensor[]) => noGrad(() => loss(...batch)));
  return (between) =>
    evaluated(model, async () => {
      let total = 0;
      batches.begin();
      for (let i = 0; i < batches.numBatches; i++) {
        if (!(await between())) return null;
        total += item(measure(...batches.argumentsOf(i)));
      }
      return { loss: total / batches.numBatches, metrics: {} };
    });
}
