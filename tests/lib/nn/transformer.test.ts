import { expect, test } from "vitest";
import {
  add,
  allClose,
  backward,
  compile,
  concatenate,
  crossEntropy,
  item,
  nn,
  optim,
  randint,
  randn,
  random,
  relu,
  reshape,
  slice,
  sum,
  type Tensor,
  toArray,
  zeros,
} from "../../../lib/index.ts";
import { checkLayer } from "./checkLayer.ts";
import { type Settings, testAgainstPyTorch } from "./pytorchCases.ts";

testAgainstPyTorch(
  "TransformerEncoderLayer",
  ({ modelDim, numHeads, feedForwardDim, activation, normFirst }: Settings) =>
    new nn.TransformerBlock(random(1), modelDim, numHeads, {
      feedForward: feedForwardDim,
      normFirst,
      ...(activation === "relu" ? { activation: relu } : {}),
    }),
  (layer, [x], { isCausal }) => [layer.forward(x, { isCausal })],
);

test("TransformerBlock has right derivatives in both orders", () => {
  for (const normFirst of [true, false]) {
    checkLayer(new nn.TransformerBlock(random(1), 4, 2, { feedForward: 3, normFirst, isCausal: true }), [
      { shape: [2, 3, 4] },
    ]);
  }
});

test("TransformerBlock with isCausal does not let a later position change an earlier output", () => {
  const x = randn(random(1), [1, 6, 8]);
  const changed = concatenate([slice(x, 1, { end: 4 }), add(slice(x, 1, { start: 4 }), 1)], 1);
  const early = (isCausal: boolean, input: Tensor): number[][] =>
    toArray<number[][][]>(new nn.TransformerBlock(random(2), 8, 2, { isCausal }).forward(input))[0].slice(0, 4);
  expect(early(true, changed)).toEqual(early(true, x));
  expect(early(false, changed)).not.toEqual(early(false, x));
});

test("TransformerBlock passes x on: with weights of 0 behind the short cuts nothing is added", () => {
  const block = new nn.TransformerBlock(random(1), 8, 2);
  const table = { ...block.stateDict() };
  for (const key of ["self_attn.out_proj.weight", "linear2.weight", "linear2.bias"])
    table[key] = zeros(table[key].shape);
  block.loadStateDict(table);
  const x = randn(random(2), [2, 3, 8]);
  expect(allClose(block.forward(x), x)).toBe(true);
});

test("TransformerBlock drops while it trains only, and with the same bits in a compiled step", () => {
  const run = (isCompiled: boolean): number[] => {
    const block = new nn.TransformerBlock(random(1), 8, 2, { dropout: 0.3 });
    const once = (x: Tensor): Tensor => sum(block.forward(x));
    const step = isCompiled ? compile(once) : once;
    const x = randn(random(2), [2, 4, 8]);
    const sums = [0, 1, 2].map(() => item(step(x)));
    block.evaluate();
    return [...sums, item(step(x)), item(step(x))];
  };
  const eager = run(false);
  expect(new Set(eager).size).toBe(4);
  expect(run(true)).toEqual(eager);
});

test("TransformerBlock refuses an activation that is no layer", () => {
  expect(() => new nn.TransformerBlock(random(1), 8, 2, { activation: nn.ReLU as never })).toThrow("try new nn.ReLU()");
});

test("a causal TransformerBlock learns to say again what stood two places before, which only attention can know", () => {
  const rng = random(5);
  const model = new nn.Sequential(
    new nn.Embedding(rng, 8, 32),
    new nn.LearnedPositions(rng, 12, 32),
    new nn.TransformerBlock(rng, 32, 2, { isCausal: true }),
    new nn.LayerNorm(32),
    new nn.Linear(rng, 32, 8),
  );
  const optimizer = new optim.AdamW(model.parameters(), { learningRate: 0.01 });
  const step = compile((x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const logits = slice(model.forward(x), 1, { start: 2 }); // (B, T − 2, V)
    const loss = crossEntropy(reshape(logits, [-1, 8]), y);
    backward(loss);
    optimizer.step();
    return loss;
  });
  const losses = Array.from({ length: 250 }, () => {
    const x = randint(rng, 0, 8, [16, 12]);
    return item(step(x, reshape(slice(x, 1, { end: 10 }), [-1])));
  });
  expect(losses[0]).toBeGreaterThan(1.9); // ln 8 is 2.08
  expect(losses[249]).toBeLessThan(0.3);
});
