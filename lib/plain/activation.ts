/*
 * A neuron's weighted sum is a straight line, however many of them are stacked; the activation function bends it. Each one
 * stands here with its derivative next to it, since learning needs to know how the output moves when its input moves.
 *
 *   step(z)      = 1 if z ≥ 0, else 0            step′ = 0: nothing to learn from, which is why it was given up
 *   sigmoid σ(z) = 1 / (1 + e⁻ᶻ)                 σ′ = σ (1 − σ) ≤ ¼
 *   tanh(z)      = (e²ᶻ − 1) / (e²ᶻ + 1)         tanh′ = 1 − tanh²
 *   relu(z)      = max(0, z)                     relu′ = 1 if z > 0, else 0
 *   leakyRelu(z) = z if z > 0, else s z          leakyRelu′ = 1 if z > 0, else s
 *   softplus(z)  = ln(1 + eᶻ)                    softplus′ = σ
 *   logSumExp(z) = ln Σⱼ eᶻʲ                     ∂/∂zᵢ = softmax(z)ᵢ
 *   softmax(z)ᵢ  = eᶻⁱ / Σⱼ eᶻʲ                  ∂softmaxᵢ/∂zⱼ = pᵢ (δᵢⱼ − pⱼ)
 *
 * Notation: z the weighted sum, a number or for the last two a vector (n); s slope; p = softmax(z); δᵢⱼ 1 if i = j, else 0.
 * Source: I. Goodfellow, Y. Bengio and A. Courville, Deep Learning (2016), sections 3.10, 4.1 and 6.3;
 *   A. Maas, A. Hannun and A. Ng, Rectifier nonlinearities improve neural network acoustic models (2013): leakyRelu.
 * NB: at the kink z = 0 relu has no derivative; as in PyTorch it is taken to be 0. No e to a positive power is formed, so
 *   that nothing overflows: softmax([1000, 1000]) is [0.5, 0.5].
 *
 * Page 8 · before it: plain/matrix.ts · after it: plain/neuron.ts
 */
import { lesson } from "../lesson.ts";
import { exp, expm1, log, log1p } from "./elementary.ts";
import type { Vector } from "./vector.ts";

/** A function of one number, such as an activation or its derivative. */
export type Activation = (z: number) => number;

/**
 * No activation: a linear neuron, for regression.
 * @example plain.identity(-3); // => -3
 */
export function identity(z: number): number {
  return z;
}

/**
 * The derivative of `identity`: 1 everywhere.
 * @example plain.identityDerivative(-3); // => 1
 */
export function identityDerivative(_z: number): number {
  return 1;
}

/**
 * All or nothing: 1 from 0 up, else 0. The perceptron's activation.
 * @example [plain.step(-0.1), plain.step(0), plain.step(2)]; // => [0, 1, 1]
 */
export function step(z: number): number {
  return z >= 0 ? 1 : 0;
}

/**
 * The derivative of `step`: 0, flat on both sides, so gradient descent never moves. (At the jump there is none.)
 * @example plain.stepDerivative(2); // => 0
 */
export function stepDerivative(_z: number): number {
  return 0;
}

/**
 * The logistic sigmoid: any number to a probability between 0 and 1.
 * @example [plain.sigmoid(0), plain.sigmoid(2), plain.sigmoid(-1000)]; // => [0.5, 0.8808, 0]
 */
export function sigmoid(z: number): number {
  const e = exp(-Math.abs(z)); // e⁻ᶻ for z ≥ 0 and eᶻ below: at most 1
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/**
 * The derivative of `sigmoid`, largest in the middle: far from 0 the neuron is saturated and learns slowly.
 * @example [plain.sigmoidDerivative(0), plain.sigmoidDerivative(10)]; // => [0.25, 0.0000454]
 */
export function sigmoidDerivative(z: number): number {
  const e = exp(-Math.abs(z)); // σ(1 − σ) = e / (1 + e)², in a form that loses no digits where σ is almost 1
  return e / ((1 + e) * (1 + e));
}

/**
 * The hyperbolic tangent: a sigmoid from −1 to 1 that is steeper and goes through 0.
 * @example plain.tanh(1); // => 0.7616
 */
export function tanh(z: number): number {
  const t = expm1(-2 * Math.abs(z)); // e⁻²ᶻ − 1
  return z >= 0 ? -t / (t + 2) : t / (t + 2);
}

/**
 * The derivative of `tanh`.
 * @example plain.tanhDerivative(1); // => 0.42
 */
export function tanhDerivative(z: number): number {
  return 4 * sigmoidDerivative(2 * z); // since tanh(z) = 2 σ(2z) − 1; the same as 1 − tanh²(z), without its cancellation
}

/**
 * The rectified linear unit: negative sums are cut off.
 * @example [plain.relu(-3), plain.relu(2)]; // => [0, 2]
 */
export function relu(z: number): number {
  return z > 0 || Number.isNaN(z) ? z : 0;
}

/**
 * The derivative of `relu`: 1 where the neuron is active, 0 where it is not, and 0 at the kink.
 * @example [plain.reluDerivative(-3), plain.reluDerivative(0), plain.reluDerivative(2)]; // => [0, 0, 1]
 */
export function reluDerivative(z: number): number {
  return z > 0 ? 1 : 0;
}

/** How much a leaky relu leaks. A name, since `z.map(leakyRelu)` would hand over the position as a bare second number. */
export interface Leak {
  /** The slope below 0; 0.01 by default. */
  readonly slope?: number;
}

/**
 * A relu that leaks below 0, so that no neuron is ever dead.
 * @example [plain.leakyRelu(-3), plain.leakyRelu(-3, { slope: 0.5 })]; // => [-0.03, -1.5]
 */
export function leakyRelu(z: number, { slope = 0.01 }: Leak = {}): number {
  return z > 0 ? z : slope * z;
}

/**
 * The derivative of `leakyRelu`.
 * @example [plain.leakyReluDerivative(-3), plain.leakyReluDerivative(2)]; // => [0.01, 1]
 */
export function leakyReluDerivative(z: number, { slope = 0.01 }: Leak = {}): number {
  return z > 0 ? 1 : slope;
}

/**
 * A relu with a rounded corner.
 * @example [plain.softplus(0), plain.softplus(1000)]; // => [0.6931, 1000]
 */
export function softplus(z: number): number {
  return relu(z) + log1p(exp(-Math.abs(z)));
}

/**
 * The derivative of `softplus` is the sigmoid.
 * @example plain.softplusDerivative(0); // => 0.5
 */
export function softplusDerivative(z: number): number {
  return sigmoid(z);
}

/**
 * ln Σⱼ eᶻʲ, a smooth maximum: between max(z) and max(z) + ln n. Its gradient is `softmax`.
 * @param z (n)
 * @throws RangeError when z is empty.
 * @example plain.logSumExp([1000, 1000]); // => 1000.6931
 */
export function logSumExp(z: Vector): number {
  const largest = largestOf("take the log-sum-exp of", z);
  if (Math.abs(largest) === Infinity) return largest; // ln 0 or ln ∞
  let total = 0;
  for (const value of z) total += exp(value - largest); // every power is at most e⁰ = 1
  return largest + log(total);
}

/**
 * Scores to probabilities: all positive, summing to 1, and unchanged when every score rises by the same amount.
 * @param z (n) scores, called logits
 * @returns (n)
 * @throws RangeError when z is empty.
 * @example plain.softmax([1, 2, 3]); // => [0.09, 0.2447, 0.6652]
 */
export function softmax(z: Vector): number[] {
  const largest = largestOf("take the softmax of", z);
  const powers = z.map((value) => exp(value - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/**
 * The derivatives of `softmax`: element (i, j) tells how probability i moves with score j.
 * @param z (n)
 * @returns (n, n)
 * @throws RangeError when z is empty.
 * @example plain.softmaxJacobian([0, 0]); // => [[0.25, -0.25], [-0.25, 0.25]]
 */
export function softmaxJacobian(z: Vector): number[][] {
  const p = softmax(z);
  return p.map((pi, i) => p.map((pj, j) => pi * ((i === j ? 1 : 0) - pj))); // (n) → (n, n)
}

function largestOf(action: string, z: Vector): number {
  if (z.length === 0) {
    throw new RangeError(
      lesson({ cannot: `${action} (0)`, as: "there must be at least one score", found: "got none" }),
    );
  }
  return z.reduce((largest, value) => Math.max(largest, value), -Infinity);
}
