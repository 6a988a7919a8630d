import { expect, test } from "vitest";
import { assign, nn, ones, random, tensor, toArray, zeros } from "../../../lib/index.ts";
import { loadTable, snakeCase, tableOf } from "../../../lib/nn/stateDict.ts";

const model = (seed = 1) =>
  new nn.Sequential(new nn.Linear(random(seed), 2, 3), new nn.BatchNorm1d(3), new nn.Linear(random(seed), 3, 1));

const numbers = (from: nn.Module): unknown =>
  Object.entries(from.stateDict()).map(([key, value]) => [key, toArray(value)]);

test("snakeCase() writes names as PyTorch does", () => {
  const names = [
    "weight",
    "runningMean",
    "weightIhL0",
    "biasHhL12",
    "inProjWeight",
    "numBatchesTracked",
    "selfAttn",
    "linear1",
    "Weight",
  ];
  expect(names.map(snakeCase)).toEqual([
    "weight",
    "running_mean",
    "weight_ih_l0",
    "bias_hh_l12",
    "in_proj_weight",
    "num_batches_tracked",
    "self_attn",
    "linear1",
    "weight",
  ]);
});

test("a state dict goes round: what was saved is loaded, and gives the same outputs", () => {
  const [a, b] = [model(1), model(2)];
  const x = tensor([
    [1, 2],
    [3, 5],
    [4, 4],
  ]);
  a.forward(x); // moves the running averages
  const result = b.loadStateDict(a.stateDict());
  expect(result).toEqual({ missingKeys: [], unexpectedKeys: [] });
  expect(numbers(b)).toEqual(numbers(a));
  expect(toArray(b.evaluate().forward(x))).toEqual(toArray(a.evaluate().forward(x)));
});

test("a state dict stays what it was while training goes on, and so does the model that was loaded from it", () => {
  const [a, b] = [model(1), model(2)];
  const best = a.stateDict();
  const before = toArray(best["0.weight"]);
  b.loadStateDict(best);
  assign(a.parameters()[0], zeros([3, 2]));
  expect(toArray(best["0.weight"])).toEqual(before);
  expect(toArray(b.stateDict()["0.weight"])).toEqual(before);
});

test.each([
  ["a missing key", (table: Record<string, unknown>) => delete table["0.bias"], 'missing "0.bias"'],
  [
    "an unexpected key",
    (table: Record<string, unknown>) => {
      table.extra = ones([1]);
    },
    'unexpected "extra"',
  ],
  [
    "another shape",
    (table: Record<string, unknown>) => {
      table["2.weight"] = ones([3, 1]);
    },
    '"2.weight" is (3, 1) float32 and must be (1, 3) float32',
  ],
  [
    "another dtype",
    (table: Record<string, unknown>) => {
      table["2.bias"] = ones([1], { dtype: "float64" });
    },
    '"2.bias" is (1) float64 and must be (1) float32',
  ],
  [
    "what is no tensor",
    (table: Record<string, unknown>) => {
      table["2.bias"] = [1];
    },
    '"2.bias" is an array of 1',
  ],
] as const)("loadStateDict() refuses %s, and nothing has changed then", (_, spoil, message) => {
  const [a, b] = [model(1), model(2)];
  const before = numbers(b);
  const table: Record<string, unknown> = { ...a.stateDict() };
  spoil(table);
  expect(() => b.loadStateDict(table as nn.StateDict)).toThrow(TypeError);
  expect(() => b.loadStateDict(table as nn.StateDict)).toThrow(message);
  expect(numbers(b)).toEqual(before);
});

test("loadStateDict() with strict: false takes what there is and says what there was not, but shapes must fit", () => {
  const [a, b] = [model(1), model(2)];
  const { "0.bias": bias, ...rest } = a.stateDict();
  const kept = toArray(b.stateDict()["0.bias"]);
  expect(b.loadStateDict({ ...rest, extra: bias }, { strict: false })).toEqual({
    missingKeys: ["0.bias"],
    unexpectedKeys: ["extra"],
  });
  expect(toArray(b.stateDict()["0.bias"])).toEqual(kept);
  expect(toArray(b.stateDict()["0.weight"])).toEqual(toArray(a.stateDict()["0.weight"]));
  expect(() => b.loadStateDict({ "0.bias": ones([7]) }, { strict: false })).toThrow('Cannot load "0.bias"');
});

test("loadStateDict() refuses what is no table", () => {
  for (const wrong of [null, 3, [ones([1])], ones([1])]) {
    expect(() => model().loadStateDict(wrong as never)).toThrow("a state dict is an object of tensors by key");
  }
});

test("a message names a few keys and counts the others", () => {
  const slots = Array.from({ length: 9 }, (_, i) => ({ key: `w${i}`, tensor: zeros([1]) }));
  expect(() => loadTable(slots, {}, true)).toThrow('missing "w0", "w1", "w2", "w3", "w4" and 4 more');
  expect(Object.keys(tableOf(slots)).length).toBe(9);
});
