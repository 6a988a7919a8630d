/*
 * Activations as layers. They have no parameters, and in a chain the functions themselves do as well; a module has a name in
 * printouts and summaries, can be watched, and remembers its setting.
 *
 *   new nn.Sequential(linear, new nn.GELU(), other)      the same as      new nn.Sequential(linear, gelu, other)
 *
 * Source: PyTorch 2, torch.nn, for the names. The formulas stand at the functions.
 *
 * Page 106 · before it: nn/sequential.ts · after it: nn/dropout.ts
 */
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "../ops/activation.ts";
import { softmax } from "../ops/softmax.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * max(0, x)
 * @example toArray(new nn.ReLU().forward(tensor([-1, 2]))); // => [0, 2]
 */
export class ReLU extends Module {
  /** Any shape, and the same shape again; so it is for all layers of this page. */
  forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/**
 * x above 0, `negativeSlope` · x below.
 * @param negativeSlope 0.01 by default.
 * @example toArray(new nn.LeakyReLU(0.1).forward(tensor([-1, 2]))); // => [-0.1, 2]
 */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;

  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  forward(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }

  protected override details(): string {
    return `slope ${this.negativeSlope}`;
  }
}

/**
 * x above 0, alpha · (eˣ − 1) below.
 * @param alpha 1 by default.
 * @example toArray(new nn.ELU().forward(tensor([-1, 2]))); // => [-0.6321, 2]
 */
export class ELU extends Module {
  readonly alpha: number;

  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  forward(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }
}

/** How the Gaussian error function is computed. */
export interface GeluOptions {
  /** "none" for the exact one, by default; "tanh" for the approximation that GPT-2 was trained with. */
  readonly approximate?: "none" | "tanh";
}

/**
 * x Φ(x), with the share Φ of the bell curve below x.
 * @example toArray(new nn.GELU().forward(tensor([-1, 2]))); // => [-0.1587, 1.9545]
 */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor({ approximate = "none" }: GeluOptions = {}) {
    super();
    this.approximate = approximate;
  }

  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
}

/**
 * 1 / (1 + e⁻ˣ)
 * @example toArray(new nn.Sigmoid().forward(tensor([0, 2]))); // => [0.5, 0.8808]
 */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/**
 * The hyperbolic tangent.
 * @example toArray(new nn.Tanh().forward(tensor([0, 1]))); // => [0, 0.7616]
 */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/**
 * x · sigmoid(x), also called swish.
 * @example toArray(new nn.SiLU().forward(tensor([-1, 1]))); // => [-0.2689, 0.7311]
 */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/**
 * ln(1 + eˣ)
 * @example toArray(new nn.Softplus().forward(tensor([0, 100]))); // => [0.6931, 100]
 */
export class Softplus extends Module {
  forward(x: Tensor): Tensor {
    return softplus(x);
  }
}

/**
 * Probabilities along an axis. Not before a cross-entropy, which takes logits.
 * @param axis −1, the last, by default.
 * @example toArray(new nn.Softmax().forward(tensor([[0, 0], [0, 100]]))); // => [[0.5, 0.5], [0, 1]]
 */
export class Softmax extends Module {
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Tensor): Tensor {
    return softmax(x, this.axis);
  }

  protected override details(): string {
    return `axis ${this.axis}`;
  }
}
