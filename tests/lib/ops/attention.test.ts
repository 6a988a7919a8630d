import { describe, expect, test } from "vitest";
import {
  add,
  allClose,
  backward,
  compile,
  concatenate,
  configure,
  exp,
  matmul,
  multiply,
  permute,
  randn,
  random,
  reshape,
  select,
  slice,
  softmax,
  sum,
  type Tensor,
  toArray,
  transpose,
} from "../../../lib/index.ts";
import { attend } from "../../../lib/ops/attention.ts";
import { checkGradients } from "../gradientCheck.ts";

/** B, H, T, S, D, E */
const sizes = [
  [2, 3, 4, 4, 5, 5],
  [1, 1, 1, 1, 1, 1],
  [2, 1, 3, 5, 2, 4],
  [1, 2, 6, 6, 8, 8],
];

function drawn([B, H, T, S, D, E]: readonly number[], dtype: "float32" | "float64" = "float64"): Tensor[] {
  const rng = random(7);
  return [
    randn(rng, [B, H, T, D], { dtype }),
    randn(rng, [B, H, S, D], { dtype }),
    randn(rng, [B, H, S, E], { dtype }),
  ];
}

/** The definition, number by number. */
function byLoops(q: Tensor, k: Tensor, v: Tensor, scale: number, isCausal: boolean): number[][][][] {
  const [Q, K, V] = [q, k, v].map((x) => toArray<number[][][][]>(x));
  return Q.map((heads, b) =>
    heads[0].map((_, t) =>
      heads.map((rows, h) => {
        const scores = K[b][h].map((key, s) =>
          isCausal && s > t ? -Infinity : scale * key.reduce((total, x, d) => total + x * rows[t][d], 0),
        );
        const powers = scores.map((score) => Math.exp(score));
        const total = powers.reduce((a, p) => a + p, 0);
        return V[b][h][0].map((_, e) => powers.reduce((average, p, s) => average + (p / total) * V[b][h][s][e], 0));
      }),
    ),
  );
}

describe.each([false, true])("isCausal %j", (isCausal) => {
  test.each(sizes.map((size) => [size]))("attend() of B H T S D E = %j is what explicit loops compute", (size) => {
    const [q, k, v] = drawn(size);
    const expected = byLoops(q, k, v, 0.3, isCausal).flat(3);
    const given = toArray<number[][][][]>(attend([q, k, v], { scale: 0.3, isCausal })).flat(3);
    for (const [i, value] of given.entries()) expect(value).toBeCloseTo(expected[i], 12);
  });

  test.each(sizes.map((size) => [size]))(
    "attend() of B H T S D E = %j has the derivatives of Q, K and V",
    ([B, H, T, S, D, E]) => {
      const shapes = [
        [B, H, T, D],
        [B, H, S, D],
        [B, H, S, E],
      ].map((shape) => ({ shape }));
      checkGradients((q, k, v) => attend([q, k, v], { scale: 0.7, isCausal }), shapes);
    },
  );

  test("attend() of one packed tensor is that of its three parts, and so is the gradient", () => {
    checkGradients((x) => attend([x], { scale: 0.5, isCausal }), [{ shape: [2, 4, 3, 2, 3] }]);
    const x = randn(random(1), [2, 4, 3, 2, 3], { dtype: "float64" });
    const parts = [0, 1, 2].map((i) => permute(select(x, 2, i), [0, 2, 1, 3]));
    const settings = { scale: 0.5, isCausal };
    expect(allClose(attend([x], settings), attend(parts, settings), { rtol: 0, atol: 0 })).toBe(true);
  });

  test.each(sizes.map((size) => [size]))(
    "attend() of B H T S D E = %j: the kernels agree with the readable loops, gradients too",
    (size) => {
      const compute = (): Tensor[] => {
        const inputs = drawn(size, "float32");
        for (const x of inputs) x.requiresGrad = true;
        const y = attend(inputs, { scale: 0.4, isCausal });
        backward(sum(multiply(y, randn(random(9), y.shape))));
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

test("attend() of a packed tensor by kernels agrees with the readable loops", () => {
  const compute = (): Tensor[] => {
    const x = randn(random(2), [2, 16, 3, 4, 8]);
    x.requiresGrad = true;
    const y = attend([x], { scale: 0.4, isCausal: true });
    backward(sum(multiply(y, y)));
    return [y, x.grad as Tensor];
  };
  const fast = compute();
  const before = configure({ webAssembly: false });
  const slow = compute();
  configure(before);
  for (const [i, x] of fast.entries()) expect(allClose(x, slow[i], { rtol: 1e-5, atol: 1e-5 })).toBe(true);
});

test("attend() is the composition of products and a softmax", () => {
  const [q, k, v] = drawn([2, 3, 4, 5, 6, 7]);
  const composed = matmul(softmax(multiply(matmul(q, transpose(k)), 0.25)), v);
  expect(
    allClose(permute(attend([q, k, v], { scale: 0.25, isCausal: false }), [0, 2, 1, 3]), composed, { atol: 1e-12 }),
  ).toBe(true);
});

test("attend() with isCausal does not let later positions change earlier ones; without it they do", () => {
  const [q, k, v] = drawn([1, 2, 5, 5, 4, 4]);
  const changed = (x: Tensor): Tensor => concatenate([slice(x, 2, { end: 4 }), add(slice(x, 2, { start: 4 }), 10)], 2); // the last position only
  const outputs = (isCausal: boolean): Tensor[] =>
    [
      [q, k, v],
      [q, changed(k), changed(v)],
    ].map((inputs) => slice(attend(inputs, { scale: 1, isCausal }), 1, { end: 4 }));
  const [[a, b], [c, d]] = [outputs(true), outputs(false)];
  expect(toArray(a)).toEqual(toArray(b));
  expect(allClose(c, d)).toBe(false);
});

test("attend() keeps its head with scores of thousands", () => {
  const [q, k, v] = drawn([1, 1, 3, 3, 4, 2]);
  const y = attend([multiply(q, 1000), k, v], { scale: 1, isCausal: false });
  expect(toArray<number[][][][]>(y).flat(3).every(Number.isFinite)).toBe(true);
});

test("attend() gives the same bits in a compiled step", () => {
  const step = (x: Tensor): Tensor => {
    const y = attend([reshape(x, [2, 6, 3, 2, 4])], { scale: 0.5, isCausal: true });
    return sum(exp(multiply(y, 0.1)));
  };
  const compiled = compile(step);
  for (let i = 0; i < 4; i++) {
    const x = randn(random(i), [2, 6, 24]);
    expect(toArray(compiled(x))).toEqual(toArray(step(x)));
  }
});
