import { expect, test } from "vitest";
import {
  elu,
  gelu,
  leakyRelu,
  nn,
  randn,
  random,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  type Tensor,
  tanh,
  toArray,
} from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";

const layers: [nn.TensorModule, (x: Tensor) => Tensor][] = [
  [new nn.ReLU(), relu],
  [new nn.LeakyReLU(0.2), (x) => leakyRelu(x, { negativeSlope: 0.2 })],
  [new nn.ELU(0.5), (x) => elu(x, { alpha: 0.5 })],
  [new nn.GELU(), gelu],
  [new nn.GELU({ approximate: "tanh" }), (x) => gelu(x, { approximate: "tanh" })],
  [new nn.Sigmoid(), sigmoid],
  [new nn.Tanh(), tanh],
  [new nn.SiLU(), silu],
  [new nn.Softplus(), softplus],
  [new nn.Softmax(0), (x) => softmax(x, 0)],
  [new nn.Softmax(), (x) => softmax(x, -1)],
];

test.each(layers.map(([layer, f], i) => [`${layer.constructor.name} (${i})`, layer, f] as const))(
  "%s is its function, with its setting, and has its derivative",
  (_, layer, f) => {
    const x = randn(random(1), [3, 4]);
    expect(toArray(layer.forward(x))).toEqual(toArray(f(x)));
    expect(layer.parameters()).toEqual([]);
    checkLayer(layer, [{ shape: [3, 4], kinks: [0] }]);
  },
);

test("activations print their settings", () => {
  expect([new nn.ReLU(), new nn.LeakyReLU(0.2), new nn.Softmax()].map(String)).toEqual([
    "ReLU()",
    "LeakyReLU(slope 0.2)",
    "Softmax(axis -1)",
  ]);
});
