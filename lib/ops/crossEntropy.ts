/*
 * Cross-entropy, the loss of classifiers and language models: how surprised the model is by the right answer. Scores become
 * probabilities by softmax, and the loss is −ln of the one that the target names. Done in one piece, its gradient is as simple
 * as a gradient can be: what was predicted minus what is right.
 *
 *   L = −ln p_t,  p = softmax(x)            ∂L/∂xⱼ = pⱼ − [j = t]
 *   with soft targets q:                    L = −Σⱼ wⱼ qⱼ ln pⱼ
 *   with label smoothing ε:                 q = (1 − ε) [j = t] + ε / C
 *   of rows:                                mean = Σᵢ Lᵢ / R, over the R rows that count
 *
 * Its unit is the nat: C classes of equal probability give ln C, which is what an untrained model should start from, and 0 is
 * certainty about what is right. e to the loss is the perplexity, the number of equal choices that would be as hard.
 *
 * A mean is taken over the rows that count: ignored ones do not, and with class weights row i counts w of its target.
 *
 * Notation: x logits (N, C) or (N, C, …), t int32 labels (N) or (N, …), q probabilities shaped as x, w class weights (C).
 * Source: PyTorch 2 (torch.nn.functional.cross_entropy, nll_loss) for names, defaults and means;
 *   C. Szegedy et al., arXiv:1512.00567 (2016), for label smoothing.
 * NB: the class axis is 1, also for (N, C, height, width). Labels are checked whenever they are used, in compiled steps too.
 *
 * Page 80 · before it: ops/nllLoss.ts · after it: ops/loss.ts
 */
import { apply, applyAll } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, valueText } from "../lesson.ts";
import { exp as exponential, log as logarithm } from "../plain/elementary.ts";
import { onesLike } from "../tensor/create.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { add, divide, multiply, negate } from "./arithmetic.ts";
import { expand } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { notEqual } from "./compare.ts";
import { reshape } from "./movement.ts";
import {
  checkLabels,
  checkReduction,
  classesLast,
  classWeights,
  type LabelledRows,
  labelsFor,
  type NllLossOptions,
  nllRows,
  outOfRange,
  reduceLosses,
  reduceRows,
} from "./nllLoss.ts";
import { sum } from "./reduce.ts";
import { logSoftmax, softmaxGradient } from "./softmax.ts";
import { floats } from "./unary.ts";

/** Settings of `crossEntropy`. */
export interface CrossEntropyOptions extends NllLossOptions {
  /**
   * The share ε of the target that is spread over all classes; 0 by default.
   * With it a model has nothing to gain from being surer than 1 − ε.
   */
  readonly labelSmoothing?: number;
}

/**
 * (logits (R, C), targets (R)) → losses (R), probabilities (R, C)
 *
 * The loss is m + ln Σ e^(x − m) − x_t with m the greatest logit, so that nothing overflows and no logarithm is taken of a
 * probability that has rounded to 0. The probabilities are a second output: the way back needs them.
 */
const crossEntropyOfRows: Operation<LabelledRows> = {
  name: "crossEntropy",
  infer: ([x, targets]) => [{ shape: targets.shape, dtype: x.dtype }, x],
  forward([losses, probabilities], [x, targets], params) {
    const [rows, classes] = x.shape;
    checkLabels(targets, classes, params); // before anything is written
    for (let i = 0; i < rows; i++) {
      const [from, to] = [x.offset + i * classes, probabilities.offset + i * classes];
      let most = -Infinity;
      for (let j = 0; j < classes; j++) most = Math.max(most, x.data[from + j]);
      let total = 0;
      for (let j = 0; j < classes; j++) total += exponential(x.data[from + j] - most);
      for (let j = 0; j < classes; j++) probabilities.data[to + j] = exponential(x.data[from + j] - most) / total;
      const target = targets.data[targets.offset + i];
      const ignored = target === params.ignoreIndex;
      // ln Σ e^(x − m) − (x_t − m): both terms are exact where they matter, near 0
      losses.data[losses.offset + i] = ignored ? 0 : logarithm(total) - (x.data[from + target] - most);
    }
  },
  fast({ kernels, outputs: [losses, probabilities], inputs: [x, targets], params }) {
    const [rows, classes] = x.shape;
    const [from, labels, to, saved] = [x.pointer, targets.pointer, losses.pointer, probabilities.pointer];
    return () => {
      // the kernel looks at the labels as it goes, and says which row has a bad one
      const bad = kernels.crossEntropy(from, labels, to, saved, rows, classes, params.ignoreIndex);
      if (bad >= 0) throw outOfRange(params.loss, classes, bad, targets.data[targets.offset + bad]);
    };
  },
  gradient: ({ grads: [toLosses, toProbabilities], inputs: [, targets], outputs: [, probabilities], params }) => [
    () => {
      // both outputs may be asked for: the losses by backward, the probabilities by a second derivative
      const flow = toLosses && apply(crossEntropyBackward, [toLosses, probabilities, targets], params);
      const other = toProbabilities && softmaxGradient(toProbabilities, probabilities);
      return flow && other ? add(flow, other) : ((flow ?? other) as Tensor);
    },
    null,
  ],
};

/**
 * (g (R), probabilities (R, C), targets (R)) → g (p − [j = t]) (R, C)
 *
 * Every class is pushed down by as much as it was believed, and the right one is pulled up by as much as it was not. After a
 * mean g is one number for all rows, repeated with stride 0; nothing is copied.
 */
const crossEntropyBackward: Operation<LabelledRows> = {
  name: "crossEntropyBackward",
  infer: ([, probabilities]) => probabilities,
  forward([out], [g, p, targets], { ignoreIndex }) {
    const [rows, classes] = p.shape;
    for (let i = 0; i < rows; i++) {
      const target = targets.data[targets.offset + i];
      // what this row's loss is worth to the whole
      const blame = target === ignoreIndex ? 0 : g.data[g.offset + i * g.strides[0]];
      for (let j = 0; j < classes; j++) {
        const right = j === target ? 1 : 0;
        out.data[out.offset + i * classes + j] = blame * (p.data[p.offset + i * classes + j] - right);
      }
    }
  },
  fast({ kernels, outputs: [out], inputs: [g, p, targets], params: { ignoreIndex } }) {
    const [rows, classes] = p.shape;
    const [step, fromG, from, labels, to] = [g.strides[0], g.pointer, p.pointer, targets.pointer, out.pointer];
    if (step > 1) return null; // g is a column of something: no kernel has such strides
    return () => kernels.crossEntropyBackward(fromG, step, 0, from, labels, to, rows, classes, ignoreIndex);
  },
  // v is what comes back: by g it is Σⱼ vⱼ (pⱼ − [j = t]), by p it is v g in rows that count
  gradient: ({ grad: v, inputs: [g, p, targets], params }) => [
    () => sum(multiply(v, apply(crossEntropyBackward, [onesLike(g), p, targets], params)), { axis: 1 }),
    () => {
      const counts = cast(notEqual(targets, params.ignoreIndex), g.dtype);
      return multiply(v, reshape(multiply(g, counts), [-1, 1]));
    },
    null,
  ],
};

/**
 * (losses (R), targets (R)) → mean over the rows that count, and their number
 *
 * Ignored rows have a loss of 0 already, so that only the divisor must know about them. Of no row at all the mean is 0/0, NaN.
 */
const meanOfCounted: Operation<LabelledRows> = {
  name: "meanLoss",
  infer: ([losses]) => [
    { shape: [], dtype: losses.dtype },
    { shape: [], dtype: losses.dtype },
  ],
  forward([out, count], [losses, targets], { ignoreIndex }) {
    let [total, counted] = [0, 0];
    for (let i = 0; i < losses.size; i++) {
      total += losses.data[losses.offset + i];
      if (targets.data[targets.offset + i] !== ignoreIndex) counted += 1;
    }
    out.data[out.offset] = total / counted;
    count.data[count.offset] = counted;
  },
  fast({ kernels, outputs: [out, count], inputs: [losses, targets], params: { ignoreIndex } }) {
    const [from, labels, to, counted, rows] = [losses, targets, out, count]
      .map(({ pointer }) => pointer)
      .concat(losses.size);
    return () => kernels.meanLoss(from, labels, to, counted, rows, ignoreIndex);
  },
  gradient: ({ grad, inputs: [losses], outputs: [, count] }) => [() => expand(divide(grad, count), losses.shape), null],
};

/** The name in messages. */
const LOSS = "cross-entropy";

/**
 * Soft targets: −Σⱼ wⱼ qⱼ ln pⱼ for each row, by ordinary operations, since it is rare. A mean is over all rows here, whatever
 * the weights: with shares of several classes there is no weight of the row.
 */
function withProbabilities(x: Tensor, targets: Tensor, options: CrossEntropyOptions): Tensor {
  const { reduction = "mean", labelSmoothing = 0, weight } = options;
  const rows = classesLast(x);
  const classes = rows.shape[1];
  // the targets themselves are smoothed: some of each row is spread over all classes
  const spread = add(multiply(classesLast(targets), 1 - labelSmoothing), labelSmoothing / classes);
  const weighted = multiply(multiply(spread, logSoftmax(rows)), classWeights(weight, rows));
  const losses = negate(sum(weighted, { axis: 1 })); // (R, C) → (R)
  return reduceLosses(reshape(losses, x.shape.length < 2 ? [] : x.shape.toSpliced(1, 1)), reduction, LOSS);
}

/**
 * Labels of which a share ε is spread over all classes, or which count by class: (1 − ε) of the loss for the label itself, and
 * ε of the mean loss for every class, which keeps a model from becoming ever more sure.
 */
function withShares(x: Tensor, labels: Tensor, targets: Tensor, options: CrossEntropyOptions): Tensor {
  const { reduction = "mean", labelSmoothing = 0, ignoreIndex = -100, weight } = options;
  const rows = classesLast(x);
  const ws = classWeights(weight, rows);
  const logs = logSoftmax(rows);
  const [nll, weights] = nllRows(logs, labels, ws, { loss: LOSS, ignoreIndex });
  const counts = cast(notEqual(labels, ignoreIndex), rows.dtype);
  // −ε/C Σⱼ wⱼ ln pⱼ, and nothing where the label is ignored
  const spread = multiply(sum(multiply(logs, ws), { axis: 1 }), multiply(counts, -labelSmoothing / rows.shape[1]));
  const losses = add(multiply(nll, 1 - labelSmoothing), spread);
  return reduceRows(losses, weights, targets.shape, reduction, LOSS);
}

/**
 * The cross-entropy of targets under the softmax of logits: the mean of −ln p over all rows, where p is the probability that a
 * row's target was given. Softmax is part of it, so that nothing is lost in between.
 * @param logits (N, C), (C) or (N, C, …): scores of C classes, not probabilities; a softmax before it is the usual mistake.
 * @param targets int32 labels (N), () or (N, …); or probabilities shaped as the logits.
 * @throws TypeError when shapes or dtypes do not fit; RangeError when a label is no class, or there is nothing to average.
 * @example
 * const logits = tensor([[2, 1], [0, 3]], { requiresGrad: true });
 * const loss = crossEntropy(logits, tensor([0, 1], { dtype: "int32" }));
 * backward(loss);
 * [item(loss), toArray(logits.grad)]; // => [0.180924, [[-0.134471, 0.134471], [0.023713, -0.023713]]]
 * @example crossEntropy(zeros([2, 10]), tensor([3, 10], { dtype: "int32" })); // throws RangeError: Cannot compute cross-entropy as every target must be in [0, 10): target 1 is 10
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = "mean", labelSmoothing = 0, ignoreIndex = -100, weight } = options;
  const x = floats(logits, `compute ${LOSS} of`);
  checkTensor(targets, `compute ${LOSS} with targets`);
  checkReduction(reduction, LOSS);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    const found = `got ${valueText(labelSmoothing)}`;
    throw new RangeError(
      lesson({ cannot: `smooth labels by ${valueText(labelSmoothing)}`, as: "it must be a share from 0 to 1", found }),
    );
  }
  if (isFloat(targets.dtype) && x.shape.length > 0 && sameShape(targets.shape, x.shape)) {
    return withProbabilities(x, targets, options);
  }
  const labels = labelsFor(x, targets, LOSS);
  // all that is not asked for in every step goes by ordinary operations
  if (labelSmoothing > 0 || weight !== undefined) return withShares(x, labels, targets, options);
  const params = { loss: LOSS, ignoreIndex };
  const [losses] = applyAll(crossEntropyOfRows, [classesLast(x), labels], params);
  // in the common case two operations are all there is, forwards and backwards
  if (reduction !== "mean" || labels.size === 0) return reduceLosses(reshape(losses, targets.shape), reduction, LOSS);
  return apply(meanOfCounted, [losses, labels], params);
}
