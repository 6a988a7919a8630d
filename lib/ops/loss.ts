/*
 * Losses between predictions and targets of the same shape, element by element: how wrong each prediction is, and the mean of it.
 *
 *   mse        (y − t)²                               ∂/∂y = 2 (y − t)
 *   l1         |y − t|                                ∂/∂y = sign(y − t)
 *   huber      ½ d² for |d| ≤ δ, else δ (|d| − ½ δ)    ∂/∂y = clip(d, −δ, δ)           d = y − t
 *   binary     −t ln p − (1 − t) ln(1 − p)            ∂/∂p = (p − t) / (p (1 − p))
 *   … logits   softplus(x) − x t,   p = σ(x)          ∂/∂x = p − t
 *   KL         t (ln t − y),   y = ln p               ∂/∂y = −t
 *
 * Notation: y predictions, t targets, p probabilities, x logits, δ the width within which huber is a square.
 * Source: P. Huber, Annals of Mathematical Statistics 35 (1964); S. Kullback and R. Leibler, ibid. 22 (1951); PyTorch 2
 *   (torch.nn.functional) for names and defaults.
 * NB: PyTorch broadcasts targets with a warning, and a loss between (32, 1) and (32) is then a mean over 32 × 32 pairs: it
 *   falls, and means nothing. Here that throws. As in PyTorch, no logarithm of a probability counts as less than −100.
 *
 * Page 81 · before it: ops/crossEntropy.ts · after it: ops/normalization.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { log1p, log as logarithm } from "../plain/elementary.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { softplus } from "./activation.ts";
import { add, divide, maximum, multiply, negate, operands, subtract } from "./arithmetic.ts";
import { equal, where } from "./compare.ts";
import { abs, clip, exp, log, square } from "./elementwise.ts";
import { contiguous } from "./movement.ts";
import { checkReduction, type LossReduction, reduceLosses } from "./nllLoss.ts";
import { sum } from "./reduce.ts";
import { floats, unary } from "./unary.ts";

/** How losses become one number. */
export interface LossOptions {
  /** "mean" by default. */
  readonly reduction?: LossReduction;
}

/** Predictions and targets as floats of one dtype; their shapes must be the same. */
function pairOf(y: Tensor, t: Tensor, loss: string): [Tensor, Tensor] {
  const predictions = floats(y, `compute ${loss} of`);
  checkTensor(t, `compute ${loss} with targets`);
  if (sameShape(y.shape, t.shape)) return operands(predictions, t, `compute ${loss} of`);
  throw new TypeError(
    lesson({
      cannot: `compute ${loss} of ${sizesText(y.shape)} and targets ${sizesText(t.shape)}`,
      as: "shapes must be equal",
      found: `got ${sizesText(y.shape)} and ${sizesText(t.shape)}`,
      ...(y.size === t.size ? { try: `reshape(targets, [${y.shape.join(", ")}])` } : {}),
    }),
  );
}

/**
 * The mean squared error.
 * @throws TypeError when shapes differ or float32 meets float64; RangeError when there is nothing to average. So do the others.
 * @example item(mseLoss(tensor([1, 2]), tensor([1, 5]))); // => 4.5
 * @example mseLoss(zeros([32, 1]), zeros([32])); // throws TypeError: Cannot compute the squared error of (32, 1) and targets (32) as shapes must be equal: got (32, 1) and (32); try reshape(targets, [32, 1])
 */
export function mseLoss(predictions: Tensor, targets: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  const [y, t] = pairOf(predictions, targets, "the squared error");
  return reduceLosses(square(subtract(y, t)), reduction, "the squared error");
}

/**
 * The mean absolute error.
 * @example item(l1Loss(tensor([1, 2]), tensor([1, 5]))); // => 1.5
 */
export function l1Loss(predictions: Tensor, targets: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  const [y, t] = pairOf(predictions, targets, "the absolute error");
  return reduceLosses(abs(subtract(y, t)), reduction, "the absolute error");
}

const bowl = unary({
  name: "huber",
  f: (d, delta) => (Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta)),
  gradient: ({ grad, inputs: [d], params: [delta] }) => [() => multiply(grad, clip(d, -delta, delta))],
});

/**
 * Squared for small errors and absolute for large ones, so that outliers do not rule.
 * @param options `delta`: where the one goes over into the other; 1 by default.
 * @throws RangeError when delta is not above 0.
 * @example toArray(huberLoss(tensor([0.5, 9]), tensor([0, 0]), { reduction: "none" })); // => [0.125, 8.5]
 */
export function huberLoss(
  predictions: Tensor,
  targets: Tensor,
  { reduction = "mean", delta = 1 }: LossOptions & { readonly delta?: number } = {},
): Tensor {
  if (!(delta > 0)) {
    throw new RangeError(
      lesson({
        cannot: `compute the Huber loss with delta ${valueText(delta)}`,
        as: "it must be above 0",
        found: `got ${valueText(delta)}`,
      }),
    );
  }
  const [y, t] = pairOf(predictions, targets, "the Huber loss");
  return reduceLosses(apply(bowl, [contiguous(subtract(y, t))], [delta]), reduction, "the Huber loss");
}

const LEAST_LOG = -100;

const binary: Operation<null> = {
  name: "binaryCrossEntropy",
  infer: ([p]) => p,
  forward([out], [p, t]) {
    for (let i = 0; i < out.size; i++) {
      const [probability, target] = [p.data[p.offset + i], t.data[t.offset + i]];
      if (!(probability >= 0 && probability <= 1)) throw new RangeError(notProbability(i, probability));
      const [yes, no] = [logarithm(probability), log1p(-probability)].map((log) => Math.max(log, LEAST_LOG));
      out.data[out.offset + i] = -target * yes - (1 - target) * no;
    }
  },
  gradient: ({ grad, inputs: [p, t] }) => [
    () => divide(multiply(grad, subtract(p, t)), maximum(multiply(p, subtract(1, p)), 1e-12)),
    () => multiply(grad, subtract(maximum(log(subtract(1, p)), LEAST_LOG), maximum(log(p), LEAST_LOG))),
  ],
};

const notProbability = (i: number, value: number): string =>
  lesson({
    cannot: "compute binary cross-entropy",
    as: "every probability must be in [0, 1]",
    found: `element ${i} is ${valueText(value)}`,
    try: "binaryCrossEntropyWithLogits",
  });

/**
 * The cross-entropy of yes or no, from probabilities.
 * @param targets From 0 to 1.
 * @throws RangeError when a probability is not in [0, 1].
 * @example item(binaryCrossEntropy(tensor([0.8, 0.4]), tensor([1, 0]))); // => 0.366985
 * @example binaryCrossEntropy(tensor([2]), tensor([1])); // throws RangeError: Cannot compute binary cross-entropy as every probability must be in [0, 1]: element 0 is 2; try binaryCrossEntropyWithLogits
 */
export function binaryCrossEntropy(
  probabilities: Tensor,
  targets: Tensor,
  { reduction = "mean" }: LossOptions = {},
): Tensor {
  const [p, t] = pairOf(probabilities, targets, "binary cross-entropy");
  return reduceLosses(apply(binary, [p, contiguous(t)], null), reduction, "binary cross-entropy");
}

/**
 * The cross-entropy of yes or no, from logits: no digit is lost where the sigmoid is near 0 or 1.
 * @param options `posWeight`: how much a target of 1 counts beside one of 0; a number or a tensor that broadcasts. 1 by default.
 * @example item(binaryCrossEntropyWithLogits(tensor([1000, -2]), tensor([0, 0]))); // => 500.0635
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  { reduction = "mean", posWeight }: LossOptions & { readonly posWeight?: Tensor | number } = {},
): Tensor {
  const [x, t] = pairOf(logits, targets, "binary cross-entropy");
  if (posWeight === undefined)
    return reduceLosses(subtract(softplus(x), multiply(x, t)), reduction, "binary cross-entropy");
  const [missed, raised] = [softplus(negate(x)), softplus(x)]; // −ln p and −ln(1 − p)
  const losses = add(multiply(multiply(t, posWeight), missed), multiply(subtract(1, t), raised));
  return reduceLosses(losses, reduction, "binary cross-entropy");
}

/** Settings of `klDivergence`. */
export interface KlDivergenceOptions {
  /** "mean" over all elements by default; "batchmean" divides the sum by the first size, as the definition has it. */
  readonly reduction?: LossReduction | "batchmean";
  /** Whether targets are logarithms too. False by default. */
  readonly logTarget?: boolean;
}

/**
 * The Kullback–Leibler divergence Σ t (ln t − y): how many nats are lost by taking e^y for t. 0 ln 0 counts as 0.
 * @param logProbabilities y (N, …).
 * @param targets Probabilities t, or their logarithms.
 * @example
 * const [p, t] = [tensor([[0.5, 0.5]]), tensor([[1, 0]])];
 * item(klDivergence(log(p), t, { reduction: "batchmean" })); // => 0.693147
 */
export function klDivergence(
  logProbabilities: Tensor,
  targets: Tensor,
  { reduction = "mean", logTarget = false }: KlDivergenceOptions = {},
): Tensor {
  const loss = "the divergence";
  const [y, t] = pairOf(logProbabilities, targets, loss);
  checkReduction(reduction, loss, ["batchmean"]);
  const [probability, logs] = logTarget ? [exp(t), t] : [t, log(where(equal(t, 0), 1, t))];
  const losses = multiply(probability, subtract(logs, y));
  if (reduction !== "batchmean") return reduceLosses(losses, reduction, loss);
  if (losses.size === 0 || losses.shape.length === 0) return reduceLosses(losses, "mean", loss);
  return divide(sum(losses), losses.shape[0]);
}
