/*
 * A loss is one number that says how wrong the predictions are; learning means making it smaller. Each stands here with its
 * gradient with respect to the predictions, where learning starts.
 *
 *   meanSquaredError    L = (1/n) Σᵢ (pᵢ − tᵢ)²                          ∂L/∂pᵢ = 2 (pᵢ − tᵢ) / n
 *   binaryCrossEntropy  L = −(1/n) Σᵢ tᵢ ln pᵢ + (1 − tᵢ) ln(1 − pᵢ)     ∂L/∂pᵢ = (pᵢ − tᵢ) / (n pᵢ (1 − pᵢ))
 *     from logits       L = (1/n) Σᵢ softplus(zᵢ) − tᵢ zᵢ                ∂L/∂zᵢ = (σ(zᵢ) − tᵢ) / n
 *   crossEntropy        L = (1/n) Σᵢ logSumExp(zᵢ) − zᵢ[tᵢ]              ∂L/∂zᵢⱼ = (softmax(zᵢ)ⱼ − 1[j = tᵢ]) / n
 *
 * Notation: n examples, C classes, p predictions or probabilities (n), t targets (n), z logits (n) or (n, C), σ sigmoid.
 * Source: C. Bishop, Pattern Recognition and Machine Learning (2006), sections 1.2.5 and 4.3: both are the negative
 *   logarithm of a likelihood, of a normal and of a Bernoulli or categorical distribution.
 * NB: as in PyTorch all are means over the examples, logarithms of probabilities stop at −100, and `crossEntropy` takes
 *   logits and class numbers. Prefer the forms from logits: where a probability rounds to 0 or 1 the others lose everything.
 *
 * Page 10 · before it: plain/neuron.ts · after it: plain/derivative.ts
 */
import { checkSameSize, lesson, sizesText, valueText } from "../lesson.ts";
import { logSumExp, sigmoid, softmax, softplus } from "./activation.ts";
import { log } from "./elementary.ts";
import { type Matrix, shape } from "./matrix.ts";
import { mean, scale, subtract, type Vector } from "./vector.ts";

/**
 * The mean squared error: for regression. A miss twice as wide costs four times as much.
 * @param predictions (n)
 * @param targets (n), in the same units
 * @throws TypeError when the sizes differ; RangeError when there is no example.
 * @example plain.meanSquaredError([1, 2, 5], [1, 2, 3]); // => 1.3333
 */
export function meanSquaredError(predictions: Vector, targets: Vector): number {
  const errors = checkedErrors("compute the mean squared error of", predictions, targets);
  return mean(errors.map((error) => error * error));
}

/**
 * The gradient of `meanSquaredError` with respect to the predictions.
 * @returns (n)
 * @throws TypeError when the sizes differ; RangeError when there is no example.
 * @example plain.meanSquaredErrorGradient([1, 2, 5, 0], [1, 2, 3, 1]); // => [0, 0, 1, -0.5]
 */
export function meanSquaredErrorGradient(predictions: Vector, targets: Vector): number[] {
  const errors = checkedErrors("differentiate the mean squared error of", predictions, targets);
  return scale(errors, 2 / errors.length);
}

/**
 * The binary cross-entropy of probabilities: for yes-or-no questions. A guess of ½ costs ln 2 ≈ 0.693, whatever the answer.
 * @param probabilities (n) of "yes", between 0 and 1
 * @param targets (n) of 0 (no) and 1 (yes), or probabilities
 * @throws TypeError when the sizes differ; RangeError when a value is outside [0, 1] or there is no example.
 * @example plain.binaryCrossEntropy([0.9, 0.2], [1, 0]); // => 0.16425
 */
export function binaryCrossEntropy(probabilities: Vector, targets: Vector): number {
  checkProbabilities(probabilities, targets);
  return mean(
    probabilities.map((p, i) => {
      const [yes, no] = [Math.max(log(p), -100), Math.max(log(1 - p), -100)];
      return -(targets[i] * yes + (1 - targets[i]) * no);
    }),
  );
}

/**
 * The gradient of `binaryCrossEntropy` with respect to the probabilities; p (1 − p) is kept from falling below 10⁻¹².
 * @returns (n)
 * @throws TypeError when the sizes differ; RangeError when a value is outside [0, 1] or there is no example.
 * @example plain.binaryCrossEntropyGradient([0.8, 0.5], [1, 0]); // => [-0.625, 1]
 */
export function binaryCrossEntropyGradient(probabilities: Vector, targets: Vector): number[] {
  checkProbabilities(probabilities, targets);
  const n = probabilities.length;
  return probabilities.map((p, i) => (p - targets[i]) / (n * Math.max(p * (1 - p), 1e-12)));
}

/**
 * The binary cross-entropy of sigmoid(logits), exact however sure the neuron is.
 * @param logits (n), any numbers
 * @param targets (n) of 0 and 1, or probabilities
 * @throws TypeError when the sizes differ; RangeError when a target is outside [0, 1] or there is no example.
 * @example plain.binaryCrossEntropyFromLogits([1000, 0], [0, 1]); // => 500.3466
 */
export function binaryCrossEntropyFromLogits(logits: Vector, targets: Vector): number {
  checkTargets(logits, targets);
  return mean(logits.map((z, i) => softplus(z) - targets[i] * z));
}

/**
 * The gradient of `binaryCrossEntropyFromLogits`: how far each probability is from its target, divided by n.
 * @returns (n)
 * @throws TypeError when the sizes differ; RangeError when a target is outside [0, 1] or there is no example.
 * @example plain.binaryCrossEntropyFromLogitsGradient([0, 0], [1, 0]); // => [-0.25, 0.25]
 */
export function binaryCrossEntropyFromLogitsGradient(logits: Vector, targets: Vector): number[] {
  checkTargets(logits, targets);
  return logits.map((z, i) => (sigmoid(z) - targets[i]) / logits.length);
}

/**
 * The cross-entropy of softmax(logits): for one class out of C. Equal logits cost ln C.
 * @param logits (n, C)
 * @param targets (n) class numbers 0 … C − 1
 * @throws TypeError when there are not as many targets as rows; RangeError when a target is no class or there is no example.
 * @example plain.crossEntropy([[0, 0], [2, 0]], [1, 0]); // => 0.41
 */
export function crossEntropy(logits: Matrix, targets: Vector): number {
  checkClasses(logits, targets);
  return mean(logits.map((row, i) => logSumExp(row) - row[targets[i]]));
}

/**
 * The gradient of `crossEntropy` with respect to the logits: probabilities minus the one-hot targets, divided by n.
 * @returns (n, C)
 * @throws TypeError when there are not as many targets as rows; RangeError when a target is no class or there is no example.
 * @example plain.crossEntropyGradient([[0, 0]], [1]); // => [[0.5, -0.5]]
 */
export function crossEntropyGradient(logits: Matrix, targets: Vector): number[][] {
  checkClasses(logits, targets);
  const n = logits.length;
  return logits.map((row, i) => softmax(row).map((p, j) => (p - (j === targets[i] ? 1 : 0)) / n));
}

/**
 * The share of right answers. It is what one wants, but no loss: it stays the same under small changes of the weights, so
 * its gradient is 0 and nothing can descend it. That is why networks are trained on cross-entropy.
 * @param predictions (n) predicted classes
 * @param targets (n) true classes
 * @throws TypeError when the sizes differ; RangeError when there is no example.
 * @example plain.accuracy([0, 1, 1, 2], [0, 1, 2, 2]); // => 0.75
 */
export function accuracy<T>(predictions: readonly T[], targets: readonly T[]): number {
  checkExamples("compute the accuracy of", predictions, targets);
  return mean(predictions.map((prediction, i) => (prediction === targets[i] ? 1 : 0)));
}

function checkExamples(action: string, predictions: readonly unknown[], targets: readonly unknown[]): void {
  checkSameSize(action, predictions, targets);
  if (predictions.length > 0) return;
  throw new RangeError(
    lesson({ cannot: `${action} (0) and (0)`, as: "a mean needs at least one example", found: "got none" }),
  );
}

function checkedErrors(action: string, predictions: Vector, targets: Vector): number[] {
  checkExamples(action, predictions, targets);
  return subtract(predictions, targets);
}

function checkTargets(logits: Vector, targets: Vector): void {
  checkExamples("compute the binary cross-entropy of", logits, targets);
  checkUnitInterval("target", targets);
}

function checkProbabilities(probabilities: Vector, targets: Vector): void {
  checkTargets(probabilities, targets);
  checkUnitInterval("probability", probabilities, "plain.binaryCrossEntropyFromLogits for the sums of a neuron");
}

function checkUnitInterval(noun: string, values: Vector, cure?: string): void {
  const i = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (i < 0) return;
  throw new RangeError(
    lesson({
      cannot: "compute binary cross-entropy",
      as: `every ${noun} must be in [0, 1]`,
      found: `${noun} ${i} is ${valueText(values[i])}`,
      try: cure,
    }),
  );
}

function checkClasses(logits: Matrix, targets: Vector): void {
  const [n, classes] = shape(logits);
  if (n !== targets.length || n === 0) {
    const found = n === 0 ? "got none" : `got ${n} and ${targets.length}`;
    const cannot = `compute the cross-entropy of ${sizesText([n, classes])} and (${targets.length})`;
    const as = n === 0 ? "a mean needs at least one example" : "there must be one target for each row";
    throw new (n === 0 ? RangeError : TypeError)(lesson({ cannot, as, found }));
  }
  const i = targets.findIndex((target) => !Number.isInteger(target) || target < 0 || target >= classes);
  if (i < 0) return;
  throw new RangeError(
    lesson({
      cannot: "compute cross-entropy",
      as: `every target must be in [0, ${classes})`,
      found: `target ${i} is ${valueText(targets[i])}`,
    }),
  );
}
