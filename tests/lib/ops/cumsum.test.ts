import { expect, test } from "vitest";
import { subtract } from "../../../lib/ops/arithmetic.ts";
import { cumsum } from "../../../lib/ops/cumsum.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { checkGradients } from "../gradientCheck.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

test("cumsum() adds up along an axis, of views too", () => {
  expect(toArray(cumsum(x, 0))).toEqual([
    [1, 2, 3],
    [5, 7, 9],
  ]);
  expect(toArray(cumsum(x, -1))).toEqual([
    [1, 3, 6],
    [4, 9, 15],
  ]);
  expect(toArray(cumsum(transpose(x), 1))).toEqual(toArray(transpose(cumsum(x, 0))));
  expect(cumsum(tensor([true, true]), 0).dtype).toBe("int32");
});

test("differences of running sums are the numbers themselves", () => {
  const sums = cumsum(x, 1);
  const steps = subtract(slice(sums, 1, { start: 1 }), slice(sums, 1, { end: -1 }));
  expect(toArray(steps)).toEqual(toArray(slice(x, 1, { start: 1 })));
});

test.each([
  [[4], 0],
  [[3, 1, 2], 1],
  [[2, 3, 4], 1],
  [[2, 3, 4], 0],
  [[2, 0], 1],
  [[0, 2], 1],
])("its derivatives of both orders are right for %j along %i", (shape, axis) =>
  checkGradients((input) => cumsum(input, axis as number), [{ shape: shape as number[] }], { second: true }),
);

test("cumsum() refuses an axis that is not there", () => {
  expect(() => cumsum(zeros([2]), 1)).toThrow("Cannot take running sums of (2) along axis 1 as axes go from -1 to 0");
});
