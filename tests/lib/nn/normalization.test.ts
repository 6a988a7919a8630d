import { expect, test } from "vitest";
import {
  add,
  allClose,
  compile,
  item,
  mean,
  multiply,
  nn,
  randn,
  random,
  sum,
  type Tensor,
  toArray,
  variance,
  zeros,
} from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { testAgainstPyTorch } from "./pytorchCases.ts";

testAgainstPyTorch(
  "LayerNorm",
  ({ normalizedShape, ...options }) => new nn.LayerNorm(normalizedShape, options),
  (layer, [x]) => [layer.forward(x)],
);
testAgainstPyTorch(
  "RMSNorm",
  ({ normalizedShape, ...options }) => new nn.RMSNorm(normalizedShape, options),
  (layer, [x]) => [layer.forward(x)],
);
testAgainstPyTorch(
  "BatchNorm1d",
  ({ numFeatures, ...options }) => new nn.BatchNorm1d(numFeatures, options),
  (layer, [x]) => [layer.forward(x)],
);
testAgainstPyTorch(
  "BatchNorm2d",
  ({ numFeatures, ...options }) => new nn.BatchNorm2d(numFeatures, options),
  (layer, [x]) => [layer.forward(x)],
);

test("LayerNorm and RMSNorm have right derivatives", () => {
  checkLayer(new nn.LayerNorm(4), [{ shape: [3, 4] }]);
  checkLayer(new nn.LayerNorm([2, 3], { bias: false }), [{ shape: [2, 2, 3] }]);
  checkLayer(new nn.RMSNorm(4), [{ shape: [3, 4] }]);
  checkLayer(new nn.LayerNorm(4), [{ shape: [0, 4] }]);
});

test("BatchNorm has right derivatives in both modes", () => {
  checkLayer(new nn.BatchNorm1d(3), [{ shape: [5, 3] }]);
  checkLayer(new nn.BatchNorm1d(2), [{ shape: [3, 2, 4] }]);
  checkLayer(new nn.BatchNorm2d(2), [{ shape: [2, 2, 3, 2] }]);
  checkLayer(new nn.BatchNorm2d(2).evaluate(), [{ shape: [2, 2, 3, 2] }]);
});

test("LayerNorm gives every example mean 0 and variance 1, whatever is added to it or it is multiplied by", () => {
  const x = randn(random(1), [6, 32]);
  const layer = new nn.LayerNorm(32);
  const y = layer.forward(add(multiply(x, 7), 3));
  expect(allClose(mean(y, { axis: 1 }), zeros([6]), { atol: 1e-6 })).toBe(true);
  expect(item(mean(multiply(y, y)))).toBeCloseTo(1, 4);
  expect(allClose(y, layer.forward(x), { atol: 1e-4 })).toBe(true);
});

test("BatchNorm in training makes an answer depend on the batch; in evaluation it does not", () => {
  const layer = new nn.BatchNorm1d(2);
  const [a, b] = [randn(random(1), [4, 2]), randn(random(2), [4, 2])];
  layer.forward(a);
  const alone = (x: Tensor): number => toArray<number[][]>(layer.forward(x))[0][0];
  const mixed = randn(random(1), [4, 2]);
  expect(alone(a)).not.toBe(alone(add(multiply(mixed, 1), b)));
  layer.evaluate();
  const before = toArray(layer.stateDict().running_mean);
  const first = toArray<number[][]>(layer.forward(a));
  expect(toArray<number[][]>(layer.forward(add(a, 0)))).toEqual(first);
  expect(toArray(layer.stateDict().running_mean)).toEqual(before);
});

test("BatchNorm's running averages come to what the data have, counted by num_batches_tracked", () => {
  const layer = new nn.BatchNorm1d(1);
  const rng = random(3);
  for (let i = 0; i < 200; i++) layer.forward(add(multiply(randn(rng, [64, 1]), 2), 5));
  expect(item(layer.runningMean)).toBeCloseTo(5, 0);
  expect(item(layer.runningVar)).toBeGreaterThan(3.5);
  expect(item(layer.runningVar)).toBeLessThan(4.5);
  expect(item(layer.numBatchesTracked)).toBe(200);
});

test("BatchNorm moves its averages in a compiled step too, and notices a change of mode", () => {
  const run = (isCompiled: boolean): unknown[] => {
    const layer = new nn.BatchNorm1d(3);
    const forward = (x: Tensor): Tensor => sum(layer.forward(x));
    const step = isCompiled ? compile(forward) : forward;
    const losses = [0, 1, 2, 3].map((seed) => toArray(step(randn(random(seed), [5, 3]))));
    layer.evaluate();
    losses.push(toArray(step(randn(random(9), [5, 3]))));
    return [losses, Object.values(layer.stateDict()).map((x) => toArray(x))];
  };
  expect(run(true)).toEqual(run(false));
});

test("a batch of one cannot be normalized in training, and nothing has changed then", () => {
  const layer = new nn.BatchNorm1d(2);
  expect(() => layer.forward(zeros([1, 2]))).toThrow("every channel needs more than one number");
  expect(item(layer.numBatchesTracked)).toBe(0);
  expect(() => layer.forward(zeros([4, 3]))).toThrow(
    "Cannot normalize the channels of (4, 3) as it must have 2 or 3 axes, the second of size 2",
  );
  expect(item(variance(layer.evaluate().forward(zeros([1, 2]))))).toBe(0);
});
