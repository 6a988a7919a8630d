/*
 * How surprised a language model is. A model that knows nothing chooses among all words of the vocabulary; one with perplexity
 * 20 is as unsure as if it had to choose among 20 words of the same probability.
 *
 *   perplexity = exp(cross-entropy) = (Πᵢ 1 / p(tᵢ))^(1/n)          1 is certainty, V is knowing nothing
 *
 * Notation: n tokens, tᵢ the token that came, p its probability under the model, V words in the vocabulary.
 * Source: F. Jelinek et al., J. Acoustical Society of America 62 (1977).
 * NB: perplexities of models with other tokenizers cannot be compared: theirs are other tokens.
 *
 * Page 131 · before it: metrics/r2.ts · after it: train/safetensorsHeader.ts
 */
import { noGrad } from "../autograd/grad.ts";
import { lesson, sizesText } from "../lesson.ts";
import { crossEntropy } from "../ops/crossEntropy.ts";
import { flatten, reshape } from "../ops/movement.ts";
import { exp } from "../plain/elementary.ts";
import { item } from "../tensor/create.ts";
import { sameShape, sizeOf } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { checkLabels } from "./classes.ts";

/**
 * e to the mean cross-entropy. Lower is better, from the size of the vocabulary down to 1.
 * @param logits (…, V) scores
 * @param tokens (…) int32
 * @throws TypeError when the shapes do not fit; RangeError when there is no token, or one is not in the vocabulary.
 * @example metrics.perplexity(zeros([2, 3, 65]), zeros([2, 3], { dtype: "int32" })).toFixed(3); // => "65.000"
 */
export function perplexity(logits: Tensor, tokens: Tensor): number {
  const action = "compute the perplexity";
  checkTensor(logits, `${action} of`);
  checkLabels(tokens, action);
  if (logits.shape.length === 0 || !sameShape(logits.shape.slice(0, -1), tokens.shape)) {
    const rule = "logits must have the shape of the tokens and one more axis, that of the vocabulary";
    const found = `got ${sizesText(logits.shape)} and ${sizesText(tokens.shape)}`;
    throw new TypeError(lesson({ cannot: action, as: rule, found }));
  }
  const vocabulary = logits.shape[logits.shape.length - 1];
  const rows = reshape(logits, [sizeOf(tokens.shape), vocabulary]); // (…, V) → (n, V)
  return exp(item(noGrad(() => crossEntropy(rows, flatten(tokens)))));
}
