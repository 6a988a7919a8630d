import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { accuracy, topKAccuracy } from "../../../lib/metrics/accuracy.ts";
import { randint, randn } from "../../../lib/ops/random.ts";
import { tensor, zeros } from "../../../lib/tensor/create.ts";

const int = (values: number[]) => tensor(values, { dtype: "int32" });

describe("accuracy()", () => {
  test("is the share that is right, from scores and from classes alike", () => {
    expect(accuracy(int([1, 2, 3, 4]), int([1, 2, 0, 0]))).toBe(0.5);
    expect(
      accuracy(
        tensor([
          [1, 2],
          [2, 1],
        ]),
        int([1, 1]),
      ),
    ).toBe(0.5);
    expect(accuracy(tensor([true, true]), tensor([true, true]))).toBe(1);
  });
});

describe("topKAccuracy()", () => {
  test("with k = 1 is the accuracy, also among equal scores, grows with k, and ends at 1", () => {
    const rng = random(3);
    for (let round = 0; round < 20; round++) {
      const scores = round % 2 === 0 ? randn(rng, [30, 6]) : randint(rng, 0, 3, [30, 6], { dtype: "float32" });
      const labels = randint(rng, 0, 6, [30]);
      const shares = [1, 2, 3, 4, 5, 6].map((k) => topKAccuracy(scores, labels, k));
      expect(shares[0]).toBe(accuracy(scores, labels));
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares[5]).toBe(1);
    }
  });

  test("does not count an example without a score, and knows k beyond the classes", () => {
    expect(topKAccuracy(tensor([[Number.NaN, 1]]), int([0]), 2)).toBe(0);
    expect(topKAccuracy(tensor([[2, 1]]), int([1]))).toBe(1);
  });

  test("refuses k below 1, classes in place of scores, and labels that are no class", () => {
    expect(() => topKAccuracy(zeros([2, 3]), int([0, 1]), 0)).toThrow(RangeError);
    expect(() => topKAccuracy(int([0, 1]), int([0, 1]), 1)).toThrow(/scores must be floats/);
    expect(() => topKAccuracy(zeros([2, 3]), int([0, 3]), 1)).toThrow(
      new RangeError("Cannot compute the top-1 accuracy as every label must be in [0, 3): label 1 is 3"),
    );
  });
});
