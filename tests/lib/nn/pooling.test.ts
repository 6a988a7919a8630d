import { expect, test } from "vitest";
import { averagePool2d, maxPool2d, nn, randn, random, tensor, toArray, zeros } from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";

test("pools are the functions of their names, with their options", () => {
  const x = randn(random(1), [2, 3, 6, 6]);
  const options = { stride: 1, padding: 1 };
  expect(toArray(new nn.MaxPool2d(3, options).forward(x))).toEqual(toArray(maxPool2d(x, 3, options)));
  const average = { ...options, countIncludePad: false };
  expect(toArray(new nn.AveragePool2d(3, average).forward(x))).toEqual(toArray(averagePool2d(x, 3, average)));
  expect(toArray(new nn.MaxPool1d(2).forward(tensor([[[1, 2, 3, 0]]])))).toEqual([[[2, 3]]]);
  expect(toArray(new nn.AveragePool1d(2).forward(tensor([[[1, 2, 3, 0]]])))).toEqual([[[1.5, 1.5]]]);
});

test("pools and Flatten have right derivatives and no parameters", () => {
  for (const layer of [new nn.MaxPool2d(2), new nn.AveragePool2d(2), new nn.Flatten()]) {
    checkLayer(layer, [{ shape: [2, 2, 4, 4] }]);
    expect(layer.numParameters()).toBe(0);
  }
});

test("Flatten keeps the examples apart", () => {
  expect(new nn.Flatten().forward(zeros([4, 2, 3, 5])).shape).toEqual([4, 30]);
  expect(new nn.Flatten(0).forward(zeros([4, 2])).shape).toEqual([8]);
  expect(new nn.Flatten().forward(zeros([0, 2, 3])).shape).toEqual([0, 6]);
});

test("pools print their window", () => {
  expect(String(new nn.MaxPool2d([2, 3]))).toBe("MaxPool2d(kernel 2×3)");
});
