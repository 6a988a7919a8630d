import { describe, expect, test } from "vitest";
import { integer, normal, random, uniform } from "../../../lib/data/random.ts";
import { sigmoid, softmax } from "../../../lib/plain/activation.ts";
import { log } from "../../../lib/plain/elementary.ts";
import {
  accuracy,
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  binaryCrossEntropyFromLogitsGradient,
  binaryCrossEntropyGradient,
  crossEntropy,
  crossEntropyGradient,
  meanSquaredError,
  meanSquaredErrorGradient,
} from "../../../lib/plain/loss.ts";
import { expectClose, expectGradient, readReference } from "../reference/readReference.ts";
import { randomMatrix, randomVector } from "./randomValues.ts";

type Case = { inputs: [never, number[]]; value: number; gradients: [never] };
const { losses } = readReference<{ losses: Record<string, Case> }>("plain");
const rng = random(60);
const sizes = Array.from({ length: 30 }, () => integer(rng, 1, 7));

describe("gradients agree with central differences in every element", () => {
  test("meanSquaredErrorGradient()", () => {
    for (const n of sizes) {
      const [p, t] = [randomVector(rng, n), randomVector(rng, n)];
      expectGradient((point) => meanSquaredError(point, t), p, meanSquaredErrorGradient(p, t));
    }
  });

  test("binaryCrossEntropyGradient()", () => {
    for (const n of sizes) {
      const p = Array.from({ length: n }, () => uniform(rng, 0.05, 0.95));
      const t = Array.from({ length: n }, () => uniform(rng));
      expectGradient((point) => binaryCrossEntropy(point, t), p, binaryCrossEntropyGradient(p, t));
    }
  });

  test("binaryCrossEntropyFromLogitsGradient()", () => {
    for (const n of sizes) {
      const [z, t] = [randomVector(rng, n), Array.from({ length: n }, () => integer(rng, 0, 2))];
      const gradient = binaryCrossEntropyFromLogitsGradient(z, t);
      expectGradient((point) => binaryCrossEntropyFromLogits(point, t), z, gradient);
    }
  });

  test("crossEntropyGradient()", () => {
    for (const n of sizes) {
      const classes = integer(rng, 2, 6);
      const z = randomMatrix(rng, n, classes);
      const t = Array.from({ length: n }, () => integer(rng, 0, classes));
      const rows = (flat: readonly number[]) => z.map((_, i) => flat.slice(i * classes, (i + 1) * classes));
      expectGradient((flat) => crossEntropy(rows(flat), t), z.flat(), crossEntropyGradient(z, t).flat());
    }
  });
});

describe("PyTorch's values and gradients, probabilities of 0 and 1 and logits of −800 included", () => {
  test.each([
    ["meanSquaredError", meanSquaredError, meanSquaredErrorGradient],
    ["binaryCrossEntropy", binaryCrossEntropy, binaryCrossEntropyGradient],
    ["binaryCrossEntropyFromLogits", binaryCrossEntropyFromLogits, binaryCrossEntropyFromLogitsGradient],
    ["crossEntropy", crossEntropy, crossEntropyGradient],
  ] as const)("%s()", (name, loss, gradient) => {
    const { inputs, value, gradients } = losses[name];
    expectClose(loss(...inputs), value, 1e-15);
    // PyTorch's 10⁻¹², which keeps p (1 − p) from 0, is a float32 and so not quite 10⁻¹²
    expectClose(gradient(...inputs), gradients[0], name === "binaryCrossEntropy" ? 1e-8 : 1e-15);
  });
});

describe("properties", () => {
  test("a guess of ½ costs ln 2, equal logits cost ln C", () => {
    expectClose(binaryCrossEntropy([0.5, 0.5], [0, 1]), Math.LN2, 1e-15);
    expectClose(binaryCrossEntropyFromLogits([0, 0], [0, 1]), Math.LN2, 1e-15);
    for (const classes of [2, 3, 10]) {
      expectClose(crossEntropy([new Array<number>(classes).fill(4)], [1]), log(classes), 1e-15);
    }
  });

  test("from logits is the same as from probabilities where those keep their digits", () => {
    for (const n of sizes) {
      const [z, t] = [randomVector(rng, n), Array.from({ length: n }, () => integer(rng, 0, 2))];
      expectClose(binaryCrossEntropyFromLogits(z, t), binaryCrossEntropy(z.map(sigmoid), t), 1e-13);
      const table = z.map((value) => [0, value]);
      expectClose(crossEntropy(table, t), binaryCrossEntropyFromLogits(z, t), 1e-13); // two classes are one sigmoid
    }
  });

  test("from logits stays exact where the probability rounds to 0 and the other form stops at 100", () => {
    expect(binaryCrossEntropyFromLogits([800], [0])).toBe(800);
    expect(binaryCrossEntropy([sigmoid(800)], [0])).toBe(100);
    expect(crossEntropy([[800, 0]], [1])).toBe(800);
  });

  test("among all probabilities the mean of the targets has the smallest cross-entropy", () => {
    const targets = [1, 0, 0, 1, 0];
    const at = (p: number) =>
      binaryCrossEntropy(
        targets.map(() => p),
        targets,
      );
    for (let p = 0.05; p < 1; p += 0.05) expect(at(p)).toBeGreaterThanOrEqual(at(0.4) - 1e-12);
  });

  test("each row of crossEntropyGradient() sums to 0, and is (softmax − one-hot) / n", () => {
    const z = randomMatrix(rng, 3, 4);
    const gradient = crossEntropyGradient(z, [0, 3, 1]);
    for (const row of gradient)
      expectClose(
        row.reduce((total, value) => total + value, 0),
        0,
        1e-15,
      );
    expectClose(gradient[1][3] * 3, softmax(z[1])[3] - 1, 1e-15);
  });

  test("meanSquaredError() is 0 only for equal numbers, and grows with the square", () => {
    const [p, d] = [randomVector(rng, 5), normal(rng)];
    expect(meanSquaredError(p, p)).toBe(0);
    expectClose(
      meanSquaredError(
        p.map((value) => value + d),
        p,
      ),
      d * d,
      1e-13,
    );
  });

  test("accuracy() counts equal labels of any kind", () => {
    expect(accuracy(["a", "b", "b"], ["a", "b", "c"])).toBeCloseTo(2 / 3, 15);
  });
});

test.each([
  [
    () =>
      crossEntropy(
        Array.from({ length: 8 }, () => new Array<number>(10).fill(0)),
        [1, 2, 3, 4, 5, 6, 7, 10],
      ),
    RangeError,
    "Cannot compute cross-entropy as every target must be in [0, 10): target 7 is 10",
  ],
  [() => crossEntropy([[1, 2]], [0.5]), RangeError, "target 0 is 0.5"],
  [
    () => crossEntropy([[1, 2]], [0, 1]),
    TypeError,
    "Cannot compute the cross-entropy of (1, 2) and (2) as there must be one target for each row: got 1 and 2",
  ],
  [() => crossEntropyGradient([], []), RangeError, "a mean needs at least one example: got none"],
  [
    () => binaryCrossEntropy([0.5, 1.2], [1, 0]),
    RangeError,
    "every probability must be in [0, 1]: probability 1 is 1.2; try plain.binaryCrossEntropyFromLogits",
  ],
  [() => binaryCrossEntropy([0.5], [2]), RangeError, "every target must be in [0, 1]: target 0 is 2"],
  [() => binaryCrossEntropyFromLogits([Number.NaN], [Number.NaN]), RangeError, "target 0 is NaN"],
  [
    () => meanSquaredError([1], [1, 2]),
    TypeError,
    "Cannot compute the mean squared error of (1) and (2) as sizes must be equal",
  ],
  [() => meanSquaredErrorGradient([], []), RangeError, "Cannot differentiate the mean squared error of (0) and (0)"],
  [() => accuracy([], []), RangeError, "Cannot compute the accuracy of (0) and (0)"],
])("a loss refuses what has no meaning", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
