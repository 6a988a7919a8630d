import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { perplexity } from "../../../lib/metrics/perplexity.ts";
import { randint, randn } from "../../../lib/ops/random.ts";
import { softmax } from "../../../lib/ops/softmax.ts";
import { tensor, toArray, zeros } from "../../../lib/tensor/create.ts";

const int = (values: number[]) => tensor(values, { dtype: "int32" });

describe("perplexity()", () => {
  test("is the geometric mean of 1 over the probability of what came", () => {
    const rng = random(6);
    const [logits, tokens] = [randn(rng, [4, 3, 7], { dtype: "float64" }), randint(rng, 0, 7, [4, 3])];
    const p = toArray<number[][][]>(softmax(logits));
    const product = toArray<number[][]>(tokens)
      .flatMap((row, i) => row.map((token, j) => 1 / p[i][j][token]))
      .reduce((a, b) => a * b, 1);
    expect(perplexity(logits, tokens)).toBeCloseTo(product ** (1 / 12), 9);
  });

  test("is the size of the vocabulary for a model that knows nothing, and 1 for one that is certain", () => {
    expect(perplexity(zeros([5, 65]), int([0, 1, 2, 3, 64]))).toBeCloseTo(65, 4);
    expect(perplexity(tensor([[1000, 0]]), int([0]))).toBe(1);
  });

  test("refuses shapes that do not fit, and tokens beyond the vocabulary", () => {
    expect(() => perplexity(zeros([5, 65]), int([0]))).toThrow(/that of the vocabulary: got \(5, 65\) and \(1\)/);
    expect(() => perplexity(zeros([1, 65]), int([65]))).toThrow(RangeError);
  });
});
