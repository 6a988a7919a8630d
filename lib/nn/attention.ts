/*
 * Attention as a function with masks and dropout, and as a layer with several heads. A head attends to one kind of thing: each
 * has its own questions, keys and values, all made of x by one product, and what the heads have gathered is put side by side
 * and mixed by another product.
 *
 *   Q, K, V = the three parts of x W_inᵀ + b_in          each (B, T, C), cut into H heads of D = C / H numbers
 *   Oₕ = softmax(Qₕ Kₕᵀ / √D + mask) Vₕ                  y = (O₁ … O_H) W_outᵀ + b_out
 *
 * Notation: B batch, T queries, S keys, C width, H heads, D head size; x (B, T, C), mask (T, S), (B, T, S) or (B, H, T, S).
 * Source: A. Vaswani et al., Attention is all you need, NeurIPS (2017), section 3.2; PyTorch 2, nn.MultiheadAttention, for keys,
 *   masks and the start: W_in by Xavier, biases 0.
 * NB: a boolean mask is true where something may NOT be seen. The batch comes first, as with PyTorch's batch_first=True.
 *
 * Page 114 · before it: nn/positions.ts · after it: nn/transformer.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { checkCount, lesson, sizesText } from "../lesson.ts";
import { add, multiply } from "../ops/arithmetic.ts";
import { attend } from "../ops/attention.ts";
import { where } from "../ops/compare.ts";
import { linear } from "../ops/linear.ts";
import { matmul } from "../ops/matmul.ts";
import { permute, reshape, transpose, unsqueeze } from "../ops/movement.ts";
import { slice } from "../ops/slice.ts";
import { attentionSoftmax, softmax } from "../ops/softmax.ts";
import { tensor, zeros } from "../tensor/create.ts";
import { broadcastShapes, type Shape, sameShape } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { checkDropout, dropout } from "./dropout.ts";
import { xavierUniform } from "./init.ts";
import { type BiasOption, Linear } from "./linear.ts";
import { Module, parameter } from "./module.ts";
import { rotary } from "./positions.ts";

/** Who may see whom. */
export interface MaskOptions {
  /** bool: true where a query may NOT see a key; or floats that are added to the scores. Broadcast to (B, H, T, S). */
  readonly mask?: Tensor | null;
  /** Whether query t sees the keys 0 … t only. False by default. */
  readonly isCausal?: boolean;
}

/** For the function. */
export interface AttentionOptions extends MaskOptions {
  /** What scores are multiplied by. 1/√D by default. */
  readonly scale?: number;
  /** The probability with which a weight is dropped. 0 by default. */
  readonly dropout?: number;
  /** For dropout. */
  readonly rng?: RandomGenerator;
}

/** A mask that hides what comes later: true above the diagonal. */
function laterPositions(numQueries: number, numKeys: number): Tensor {
  const rows = Array.from({ length: numQueries * numKeys }, (_, i) => i % numKeys > Math.floor(i / numKeys));
  return tensor(rows, { dtype: "bool", shape: [numQueries, numKeys] });
}

/** P (B, H, T, S), step by step. */
function weightsOf(q: Tensor, k: Tensor, { mask, isCausal = false, scale }: AttentionOptions): Tensor {
  const products = matmul(q, transpose(k)); // (B, H, T, D) × (B, H, D, S) → (B, H, T, S)
  const factor = scale ?? 1 / Math.sqrt(q.shape[3]);
  const isSquare = q.shape[2] === k.shape[2];
  if (!mask && (isSquare || !isCausal)) return attentionSoftmax(products, { scale: factor, causal: isCausal });
  let scores = multiply(products, factor);
  const masks = [...(mask ? [mask] : []), ...(isCausal ? [laterPositions(q.shape[2], k.shape[2])] : [])];
  for (const one of masks) {
    const fitting = one.shape.length === 3 ? unsqueeze(one, 1) : one; // (B, T, S) → (B, 1, T, S)
    checkMask(fitting, scores.shape);
    scores = one.dtype === "bool" ? where(fitting, -Infinity, scores) : add(scores, fitting);
  }
  return softmax(scores, -1);
}

/**
 * softmax(Q Kᵀ / √D + mask) V, for all batches and heads.
 * @param q (B, H, T, D)
 * @param k (B, H, S, D)
 * @param v (B, H, S, E)
 * @returns (B, H, T, E)
 * @throws TypeError when shapes do not fit or the mask does not broadcast; RangeError for a dropout that is no probability.
 * @example
 * const [q, k] = [tensor([[[[10, 0]]]]), tensor([[[[10, 0], [0, 10]]]])]; // asks for what the first key offers
 * const v = tensor([[[[1], [2]]]]);
 * const masked = scaledDotProductAttention(q, k, v, { mask: tensor([[true, false]]) });
 * [item(scaledDotProductAttention(q, k, v)), item(masked)]; // => [1.0000, 2]
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  checkHeads(q, k, v);
  const { dropout: p = 0, rng, isCausal = false, mask, scale = 1 / Math.sqrt(q.shape[3]) } = options;
  checkDropout(p);
  if (!mask && p === 0) return permute(attend([q, k, v], { scale, isCausal }), [0, 2, 1, 3]); // (B, T, H, E) → (B, H, T, E)
  const weights = weightsOf(q, k, options);
  return matmul(p === 0 ? weights : dropout(needed(rng), weights, p), v); // (B, H, T, S) × (B, H, S, E) → (B, H, T, E)
}

/** How a layer attends. */
export interface MultiHeadOptions extends BiasOption {
  /** The probability with which a weight is dropped while training. 0 by default. */
  readonly dropout?: number;
  /** What `forward` does unless told otherwise. False by default. */
  readonly isCausal?: boolean;
  /** Whether questions and keys are turned by their positions. False by default. */
  readonly rotary?: boolean;
}

/**
 * Attention with several heads.
 * @param width C, a multiple of the number of heads.
 * @param numHeads H
 * @throws RangeError when the heads do not divide the width; `forward` throws a TypeError when shapes do not fit.
 * @example
 * const attention = new nn.MultiHeadAttention(random(42), 64, 4, { isCausal: true });
 * const x = randn(random(1), [8, 20, 64]);
 * const [y, weights] = [attention.forward(x), attention.weights(x)];
 * [y.shape, weights.shape, attention.numParameters()]; // => [[8, 20, 64], [8, 4, 20, 20], 16640]
 */
export class MultiHeadAttention extends Module {
  /** (3C, C): the rows that make Q, then those that make K, then those that make V. */
  inProjWeight: Tensor;
  /** (3C), or null. */
  inProjBias: Tensor | null;
  readonly outProj: Linear;
  readonly numHeads: number;
  readonly options: MultiHeadOptions;
  readonly #rng: RandomGenerator;

  constructor(rng: RandomGenerator, width: number, numHeads: number, options: MultiHeadOptions = {}) {
    super();
    checkCount("make attention of", width, "numbers", 1);
    checkCount("make attention with", numHeads, "heads", 1);
    if (width % numHeads !== 0) {
      throw new RangeError(
        lesson({
          cannot: `make ${numHeads} heads of ${width} numbers`,
          as: "heads must have equal sizes",
          found: `${width} is no multiple of ${numHeads}`,
        }),
      );
    }
    checkDropout(options.dropout ?? 0);
    const { bias = true } = options;
    this.inProjWeight = parameter(xavierUniform(rng, [3 * width, width]));
    this.inProjBias = bias ? parameter(zeros([3 * width])) : null;
    this.outProj = new Linear(rng, width, width, { bias });
    if (bias) this.outProj.bias = parameter(zeros([width]));
    this.numHeads = numHeads;
    this.options = options;
    this.#rng = rng;
  }

  /**
   * What the queries gather. With x alone, x attends to itself.
   * @param query (B, T, C), or one sequence (T, C).
   * @param key (B, S, C)
   * @param value (B, S, C)
   * @returns (B, T, C)
   */
  forward(query: Tensor, key: Tensor = query, value: Tensor = key, masks: MaskOptions = {}): Tensor {
    if (query.shape?.length === 2) {
      const [q, k, v] = [query, key, value].map((x) => unsqueeze(x, 0));
      return reshape(
        this.forward(q, key === query ? q : k, value === key && key === query ? q : v, masks),
        query.shape,
      );
    }
    const { mask, isCausal = this.options.isCausal ?? false } = masks;
    const p = this.training ? (this.options.dropout ?? 0) : 0;
    this.#check(query, key, value);
    const [numBatch, length, width] = query.shape;
    let gathered: Tensor; // (B, T, H, D)
    if (query === key && key === value && !mask && p === 0 && !this.options.rotary) {
      const packed = linear(query, this.inProjWeight, this.inProjBias); // (B, T, C) → (B, T, 3C): one product
      const parts = reshape(packed, [numBatch, length, 3, this.numHeads, width / this.numHeads]);
      gathered = attend([parts], { scale: 1 / Math.sqrt(width / this.numHeads), isCausal });
    } else {
      const [q, k, v] = this.#heads(query, key, value); // (B, H, T or S, D) each
      const options = { mask: mask ?? null, isCausal, dropout: p, rng: this.#rng };
      gathered = permute(scaledDotProductAttention(q, k, v, options), [0, 2, 1, 3]);
    }
    return this.outProj.forward(reshape(gathered, [numBatch, length, width])); // the heads side by side: (B, T, C)
  }

  /** How much each query takes from each key: P (B, H, T, S), to be looked at. Nothing is dropped. */
  weights(query: Tensor, key: Tensor = query, masks: MaskOptions = {}): Tensor {
    this.#check(query, key, key);
    const [q, k] = this.#heads(query, key, key);
    return weightsOf(q, k, { isCausal: this.options.isCausal ?? false, ...masks });
  }

  /** Q, K and V (B, H, length, D), each by its third of the weights. */
  #heads(query: Tensor, key: Tensor, value: Tensor): Tensor[] {
    const width = query.shape[2];
    return [query, key, value].map((x, part) => {
      const third = { start: part * width, end: (part + 1) * width };
      const weight = slice(this.inProjWeight, 0, third); // (C, C)
      const bias = this.inProjBias === null ? null : slice(this.inProjBias, 0, third);
      const cut = [x.shape[0], x.shape[1], this.numHeads, width / this.numHeads];
      const heads = permute(reshape(linear(x, weight, bias), cut), [0, 2, 1, 3]); // (B, length, C) → (B, H, length, D)
      return this.options.rotary && part < 2 ? rotary(heads) : heads;
    });
  }

  #check(...sequences: Tensor[]): void {
    const width = this.outProj.weight.shape[0];
    for (const x of sequences) {
      checkTensor(x, "attend to");
      if (x.shape.length === 3 && x.shape[2] === width && x.shape[0] === sequences[0].shape[0]) continue;
      throw new TypeError(
        lesson({
          cannot: `attend to ${sizesText(x.shape)}`,
          as: `sequences must have the axes (B, T, ${width})`,
          found: `got ${sequences.map(({ shape }) => sizesText(shape)).join(", ")}`,
        }),
      );
    }
  }

  protected override details(): string {
    return `width ${this.outProj.weight.shape[0]}, ${this.numHeads} heads`;
  }
}

function checkHeads(q: Tensor, k: Tensor, v: Tensor): void {
  for (const x of [q, k, v]) checkTensor(x, "attend to");
  const fit =
    [q, k, v].every(({ shape }) => shape.length === 4 && sameShape(shape.slice(0, 2), q.shape.slice(0, 2))) &&
    q.shape[3] === k.shape[3] &&
    k.shape[2] === v.shape[2] &&
    q.dtype === k.dtype &&
    k.dtype === v.dtype;
  if (fit && (k.shape[2] > 0 || q.shape[2] === 0)) return; // an average of nothing is nothing
  throw new TypeError(
    lesson({
      cannot: "attend",
      as: "it takes q (B, H, T, D), k (B, H, S, D) and v (B, H, S, E) of one dtype, and keys where there are queries",
      found: `got ${[q, k, v].map(({ shape }) => sizesText(shape)).join(", ")}`,
    }),
  );
}

function checkMask(mask: Tensor, scores: Shape): void {
  if (mask.dtype === "int32") {
    throw new TypeError(
      lesson({
        cannot: "mask scores with int32",
        as: "a mask is bool, true where something may not be seen, or floats that are added",
        found: "got int32",
        try: 'cast(mask, "bool")',
      }),
    );
  }
  if (sameShape(broadcastShapes(mask.shape, scores, "mask scores with"), scores)) return;
  throw new TypeError(
    lesson({
      cannot: `mask scores ${sizesText(scores)} with ${sizesText(mask.shape)}`,
      as: "a mask must broadcast to the scores (B, H, T, S)",
      found: "it is larger",
    }),
  );
}

function needed(rng: RandomGenerator | undefined): RandomGenerator {
  if (rng !== undefined) return rng;
  throw new TypeError(
    lesson({ cannot: "drop weights", as: "that takes a generator", found: "got none", try: "{ dropout, rng }" }),
  );
}
