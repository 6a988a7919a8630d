/*
 * A layer of neurons that all see the same inputs. Its weights are one matrix, a row for each neuron; without an activation
 * behind it, any number of such layers could be replaced by one.
 *
 *   y = x Wᵀ + b
 *   start: W, b ~ uniform(−1/√in, 1/√in)
 *
 * Notation: x (…, in), W weight (out, in), b bias (out), y (…, out).
 * Source: F. Rosenblatt, Principles of Neurodynamics (1962); PyTorch 2, torch.nn.Linear, for the layout and the start.
 * NB: PyTorch writes the start as kaiming_uniform_ with a = √5, which is the same range.
 *
 * Page 104 · before it: nn/init.ts · after it: nn/sequential.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { checkCount } from "../lesson.ts";
import { linear } from "../ops/linear.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fanInUniform } from "./init.ts";
import { Module, parameter } from "./module.ts";

/** For layers that may do without. */
export interface BiasOption {
  /** Whether a bias is added. True by default. */
  readonly bias?: boolean;
}

/**
 * A fully connected layer.
 * @param inFeatures The size of the last axis of x, from 1 up.
 * @param outFeatures The size of the last axis of y, from 1 up.
 * @throws RangeError for sizes that are none; `forward` throws a TypeError for an x of another size.
 * @example
 * const layer = new nn.Linear(random(42), 784, 10);
 * [layer.forward(zeros([32, 784])).shape, layer.weight.shape, layer.numParameters()]; // => [[32, 10], [10, 784], 7850]
 * @example new nn.Linear(random(42), 784, 10).forward(zeros([32, 28])); // throws TypeError: Cannot apply a linear layer (10, 784) to (32, 28) as the last axis must have the size that the weight (out, in) takes: got 28 and 784
 */
export class Linear extends Module {
  /** (out, in) */
  weight: Tensor;
  /** (out), or null. */
  bias: Tensor | null;

  constructor(rng: RandomGenerator, inFeatures: number, outFeatures: number, { bias = true }: BiasOption = {}) {
    super();
    checkCount("make a linear layer of", inFeatures, "inputs", 1);
    checkCount("make a linear layer of", outFeatures, "outputs", 1);
    this.weight = parameter(fanInUniform(rng, [outFeatures, inFeatures], inFeatures));
    this.bias = bias ? parameter(fanInUniform(rng, [outFeatures], inFeatures)) : null;
  }

  /** (…, in) → (…, out) */
  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  protected override details(): string {
    const [numOut, numIn] = this.weight.shape;
    return `${numIn} → ${numOut}${this.bias === null ? ", no bias" : ""}`;
  }
}
