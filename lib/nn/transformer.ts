/*
 * The block that language models are stacks of. Attention lets positions talk to each other; a small network then works on each
 * position by itself. Both are short cuts with something added, so that a gradient passes through any number of blocks.
 *
 *   normalized before (default)   h = x + attention(norm₁(x))         y = h + network(norm₂(h))
 *   normalized after              h = norm₁(x + attention(x))         y = norm₂(h + network(h))
 *   network(x) = activation(x W₁ᵀ + b₁) W₂ᵀ + b₂
 *
 * Normalized before, the short cut is free from the first block to the last, and training needs no warm-up of the learning rate.
 *
 * Notation: x, h, y (B, T, C); the network is F wide inside, four times C by default.
 * Source: A. Vaswani et al., NeurIPS (2017); R. Xiong et al., On layer normalization in the transformer architecture, ICML (2020).
 * NB: parameters have the keys of PyTorch's nn.TransformerEncoderLayer, which normalizes after, and uses relu, unless told otherwise.
 *
 * Page 115 · before it: nn/attention.ts · after it: nn/summary.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { gelu } from "../ops/activation.ts";
import { add } from "../ops/arithmetic.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type MaskOptions, MultiHeadAttention } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import { type BiasOption, Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { LayerNorm } from "./normalization.ts";
import { applyLayer, checkLayer, type Layer } from "./sequential.ts";

/** How a block is made. */
export interface TransformerOptions extends BiasOption {
  /** F, the width inside the network. 4 · width by default. */
  readonly feedForward?: number;
  /** The activation of the network. `gelu` by default. */
  readonly activation?: Layer;
  /** The probability of dropping: weights of attention, and what attention and network give. 0 by default. */
  readonly dropout?: number;
  /** Whether normalization comes before. True by default. */
  readonly normFirst?: boolean;
  /** Whether a position sees only itself and what came before. False by default. */
  readonly isCausal?: boolean;
  /** Whether positions are told by turning questions and keys. False by default. */
  readonly rotary?: boolean;
  /** What is added to variances before the square root. 1e-5 by default. */
  readonly eps?: number;
}

/**
 * Attention and a network, each with a short cut and a normalization.
 * @param width C
 * @param numHeads How many heads attend; they divide the width.
 * @throws RangeError when they do not; TypeError when the activation is no layer.
 * @example
 * const block = new nn.TransformerBlock(random(42), 64, 4, { isCausal: true });
 * [block.forward(zeros([16, 32, 64])).shape, block.numParameters()]; // => [[16, 32, 64], 49984]
 */
export class TransformerBlock extends Module {
  readonly selfAttn: MultiHeadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly activation: Layer;
  readonly normFirst: boolean;

  constructor(rng: RandomGenerator, width: number, numHeads: number, options: TransformerOptions = {}) {
    super();
    const { feedForward = 4 * width, activation = gelu, dropout = 0, normFirst = true, eps = 1e-5 } = options;
    const { bias = true, isCausal = false, rotary = false } = options;
    checkLayer(activation, "make a network with");
    this.selfAttn = new MultiHeadAttention(rng, width, numHeads, { bias, dropout, isCausal, rotary });
    this.linear1 = new Linear(rng, width, feedForward, { bias });
    this.dropout = new Dropout(rng, dropout);
    this.linear2 = new Linear(rng, feedForward, width, { bias });
    this.norm1 = new LayerNorm(width, { eps, bias });
    this.norm2 = new LayerNorm(width, { eps, bias });
    this.dropout1 = new Dropout(rng, dropout);
    this.dropout2 = new Dropout(rng, dropout);
    this.activation = activation;
    this.normFirst = normFirst;
  }

  /** (B, T, C) → (B, T, C) */
  forward(x: Tensor, masks: MaskOptions = {}): Tensor {
    if (!this.normFirst) {
      const h = this.norm1.forward(add(x, this.#attend(x, masks)));
      return this.norm2.forward(add(h, this.#think(h)));
    }
    const h = add(x, this.#attend(this.norm1.forward(x), masks));
    return add(h, this.#think(this.norm2.forward(h)));
  }

  #attend(x: Tensor, masks: MaskOptions): Tensor {
    return this.dropout1.forward(this.selfAttn.forward(x, x, x, masks));
  }

  /** The network: (B, T, C) → (B, T, F) → (B, T, C) */
  #think(x: Tensor): Tensor {
    const inside = applyLayer(this.activation, this.linear1.forward(x));
    return this.dropout2.forward(this.linear2.forward(this.dropout.forward(inside)));
  }
}
