import { describe, expect, test } from "vitest";
import * as page from "../../../lib/ops/nllLoss.ts";
import { logSoftmax } from "../../../lib/ops/softmax.ts";
import { item, leaf, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { checkGradients } from "../gradientCheck.ts";
import { casesOf, expectCase, optionTensor } from "./referenceCases.ts";

const { classesLast, labelsFor, nllLoss, reduceRows } = page;
const labels = (values: number[], shape = [values.length]) => leaf(Int32Array.from(values), "int32", shape);

describe("nllLoss()", () => {
  test("is PyTorch's, with weights, ignored targets and more axes", () => {
    expect(casesOf("nllLoss").length).toBe(6);
    for (const one of casesOf("nllLoss")) {
      const { reduction, weight } = one.options;
      const options = weight === undefined ? { reduction } : { reduction, weight: optionTensor(weight) };
      expectCase(one, (x, t) => nllLoss(x, t, options));
    }
  });

  test.each(["mean", "sum", "none"] as const)("its derivatives are right by %s", (reduction) => {
    const weight = optionTensor([0.5, 2, 1.5]);
    for (const [shape, targets] of [
      [[3], labels([2], [])],
      [[4, 3], labels([0, 2, -100, 1])],
      [[2, 3, 2], labels([0, 2, 1, -100], [2, 2])],
    ] as const) {
      checkGradients(
        (x, t) => nllLoss(logSoftmax(x, shape.length === 1 ? 0 : 1), t, { reduction, weight }),
        [{ shape }, targets],
        { second: true },
      );
    }
  });

  test("leaves out what is ignored, however it is called", () => {
    const x = logSoftmax(
      tensor([
        [1, 2],
        [3, 1],
        [0, 0],
      ]),
    );
    const [all, some] = [labels([0, 1, 1]), labels([0, 9, 1])];
    const losses = toArray<number[]>(nllLoss(x, all, { reduction: "none" }));
    expect(item(nllLoss(x, some, { ignoreIndex: 9 }))).toBeCloseTo((losses[0] + losses[2]) / 2, 6);
    expect(toArray<number[]>(nllLoss(x, some, { ignoreIndex: 9, reduction: "none" }))[1]).toBe(0);
    expect(item(nllLoss(x, labels([9, 9, 9]), { ignoreIndex: 9 }))).toBeNaN();
  });
});

test("classesLast() makes rows, and labelsFor() the labels in the same order", () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ]); // (1, 3, 2): three classes at two places
  expect(toArray(classesLast(x))).toEqual([
    [1, 3, 5],
    [2, 4, 6],
  ]);
  expect(labelsFor(x, labels([0, 1], [1, 2]), "a loss").shape).toEqual([2]);
  expect(classesLast(zeros([0, 3])).shape).toEqual([0, 3]);
});

test("reduceRows() divides by the weights of the rows, not by their number", () => {
  expect(item(reduceRows(tensor([4, 6]), tensor([0.5, 1.5]), [2], "mean", "a loss"))).toBe(5);
});

test.each<[() => unknown, typeof TypeError, string]>([
  [
    () => nllLoss(zeros([2, 3]), tensor([0, 1])),
    TypeError,
    'as targets must be int32 labels of shape (2): got (2) float32; try cast(targets, "int32")',
  ],
  [
    () => nllLoss(zeros([2, 3]), labels([0, 1, 2])),
    TypeError,
    "as targets must be int32 labels of shape (2): got (3) int32",
  ],
  [() => nllLoss(zeros([]), labels([0], [])), TypeError, "there must be a class axis"],
  [
    () => nllLoss(zeros([1, 3]), labels([3])),
    RangeError,
    "Cannot compute the negative log-likelihood as every target must be in [0, 3): target 0 is 3",
  ],
  [() => nllLoss(zeros([1, 3]), labels([-1])), RangeError, "target 0 is -1"],
  [
    () => nllLoss(zeros([1, 3]), labels([1]), { weight: ones([2]) }),
    TypeError,
    "there must be a float32 weight for each class, (3): got (2) float32",
  ],
  [
    () => nllLoss(zeros([1, 3]), labels([1]), { reduction: "average" as never }),
    RangeError,
    "it must be one of mean, sum, none",
  ],
  [() => nllLoss(zeros([0, 3]), labels([])), RangeError, "as a mean needs something: the batch is empty"],
])("refuses what has no answer", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
