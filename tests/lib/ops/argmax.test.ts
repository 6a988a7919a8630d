import { expect, test } from "vitest";
import { all, any, argmax, argmin } from "../../../lib/ops/argmax.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { item, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { randomFloat32 } from "./fastAgreement.ts";

test("argmax() and argmin() find the first of several, along any axis and through the whole tensor", () => {
  const x = tensor([
    [3, 9, 9],
    [1, 9, 0],
  ]);
  expect(toArray(argmax(x, { axis: 0 }))).toEqual([0, 0, 0]);
  expect(toArray(argmax(x, { axis: -1 }))).toEqual([1, 1]);
  expect(toArray(argmin(x, { axis: 0 }))).toEqual([1, 0, 1]);
  expect([item(argmax(x)), item(argmin(x))]).toEqual([1, 5]);
  expect(toArray(argmax(transpose(x), { axis: 1 }))).toEqual([0, 0, 0]);
  expect([argmax(x).dtype, argmax(x, { axis: 1, keepDims: true }).shape]).toEqual(["int32", [2, 1]]);
});

test("argmax() points at what max() is, of random numbers along each axis", () => {
  const x = randomFloat32(4, [4, 5, 6]);
  const numbers = toArray<number[][][]>(x);
  for (const [i, row] of toArray<number[][]>(argmax(x, { axis: 1 })).entries()) {
    for (const [k, j] of row.entries()) expect(numbers[i][j][k]).toBe(Math.max(...numbers[i].map((r) => r[k])));
  }
});

test("NaN counts as greatest and as smallest, the first one", () => {
  const x = tensor([1, Number.NaN, 5, Number.NaN]);
  expect([item(argmax(x)), item(argmin(x))]).toEqual([1, 1]);
});

test("any() and all() ask along axes, and of nothing say false and true", () => {
  const x = tensor([
    [0, 0],
    [1, 0],
    [2, -3],
  ]);
  expect(toArray(any(x, { axis: 1 }))).toEqual([false, true, true]);
  expect(toArray(all(x, { axis: 1 }))).toEqual([false, false, true]);
  expect([item<boolean>(any(x)), item<boolean>(all(x))]).toEqual([true, false]);
  expect([item<boolean>(any(zeros([0]))), item<boolean>(all(zeros([0])))]).toEqual([false, true]);
  expect(toArray(any(x, { axis: [0, 1], keepDims: true }))).toEqual([[true]]);
  expect(any(tensor([0.5, 0])).dtype).toBe("bool");
  expect(item<boolean>(all(tensor([Number.NaN])))).toBe(true); // NaN is not 0
});

test("no gradient comes back, and an empty axis has no greatest", () => {
  const x = tensor([1, 2], { requiresGrad: true });
  expect([argmax(x).requiresGrad, any(x).requiresGrad]).toEqual([false, false]);
  expect(() => argmax(zeros([2, 0]), { axis: 1 })).toThrow(
    "Cannot find the greatest of (2, 0) as there must be at least one number: the axis is empty",
  );
  expect(argmax(zeros([0, 2]), { axis: 1 }).shape).toEqual([0]);
});
