/*
 * Dropout: while a model trains, numbers are set to 0 at random, others each time, so that no neuron can rely on a certain other
 * one. It is as if a great many thinned networks were trained, and evaluation used their average.
 *
 *   training      y = m ⊙ x / (1 − p),  m = 0 with probability p, else 1          E[y] = x
 *   evaluation    y = x
 *
 * The division by 1 − p keeps the mean of what the next layer sees, so that evaluation has nothing to make up for.
 *
 * Notation: p the probability of being dropped, m a mask of the shape of x, drawn anew at every call.
 * Source: N. Srivastava et al., Dropout, JMLR 15 (2014). The division during training is called inverted dropout.
 *
 * Page 107 · before it: nn/activation.ts · after it: nn/embedding.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { lesson, valueText } from "../lesson.ts";
import { multiply } from "../ops/arithmetic.ts";
import { where } from "../ops/compare.ts";
import { bernoulli } from "../ops/random.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Refuses what is no probability of being dropped.
 * @throws RangeError when it is not from 0 to 1.
 * @example checkDropout(50); // throws RangeError: Cannot drop with probability 50 as probabilities go from 0 to 1: got 50; try 0.5
 */
export function checkDropout(p: number): void {
  if (typeof p === "number" && p >= 0 && p <= 1) return;
  throw new RangeError(
    lesson({
      cannot: `drop with probability ${valueText(p)}`,
      as: "probabilities go from 0 to 1",
      found: `got ${valueText(p)}`,
      ...(p > 1 && p <= 100 ? { try: String(p / 100) } : {}),
    }),
  );
}

/**
 * x with a share p of its numbers set to 0 and the others divided by 1 − p, whether anything is training or not.
 * @throws RangeError when p is not from 0 to 1.
 * @example toArray(dropout(random(42), ones([6]), 0.5)); // => [2, 2, 0, 0, 0, 0]
 */
export function dropout(rng: RandomGenerator, x: Tensor, p: number): Tensor {
  checkTensor(x, "drop numbers of");
  checkDropout(p);
  if (p === 0) return x;
  if (p === 1) return multiply(x, 0);
  return where(bernoulli(rng, 1 - p, x.shape), multiply(x, 1 / (1 - p)), 0);
}

/**
 * Dropout as a layer: at work while the model trains, and nothing at all in evaluation.
 * @param p 0.5 by default.
 * @throws RangeError when p is not from 0 to 1.
 * @example
 * const layer = new nn.Dropout(random(42), 0.5);
 * const trained = toArray(layer.forward(ones([6])));
 * [trained, toArray(layer.evaluate().forward(ones([6])))]; // => [[2, 2, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]]
 */
export class Dropout extends Module {
  readonly p: number;
  readonly #rng: RandomGenerator;

  constructor(rng: RandomGenerator, p = 0.5) {
    super();
    checkDropout(p);
    this.p = p;
    this.#rng = rng;
  }

  /** Any shape, and the same shape again. */
  forward(x: Tensor): Tensor {
    return this.training ? dropout(this.#rng, x, this.p) : x;
  }

  protected override details(): string {
    return `p ${this.p}`;
  }
}
