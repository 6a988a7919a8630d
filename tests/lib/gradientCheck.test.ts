import { describe, expect, test } from "vitest";
import { apply } from "../../lib/autograd/apply.ts";
import type { Operation } from "../../lib/autograd/operation.ts";
import { add, binaryLoop, maximum, multiply, operands } from "../../lib/ops/arithmetic.ts";
import { sumTo } from "../../lib/ops/broadcast.ts";
import { leaf } from "../../lib/tensor/create.ts";
import { broadcastShapes, sizeOf } from "../../lib/tensor/shape.ts";
import type { Tensor } from "../../lib/tensor/tensor.ts";
import { checkGradients, float64, randomShapePairs, randomShapes } from "./gradientCheck.ts";

/** a · b with derivatives of one's choice. */
function product(gradient: NonNullable<Operation<null>["gradient"]>): (a: Tensor, b: Tensor) => Tensor {
  const record: Operation<null> = {
    name: "product",
    infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape, "multiply"), dtype: a.dtype }),
    forward: binaryLoop((a, b) => a * b),
    gradient,
  };
  return (a, b) => apply(record, operands(a, b, "multiply"), null);
}

const right = product(({ grad, inputs: [a, b] }) => [multiply(grad, b), () => sumTo(multiply(grad, a), b.shape)]);
const inputs = [{ shape: [2, 3] }, { shape: [3] }];

describe("checkGradients()", () => {
  test("accepts a right derivative, of the first and of the second order", () => {
    checkGradients(right, inputs);
    checkGradients((a, b) => multiply(multiply(a, a), b), inputs, { second: true });
  });

  test.each<[string, (a: Tensor, b: Tensor) => Tensor]>([
    [
      "is wrong by a millionth",
      product(({ grad, inputs: [a, b] }) => [
        multiply(multiply(grad, b), 1.000001),
        () => sumTo(multiply(grad, a), b.shape),
      ]),
    ],
    [
      "is exchanged",
      product(({ grad, inputs: [, b] }) => [multiply(grad, b), () => sumTo(multiply(grad, b), b.shape)]),
    ],
    ["is missing for one input", product(({ grad, inputs: [, b] }) => [multiply(grad, b), null])],
    ["is missing for all", product(() => [null, null])],
    [
      "is wrong in one element",
      product(({ grad, inputs: [a, b] }) => [
        add(multiply(grad, b), float64([0, 0, 0, 0, 1e-4, 0], [2, 3])),
        () => sumTo(multiply(grad, a), b.shape),
      ]),
    ],
    [
      "ignores what came back",
      product(({ inputs: [a, b] }) => [multiply(float64(Array(6).fill(1), [2, 3]), b), () => sumTo(a, b.shape)]),
    ],
  ])("fails when a derivative %s", (_, f) => {
    expect(() => checkGradients(f, inputs)).toThrow(/backward .* measured/);
  });

  test("fails when a constant is taken for what it is not: gradient null", () => {
    const record: Operation<null> = {
      name: "frozen",
      infer: ([a]) => a,
      forward: ([y], [x]) => y.data.set(x.data),
      gradient: null,
    };
    expect(() => checkGradients((a) => apply(record, [a], null), [{ shape: [2] }])).toThrow(/measured/);
  });

  test("fails when only the second derivative is wrong", () => {
    const frozen: Operation<null> = {
      name: "frozen",
      infer: ([a]) => a,
      forward: ([y], [x]) => y.data.set(x.data),
      gradient: null,
    };
    const f = product(({ grad, inputs: [a, b] }) => [
      multiply(grad, apply(frozen, [b], null)),
      () => sumTo(multiply(grad, a), b.shape),
    ]);
    const same = [{ shape: [2, 3] }, { shape: [2, 3] }];
    checkGradients(f, same);
    expect(() => checkGradients(f, same, { second: true })).toThrow(/∂\(∂f\/∂x0\)\/∂x1/);
  });

  test("keeps away from kinks, and would fail on one", () => {
    const bent = (x: Tensor): Tensor => maximum(x, 0);
    checkGradients(bent, [{ shape: [200], low: -0.002, high: 0.002, kinks: [0] }]);
    expect(() => checkGradients(bent, [float64([1, 1e-7])])).toThrow(/measured/);
  });

  test("hands labels and masks on as they are, and copes with nothing to check", () => {
    const mask = leaf(Uint8Array.of(1, 0), "bool", [2]);
    checkGradients((x, m) => multiply(x, m), [{ shape: [2] }, mask]);
    checkGradients((x) => multiply(x, 2), [{ shape: [2, 0] }]);
  });

  test("refuses an output that is not float64", () => {
    expect(() => checkGradients(() => leaf(new Float32Array(1), "float32", [1]), [{ shape: [1] }])).toThrow(/dtype/);
  });
});

test("randomShapes() has (), a size of 1 and an empty axis, and is the same for the same seed", () => {
  const shapes = randomShapes(3);
  expect(shapes[0]).toEqual([]);
  expect(shapes[1]).toContain(1);
  expect(sizeOf(shapes[2])).toBe(0);
  expect(randomShapes(3)).toEqual(shapes);
});

test("randomShapePairs() broadcasts in both directions, an empty pair included", () => {
  const pairs = randomShapePairs(4, 12);
  const wholes = pairs.map(([a, b]) => broadcastShapes(a, b, "add"));
  expect(wholes.some((whole) => sizeOf(whole) === 0)).toBe(true);
  expect(pairs.some(([a], i) => sizeOf(a) < sizeOf(wholes[i]))).toBe(true);
  expect(pairs.some(([, b], i) => sizeOf(b) < sizeOf(wholes[i]))).toBe(true);
});
