/*
 * The negative log-likelihood: −ln of the probability that a model gave to what came. Of all models, the one whose product of
 * these probabilities is greatest explains the data best; the logarithm makes the product a sum, the minus makes it a loss.
 *
 *   Lᵢ = −w_t ln p_t          ∂Lᵢ/∂ln pⱼ = −w_t where j = t, else 0          mean = Σᵢ Lᵢ / Σᵢ w_t
 *
 * This page also has what losses with labels share: labels are checked, the class axis is brought to the end, rows that are
 * ignored do not count.
 *
 * Notation: ln p (N, C) or (N, C, …), t int32 labels (N) or (N, …), w class weights (C), 1 by default; R rows, all of N and ….
 * Source: PyTorch 2 (torch.nn.functional.nll_loss) for names, defaults and means.
 * NB: labels are checked whenever the loop runs, in compiled steps too. PyTorch takes a mean of nothing to be NaN.
 *
 * Page 79 · before it: ops/softmax.ts · after it: ops/crossEntropy.ts
 */
import { apply, applyAll } from "../autograd/apply.ts";
import type { Block, Operation } from "../autograd/operation.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { ones } from "../tensor/create.ts";
import { type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { divide } from "./arithmetic.ts";
import { contiguous, permute, reshape } from "./movement.ts";
import { mean, sum } from "./reduce.ts";
import { floats } from "./unary.ts";

/** How losses of rows become one number: their mean, their sum, or none, which gives the losses themselves. */
export type LossReduction = "mean" | "sum" | "none";

/** Settings of the losses with labels. */
export interface NllLossOptions {
  /** "mean" by default. */
  readonly reduction?: LossReduction;
  /** Targets with this value do not count; −100 by default. */
  readonly ignoreIndex?: number;
  /** A weight for each class (C), such as a larger one for a rare class. */
  readonly weight?: Tensor;
}

/** What the loops over rows are told. */
export interface LabelledRows {
  /** "cross-entropy", for messages. */
  readonly loss: string;
  readonly ignoreIndex: number;
}

/**
 * The error for a label that names no class.
 * @example outOfRange("cross-entropy", 10, 7, 10).message; // => "Cannot compute cross-entropy as every target must be in [0, 10): target 7 is 10"
 */
export const outOfRange = (loss: string, classes: number, row: number, target: number): RangeError =>
  new RangeError(
    lesson({
      cannot: `compute ${loss}`,
      as: `every target must be in [0, ${classes})`,
      found: `target ${row} is ${target}`,
    }),
  );

/**
 * Refuses labels that name no class.
 * @throws RangeError naming the first of them.
 * @example
 * const labels = { data: Int32Array.of(0, 3), offset: 0, size: 2 };
 * checkLabels(labels, 3, { loss: "a loss", ignoreIndex: -100 }); // throws RangeError: Cannot compute a loss as every target must be in [0, 3): target 1 is 3
 */
export function checkLabels(
  { data, offset, size }: Pick<Block, "data" | "offset" | "size">,
  classes: number,
  { loss, ignoreIndex }: LabelledRows,
): void {
  for (let i = 0; i < size; i++) {
    const target = data[offset + i];
    if ((target < 0 || target >= classes) && target !== ignoreIndex) throw outOfRange(loss, classes, i, target);
  }
}

/** (log-probabilities (R, C), targets (R), weight (C)) → −w_t ln p_t (R), w_t (R); both 0 where the target is ignored */
const nllOfRows: Operation<LabelledRows> = {
  name: "nllLoss",
  infer: ([x, targets]) => [
    { shape: targets.shape, dtype: x.dtype },
    { shape: targets.shape, dtype: x.dtype },
  ],
  forward([losses, weights], [x, targets, weight], params) {
    const [rows, classes] = x.shape;
    checkLabels(targets, classes, params);
    for (let i = 0; i < rows; i++) {
      const target = targets.data[targets.offset + i];
      const w = target === params.ignoreIndex ? 0 : weight.data[weight.offset + target];
      weights.data[weights.offset + i] = w;
      losses.data[losses.offset + i] = w === 0 ? 0 : -w * x.data[x.offset + i * classes + target];
    }
  },
  gradient: ({ grads: [toLosses], inputs: [x, targets, weight], params }) => [
    toLosses && (() => apply(nllBackward, [contiguous(toLosses), targets, weight], { ...params, classes: x.shape[1] })),
    null,
    null,
  ],
};

/** (g (R), targets (R), weight (C)) → −w_t g at the target, else 0 (R, C) */
const nllBackward: Operation<LabelledRows & { readonly classes: number }> = {
  name: "nllLossBackward",
  infer: ([g], { classes }) => ({ shape: [...g.shape, classes], dtype: g.dtype }),
  forward([out], [g, targets, weight], { ignoreIndex, classes }) {
    out.data.fill(0, out.offset, out.offset + out.size);
    for (let i = 0; i < g.size; i++) {
      const target = targets.data[targets.offset + i];
      if (target === ignoreIndex) continue;
      out.data[out.offset + i * classes + target] = -weight.data[weight.offset + target] * g.data[g.offset + i];
    }
  },
  gradient: ({ grad: v, inputs: [, targets, weight], params }) => [
    () => applyAll(nllOfRows, [contiguous(v), targets, weight], params)[0],
    null,
    null,
  ],
};

/**
 * The settings of a loss, checked.
 * @throws RangeError when there is no such reduction.
 * @example checkReduction("average", "cross-entropy"); // throws RangeError: Cannot reduce cross-entropy by "average" as it must be one of mean, sum, none: got "average"
 */
export function checkReduction(reduction: string, loss: string, more: readonly string[] = []): void {
  const known = ["mean", "sum", "none", ...more];
  if (known.includes(reduction)) return;
  throw new RangeError(
    lesson({
      cannot: `reduce ${loss} by ${valueText(reduction)}`,
      as: `it must be one of ${known.join(", ")}`,
      found: `got ${valueText(reduction)}`,
    }),
  );
}

/**
 * Losses made one number, or left as they are.
 * @throws RangeError when the mean of nothing is wanted, or there is no such reduction.
 * @example item(reduceLosses(tensor([1, 2, 6]), "mean", "a loss")); // => 3
 */
export function reduceLosses(losses: Tensor, reduction: string, loss: string): Tensor {
  checkReduction(reduction, loss);
  if (reduction === "none") return losses;
  if (reduction === "sum") return sum(losses);
  checkBatch(losses.shape, losses.size, loss);
  return mean(losses);
}

function checkBatch(shape: Shape, rows: number, loss: string): void {
  if (rows > 0) return;
  throw new RangeError(
    lesson({
      cannot: `average ${loss} of ${sizesText(shape)}`,
      as: "a mean needs something",
      found: "the batch is empty",
    }),
  );
}

/**
 * The class axis moved to the end and all others made rows: (C) → (1, C), (N, C, …) → (N·…, C).
 * @example classesLast(zeros([2, 10, 4, 4])).shape; // => [32, 10]
 */
export function classesLast(x: Tensor): Tensor {
  const { shape } = x;
  if (shape.length < 2) return reshape(x, [1, shape[0]]);
  const order = shape.map((_, axis) => axis).toSpliced(1, 1);
  const rows = contiguous(shape.length === 2 ? x : permute(x, [...order, 1]));
  return reshape(rows, [sizeOf(order.map((axis) => shape[axis])), shape[1]]);
}

/**
 * Labels as a row (R), checked for kind and shape; whether they name classes is seen when the loop runs.
 * @param x Scores (N, C, …).
 * @throws TypeError when they are not int32, or there is not one for each row.
 * @example labelsFor(zeros([2, 3]), tensor([0, 1]), "a loss"); // throws TypeError: Cannot compute a loss of (2, 3) as targets must be int32 labels of shape (2): got (2) float32; try cast(targets, "int32")
 */
export function labelsFor(x: Tensor, targets: Tensor, loss: string): Tensor {
  checkTensor(targets, `compute ${loss} with targets`);
  const expected = x.shape.length < 2 ? [] : x.shape.toSpliced(1, 1);
  const fits = sameShape(targets.shape, expected);
  if (fits && targets.dtype === "int32" && x.shape.length > 0) return reshape(contiguous(targets), [targets.size]);
  throw new TypeError(
    lesson({
      cannot: `compute ${loss} of ${sizesText(x.shape)}`,
      as:
        x.shape.length > 0
          ? `targets must be int32 labels of shape ${sizesText(expected)}`
          : "there must be a class axis",
      found: `got ${sizesText(targets.shape)} ${targets.dtype}`,
      ...(fits && x.shape.length > 0 ? { try: 'cast(targets, "int32")' } : {}),
    }),
  );
}

/**
 * A weight for each class: those that were given, or ones.
 * @throws TypeError when there is not one for each class.
 * @example toArray(classWeights(undefined, zeros([5, 3]))); // => [1, 1, 1]
 */
export function classWeights(weight: Tensor | undefined, rows: Tensor): Tensor {
  const shape = [rows.shape[1]];
  if (weight === undefined) return ones(shape, { dtype: rows.dtype });
  checkTensor(weight, "weight classes by");
  if (sameShape(weight.shape, shape) && weight.dtype === rows.dtype) return contiguous(weight);
  throw new TypeError(
    lesson({
      cannot: `weight the classes of ${sizesText(rows.shape)}`,
      as: `there must be a ${rows.dtype} weight for each class, ${sizesText(shape)}`,
      found: `got ${sizesText(weight.shape)} ${weight.dtype}`,
    }),
  );
}

/**
 * −w_t ln p_t and w_t for each row; both 0 where the target is ignored.
 * @param rows ln p (R, C). @param labels (R). @param weight (C).
 * @example
 * const [losses] = nllRows(tensor([[-1, -2]]), tensor([1], { dtype: "int32" }), ones([2]), { loss: "a loss", ignoreIndex: -100 });
 * toArray(losses); // => [2]
 */
export function nllRows(rows: Tensor, labels: Tensor, weight: Tensor, params: LabelledRows): Tensor[] {
  return applyAll(nllOfRows, [rows, labels, weight], params);
}

/**
 * The weighted mean Σ Lᵢ / Σ wᵢ of rows, their sum, or the losses in the shape of the targets.
 * @throws RangeError when the mean of nothing is wanted, or there is no such reduction.
 * @example item(reduceRows(tensor([2, 9]), tensor([1, 3]), [2], "mean", "a loss")); // => 2.75
 */
export function reduceRows(losses: Tensor, weights: Tensor, shape: Shape, reduction: string, loss: string): Tensor {
  checkReduction(reduction, loss);
  if (reduction === "none") return reshape(losses, shape);
  if (reduction === "sum") return sum(losses);
  checkBatch(shape, losses.size, loss);
  return divide(sum(losses), sum(weights));
}

/**
 * The negative log-likelihood of labels under log-probabilities, such as `logSoftmax` gives.
 * @param logProbabilities (N, C), (C) or (N, C, …).
 * @param targets int32 (N), () or (N, …).
 * @throws TypeError when shapes or dtypes do not fit; RangeError when a label names no class or there is nothing to average.
 * @example
 * const logProbabilities = log(tensor([[0.5, 0.5], [0.2, 0.8]]));
 * item(nllLoss(logProbabilities, tensor([0, 1], { dtype: "int32" }))); // => 0.458145
 */
export function nllLoss(logProbabilities: Tensor, targets: Tensor, options: NllLossOptions = {}): Tensor {
  const { reduction = "mean", ignoreIndex = -100, weight } = options;
  const loss = "the negative log-likelihood";
  const x = floats(logProbabilities, `compute ${loss} of`);
  const labels = labelsFor(x, targets, loss);
  const rows = classesLast(x);
  const [losses, weights] = nllRows(rows, labels, classWeights(weight, rows), { loss, ignoreIndex });
  return reduceRows(losses, weights, targets.shape, reduction, loss);
}
