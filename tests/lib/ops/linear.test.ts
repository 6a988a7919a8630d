import { expect, test } from "vitest";
import {
  allClose,
  configure,
  grad,
  matmul,
  randn,
  random,
  sum,
  tensor,
  toArray,
  transpose,
  zeros,
} from "../../../lib/index.ts";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { linear } from "../../../lib/ops/linear.ts";
import { checkGradients } from "../gradientCheck.ts";

const shapes = [[5, 3], [3], [2, 4, 3], [1, 3], [0, 3]];

test.each(shapes.map((shape) => [shape]))("linear() of %j has the derivatives of x, W and b", (shape) => {
  checkGradients((x, w, b) => linear(x, w, b), [{ shape }, { shape: [4, 3] }, { shape: [4] }], { second: true });
  checkGradients((x, w) => linear(x, w), [{ shape }, { shape: [1, 3] }]);
});

test("linear() is the product with the transposed weight, plus the bias", () => {
  const rng = random(1);
  const [x, w, b] = [randn(rng, [7, 5]), randn(rng, [3, 5]), randn(rng, [3])];
  expect(allClose(linear(x, w, b), add(matmul(x, transpose(w)), b), { atol: 1e-6 })).toBe(true);
  expect(allClose(linear(x, w), matmul(x, transpose(w)), { atol: 1e-6 })).toBe(true);
});

test("linear() is additive in x when there is no bias", () => {
  const rng = random(2);
  const [a, b, w] = [
    [4, 6],
    [4, 6],
    [2, 6],
  ].map((shape) => randn(rng, shape, { dtype: "float64" }));
  expect(allClose(linear(add(a, b), w), add(linear(a, w), linear(b, w)), { rtol: 1e-12, atol: 1e-12 })).toBe(true);
});

test.each([
  [32, 784, 10],
  [1, 1, 1],
  [5, 7, 3],
  [64, 64, 64],
  [3, 0, 2],
])(
  "linear() of %i rows, %i to %i: the kernel agrees with the readable loop, whatever the strides",
  (rows, numIn, numOut) => {
    const rng = random(3);
    const [x, w, b] = [randn(rng, [rows, numIn]), randn(rng, [numOut, numIn]), randn(rng, [numOut])];
    const turned = transpose(randn(rng, [numIn, rows]));
    const fast = [linear(x, w, b), linear(turned, w, b), linear(x, transpose(randn(random(4), [numIn, numOut])))];
    const before = configure({ webAssembly: false });
    const slow = [linear(x, w, b), linear(turned, w, b), linear(x, transpose(randn(random(4), [numIn, numOut])))];
    configure(before);
    for (const [i, y] of fast.entries()) expect(allClose(y, slow[i], { rtol: 1e-5, atol: 1e-4 })).toBe(true);
  },
);

test("linear() gives each bias its own output, and sums its gradient over the rows", () => {
  const b = tensor([10, 20]);
  expect(toArray(linear(zeros([3, 4]), zeros([2, 4]), b))).toEqual([
    [10, 20],
    [10, 20],
    [10, 20],
  ]);
  const slope = grad((bias: ReturnType<typeof tensor>) => sum(multiply(linear(zeros([3, 4]), zeros([2, 4]), bias), 2)));
  expect(toArray(slope(b))).toEqual([6, 6]);
});

test("linear() refuses sizes that do not fit", () => {
  expect(() => linear(zeros([2, 3]), zeros([4, 5]))).toThrow(TypeError);
  expect(() => linear(zeros([]), zeros([4, 5]))).toThrow("a single number and 5");
  expect(() => linear(zeros([2, 3]), zeros([3]))).toThrow("the weight must have the axes (out, in)");
  expect(() => linear(zeros([2, 3]), zeros([4, 3]), zeros([3]))).toThrow("one bias for each output: got (3) for 4");
  expect(() => linear(zeros([2, 3]), zeros([4, 3], { dtype: "float64" }))).toThrow("float types must not be mixed");
});
