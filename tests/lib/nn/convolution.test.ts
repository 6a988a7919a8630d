import { expect, test } from "vitest";
import { conv2d, nn, randn, random, toArray, zeros } from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { type Settings, testAgainstPyTorch } from "./pytorchCases.ts";

const layerArguments = ({ inChannels, outChannels, kernelSize, ...options }: Settings) =>
  [random(1), inChannels, outChannels, kernelSize, options] as const;

testAgainstPyTorch(
  "Conv1d",
  (settings) => new nn.Conv1d(...layerArguments(settings)),
  (layer, [x]) => [layer.forward(x)],
);
testAgainstPyTorch(
  "Conv2d",
  (settings) => new nn.Conv2d(...layerArguments(settings)),
  (layer, [x]) => [layer.forward(x)],
);

test("convolutions have right derivatives", () => {
  checkLayer(new nn.Conv1d(random(1), 2, 3, 3, { padding: 1 }), [{ shape: [2, 2, 5] }]);
  checkLayer(new nn.Conv2d(random(1), 2, 4, 2, { stride: 2, groups: 2 }), [{ shape: [2, 2, 4, 5] }]);
  checkLayer(new nn.Conv2d(random(1), 1, 1, [2, 3], { bias: false, dilation: 2 }), [{ shape: [1, 1, 5, 6] }]);
});

test("Conv2d is conv2d with its own weight, bias and options", () => {
  const layer = new nn.Conv2d(random(1), 2, 4, 3, { stride: 2, padding: 1 });
  const x = randn(random(2), [1, 2, 7, 7]);
  expect(toArray(layer.forward(x))).toEqual(toArray(conv2d(x, layer.weight, layer.bias, { stride: 2, padding: 1 })));
});

test("Conv2d starts uniformly within ± 1/√fanIn, counted with the window and without other groups", () => {
  const { weight, bias } = new nn.Conv2d(random(3), 8, 64, 3, { groups: 2 });
  const largest = (values: unknown[]): number => Math.max(...(values.flat(4) as number[]).map(Math.abs));
  for (const tensor of [weight, bias!]) {
    expect(largest(toArray<never[]>(tensor))).toBeLessThanOrEqual(1 / 6);
    expect(largest(toArray<never[]>(tensor))).toBeGreaterThan(0.155);
  }
});

test("convolutions refuse channels that do not fit", () => {
  expect(() => new nn.Conv2d(random(1), 3, 4, 3, { groups: 2 })).toThrow("3 is no multiple of 2");
  expect(() => new nn.Conv2d(random(1), 0, 4, 3)).toThrow(RangeError);
  expect(() => new nn.Conv2d(random(1), 3, 4, 0)).toThrow(RangeError);
  expect(() => new nn.Conv2d(random(1), 3, 4, 3).forward(zeros([1, 2, 8, 8]))).toThrow(TypeError);
});

test("Conv2d prints its settings", () => {
  expect(String(new nn.Conv2d(random(1), 4, 8, 3, { padding: 1, groups: 2 }))).toBe(
    "Conv2d(4 → 8, kernel 3×3, padding 1, groups 2)",
  );
});
