import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { batchNorm } from "../../../lib/ops/batchNorm.ts";
import { allClose } from "../../../lib/ops/compare.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { mean, sum } from "../../../lib/ops/reduce.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { variance } from "../../../lib/ops/variance.ts";
import { ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectClose } from "../reference/readReference.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { casesOf, expectCase, optionTensor } from "./referenceCases.ts";

const training = { training: true };
const random64 = (seed: number, shape: number[]): Tensor => float64(randomFloat32(seed, shape).storage.data, shape);

test("batchNorm() has PyTorch's values, gradients and running statistics, in training and after it", () => {
  expect(casesOf("batchNorm").length).toBe(6);
  for (const one of casesOf("batchNorm")) {
    const { mean: m, variance: v, ...options } = one.options;
    const running = [optionTensor(m), optionTensor(v)];
    expectCase(one, (x, w, b) => batchNorm(x, running[0], running[1], w, b, options));
    for (const [i, after] of one.after.entries()) {
      expectClose([...elementsOf(running[i], "compare it")], after.values, 1e-12, "running statistics");
    }
  }
});

describe.each([
  ["weight and bias", (x: Tensor, w: Tensor, b: Tensor) => batchNorm(x, null, null, w, b, training), 2],
  ["a weight", (x: Tensor, w: Tensor) => batchNorm(x, null, null, w, undefined, training), 1],
  ["a bias", (x: Tensor, b: Tensor) => batchNorm(x, null, null, undefined, b, training), 1],
  ["neither", (x: Tensor) => batchNorm(x, null, null), 0],
  [
    "running statistics",
    (x: Tensor, w: Tensor, b: Tensor) =>
      batchNorm(x, zeros([3], { dtype: x.dtype }), ones([3], { dtype: x.dtype }), w, b),
    2,
  ],
] as const)("batchNorm() with %s", (_, given, count) => {
  const f = given as (...inputs: Tensor[]) => Tensor;

  test.each([[[4, 3]], [[2, 3, 4]], [[2, 3, 2, 3]], [[1, 3, 2]]])("its derivatives are right for %j", (shape) => {
    checkGradients(f, [{ shape }, ...Array.from({ length: count }, () => ({ shape: [3] }))]);
  });

  test("gives the same numbers and gradients by kernel and by loop, for views too", () => {
    for (const shape of [
      [9, 3],
      [4, 3, 7],
      [2, 3, 5, 6],
    ]) {
      const parameters = Array.from({ length: count }, (_, i) => randomFloat32(i, [3], { shift: 1 }));
      expectFastAgrees(f, [randomFloat32(5, shape, { scale: 2, shift: 1 }), ...parameters], 2e-5);
    }
    const parameters = Array.from({ length: count }, (_, i) => randomFloat32(i, [3], { shift: 1 }));
    expectFastAgrees((x, ...rest) => f(transpose(x), ...rest), [randomFloat32(5, [3, 8]), ...parameters], 2e-5);
  });
});

describe("in training", () => {
  test("every channel has mean 0 and deviation 1, whatever is added or multiplied", () => {
    const x = random64(1, [8, 3, 5]);
    const y = batchNorm(x, null, null, undefined, undefined, { training: true, eps: 0 });
    const close = { rtol: 1e-12, atol: 1e-12 };
    expect(allClose(mean(y, { axis: [0, 2] }), 0, close)).toBe(true);
    expect(allClose(variance(y, { axis: [0, 2], correction: 0 }), 1, close)).toBe(true);
    const moved = add(multiply(x, 4), tensor([[[1], [-2], [9]]], { dtype: "float64" }));
    expect(allClose(batchNorm(moved, null, null, undefined, undefined, { training: true, eps: 0 }), y, close)).toBe(
      true,
    );
  });

  test("running statistics go towards the batch's, with the unbiased variance, and hold no graph", () => {
    const [m, v] = [zeros([1]), ones([1])];
    const x = tensor([[1], [3], [5], [7]], { requiresGrad: true });
    const old = m.storage;
    for (let i = 0; i < 200; i++) batchNorm(x, m, v, undefined, undefined, training);
    expect(toArray<number[]>(m)[0]).toBeCloseTo(4, 5);
    expect(toArray<number[]>(v)[0]).toBeCloseTo(20 / 3, 4); // 20/4 by the biased one
    expect([m.requiresGrad, m.origin, old.data[0]]).toEqual([false, null, 0]);
    backward(sum(batchNorm(x, m, v, undefined, undefined, training)));
    expect(x.grad).not.toBeNull();
  });
});

test("a replayed step moves the running statistics as the eager one does, to the bit", () => {
  const run = (compiled: boolean): unknown[] => {
    const [m, v] = [zeros([3]), ones([3])];
    const step = (x: Tensor): Tensor => batchNorm(x, m, v, undefined, undefined, training);
    const replayed = compile(step);
    const outputs = [1, 2, 3, 4, 5, 6].map((seed) =>
      toArray((compiled ? replayed : step)(randomFloat32(seed, [4, 3, 2]))),
    );
    if (compiled) expect(replayed.status).toMatch(/^replays/);
    return [outputs, toArray(m), toArray(v)];
  };
  expect(run(true)).toEqual(run(false));
});

test("after training an output does not depend on its neighbours in the batch, and nothing is changed", () => {
  const [m, v] = [tensor([1, 2]), tensor([3, 4])];
  const x = randomFloat32(2, [5, 2]);
  const whole = batchNorm(x, m, v);
  const alone = batchNorm(slice(x, 0, { start: 3, end: 4 }), m, v);
  expect(toArray<number[][]>(alone)[0]).toEqual(toArray<number[][]>(whole)[3]);
  expect([toArray(m), toArray(v)]).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test.each<[() => unknown, typeof TypeError, string]>([
  [
    () => batchNorm(zeros([4]), null, null),
    TypeError,
    "Cannot normalize the batch (4) as it must be (N, C) or (N, C, …): got (4)",
  ],
  [
    () => batchNorm(zeros([1, 3]), zeros([3]), ones([3]), undefined, undefined, training),
    RangeError,
    "Cannot normalize the batch (1, 3) as in training every channel needs more than one number: each channel has one; try a larger batch",
  ],
  [() => batchNorm(zeros([0, 3]), null, null, undefined, undefined, training), RangeError, "each channel has none"],
  [() => batchNorm(zeros([4, 3]), zeros([4]), ones([3])), TypeError, "must be (3) of dtype float32: got (4) float32"],
  [() => batchNorm(zeros([4, 3]), null, null, ones([2])), TypeError, "got (2) float32"],
  [() => batchNorm(zeros([4, 3]), null, null, undefined, undefined, { eps: Number.NaN }), RangeError, "with eps NaN"],
])("refuses what does not fit, and changes nothing", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
