import { expect, test } from "vitest";
import { integer, normal, random } from "../../../lib/data/random.ts";
import { gather } from "../../../lib/ops/indexing.ts";
import { flip } from "../../../lib/ops/join.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { argsort, sort, topK } from "../../../lib/ops/sort.ts";
import { tensor, toArray, toTypedArray, zeros } from "../../../lib/tensor/create.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectReference } from "./indexingReference.ts";

const rng = random(51);
const drawn = (shape: number[]): Tensor =>
  float64(
    Array.from({ length: sizeOf(shape) }, () => normal(rng)),
    shape,
  );

test("sort() and topK() have PyTorch's numbers and gradients", () => {
  expectReference("sort", (x) => sort(x, { axis: 0 }).values);
  expectReference("sortDescending", (x) => sort(x, { descending: true }).values);
  expectReference("topK", (x) => topK(x, 2, { axis: 1 }).values);
  expectReference("smallest", (x) => topK(x, 3, { axis: 0, largest: false }).values);
});

test("sort() gives every line the numbers that JavaScript's sort gives it, along every axis", () => {
  for (let trial = 0; trial < 30; trial++) {
    const shape = Array.from({ length: integer(rng, 1, 4) }, () => integer(rng, 0, 5));
    const x = drawn(shape);
    for (let axis = 0; axis < shape.length; axis++) {
      const { values, indices } = sort(x, { axis });
      expect(toArray(gather(x, axis, indices))).toEqual(toArray(values));
      const last = (y: Tensor): Tensor => transpose(y, axis, -1);
      const lines = (y: Tensor): number[][] => {
        const all = Array.from(toTypedArray(last(y)));
        return Array.from({ length: all.length / Math.max(1, shape[axis]) }, (_, i) =>
          all.slice(i * shape[axis], (i + 1) * shape[axis]),
        );
      };
      expect(lines(values)).toEqual(lines(x).map((line) => line.toSorted((a, b) => a - b)));
      expect(toArray(flip(sort(x, { axis, descending: true }).values, [axis]))).toEqual(toArray(values));
    }
  }
});

test("argsort() keeps the order of equal elements, both ways", () => {
  const x = tensor([2, 1, 2, 1, 2]);
  expect(toArray(argsort(x))).toEqual([1, 3, 0, 2, 4]);
  expect(toArray(argsort(x, { descending: true }))).toEqual([0, 2, 4, 1, 3]);
  expect(toArray(argsort(tensor([0, -0, 0])))).toEqual([0, 1, 2]);
});

test("NaN comes last and infinities at the ends, both ways", () => {
  const x = tensor([Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY]);
  expect(toArray(argsort(x))).toEqual([4, 1, 2, 0, 3]);
  expect(toArray(argsort(x, { descending: true }))).toEqual([2, 1, 4, 0, 3]);
  expect(toArray(topK(x, 2).indices)).toEqual([2, 1]);
  expect(toArray(argsort(tensor([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0])))).toEqual([2, 0, 1]);
});

test("topK() is the beginning of sort(), of as many elements as asked", () => {
  const x = drawn([4, 6]);
  for (const largest of [true, false]) {
    const sorted = sort(x, { descending: largest });
    for (let k = 0; k <= 6; k++) {
      const top = topK(x, k, { largest });
      expect(toArray(top.values)).toEqual(toArray(slice(sorted.values, 1, { end: k })));
      expect(toArray(top.indices)).toEqual(toArray(slice(sorted.indices, 1, { end: k })));
    }
  }
});

test("sorting knows every dtype and any strides, and its indices are int32 without a gradient", () => {
  expect(toArray(sort(tensor([3, 1, 2], { dtype: "int32" })).values)).toEqual([1, 2, 3]);
  expect(toArray(sort(tensor([true, false])).values)).toEqual([false, true]);
  expect(
    toArray(
      sort(
        transpose(
          tensor([
            [3, 0],
            [1, 2],
          ]),
        ),
      ).values,
    ),
  ).toEqual([
    [1, 3],
    [0, 2],
  ]);
  const { values, indices } = sort(tensor([2, 1], { requiresGrad: true }));
  expect([values.requiresGrad, indices.requiresGrad, indices.dtype]).toEqual([true, false, "int32"]);
});

test("a gradient goes back to where each sorted element came from", () => {
  // distances between elements stay far above the step of the check
  const x = float64([0.3, -1, 2, 0.7, -0.2, 1.1], [2, 3]);
  checkGradients((y) => sort(y, { descending: true }).values, [x], { second: true });
  checkGradients((y) => topK(y, 2, { axis: 0 }).values, [x]);
  checkGradients((y) => sort(y).values, [float64([], [2, 0])]);
});

test("lessons name the axis and the count", () => {
  expect(() => topK(zeros([2, 3]), 4)).toThrow("Cannot pick 4 of (2, 3) along axis 1 as there are 3: got 4");
  for (const wrong of [() => topK(zeros([3]), -1), () => topK(zeros([3]), 1.5), () => sort(zeros([3]), { axis: 1 })])
    expect(wrong).toThrow(RangeError);
  expect(() => argsort([3, 1] as never)).toThrow("try tensor([…])");
  expect(() => sort(zeros([]))).toThrow("a single number has no axes");
});
