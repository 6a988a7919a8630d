import { describe, expect, test } from "vitest";
import { compile } from "../../../lib/autograd/compile.ts";
import { integer, normal, random } from "../../../lib/data/random.ts";
import { add } from "../../../lib/ops/arithmetic.ts";
import { maskedFill, nonzero, oneHot, tril, triu } from "../../../lib/ops/masks.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { bernoulli } from "../../../lib/ops/random.ts";
import { eye, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { expectReference } from "./indexingReference.ts";

const rng = random(41);
const drawn = (shape: number[]): Tensor =>
  float64(
    Array.from({ length: sizeOf(shape) }, () => normal(rng)),
    shape,
  );
const mask = tensor([
  [true, false, false],
  [false, true, true],
]);

test("maskedFill(), tril() and triu() have PyTorch's numbers and gradients", () => {
  expectReference("maskedFill", (x) => maskedFill(x, mask, -7));
  expectReference("tril", (x) => tril(x, -1));
  expectReference("triu", (x) => triu(x, 2));
});

test("maskedFill() changes what the mask names and nothing else, in every dtype", () => {
  expect(toArray(maskedFill(tensor([[1, 2, 3]]), mask, Number.NEGATIVE_INFINITY))).toEqual([
    [-Infinity, 2, 3],
    [1, -Infinity, -Infinity],
  ]);
  expect(toArray(maskedFill(tensor([5, 6], { dtype: "int32" }), tensor([false, true]), -1))).toEqual([5, -1]);
  expect(toArray(maskedFill(tensor([true, true]), tensor([false, true]), 0))).toEqual([true, false]);
  expect(toArray(maskedFill(tensor([Number.NaN]), tensor([true]), 0))).toEqual([0]); // not 0 · NaN
});

test("tril() and triu() keep what lies on their side of any diagonal, in every matrix of a batch", () => {
  for (let trial = 0; trial < 30; trial++) {
    const shape = Array.from({ length: integer(rng, 2, 5) }, () => integer(rng, 0, 5));
    const x = drawn(shape);
    const [rows, columns] = shape.slice(-2);
    const diagonal = integer(rng, -5, 6);
    const kept = (holds: (i: number, j: number) => boolean): number[] =>
      Array.from(x.storage.data, (value, p) => (holds(Math.floor(p / columns) % rows, p % columns) ? value : 0));
    expect(Array.from(tril(x, diagonal).storage.data)).toEqual(kept((i, j) => j - i <= diagonal));
    expect(Array.from(triu(x, diagonal).storage.data)).toEqual(kept((i, j) => j - i >= diagonal));
    expect(toArray(add(tril(x, diagonal), triu(x, diagonal + 1)))).toEqual(toArray(x));
  }
  expect(
    toArray(
      tril(
        transpose(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ),
  ).toEqual([
    [1, 0],
    [2, 4],
  ]);
});

test("oneHot() of 0, 1, 2, … is the identity, and its rows sum to 1 at the label", () => {
  expect(toArray(oneHot([0, 1, 2], 3, { dtype: "float32" }))).toEqual(toArray(eye(3)));
  expect(oneHot([[1, 0]], 4).shape).toEqual([1, 2, 4]);
  expect(toArray(oneHot(2, 3, { dtype: "bool" }))).toEqual([false, false, true]);
  expect(oneHot([], 3).shape).toEqual([0, 3]);
});

test("nonzero() lists positions row by row", () => {
  for (let trial = 0; trial < 20; trial++) {
    const shape = Array.from({ length: integer(rng, 1, 4) }, () => integer(rng, 0, 4));
    const x = bernoulli(rng, 0.4, shape);
    const filled = new Uint8Array(x.size);
    for (const index of toArray<number[][]>(nonzero(x)))
      filled[index.reduce((position, i, axis) => position * shape[axis] + i, 0)] = 1;
    expect(filled).toEqual(x.storage.data);
  }
  expect(nonzero(zeros([2, 3])).shape).toEqual([0, 2]);
  expect(nonzero(tensor(5)).shape).toEqual([1, 0]); // one element, no axes
  expect(toArray(nonzero(tensor([Number.NaN, 0])))).toEqual([[0]]);
});

test("derivatives of every element: none where the mask filled or the triangle cut", () => {
  checkGradients((x) => maskedFill(x, mask, 3), [{ shape: [2, 3] }], { second: true });
  checkGradients((x) => maskedFill(x, mask, 3), [{ shape: [1] }]); // repeated
  checkGradients((x) => maskedFill(x, tensor([true, false]), 3), [{ shape: [0, 2] }]);
  for (const diagonal of [-1, 0, 2]) checkGradients((x) => tril(x, diagonal), [{ shape: [2, 3, 4] }], { second: true });
  checkGradients((x) => triu(x), [{ shape: [0, 3] }]);
});

test("kernels and readable loops agree, for masks that are repeated along leading axes too", () => {
  const causal = triu(ones([9, 9], { dtype: "bool" }), 1);
  for (const shape of [
    [9, 9],
    [2, 3, 9, 9],
  ]) {
    expectFastAgrees((x) => maskedFill(x, causal, Number.NEGATIVE_INFINITY), [randomFloat32(5, shape)], 0);
  }
  expectFastAgrees((x) => maskedFill(x, causal, 1), [randomFloat32(5, [1, 9])]); // its gradient is a sum
  expectFastAgrees((x) => maskedFill(transpose(x), causal, 2), [randomFloat32(6, [9, 9])], 0);
});

describe("lessons", () => {
  test("masks, values and matrices are checked", () => {
    expect(() => maskedFill(zeros([2]), tensor([1, 0]), 0)).toThrow('try cast(mask, "bool")');
    expect(() => maskedFill(zeros([2]), mask, 0)).toThrow("axis 1 has 2 and 3");
    expect(() => maskedFill(zeros([2], { dtype: "int32" }), tensor([true, false]), 0.5)).toThrow("int32 can hold");
    expect(() => maskedFill(zeros([2]), tensor([true, false]), "0" as never)).toThrow(TypeError);
    expect(() => tril(zeros([3]))).toThrow("got 1 axes");
    expect(() => triu(zeros([3, 3]), 0.5)).toThrow(TypeError);
  });

  test("labels out of range are named, when a compiled step is replayed too", () => {
    expect(() => oneHot([0, -1], 2)).toThrow("every label must be in [0, 2): label 1 is -1");
    expect(() => oneHot([0], 0)).toThrow(RangeError);
    expect(() => oneHot(tensor([0.5]), 2)).toThrow(TypeError);
    const step = compile((labels: Tensor) => oneHot(labels, 2, { dtype: "float32" }));
    const run = (label: number): unknown => toArray(step(tensor([label], { dtype: "int32" })));
    expect([run(0), run(1), run(0), run(1)]).toEqual([[[1, 0]], [[0, 1]], [[1, 0]], [[0, 1]]]);
    expect(() => run(2)).toThrow("label 0 is 2");
  });
});
