import { describe, expect, test } from "vitest";
import {
  add,
  allClose,
  backward,
  compile,
  concatenate,
  configure,
  multiply,
  plain,
  randn,
  random,
  slice,
  sum,
  type Tensor,
  tensor,
  toArray,
  zeros,
} from "../../../lib/index.ts";
import { lstmSequence } from "../../../lib/ops/lstm.ts";
import { checkGradients } from "../gradientCheck.ts";

/** T, B, H */
const sizes = [
  [4, 3, 2],
  [1, 2, 3],
  [3, 1, 1],
  [5, 2, 4],
];

/** The equations, number by number. */
function byEquations(
  u: number[][][],
  h0: number[][],
  c0: number[][],
  w: number[][],
): { h: number[][][]; c: number[][][] } {
  const H = h0[0].length;
  const [h, c]: number[][][][] = [[], []];
  for (const [t, rows] of u.entries()) {
    const [before, cellsBefore] = t === 0 ? [h0, c0] : [h[t - 1], c[t - 1]];
    const gates = rows.map((row, b) =>
      row.map((x, j) => x + w[j].reduce((total, weight, k) => total + weight * before[b][k], 0)),
    );
    const part = (b: number, p: number): number[] => gates[b].slice(p * H, (p + 1) * H);
    c.push(
      rows.map((_, b) => {
        const [i, f, g] = [part(b, 0).map(plain.sigmoid), part(b, 1).map(plain.sigmoid), part(b, 2).map(plain.tanh)];
        return cellsBefore[b].map((cell, k) => f[k] * cell + i[k] * g[k]);
      }),
    );
    h.push(rows.map((_, b) => part(b, 3).map((o, k) => plain.sigmoid(o) * plain.tanh(c[t][b][k]))));
  }
  return { h, c };
}

test.each(sizes.map((size) => [size]))("lstmSequence() of T B H = %j follows its equations", ([T, B, H]) => {
  const rng = random(5);
  const inputs = [
    [T, B, 4 * H],
    [B, H],
    [B, H],
    [4 * H, H],
  ].map((shape) => randn(rng, shape, { dtype: "float64" }));
  const { output, cells } = lstmSequence(...(inputs as [Tensor, Tensor, Tensor, Tensor]));
  const [u, h0, c0, w] = inputs.map((x) => toArray<never>(x));
  const expected = byEquations(u, h0, c0, w);
  for (const [given, wanted] of [
    [output, expected.h],
    [cells, expected.c],
  ] as const) {
    expect(allClose(given, tensor(wanted, { dtype: "float64" }), { rtol: 1e-13, atol: 1e-13 })).toBe(true);
  }
});

describe.each([
  ["outputs", (h: Tensor, _c: Tensor) => h],
  ["cells", (_h: Tensor, c: Tensor) => c],
  ["outputs and cells", (h: Tensor, c: Tensor) => concatenate([h, c])],
  ["the last output", (h: Tensor, _c: Tensor) => slice(h, 0, { start: h.shape[0] - 1 })],
])("through %s", (_, choose) => {
  test.each(sizes.map((size) => [size]))(
    "lstmSequence() of T B H = %j has the derivatives of u, h₀, c₀ and W",
    ([T, B, H]) => {
      const shapes = [
        [T, B, 4 * H],
        [B, H],
        [B, H],
        [4 * H, H],
      ].map((shape) => ({ shape }));
      checkGradients((u, h, c, w) => {
        const { output, cells } = lstmSequence(u, h, c, w);
        return choose(output, cells);
      }, shapes);
    },
  );

  test.each([
    [4, 3, 2],
    [1, 1, 5],
    [6, 8, 16],
  ])("lstmSequence() of T B H = %i %i %i: kernels agree with the readable loops", (T, B, H) => {
    const compute = (): Tensor[] => {
      const rng = random(6);
      const inputs = [
        [T, B, 4 * H],
        [B, H],
        [B, H],
        [4 * H, H],
      ].map((shape) => randn(rng, shape));
      for (const x of inputs) x.requiresGrad = true;
      const { output, cells } = lstmSequence(...(inputs as [Tensor, Tensor, Tensor, Tensor]));
      const y = choose(output, cells);
      backward(sum(multiply(y, randn(rng, y.shape))));
      return [output, cells, ...inputs.map((x) => x.grad as Tensor)];
    };
    const fast = compute();
    const before = configure({ webAssembly: false });
    const slow = compute();
    configure(before);
    for (const [i, x] of fast.entries())
      expect(allClose(x, slow[i], { rtol: 1e-5, atol: 1e-5 }), `result ${i}`).toBe(true);
  });
});

test("lstmSequence() carries a cell over a hundred steps when the forget gate is open, and loses it when it is shut", () => {
  const gates = (forget: number): Tensor => add(zeros([100, 1, 4]), tensor([-100, forget, 0, 100]));
  const end = (forget: number): number =>
    toArray<number[][][]>(lstmSequence(gates(forget), zeros([1, 1]), tensor([[0.75]]), zeros([4, 1])).cells)[99][0][0];
  expect(end(100)).toBe(0.75);
  expect(end(-100)).toBe(0);
  expect(end(0)).toBeCloseTo(0.75 / 2 ** 100, 35);
});

test("lstmSequence() gives the same bits in a compiled step", () => {
  const w = randn(random(1), [16, 4]);
  w.requiresGrad = true;
  const step = (u: Tensor): Tensor => sum(lstmSequence(u, zeros([2, 4]), zeros([2, 4]), w).output);
  const compiled = compile(step);
  for (let i = 0; i < 4; i++) {
    const u = randn(random(i), [5, 2, 16]);
    expect(toArray(compiled(u))).toEqual(toArray(step(u)));
  }
});

test("lstmSequence() refuses a second derivative, and says why", () => {
  expect(() =>
    checkGradients(
      (u) => {
        const zero = zeros([1, 2], { dtype: "float64" });
        return lstmSequence(u, zero, zero, zeros([8, 2], { dtype: "float64" })).output;
      },
      [{ shape: [2, 1, 8] }],
      { second: true },
    ),
  ).toThrow("it is itself a derivative");
});
