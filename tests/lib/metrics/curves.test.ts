import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import { prCurve, rocCurve } from "../../../lib/metrics/curves.ts";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";
import { tensor } from "../../../lib/tensor/create.ts";

const bool = (values: boolean[]) => tensor(values);

/** Random scores, rounded so that many are equal, and labels that depend on them a little. */
function cases(count: number) {
  const rng = random(11);
  return Array.from({ length: count }, (_, i) => {
    const n = 5 + 3 * i;
    const scores = Array.from({ length: n }, () => Math.round(uniform(rng) * (i % 2 === 0 ? 4 : 1000)) / 8);
    const labels = scores.map((score, k) => k === 0 || (k !== 1 && uniform(rng, 0, 60) < score));
    return { scores, labels };
  });
}

describe("rocCurve()", () => {
  test("its area is the probability that a positive example scores higher, ties counting half", () => {
    for (const { scores, labels } of cases(12)) {
      let [wins, pairs] = [0, 0];
      for (const [i, a] of scores.entries()) {
        for (const [j, b] of scores.entries()) {
          if (!labels[i] || labels[j]) continue;
          pairs += 1;
          wins += a > b ? 1 : a === b ? 0.5 : 0;
        }
      }
      expect(rocCurve(tensor(scores), bool(labels)).area).toBeCloseTo(wins / pairs, 12);
    }
  });

  test("each point is what its threshold gives, and the curve goes from (0, 0) to (1, 1)", () => {
    for (const { scores, labels } of cases(6)) {
      const roc = rocCurve(tensor(scores, { dtype: "float64" }), bool(labels));
      const share = (is: boolean, s: number) =>
        scores.filter((score, i) => labels[i] === is && score >= s).length /
        labels.filter((label) => label === is).length;
      expect(roc.truePositiveRates).toEqual(roc.thresholds.map((s) => share(true, s)));
      expect(roc.falsePositiveRates).toEqual(roc.thresholds.map((s) => share(false, s)));
      expect([roc.thresholds[0], roc.truePositiveRates[0], roc.falsePositiveRates.at(-1)]).toEqual([Infinity, 0, 1]);
      expect(roc.thresholds).toHaveLength(new Set(scores).size + 1);
    }
  });

  test("perfect, reversed and meaningless scores have the areas 1, 0 and ½", () => {
    const labels = bool([true, true, false, false]);
    expect(
      [
        [4, 3, 2, 1],
        [1, 2, 3, 4],
        [5, 5, 5, 5],
      ].map((scores) => rocCurve(tensor(scores), labels).area),
    ).toEqual([1, 0, 0.5]);
  });

  test("shows itself, with the area in words", () => {
    const roc = rocCurve(tensor([0.1, 0.4, 0.35, 0.8]), bool([false, false, true, true]));
    expect(roc[jupyterDisplay]()["text/plain"]).toMatch(/ROC curve: area 0.75.*false positive rate/s);
    expect(roc.figure().data[0].y).toEqual(roc.truePositiveRates);
  });

  test("refuses what has no curve", () => {
    expect(() => rocCurve(tensor([1, 2]), bool([false, false]))).toThrow(
      /both classes must occur: no example is positive/,
    );
    expect(() => rocCurve(tensor([1, Number.NaN]), bool([true, false]))).toThrow(
      new RangeError("Cannot draw the ROC curve as scores must be comparable: score 1 is NaN"),
    );
    expect(() => rocCurve(tensor([[1, 2]]), bool([true, false]))).toThrow(TypeError);
    expect(() => rocCurve(tensor([1, 2]), tensor([0, 2], { dtype: "int32" }))).toThrow(RangeError);
  });
});

describe("prCurve()", () => {
  test("average precision is the sum over thresholds of precision times gain in recall", () => {
    for (const { scores, labels } of cases(12)) {
      const pr = prCurve(tensor(scores, { dtype: "float64" }), bool(labels));
      const thresholds = [...new Set(scores)].sort((a, b) => b - a);
      let [sum, before] = [0, 0];
      for (const [k, s] of thresholds.entries()) {
        const said = labels.filter((_, i) => scores[i] >= s);
        const hits = said.filter((label) => label).length;
        const reached = hits / labels.filter((label) => label).length;
        expect([pr.thresholds[k], pr.precisions[k], pr.recalls[k]]).toEqual([s, hits / said.length, reached]);
        sum += (hits / said.length) * (reached - before);
        before = reached;
      }
      expect(pr.averagePrecision).toBeCloseTo(sum, 12);
    }
  });

  test("scores without meaning get the share of positive examples, perfect ones 1", () => {
    const labels = bool([true, false, false, false]);
    expect(prCurve(tensor([2, 2, 2, 2]), labels).averagePrecision).toBe(0.25);
    expect(prCurve(tensor([3, 2, 1, 0]), labels).averagePrecision).toBe(1);
    expect(prCurve(tensor([3, 2]), bool([true, true])).averagePrecision).toBe(1); // needs no negative example
    expect(() => prCurve(tensor([3]), bool([false]))).toThrow(/no example is positive/);
  });

  test("shows itself, with the average precision in words", () => {
    const pr = prCurve(tensor([0.1, 0.4, 0.35, 0.8]), bool([false, false, true, true]));
    expect(pr[jupyterDisplay]()["text/plain"]).toMatch(/average precision 0.833.*recall.*precision/s);
  });
});
