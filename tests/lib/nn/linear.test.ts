import { expect, test } from "vitest";
import { item, max, nn, random, toArray, zeros } from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { testAgainstPyTorch } from "./pytorchCases.ts";

testAgainstPyTorch(
  "Linear",
  ({ inFeatures, outFeatures, bias }) => new nn.Linear(random(1), inFeatures, outFeatures, { bias }),
  (layer, [x]) => [layer.forward(x)],
);

test.each([[[4, 3]], [[2, 5, 3]], [[3]], [[0, 3]]])("Linear has right derivatives for x %j", (shape) => {
  checkLayer(new nn.Linear(random(1), 3, 2), [{ shape }]);
  checkLayer(new nn.Linear(random(1), 3, 2, { bias: false }), [{ shape }]);
});

test("Linear starts uniformly within ± 1/√in, weights and biases alike", () => {
  const { weight, bias } = new nn.Linear(random(3), 64, 500);
  for (const tensor of [weight, bias!]) {
    expect(item(max(tensor))).toBeLessThanOrEqual(1 / 8);
    expect(item(max(tensor))).toBeGreaterThan(0.12);
  }
});

test("Linear draws the same numbers from the same seed, and others from another", () => {
  const weights = [1, 1, 2].map((seed) => toArray(new nn.Linear(random(seed), 3, 2).weight));
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]).not.toEqual(weights[2]);
});

test("Linear refuses sizes that are none, and an x of another size", () => {
  expect(() => new nn.Linear(random(1), 0, 2)).toThrow("Cannot make a linear layer of 0 inputs");
  expect(() => new nn.Linear(random(1), 2, 1.5)).toThrow(RangeError);
  expect(() => new nn.Linear(random(1), 3, 2).forward(zeros([5, 4]))).toThrow("got 4 and 3");
});

test("Linear prints its sizes", () => {
  expect(String(new nn.Linear(random(1), 784, 10))).toBe("Linear(784 → 10)");
  expect(String(new nn.Linear(random(1), 784, 10, { bias: false }))).toBe("Linear(784 → 10, no bias)");
});
