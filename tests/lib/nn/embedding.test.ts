import { expect, test } from "vitest";
import { backward, nn, random, sum, tensor, toArray, zeros } from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { testAgainstPyTorch } from "./pytorchCases.ts";

testAgainstPyTorch(
  "Embedding",
  ({ numEmbeddings, embeddingDim }) => new nn.Embedding(random(1), numEmbeddings, embeddingDim),
  (layer, [tokens]) => [layer.forward(tokens)],
);

const int32 = (values: number[] | number[][]) => tensor(values, { dtype: "int32" });

test("Embedding has right derivatives, also where a token comes several times or never", () => {
  checkLayer(new nn.Embedding(random(1), 4, 3), [
    int32([
      [0, 2, 2],
      [2, 0, 1],
    ]),
  ]);
  checkLayer(new nn.Embedding(random(1), 4, 3), [zeros([0], { dtype: "int32" })]);
});

test("Embedding with paddingIdx starts that row at 0 and keeps its gradient 0, but shows what was loaded", () => {
  const layer = new nn.Embedding(random(1), 3, 2, { paddingIdx: 1 });
  expect(toArray(layer.forward(int32([1])))).toEqual([[0, 0]]);
  backward(sum(layer.forward(int32([0, 1, 1]))));
  expect(toArray(layer.weight.grad)).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
  layer.loadStateDict({
    weight: tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  });
  expect(toArray(layer.forward(int32([1])))).toEqual([[3, 4]]);
});

test("Embedding without paddingIdx lets a gradient into every row that was used", () => {
  const layer = new nn.Embedding(random(1), 3, 2);
  backward(sum(layer.forward(int32([0, 1, 1]))));
  expect(toArray(layer.weight.grad)).toEqual([
    [1, 1],
    [2, 2],
    [0, 0],
  ]);
});

test("Embedding refuses tokens outside of the table, and sizes that are none", () => {
  expect(() => new nn.Embedding(random(1), 3, 2).forward(int32([0, 3]))).toThrow("index 1 is 3");
  expect(() => new nn.Embedding(random(1), 3, 2, { paddingIdx: 3 })).toThrow("tokens must be in [0, 3): got 3");
  expect(() => new nn.Embedding(random(1), 0, 2)).toThrow(RangeError);
});
