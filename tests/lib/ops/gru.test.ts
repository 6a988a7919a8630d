import { describe, expect, test } from "vitest";
import {
  allClose,
  backward,
  compile,
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
import { gruSequence } from "../../../lib/ops/gru.ts";
import { checkGradients } from "../gradientCheck.ts";

/** T, B, H */
const sizes = [
  [4, 3, 2],
  [1, 2, 3],
  [3, 1, 1],
  [5, 2, 4],
];
const shapesOf = ([T, B, H]: readonly number[]): number[][] => [[T, B, 3 * H], [B, H], [3 * H, H], [3 * H]];

type Inputs = [Tensor, Tensor, Tensor, Tensor];

/** The equations, number by number. */
function byEquations(u: number[][][], h0: number[][], w: number[][], d: number[]): number[][][] {
  const H = h0[0].length;
  const states: number[][][] = [];
  for (const [t, rows] of u.entries()) {
    const before = t === 0 ? h0 : states[t - 1];
    states.push(
      rows.map((row, b) => {
        const q = d.map((bias, j) => bias + w[j].reduce((total, weight, k) => total + weight * before[b][k], 0));
        return before[b].map((h, k) => {
          const [r, z] = [plain.sigmoid(row[k] + q[k]), plain.sigmoid(row[H + k] + q[H + k])];
          return (1 - z) * plain.tanh(row[2 * H + k] + r * q[2 * H + k]) + z * h;
        });
      }),
    );
  }
  return states;
}

test.each(sizes.map((size) => [size]))("gruSequence() of T B H = %j follows its equations", (size) => {
  const inputs = shapesOf(size).map((shape) => randn(random(shape.length), shape, { dtype: "float64" })) as Inputs;
  const [u, h0, w, d] = inputs.map((x) => toArray<never>(x));
  const expected = tensor(byEquations(u, h0, w, d), { dtype: "float64" });
  expect(allClose(gruSequence(...inputs), expected, { rtol: 1e-13, atol: 1e-13 })).toBe(true);
});

describe.each([
  ["all steps", (h: Tensor) => h],
  ["the last step", (h: Tensor) => slice(h, 0, { start: h.shape[0] - 1 })],
])("through %s", (_, choose) => {
  test.each(sizes.map((size) => [size]))(
    "gruSequence() of T B H = %j has the derivatives of u, h₀, W and d",
    (size) => {
      checkGradients(
        (...inputs) => choose(gruSequence(...(inputs as Inputs))),
        shapesOf(size).map((shape) => ({ shape })),
      );
    },
  );

  test.each([[[4, 3, 2]], [[1, 1, 5]], [[6, 8, 16]]])(
    "gruSequence() of T B H = %j: kernels agree with the readable loops",
    (size) => {
      const compute = (): Tensor[] => {
        const rng = random(6);
        const inputs = shapesOf(size).map((shape) => randn(rng, shape));
        for (const x of inputs) x.requiresGrad = true;
        const y = choose(gruSequence(...(inputs as Inputs)));
        backward(sum(multiply(y, randn(rng, y.shape))));
        return [y, ...inputs.map((x) => x.grad as Tensor)];
      };
      const fast = compute();
      const before = configure({ webAssembly: false });
      const slow = compute();
      configure(before);
      for (const [i, x] of fast.entries())
        expect(allClose(x, slow[i], { rtol: 1e-5, atol: 1e-5 }), `result ${i}`).toBe(true);
    },
  );
});

test("gruSequence() carries a state over a hundred steps when the update gate holds it, and forgets it when it does not", () => {
  const end = (update: number): number => {
    const u = multiply(tensor([0, update, 0]), tensor(Array.from({ length: 100 }, () => [[1]])));
    return toArray<number[][][]>(gruSequence(u, tensor([[0.75]]), zeros([3, 1]), zeros([3])))[99][0][0];
  };
  expect(end(100)).toBe(0.75);
  expect(end(-100)).toBe(0);
});

test("gruSequence() gives the same bits in a compiled step", () => {
  const w = randn(random(1), [12, 4]);
  w.requiresGrad = true;
  const step = (u: Tensor): Tensor => sum(gruSequence(u, zeros([2, 4]), w, zeros([12])));
  const compiled = compile(step);
  for (let i = 0; i < 4; i++) {
    const u = randn(random(i), [5, 2, 12]);
    expect(toArray(compiled(u))).toEqual(toArray(step(u)));
  }
});
