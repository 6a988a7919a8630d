/*
 * A loss that is no number must not reach the parameters. One NaN in a gradient makes every weight NaN in a single step, and all
 * that was learned is gone; so the loss is looked at right after it was computed, before `backward` and the optimizer run. It
 * is done by an operation, since a compiled step runs nothing else.
 *
 *   y = x where x is a finite number; else training ends with a lesson          ∂y/∂x = 1
 *
 * Notation: x the loss of shape ().
 * NB: running averages of normalization layers move in `forward` already, and have then seen the minibatch that broke the loss; so
 *   whoever trains notes them before each step, to bring them back.
 *
 * Page 137 · before it: train/history.ts · after it: train/progress.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, shortNumber, sizesText } from "../lesson.ts";
import { Module } from "../nn/module.ts";
import { checkTensor, Tensor } from "../tensor/tensor.ts";
import type { History } from "./history.ts";

/**
 * Thrown by `fit` when the loss is NaN or infinite. The parameters are what they were after the last step with a finite loss.
 * @example new DivergenceError("the loss is NaN", new History()).history.losses; // => []
 */
export class DivergenceError extends RangeError {
  /** What happened until then. */
  readonly history: History;

  constructor(message: string, history: History) {
    super(message);
    this.history = history;
  }

  override get name(): string {
    return "DivergenceError";
  }
}

const checkingLoss: Operation<History> = {
  name: "finiteLoss",
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  forward([output], [loss], history) {
    const value = loss.data[loss.offset];
    if (!Number.isFinite(value)) throw new DivergenceError(diverged(value, history), history);
    output.data[output.offset] = value;
  },
  gradient: ({ grad }) => [grad],
};

function diverged(value: number, { losses }: History): string {
  const found =
    losses.length === 0
      ? "it is so at the first step"
      : `last finite loss was ${shortNumber(losses[losses.length - 1])}`;
  return lesson({
    cannot: "continue training",
    as: `the loss is ${value} at step ${losses.length + 1}`,
    found,
    try: losses.length === 0 ? "to look for NaN in the data, or a smaller learningRate" : "a smaller learningRate",
  });
}

/**
 * The loss itself, looked at.
 * @param history Its losses are those of the steps before.
 * @throws TypeError when the loss is not one number; DivergenceError when it is NaN or infinite, also in a replay.
 * @example
 * const history = new History();
 * history.losses.push(2.3104);
 * finiteLoss(tensor(NaN), history); // throws DivergenceError: Cannot continue training as the loss is NaN at step 2: last finite loss was 2.31; try a smaller learningRate
 */
export function finiteLoss(loss: Tensor, history: History): Tensor {
  checkTensor(loss, "train with the loss");
  if (loss.size === 1) return apply(checkingLoss, [loss], history);
  throw new TypeError(
    lesson({
      cannot: `train with a loss of shape ${sizesText(loss.shape)}`,
      as: "the loss must be a scalar",
      found: `it has ${loss.size} elements`,
      try: "mean(loss)",
    }),
  );
}

/**
 * What a forward pass may change: the tensors of a model that are kept but not trained, such as running averages.
 * @example
 * const model = new nn.Sequential(new nn.Linear(random(1), 2, 3), new nn.BatchNorm1d(3));
 * buffersOf(model).map(({ shape }) => shape); // => [[3], [3], []]
 */
export function buffersOf(model: Module): Tensor[] {
  const members = model.namedModules().flatMap(([, part]) => Object.values(Module.membersOf(part)).flat());
  const isBuffer = (member: unknown): member is Tensor =>
    member instanceof Tensor && member.origin === null && !member.requiresGrad;
  return [...new Set(members.filter(isBuffer))];
}
