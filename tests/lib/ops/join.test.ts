import { describe, expect, test } from "vitest";
import { integer, normal, random } from "../../../lib/data/random.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { chunk, concatenate, flip, repeatInterleave, roll, split, stack, tile } from "../../../lib/ops/join.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { arange, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { expectReference } from "./indexingReference.ts";

const rng = random(21);
const drawn = (shape: number[]): Tensor =>
  float64(
    Array.from({ length: sizeOf(shape) }, () => normal(rng)),
    shape,
  );

describe("PyTorch's numbers and gradients", () => {
  test("concatenate(), stack()", () => {
    expectReference("concatenate", (a, b, c) => concatenate([a, b, c], 1));
    expectReference("stack", (a, b) => stack([a, b], -1));
  });

  test("split(), chunk()", () => {
    const weighted = (parts: Tensor[]): Tensor[] => parts.map((part, i) => multiply(part, i));
    expectReference("split", (x) => concatenate(weighted(split(x, [1, 3, 1], 1)), 1));
    expectReference("chunk", (x) => concatenate(weighted(chunk(x, 3)), 0));
  });

  test("flip(), roll(), tile(), repeatInterleave()", () => {
    expectReference("flip", (x) => flip(x, [0, 2]));
    expectReference("roll", (x) => roll(x, -8, 1));
    expectReference("tile", (x) => tile(x, [2, 1, 3]));
    expectReference("repeatInterleave", (x) => repeatInterleave(x, 3, 1));
  });
});

describe("properties over random shapes, empty axes included", () => {
  const shapes = Array.from({ length: 40 }, () => Array.from({ length: integer(rng, 1, 4) }, () => integer(rng, 0, 5)));

  test("concatenate() undoes split() and chunk(), along every axis", () => {
    for (const shape of shapes) {
      const x = drawn(shape);
      for (let axis = -shape.length; axis < shape.length; axis++) {
        const size = integer(rng, 1, 4);
        expect(toArray(concatenate(split(x, size, axis), axis))).toEqual(toArray(x));
        expect(concatenate(chunk(x, size, axis), axis).shape).toEqual(shape);
        const whole = shape.at(axis) as number;
        const first = integer(rng, 0, whole + 1);
        expect(toArray(concatenate(split(x, [first, whole - first], axis), axis))).toEqual(toArray(x));
      }
    }
  });

  test("stack() puts tensor i at position i of the new axis", () => {
    for (const shape of shapes) {
      const parts = [drawn(shape), drawn(shape), drawn(shape)];
      for (let axis = 0; axis <= shape.length; axis++) {
        const stacked = stack(parts, axis);
        expect(stacked.shape).toEqual(shape.toSpliced(axis, 0, 3));
        for (const [i, part] of split(stacked, 1, axis).entries())
          expect(toArray(part)).toEqual(toArray(stack([parts[i]], axis)));
      }
    }
  });

  test("flip() twice, and roll() there and back, change nothing", () => {
    for (const shape of shapes) {
      const x = drawn(shape);
      expect(toArray(flip(flip(x)))).toEqual(toArray(x));
      const [shift, axis] = [integer(rng, -9, 10), integer(rng, 0, shape.length)];
      expect(toArray(roll(roll(x, shift, axis), -shift, axis))).toEqual(toArray(x));
    }
  });

  test("tile() is concatenate() of copies", () => {
    for (const shape of shapes) {
      const x = drawn(shape);
      const axis = integer(rng, 0, shape.length);
      const times = shape.map((_, i) => (i === axis ? 3 : 1));
      expect(toArray(tile(x, times))).toEqual(toArray(concatenate([x, x, x], axis)));
      expect(tile(x, [0]).size).toBe(0);
    }
  });
});

test("joined tensors may be views of any strides", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(toArray(concatenate([transpose(x), transpose(x)], 1))).toEqual([
    [1, 4, 1, 4],
    [2, 5, 2, 5],
    [3, 6, 3, 6],
  ]);
  expect(toArray(flip(transpose(x), [0]))).toEqual([
    [3, 6],
    [2, 5],
    [1, 4],
  ]);
});

test("flip() takes one axis without brackets", () => {
  expect(
    toArray(
      flip(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        0,
      ),
    ),
  ).toEqual([
    [3, 4],
    [1, 2],
  ]);
});

test("concatenate() and stack() bring tensors to one dtype", () => {
  expect(concatenate([ones([1], { dtype: "bool" }), ones([1], { dtype: "int32" })]).dtype).toBe("int32");
  expect(toArray(stack([tensor(true), tensor(false)]))).toEqual([true, false]);
  expect(() => stack([ones([1]), ones([1], { dtype: "float64" })])).toThrow("float types must not be mixed");
});

test("split() makes one node of the graph, however many parts there are", () => {
  const x = zeros([6], { requiresGrad: true });
  const parts = split(x, 1);
  expect(new Set(parts.map(({ origin }) => origin)).size).toBe(1);
  expect(split(zeros([0, 2]), [0, 0]).map(({ shape }) => shape)).toEqual([
    [0, 2],
    [0, 2],
  ]);
  expect(() => split(x, null as never)).toThrow("Cannot split (6) into parts of null positions");
  expect(() => split(x, ["6"] as never)).toThrow('Cannot split (6) into a part of "6" positions');
});

test("split() and chunk() cut as PyTorch does", () => {
  const sizes = (parts: Tensor[]): number[] => parts.map(({ shape }) => shape[0]);
  expect(sizes(split(arange(7), 3))).toEqual([3, 3, 1]);
  expect(sizes(chunk(arange(7), 4))).toEqual([2, 2, 2, 1]);
  expect(sizes(chunk(arange(5), 4))).toEqual([2, 2, 1]); // three parts, not four
  expect(sizes(split(zeros([0]), 3))).toEqual([0]);
  const x = arange(6);
  for (const part of split(x, 2)) expect(part.storage).toBe(x.storage); // nothing is copied
});

test("derivatives of every element", () => {
  for (const size of [0, 1, 3]) {
    checkGradients((a, b) => concatenate([a, b, a], 1), [{ shape: [2, size] }, { shape: [2, 2] }], { second: true });
    checkGradients((a, b) => stack([a, b], 1), [{ shape: [2, size] }, { shape: [2, size] }]);
    checkGradients((x) => flip(x, [1]), [{ shape: [2, size, 2] }], { second: true });
    checkGradients((x) => roll(x, 2, 1), [{ shape: [2, size] }]);
    checkGradients((x) => tile(x, [2, 3]), [{ shape: [size] }]);
    checkGradients((x) => repeatInterleave(x, 2, 0), [{ shape: [size, 2] }]);
  }
  checkGradients((x) => split(x, [1, 2, 1], 1)[1], [{ shape: [2, 4] }], { second: true }); // two parts that nobody uses
  checkGradients((x) => split(transpose(x), [0, 3, 1, 0], 0)[2], [{ shape: [2, 4] }]);
});

test("kernels and readable loops agree", () => {
  for (const [axis, a, b] of [
    [0, [2, 3], [4, 3]],
    [1, [3, 5, 2], [3, 0, 2]],
    [2, [2, 3, 70], [2, 3, 301]],
  ] as const) {
    expectFastAgrees((x, y) => concatenate([x, y, x], axis), [randomFloat32(1, a), randomFloat32(2, b)], 0);
  }
});

test("lessons name what does not fit", () => {
  expect(() => concatenate([zeros([2, 3]), zeros([2])])).toThrow("tensor 1 has 1 axes and tensor 0 has 2");
  expect(() => concatenate([])).toThrow("got none");
  expect(() => concatenate(zeros([2]) as never)).toThrow("they must come in an array");
  expect(() => concatenate([zeros([2])], 1)).toThrow(RangeError);
  expect(() => stack([zeros([2]), zeros([3])])).toThrow("tensor 0 has (2) and tensor 1 has (3)");
  expect(() => stack([zeros([2])], 2)).toThrow(RangeError);
  expect(() => split(zeros([4]), 0)).toThrow(RangeError);
  expect(() => split(zeros([4]), [2, -1, 3])).toThrow(RangeError);
  expect(() => chunk(zeros([4]), 0)).toThrow(RangeError);
  expect(() => flip(zeros([2, 2]), [0, -2])).toThrow("an axis can be named once only");
  expect(() => flip([1, 2] as never)).toThrow("try tensor([…])");
  expect(() => tile(zeros([2]), 2 as never)).toThrow(TypeError);
  expect(() => roll(zeros([2]), 0.5)).toThrow(RangeError);
  expect(() => tile(zeros([2]), [-1])).toThrow(RangeError);
  expect(() => repeatInterleave(zeros([2]), 1.5)).toThrow(RangeError);
});
