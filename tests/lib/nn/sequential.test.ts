import { expect, test } from "vitest";
import {
  add,
  backward,
  compile,
  crossEntropy,
  item,
  multiply,
  nn,
  optim,
  randn,
  random,
  relu,
  sum,
  type Tensor,
  tanh,
  tensor,
  toArray,
  zeros,
} from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { type Settings, testAgainstPyTorch } from "./pytorchCases.ts";

testAgainstPyTorch(
  "Sequential",
  ({ sizes: [a, b, c] }: Settings) =>
    new nn.Sequential(new nn.Linear(random(1), a, b), tanh, new nn.Linear(random(1), b, c)),
  (model, [x]) => [model.forward(x)],
);

test("Sequential with a function has the keys and the numbers of one with a module", () => {
  const layers = (bend: nn.Layer) =>
    new nn.Sequential(new nn.Linear(random(1), 3, 4), bend, new nn.Linear(random(2), 4, 2));
  const [a, b] = [layers(relu), layers(new nn.ReLU())];
  expect(Object.keys(a.stateDict())).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
  expect(Object.keys(b.stateDict())).toEqual(Object.keys(a.stateDict()));
  const x = randn(random(3), [5, 3]);
  expect(toArray(a.forward(x))).toEqual(toArray(b.forward(x)));
});

test("Sequential has right derivatives, and of no layer is the identity", () => {
  checkLayer(
    new nn.Sequential(new nn.Linear(random(1), 2, 3), tanh, new nn.Sequential(new nn.Linear(random(2), 3, 1))),
    [{ shape: [4, 2] }],
  );
  const x = tensor([1, 2]);
  expect(new nn.Sequential().forward(x)).toBe(x);
  expect(String(new nn.Sequential())).toBe("Sequential()");
});

test("Residual adds its input, so that a gradient of 1 comes through a layer that has died", () => {
  checkLayer(new nn.Residual(new nn.Linear(random(1), 3, 3)), [{ shape: [2, 3] }]);
  const dead = (x: Tensor): Tensor => multiply(x, 0);
  const gradient = (layer: nn.Layer): unknown => {
    const x = tensor([1, 2], { requiresGrad: true });
    backward(sum(Array.from({ length: 20 }, () => layer).reduce((h, one) => (one as (x: Tensor) => Tensor)(h), x)));
    return toArray(x.grad);
  };
  expect(gradient((x) => new nn.Residual(dead).forward(x))).toEqual([1, 1]);
  expect(gradient(dead)).toEqual([0, 0]);
  expect(Object.keys(new nn.Residual(new nn.Linear(random(1), 2, 2)).stateDict())).toEqual([
    "layer.weight",
    "layer.bias",
  ]);
});

test("Sequential and Residual refuse what is no layer, and classes that were not made into objects", () => {
  expect(() => new nn.Sequential(3 as never)).toThrow(
    "Cannot make a chain of 3 as a layer is a module or a function of a tensor",
  );
  expect(() => new nn.Sequential(nn.ReLU as never)).toThrow(
    "Cannot make a chain of the class ReLU as a layer is a module or a function of a tensor: got a class; try new nn.ReLU()",
  );
  expect(() => new nn.Residual(null as never)).toThrow("Cannot make a short cut around null");
  expect(() => new nn.Residual((x) => add(x, zeros([5]))).forward(zeros([3]))).toThrow(TypeError);
});

test("Sequential learns XOR, which no linear layer can", () => {
  const [x, y] = [
    tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]),
    tensor([0, 1, 1, 0], { dtype: "int32" }),
  ];
  const learned = (model: nn.Sequential): number => {
    const optimizer = new optim.Adam(model.parameters(), { learningRate: 0.05 });
    const step = compile((): Tensor => {
      optimizer.zeroGrad();
      const loss = crossEntropy(model.forward(x), y);
      backward(loss);
      optimizer.step();
      return loss;
    });
    return Array.from({ length: 200 }, () => item(step())).at(-1) as number;
  };
  expect(learned(new nn.Sequential(new nn.Linear(random(1), 2, 8), tanh, new nn.Linear(random(2), 8, 2)))).toBeLessThan(
    0.05,
  );
  expect(learned(new nn.Sequential(new nn.Linear(random(1), 2, 8), new nn.Linear(random(2), 8, 2)))).toBeGreaterThan(
    0.69,
  );
});
