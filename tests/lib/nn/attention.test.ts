import { describe, expect, test } from "vitest";
import {
  allClose,
  backward,
  compile,
  item,
  mean,
  multiply,
  nn,
  randn,
  random,
  scaledDotProductAttention,
  sum,
  type Tensor,
  tensor,
  toArray,
  variance,
  zeros,
} from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";
import { restored } from "../reference/readTensor.ts";
import { checkLayer } from "./checkLayer.ts";
import { type Settings, testAgainstPyTorch } from "./pytorchCases.ts";

const { MultiHeadAttention } = nn;

const masksOf = (call: Settings): nn.MaskOptions => ({
  ...(call.isCausal === undefined ? {} : { isCausal: call.isCausal }),
  ...(call.mask === undefined ? {} : { mask: restored(call.mask, "float64") }),
});

testAgainstPyTorch(
  "MultiHeadAttention",
  ({ embedDim, numHeads, bias }: Settings) => new MultiHeadAttention(random(1), embedDim, numHeads, { bias }),
  (layer, [q, k, v], call) => [layer.forward(q, k, v, masksOf(call))],
);

const booleans = (rows: boolean[][]): Tensor => tensor(rows);

/** The definition, with a mask in which true is hidden. */
function byLoops(q: number[][], k: number[][], v: number[][], hidden: (t: number, s: number) => boolean): number[][] {
  return q.map((query, t) => {
    const scores = k.map((key, s) =>
      hidden(t, s) ? -Infinity : key.reduce((total, x, d) => total + x * query[d], 0) / Math.sqrt(query.length),
    );
    const powers = scores.map((score) => Math.exp(score));
    const total = powers.reduce((a, b) => a + b, 0);
    return v[0].map((_, e) => powers.reduce((average, p, s) => average + (p / total) * v[s][e], 0));
  });
}

describe("scaledDotProductAttention()", () => {
  const heads = (seed: number, ...shape: number[]): Tensor => randn(random(seed), shape, { dtype: "float64" });
  const [q, k, v] = [heads(1, 1, 1, 3, 4), heads(2, 1, 1, 5, 4), heads(3, 1, 1, 5, 2)];
  const rows = (x: Tensor): number[][] => toArray<number[][][][]>(x)[0][0];
  const mask = [0, 1, 2].map((t) => [0, 1, 2, 3, 4].map((s) => s !== 0 && (t + s) % 2 === 0));

  test.each([
    ["without a mask", {}, () => false],
    ["causally", { isCausal: true }, (t: number, s: number) => s > t],
    ["with a mask", { mask: booleans(mask) }, (t: number, s: number) => mask[t][s]],
    ["with both", { mask: booleans(mask), isCausal: true }, (t: number, s: number) => s > t || mask[t][s]],
  ] as const)("%s is what explicit loops compute", (_, options, hidden) => {
    const given = rows(scaledDotProductAttention(q, k, v, options)).flat();
    const expected = byLoops(rows(q), rows(k), rows(v), hidden).flat();
    for (const [i, value] of given.entries()) expect(value).toBeCloseTo(expected[i], 12);
  });

  test("has right derivatives with masks of booleans and of floats, and second ones", () => {
    const shapes = [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 2],
    ].map((shape) => ({ shape }));
    const options = [
      {
        mask: booleans([
          [false, true, false],
          [false, false, true],
          [false, true, true],
        ]),
      },
      { isCausal: true },
    ];
    for (const option of options) checkGradients((a, b, c) => scaledDotProductAttention(a, b, c, option), shapes);
    checkGradients(
      (a, b, c, bias) => scaledDotProductAttention(a, b, c, { mask: bias }),
      [...shapes, { shape: [3, 3] }],
      { second: true },
    );
  });

  test("divides by √D, so that the softmax stays soft: scores of wide heads have the variance of narrow ones", () => {
    const [wide, keys] = [heads(4, 1, 1, 64, 256), heads(5, 1, 1, 64, 256)];
    const largest = (scale?: number): number => {
      const weights = scaledDotProductAttention(wide, keys, identity(64), scale === undefined ? {} : { scale });
      return toArray<number[][][][]>(weights)[0][0].reduce((total, row) => total + Math.max(...row) / 64, 0);
    };
    expect(largest()).toBeLessThan(0.2);
    expect(largest(1)).toBeGreaterThan(0.8); // without the division nearly everything goes to one position
  });

  test("drops weights and makes up for it: the mean over many drawings is the whole", () => {
    const rng = random(6);
    let total = multiply(v, 0);
    total = zeros([1, 1, 3, 2], { dtype: "float64" });
    const times = 4000;
    const sums = toArray<number[][][][]>(total)[0][0];
    for (let i = 0; i < times; i++) {
      for (const [t, row] of rows(scaledDotProductAttention(q, k, v, { dropout: 0.3, rng })).entries()) {
        for (const [e, x] of row.entries()) sums[t][e] += x / times;
      }
    }
    for (const [t, row] of rows(scaledDotProductAttention(q, k, v)).entries()) {
      for (const [e, x] of row.entries()) expect(Math.abs(sums[t][e] - x)).toBeLessThan(0.05);
    }
    expect(() => scaledDotProductAttention(q, k, v, { dropout: 0.3 })).toThrow("that takes a generator");
  });

  test("refuses shapes that do not fit and masks that do not broadcast", () => {
    expect(() => scaledDotProductAttention(zeros([2, 3]), zeros([2, 3]), zeros([2, 3]))).toThrow(TypeError);
    expect(() => scaledDotProductAttention(q, heads(1, 1, 1, 5, 3), v)).toThrow(
      "got (1, 1, 3, 4), (1, 1, 5, 3), (1, 1, 5, 2)",
    );
    expect(() => scaledDotProductAttention(q, k, v, { mask: booleans([[true, false]]) })).toThrow(TypeError);
    expect(() => scaledDotProductAttention(q, k, v, { mask: zeros([2, 1, 3, 5]) })).toThrow("a mask must broadcast");
    expect(() => scaledDotProductAttention(q, k, v, { mask: zeros([3, 5], { dtype: "int32" }) })).toThrow(
      'got int32; try cast(mask, "bool")',
    );
  });
});

const identity = (n: number): Tensor =>
  tensor([[Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)))]], {
    dtype: "float64",
  });

describe("MultiHeadAttention", () => {
  test("has right derivatives, packed and not, with masks and with turned heads", () => {
    const mask = booleans([
      [false, true, true],
      [false, false, true],
      [false, false, false],
    ]);
    const make = (options: nn.MultiHeadOptions = {}) => new MultiHeadAttention(random(1), 4, 2, options);
    for (const options of [{}, { isCausal: true }, { rotary: true, isCausal: true }, { bias: false }]) {
      checkLayer(make(options), [{ shape: [2, 3, 4] }]);
    }
    const masked = make();
    checkLayer(masked, [{ shape: [2, 3, 4] }], (x) => masked.forward(x, x, x, { mask }));
    const across = make();
    checkLayer(across, [{ shape: [2, 3, 4] }, { shape: [2, 5, 4] }], (x, y) => across.forward(x, y));
    checkLayer(make(), [{ shape: [3, 4] }]);
  });

  test("gives the same in one product as head by head, in float32 by kernels too", () => {
    const layer = new MultiHeadAttention(random(1), 16, 4);
    const x = randn(random(2), [3, 7, 16]);
    const everything = zeros([7, 7], { dtype: "bool" }); // a mask that hides nothing goes the long way
    expect(allClose(layer.forward(x), layer.forward(x, x, x, { mask: everything }), { atol: 1e-6 })).toBe(true);
    const causal = layer.forward(x, x, x, { isCausal: true });
    const later = booleans([...Array(7).keys()].map((t) => [...Array(7).keys()].map((s) => s > t)));
    expect(allClose(causal, layer.forward(x, x, x, { mask: later }), { atol: 1e-6 })).toBe(true);
  });

  test("does not see order: exchanged positions give exchanged outputs, unless it is told the positions", () => {
    const x = randn(random(2), [1, 2, 8]);
    const rows = toArray<number[][][]>(x)[0];
    const swapped = tensor([[rows[1], rows[0]]]);
    const outputs = (options: nn.MultiHeadOptions): number[][][] => {
      const layer = new MultiHeadAttention(random(1), 8, 2, options);
      return [x, swapped].map((input) => toArray<number[][][]>(layer.forward(input))[0]);
    };
    const close = ([a, b]: number[][][]): boolean =>
      allClose(tensor([a[0], a[1]]), tensor([b[1], b[0]]), { atol: 1e-6 });
    expect(close(outputs({}))).toBe(true);
    expect(close(outputs({ rotary: true }))).toBe(false);
  });

  test("weights() are probabilities, and nothing of what is hidden", () => {
    const layer = new MultiHeadAttention(random(1), 8, 2, { isCausal: true });
    const weights = layer.weights(randn(random(2), [2, 5, 8]));
    expect(weights.shape).toEqual([2, 2, 5, 5]);
    expect(allClose(sum(weights, { axis: -1 }), tensor(1))).toBe(true);
    for (const head of toArray<number[][][][]>(weights).flat()) {
      for (const [t, row] of head.entries()) expect(row.slice(t + 1).every((weight) => weight === 0)).toBe(true);
    }
  });

  test("starts with W_in by Xavier and biases 0", () => {
    const { inProjWeight, inProjBias, outProj } = new MultiHeadAttention(random(1), 64, 4);
    expect(item(variance(inProjWeight))).toBeCloseTo(2 / (64 + 192), 3);
    expect([item(mean(inProjBias!)), item(mean(outProj.bias!))]).toEqual([0, 0]);
  });

  test("drops weights while it trains only, and with the same bits in a compiled step", () => {
    const run = (isCompiled: boolean): unknown[] => {
      const layer = new MultiHeadAttention(random(1), 8, 2, { dropout: 0.5 });
      const once = (x: Tensor): Tensor => sum(layer.forward(x));
      const step = isCompiled ? compile(once) : once;
      const x = randn(random(2), [2, 4, 8]);
      const sums = [0, 1, 2, 3].map(() => item(step(x)));
      layer.evaluate();
      return [...sums, item(step(x)), item(step(x))];
    };
    const eager = run(false);
    expect(new Set(eager.slice(0, 4)).size).toBe(4);
    expect(eager[4]).toBe(eager[5]);
    expect(run(true)).toEqual(eager);
  });

  test.each([[[0, 5, 8]], [[2, 0, 8]]])("takes %j, of which there is nothing, and gives gradients of 0", (shape) => {
    for (const options of [{ isCausal: true }, { rotary: true }]) {
      const layer = new MultiHeadAttention(random(1), 8, 2, options);
      const y = layer.forward(zeros(shape));
      backward(sum(y));
      expect(y.shape).toEqual(shape);
      for (const { grad, shape: own } of layer.parameters()) expect(toArray(grad)).toEqual(toArray(zeros(own)));
    }
  });

  test("refuses sizes that do not fit", () => {
    expect(() => new MultiHeadAttention(random(1), 10, 4)).toThrow("10 is no multiple of 4");
    const layer = new MultiHeadAttention(random(1), 8, 2);
    expect(() => layer.forward(zeros([2, 3, 6]))).toThrow("sequences must have the axes (B, T, 8)");
    expect(() => layer.forward(zeros([2, 3, 8]), zeros([1, 3, 8]))).toThrow("got (2, 3, 8), (1, 3, 8), (1, 3, 8)");
    expect(() => layer.forward(zeros([2, 3, 8]), zeros([2, 0, 8]))).toThrow("keys where there are queries");
  });
});
