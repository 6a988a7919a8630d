/*
 * A vector for every word. Tokens are numbers without any meaning in their size, so each gets a row of a table, and training
 * moves the rows until tokens that are used alike lie close together.
 *
 *   y[…] = W[token[…]]        the same as a one-hot vector times W, without the zeros
 *   ∂L/∂W[v] = Σ over the places where the token is v of ∂L/∂y there
 *   start: W ~ normal(0, 1)
 *
 * Notation: V vocabulary, C width, W weight (V, C), tokens whole numbers from 0 to V − 1 of any shape.
 * Source: Y. Bengio et al., A neural probabilistic language model, JMLR 3 (2003); PyTorch 2, torch.nn.Embedding.
 *
 * Page 108 · before it: nn/dropout.ts · after it: nn/convolution.ts
 */
import { detach } from "../autograd/grad.ts";
import type { RandomGenerator } from "../data/random.ts";
import { checkCount, lesson, valueText } from "../lesson.ts";
import { notEqual, where } from "../ops/compare.ts";
import { embedding } from "../ops/indexing.ts";
import { unsqueeze } from "../ops/movement.ts";
import { randn } from "../ops/random.ts";
import { elementsOf, type Tensor } from "../tensor/tensor.ts";
import { Module, parameter } from "./module.ts";

/** For sequences that were filled up to one length. */
export interface EmbeddingOptions {
  /** The token that stands for nothing: its row starts at 0 and gets no gradient. */
  readonly paddingIdx?: number;
}

/**
 * A table of vectors, looked up by whole numbers.
 * @param numEmbeddings V
 * @param width C
 * @throws RangeError for sizes that are none or a `paddingIdx` outside of the table; `forward` throws one for such a token.
 * @example
 * const table = new nn.Embedding(random(42), 65, 8, { paddingIdx: 0 });
 * const y = table.forward(tensor([[3, 0, 3]], { dtype: "int32" }));
 * backward(sum(y));
 * [y.shape, toArray(sum(table.weight.grad, { axis: 1 })).slice(0, 4)]; // => [[1, 3, 8], [0, 0, 0, 16]]
 */
export class Embedding extends Module {
  /** (V, C) */
  weight: Tensor;
  readonly paddingIdx: number | null;

  constructor(rng: RandomGenerator, numEmbeddings: number, width: number, { paddingIdx }: EmbeddingOptions = {}) {
    super();
    checkCount("make a table of", numEmbeddings, "vectors", 1);
    checkCount("make vectors of", width, "numbers", 1);
    this.paddingIdx = paddingIdx ?? null;
    const rows = randn(rng, [numEmbeddings, width]);
    if (paddingIdx !== undefined) {
      if (!Number.isInteger(paddingIdx) || paddingIdx < 0 || paddingIdx >= numEmbeddings) {
        throw new RangeError(
          lesson({
            cannot: `take token ${valueText(paddingIdx)} for padding`,
            as: `tokens must be in [0, ${numEmbeddings})`,
            found: `got ${valueText(paddingIdx)}`,
          }),
        );
      }
      elementsOf(rows, "start a table").fill(0, paddingIdx * width, (paddingIdx + 1) * width);
    }
    this.weight = parameter(rows);
  }

  /** (…) → (…, C) */
  forward(tokens: Tensor): Tensor {
    const rows = embedding(tokens, this.weight);
    if (this.paddingIdx === null) return rows;
    return where(unsqueeze(notEqual(tokens, this.paddingIdx), -1), rows, detach(rows)); // nothing flows back from padding
  }

  protected override details(): string {
    const [size, width] = this.weight.shape;
    return `${size} of ${width}${this.paddingIdx === null ? "" : `, padding ${this.paddingIdx}`}`;
  }
}
