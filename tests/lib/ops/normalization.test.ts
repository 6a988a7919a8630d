import { describe, expect, test } from "vitest";
import { backward, gradientsOf } from "../../../lib/autograd/backward.ts";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { expand } from "../../../lib/ops/broadcast.ts";
import { allClose } from "../../../lib/ops/compare.ts";
import { square } from "../../../lib/ops/elementwise.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { layerNorm, rmsNorm } from "../../../lib/ops/normalization.ts";
import { mean, sum } from "../../../lib/ops/reduce.ts";
import { variance } from "../../../lib/ops/variance.ts";
import { ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { casesOf, expectCase } from "./referenceCases.ts";

const close = { rtol: 1e-12, atol: 1e-12 };
const random64 = (seed: number, shape: number[]): Tensor => float64(randomFloat32(seed, shape).storage.data, shape);

/** Both kinds, with the parameters that they take. */
const kinds: [string, number, (features: number[]) => (x: Tensor, ...parameters: Tensor[]) => Tensor][] = [
  ["layerNorm", 2, (features) => (x, weight, bias) => layerNorm(x, features, weight, bias)],
  ["layerNorm", 1, (features) => (x, weight) => layerNorm(x, features, weight)],
  ["layerNorm of a bias alone", 1, (features) => (x, bias) => layerNorm(x, features, undefined, bias)],
  ["layerNorm", 0, (features) => (x) => layerNorm(x, features)],
  ["rmsNorm", 1, (features) => (x, weight) => rmsNorm(x, features, weight)],
  ["rmsNorm", 0, (features) => (x) => rmsNorm(x, features)],
];

describe.each(kinds)("%s with %i parameters", (_, count, f) => {
  test.each([
    [[4, 5], [5]],
    [[2, 3, 4], [4]],
    [
      [2, 3, 4],
      [3, 4],
    ],
    [[3], [3]],
    [[0, 4], [4]],
  ])("its derivatives are right for %j over %j", (shape, features) => {
    const parameters = Array.from({ length: count }, () => ({ shape: features }));
    checkGradients(f(features), [{ shape }, ...parameters]);
  });

  test("gives the same numbers and gradients by kernel and by loop, for views too", () => {
    for (const [rows, columns] of [
      [1, 4],
      [5, 7],
      [33, 64],
      [3, 130],
    ]) {
      const parameters = Array.from({ length: count }, (_, i) => randomFloat32(i, [columns], { shift: 1 }));
      expectFastAgrees(f([columns]), [randomFloat32(9, [rows, columns], { scale: 3, shift: 2 }), ...parameters], 2e-5);
      const turned = (x: Tensor, ...rest: Tensor[]): Tensor => f([columns])(transpose(x), ...rest);
      expectFastAgrees(turned, [randomFloat32(9, [columns, rows], { scale: 3 }), ...parameters], 2e-5);
    }
  });
});

test.each([
  ["layerNorm", 6],
  ["rmsNorm", 6],
])("%s() has PyTorch's values and gradients in all %i cases", (name, count) => {
  expect(casesOf(name).length).toBe(count);
  for (const one of casesOf(name)) {
    const { normalizedShape: features = [], eps } = one.options;
    expectCase(one, (x, w, b) =>
      name === "layerNorm" ? layerNorm(x, features, w, b, eps) : rmsNorm(x, features, w, eps),
    );
  }
});

test("layerNorm() gives every row mean 0 and deviation 1, and does not notice a shift or a stretch", () => {
  const x = random64(1, [4, 50]);
  const y = layerNorm(x, 50, undefined, undefined, 0);
  expect(allClose(mean(y, { axis: 1 }), 0, close)).toBe(true);
  expect(allClose(variance(y, { axis: 1, correction: 0 }), 1, close)).toBe(true);
  expect(allClose(layerNorm(add(multiply(x, 7), 3), 50, undefined, undefined, 0), y, close)).toBe(true);
});

test("rmsNorm() gives every row a mean square of 1, notices a shift and no stretch", () => {
  const x = random64(2, [4, 50]);
  const y = rmsNorm(x, 50, undefined, 0);
  expect(allClose(mean(square(y), { axis: 1 }), 1, close)).toBe(true);
  expect(allClose(rmsNorm(multiply(x, 7), 50, undefined, 0), y, close)).toBe(true);
  expect(allClose(rmsNorm(add(x, 3), 50, undefined, 0), y, close)).toBe(false);
});

test("no gradient points where x is shifted or stretched", () => {
  const x = tensor(toArray(random64(3, [2, 9])), { dtype: "float64", requiresGrad: true });
  const loss = sum(multiply(layerNorm(x, 9, undefined, undefined, 0), random64(4, [2, 9])));
  const g = gradientsOf(loss, {}).get(x) as Tensor;
  expect(allClose(sum(g, { axis: 1 }), 0, close)).toBe(true);
  expect(allClose(sum(multiply(g, x), { axis: 1 }), 0, close)).toBe(true);
});

test("eps keeps a row without any spread from being divided by 0", () => {
  expect(toArray(layerNorm(tensor([[5, 5, 5]]), 3))).toEqual([[0, 0, 0]]);
  expect(toArray(rmsNorm(zeros([1, 3]), 3))).toEqual([[0, 0, 0]]);
});

test("layerNorm() keeps the digits of rows far from 0", () => {
  const x = add(random64(5, [3, 64]), 1e4);
  const shifted = tensor(toArray(x), { dtype: "float32" });
  const exact = layerNorm(tensor(toArray(shifted), { dtype: "float64" }), 64);
  expect(allClose(layerNorm(shifted, 64), tensor(toArray(exact)), { rtol: 1e-3, atol: 2e-3 })).toBe(true);
});

test("a second derivative is refused with a reason", () => {
  const x = tensor([[1, 2]], { requiresGrad: true });
  const gradient = gradientsOf(sum(square(layerNorm(x, 2))), { createGraph: true }).get(x) as Tensor;
  expect(() => backward(sum(square(gradient)))).toThrow("Cannot differentiate layerNormBackward");
});

test("a gradient that is one number repeated is taken as it is", () => {
  const x = tensor([[1, 2, 4]], { requiresGrad: true });
  backward(sum(expand(layerNorm(x, 3), [2, 3])));
  for (const g of toArray<number[][]>(x.grad)[0]) expect(Math.abs(g)).toBeLessThan(1e-6);
});

test.each<[() => unknown, typeof TypeError, string]>([
  [
    () => layerNorm(zeros([2, 3]), [4]),
    TypeError,
    "Cannot normalize (2, 3) over (4) as it must be the sizes of the last axes: got (4)",
  ],
  [() => layerNorm(zeros([2, 3]), []), TypeError, "as it must be the sizes of the last axes"],
  [() => layerNorm(zeros([3]), [2, 3]), TypeError, "Cannot normalize (3) over (2, 3)"],
  [
    () => layerNorm(zeros([2, 3]), 3, ones([2])),
    TypeError,
    "as weight and bias must be (3) of dtype float32: got (2) float32",
  ],
  [() => rmsNorm(zeros([2, 3]), 3, ones([3], { dtype: "float64" })), TypeError, "got (3) float64"],
  [() => rmsNorm(zeros([2, 3]), 3, undefined, -1), RangeError, "with eps -1 as it must be a number from 0 up"],
])("refuses what does not fit", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
