import { describe, expect, test } from "vitest";
import { checkLabels, classPairs } from "../../../lib/metrics/classes.ts";
import { tensor, zeros } from "../../../lib/tensor/create.ts";

const int = (values: number[]) => tensor(values, { dtype: "int32" });

describe("classPairs()", () => {
  test("takes the highest score of each example, over any axes in front, and the first among equals", () => {
    const scores = tensor([
      [
        [0, 2, 1],
        [5, 5, 1],
      ],
      [
        [-3, -2, -1],
        [1, 1, 1],
      ],
    ]);
    const { predicted, actual, numClasses } = classPairs(
      scores,
      tensor(
        [
          [1, 0],
          [2, 2],
        ],
        { dtype: "int32" },
      ),
      "compare",
    );
    expect([[...Array.from(predicted)], [...Array.from(actual)], numClasses]).toEqual([[1, 0, 2, 0], [1, 0, 2, 2], 3]);
  });

  test("takes classes of int32 and bool as they are", () => {
    expect(Array.from(classPairs(int([2, 0]), int([0, 0]), "compare").predicted)).toEqual([2, 0]);
    expect(classPairs(int([2, 0]), int([0, 0]), "compare").numClasses).toBe(3);
    expect(Array.from(classPairs(tensor([true, false]), int([1, 1]), "compare").predicted)).toEqual([1, 0]);
  });

  test("refuses shapes that do not fit, with the cure where there is one", () => {
    expect(() => classPairs(zeros([3]), int([0, 1, 1]), "compare")).toThrow(
      "Cannot compare as scores must have the shape of the labels and one more axis, that of the classes: got (3) and (3); try greater(scores, 0)",
    );
    expect(() => classPairs(int([0, 1]), int([0]), "compare")).toThrow(
      "Cannot compare as predicted classes must have the shape of the labels: got (2) and (1)",
    );
    expect(() => classPairs([1] as never, int([0]), "compare")).toThrow(TypeError);
    expect(() => classPairs(zeros([2, 3]), int([0, 3]), "compare")).toThrow(
      "every label must be in [0, 3): label 1 is 3",
    );
  });
});

describe("checkLabels()", () => {
  test("refuses floats, nothing at all, and what is below 0", () => {
    expect(() => checkLabels(zeros([2]), "compare")).toThrow(TypeError);
    expect(() => checkLabels(int([]), "compare")).toThrow(
      new RangeError("Cannot compare as there must be at least one example: there is none"),
    );
    expect(() => checkLabels(int([0, -1]), "compare")).toThrow(
      new RangeError("Cannot compare as classes are numbered from 0 up: label 1 is -1"),
    );
  });
});
