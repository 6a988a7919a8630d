import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { log } from "../../../lib/ops/elementwise.ts";
import * as losses from "../../../lib/ops/loss.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { softmax } from "../../../lib/ops/softmax.ts";
import { item, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { casesOf, expectCase, optionTensor, type ReferenceCase } from "./referenceCases.ts";

const { binaryCrossEntropy, binaryCrossEntropyWithLogits, huberLoss, klDivergence, l1Loss, mseLoss } = losses;

type Options = ReferenceCase["options"];

test.each<[string, number, (options: Options) => (y: Tensor, t: Tensor) => Tensor]>([
  ["mseLoss", 3, (options) => (y, t) => mseLoss(y, t, options)],
  ["l1Loss", 3, (options) => (y, t) => l1Loss(y, t, options)],
  ["huberLoss", 3, (options) => (y, t) => huberLoss(y, t, options)],
  [
    "binaryCrossEntropy",
    3,
    ({ reduction, targets }) =>
      (p) =>
        binaryCrossEntropy(p, optionTensor(targets, [3, 4]), { reduction }),
  ],
  [
    "binaryCrossEntropyWithLogits",
    6,
    ({ reduction, posWeight }) =>
      (x, t) =>
        binaryCrossEntropyWithLogits(
          x,
          t,
          posWeight ? { reduction, posWeight: optionTensor(posWeight) } : { reduction },
        ),
  ],
  ["klDivergence", 8, (options) => (y, t) => klDivergence(y, t, options)],
])("%s() has PyTorch's values and gradients in all %i cases", (name, count, made) => {
  expect(casesOf(name).length).toBe(count);
  for (const one of casesOf(name)) expectCase(one, made(one.options));
});

/** Each loss with inputs that it takes and that lie away from its kinks. */
const all: [string, (y: Tensor, t: Tensor) => Tensor, [number, number], [number, number]][] = [
  ["mseLoss", mseLoss, [-2, 2], [-2, 2]],
  ["l1Loss", l1Loss, [0.1, 2], [-2, 0]],
  ["huberLoss within delta", (y, t) => huberLoss(y, t, { delta: 9 }), [-2, 2], [-2, 2]],
  ["huberLoss beyond delta", (y, t) => huberLoss(y, t, { delta: 0.5 }), [1, 2], [-2, 0]],
  ["binaryCrossEntropy", binaryCrossEntropy, [0.1, 0.9], [0, 1]],
  ["binaryCrossEntropyWithLogits", binaryCrossEntropyWithLogits, [-4, 4], [0, 1]],
  [
    "binaryCrossEntropyWithLogits, weighted",
    (y, t) => binaryCrossEntropyWithLogits(y, t, { posWeight: 3 }),
    [-4, 4],
    [0, 1],
  ],
  ["klDivergence", klDivergence, [-3, 0], [0.1, 1]],
  [
    "klDivergence by batch",
    (y, t) => klDivergence(y, t, { reduction: "batchmean", logTarget: true }),
    [-3, 0],
    [-3, 0],
  ],
];

describe.each(all)("%s", (_, f, [low, high], [lowTarget, highTarget]) => {
  test("its derivatives of both orders are right, of targets too", () => {
    for (const shape of [[1], [4], [2, 3], [3, 1, 2]]) {
      checkGradients(
        f,
        [
          { shape, low, high },
          { shape, low: lowTarget, high: highTarget },
        ],
        { second: true },
      );
    }
  });

  test("gives the same numbers and gradients by kernel and by loop", () => {
    const between = (seed: number, a: number, b: number): Tensor => {
      const x = randomFloat32(seed, [7, 5]);
      x.storage.data.forEach((value, i, data) => {
        data[i] = a + (b - a) / (1 + Math.exp(-value));
      });
      return x;
    };
    expectFastAgrees(f, [between(1, low, high), between(2, lowTarget, highTarget)]);
  });
});

test("a loss of a thing and itself is nothing, and losses are never below 0", () => {
  const x = float64([0.2, 0.5, 0.3]);
  for (const f of [mseLoss, l1Loss, huberLoss]) expect(item(f(x, x))).toBe(0);
  expect(item(klDivergence(log(x), x))).toBeCloseTo(0, 15);
  const [p, q] = [softmax(randomFloat32(1, [6])), softmax(randomFloat32(2, [6]))];
  expect(item(klDivergence(log(p), q, { reduction: "sum" }))).toBeGreaterThan(0.1);
});

test("huberLoss() grows by delta beyond delta, so that an outlier counts no more than that", () => {
  const y = tensor([0.3, 100], { requiresGrad: true });
  backward(sum(huberLoss(y, tensor([0, 0]), { delta: 2, reduction: "sum" })));
  expect(toArray<number[]>(y.grad).map((g) => g.toFixed(4))).toEqual(["0.3000", "2.0000"]);
});

test("binary cross-entropy from logits is that of the sigmoid, and keeps digits where that is 0 or 1", () => {
  expect(item(binaryCrossEntropyWithLogits(float64([Math.log(4)]), float64([1])))).toBeCloseTo(-Math.log(0.8), 14);
  expect(item(binaryCrossEntropy(float64([0.8]), float64([1])))).toBeCloseTo(-Math.log(0.8), 14);
  expect(item(binaryCrossEntropyWithLogits(tensor([-300]), tensor([1])))).toBe(300);
  expect(item(binaryCrossEntropy(tensor([0]), tensor([1])))).toBe(100); // ln 0 counts as −100
});

test("klDivergence() takes 0 ln 0 for 0, and its gradient too", () => {
  const t = tensor([[1, 0]], { requiresGrad: true });
  const loss = klDivergence(tensor([[-1, -2]]), t, { reduction: "batchmean" });
  expect(item(loss)).toBe(1);
  backward(loss);
  for (const slope of toArray<number[][]>(t.grad)[0]) expect(Number.isFinite(slope)).toBe(true);
});

test.each<[() => unknown, typeof TypeError, string]>([
  [
    () => mseLoss(zeros([4, 1]), zeros([4])),
    TypeError,
    "Cannot compute the squared error of (4, 1) and targets (4) as shapes must be equal: got (4, 1) and (4); try reshape(targets, [4, 1])",
  ],
  [() => l1Loss(zeros([4]), zeros([3])), TypeError, "as shapes must be equal: got (4) and (3)"],
  [
    () => mseLoss(zeros([0]), zeros([0])),
    RangeError,
    "Cannot average the squared error of (0) as a mean needs something: the batch is empty",
  ],
  [() => mseLoss(zeros([2]), zeros([2], { dtype: "float64" })), TypeError, "float types must not be mixed"],
  [
    () => huberLoss(zeros([2]), zeros([2]), { delta: 0 }),
    RangeError,
    "Cannot compute the Huber loss with delta 0 as it must be above 0",
  ],
  [
    () => binaryCrossEntropy(tensor([0.5, -0.1]), zeros([2])),
    RangeError,
    "every probability must be in [0, 1]: element 1 is -0.1",
  ],
  [() => binaryCrossEntropy(tensor([Number.NaN]), zeros([1])), RangeError, "element 0 is NaN"],
  [
    () => klDivergence(zeros([2]), zeros([2]), { reduction: "batch" as never }),
    RangeError,
    "it must be one of mean, sum, none, batchmean",
  ],
  [() => mseLoss(zeros([2]), 3 as never), TypeError, "it must be a tensor"],
])("refuses what has no answer", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
