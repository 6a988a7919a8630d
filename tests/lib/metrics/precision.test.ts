import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { accuracy } from "../../../lib/metrics/accuracy.ts";
import { f1, precision, recall } from "../../../lib/metrics/precision.ts";
import { randint } from "../../../lib/ops/random.ts";
import { tensor, zeros } from "../../../lib/tensor/create.ts";

const int = (values: number[]) => tensor(values, { dtype: "int32" });
const all = { precision, recall, f1 };

describe("precision(), recall() and f1()", () => {
  test("binary: three hits, one false alarm, two that were missed", () => {
    const [said, is] = [int([1, 1, 1, 1, 0, 0, 0]), int([1, 1, 1, 0, 1, 1, 0])];
    expect([precision(said, is), recall(said, is), f1(said, is)]).toEqual([3 / 4, 3 / 5, 6 / 9]);
    // the other class: one hit, two false alarms, one missed
    const options = { positive: 0 };
    expect([precision(said, is, options), recall(said, is, options), f1(said, is, options)]).toEqual([
      1 / 3,
      1 / 2,
      2 / 5,
    ]);
  });

  test("macro and micro: scikit-learn's own example", () => {
    const [said, is] = [int([0, 2, 1, 0, 0, 1]), int([0, 1, 2, 0, 1, 2])];
    const macro = { average: "macro", whenUndefined: 0 } as const;
    expect(precision(said, is, macro)).toBeCloseTo(0.2222, 4); // sklearn.metrics.precision_score: 0.22…
    expect(recall(said, is, macro)).toBeCloseTo(0.3333, 4);
    expect(f1(said, is, macro)).toBeCloseTo(0.2667, 4); // f1_score: 0.26…
    for (const metric of Object.values(all)) expect(metric(said, is, { average: "micro" })).toBeCloseTo(1 / 3, 12);
  });

  test("micro is the accuracy, and F1 lies between precision and recall", () => {
    const rng = random(4);
    for (let round = 0; round < 20; round++) {
      const [said, is] = [randint(rng, 0, 4, [50]), randint(rng, 0, 4, [50])];
      for (const metric of Object.values(all)) {
        expect(metric(said, is, { average: "micro" })).toBeCloseTo(accuracy(said, is), 12);
      }
      const [twoSaid, twoIs] = [randint(rng, 0, 2, [50]), randint(rng, 0, 2, [50])];
      const [p, r] = [precision(twoSaid, twoIs), recall(twoSaid, twoIs)];
      expect(f1(twoSaid, twoIs)).toBeCloseTo((2 * p * r) / (p + r), 12);
      expect(precision(twoIs, twoSaid)).toBe(r); // they change places with prediction and truth
    }
  });

  test("macro gives a rare class the weight of a common one", () => {
    const is = int([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(recall(int(new Array(10).fill(0)), is, { average: "macro" })).toBe(0.5);
    expect(recall(int(new Array(10).fill(0)), is, { average: "micro" })).toBe(0.9);
  });

  test("0/0 is NaN, or what it shall count as", () => {
    const [none, some] = [int([0, 0]), int([0, 1])];
    expect(precision(none, some)).toBeNaN(); // nothing was said to be positive
    expect(recall(none, some)).toBe(0);
    expect(f1(none, some)).toBe(0);
    expect(recall(some, none)).toBeNaN(); // nothing is positive
    expect(precision(some, none)).toBe(0);
    for (const metric of Object.values(all)) {
      expect(metric(none, none)).toBeNaN();
      expect(metric(none, none, { whenUndefined: 1 })).toBe(1);
    }
    expect(precision(int([0, 0, 2]), int([0, 1, 2]), { average: "macro" })).toBeNaN(); // class 1 was never predicted
    expect(precision(int([0, 0, 2]), int([0, 1, 2]), { average: "macro", whenUndefined: 0 })).toBe(0.5);
    expect(precision(int([0, 3]), int([0, 3]), { average: "macro" })).toBe(1); // 1 and 2 do not occur at all
  });

  test("takes scores, and refuses three classes without an average", () => {
    expect(
      recall(
        tensor([
          [0, 1],
          [1, 0],
        ]),
        int([1, 1]),
      ),
    ).toBe(0.5);
    expect(() => recall(zeros([2, 3]), int([0, 1]))).toThrow(
      new RangeError('Cannot compute the recall as "binary" is for two classes: there are 3; try { average: "macro" }'),
    );
    expect(() => f1(int([0, 1]), int([0, 1]), { positive: 2 })).toThrow(/must be 0 or 1: got 2/);
    expect(() => f1(int([0, 1]), int([0, 1]), { average: "weighted" as never })).toThrow(TypeError);
  });
});
