import { describe, expect, test } from "vitest";
import { backward, zeroGrad } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { configure } from "../../../lib/autograd/configure.ts";
import { add, multiply, subtract } from "../../../lib/ops/arithmetic.ts";
import { assign } from "../../../lib/ops/assign.ts";
import { allClose } from "../../../lib/ops/compare.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { matmul } from "../../../lib/ops/matmul.ts";
import { nllLoss } from "../../../lib/ops/nllLoss.ts";
import { logSoftmax, softmax } from "../../../lib/ops/softmax.ts";
import { item, leaf, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { casesOf, expectCase, optionTensor } from "./referenceCases.ts";

const labels = (values: number[], shape = [values.length]) => leaf(Int32Array.from(values), "int32", shape);

test("crossEntropy() is PyTorch's: labels and probabilities, more axes, weights, smoothing, ignored targets", () => {
  expect(casesOf("crossEntropy").length).toBe(21);
  for (const one of casesOf("crossEntropy")) {
    const { weight, ...rest } = one.options;
    const options = weight === undefined ? rest : { ...rest, weight: optionTensor(weight) };
    expectCase(one, (x, t) => crossEntropy(x, t, options));
  }
});

describe.each(["mean", "sum", "none"] as const)("crossEntropy() by %s", (reduction) => {
  test.each([
    ["(N, C)", [4, 3], labels([0, 2, -100, 1])],
    ["(C)", [3], labels([1], [])],
    ["(N, C, d)", [2, 3, 2], labels([0, 2, 1, -100], [2, 2])],
    ["one row", [1, 4], labels([3])],
    ["one class", [3, 1], labels([0, 0, 0])],
  ])("its derivatives of both orders are right for %s", (_, shape, targets) => {
    checkGradients((x, t) => crossEntropy(x, t, { reduction }), [{ shape }, targets], { second: true });
    checkGradients((x, t) => crossEntropy(x, t, { reduction, labelSmoothing: 0.2 }), [{ shape }, targets], {
      second: true,
    });
  });

  test("its derivatives are right for probabilities, with respect to them too", () => {
    const options = { reduction, labelSmoothing: 0.1, weight: optionTensor([1, 0.5, 2]) };
    checkGradients(
      (x, q) => crossEntropy(x, q, options),
      [{ shape: [2, 3, 2] }, { shape: [2, 3, 2], low: 0, high: 1 }],
      { second: true },
    );
  });

  test("gives the same numbers and gradients by kernel and by loop", () => {
    for (const [n, classes] of [
      [1, 2],
      [5, 10],
      [33, 65],
      [64, 3],
    ]) {
      const targets = labels(Array.from({ length: n }, (_, i) => (i % 7 === 3 ? -100 : (i * 5) % classes)));
      expectFastAgrees(
        (x, t) => crossEntropy(x, t, { reduction }),
        [randomFloat32(n, [n, classes], { scale: 3 }), targets],
      );
    }
  });
});

test("crossEntropy() is the nllLoss() of logSoftmax(), and its gradient p − onehot over N", () => {
  const x = leaf(Float64Array.of(1, 2, 0.5, -1, 0, 3), "float64", [2, 3], true);
  const t = labels([1, 0]);
  const loss = crossEntropy(x, t);
  expect(item(loss)).toBeCloseTo(item(nllLoss(logSoftmax(x), t)), 14);
  backward(loss);
  const onehot = tensor(
    [
      [0, 1, 0],
      [1, 0, 0],
    ],
    { dtype: "float64" },
  );
  const expected = toArray<number[][]>(subtract(softmax(x), onehot)).map((row) => row.map((g) => g / 2));
  expect(allClose(x.grad!, tensor(expected, { dtype: "float64" }), { rtol: 1e-14, atol: 1e-15 })).toBe(true);
});

test("crossEntropy() does not notice a number added to all logits, and stays finite for large ones", () => {
  const x = randomFloat32(1, [4, 5]);
  const t = labels([0, 1, 2, 3]);
  expect(item(crossEntropy(add(x, 64), t))).toBeCloseTo(item(crossEntropy(x, t)), 4);
  expect(item(crossEntropy(tensor([[1e6, 0]]), labels([1])))).toBe(1e6);
  expect(item(crossEntropy(zeros([3, 10]), labels([1, 2, 3])))).toBeCloseTo(Math.LN10, 6);
});

test("crossEntropy() of ignored rows alone is NaN, as in PyTorch, and they have no gradient", () => {
  const x = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { requiresGrad: true },
  );
  backward(crossEntropy(x, labels([-100, 0])));
  expect(toArray<number[][]>(x.grad)[0]).toEqual([0, 0]);
  expect(item(crossEntropy(x, labels([-100, -100])))).toBeNaN();
});

describe.each([true, false])("a label out of range, kernels %s", (webAssembly) => {
  const refusing = (act: () => Tensor, message: string): void => {
    const before = configure({ webAssembly });
    try {
      expect(act).toThrow(new RangeError(message));
    } finally {
      configure(before);
    }
  };

  test("is named with its place, and everything is as it was", () => {
    const x = randomFloat32(2, [8, 10]);
    const t = [0, 1, 2, 3, 4, 5, 6, 10];
    refusing(
      () => crossEntropy(x, labels(t)),
      "Cannot compute cross-entropy as every target must be in [0, 10): target 7 is 10",
    );
    refusing(
      () => crossEntropy(x, labels(t.with(7, -1))),
      "Cannot compute cross-entropy as every target must be in [0, 10): target 7 is -1",
    );
    refusing(
      () => crossEntropy(x, labels(t), { labelSmoothing: 0.1 }),
      "Cannot compute cross-entropy as every target must be in [0, 10): target 7 is 10",
    );
    const before = configure({ webAssembly });
    expect(Number.isFinite(item(crossEntropy(x, labels(t), { ignoreIndex: 10 })))).toBe(true);
    configure(before);
  });
});

test("a bad label stops a replayed step too, before a parameter has moved, and the next step goes on", () => {
  const w = tensor(
    [
      [0.5, -1, 0.25],
      [1, 0, -0.5],
    ],
    { requiresGrad: true },
  );
  const step = compile((x: Tensor, t: Tensor) => {
    zeroGrad([w]);
    const loss = crossEntropy(matmul(x, w), t);
    backward(loss);
    assign(w, subtract(w, multiply(w.grad as Tensor, 0.5)));
    return loss;
  });
  const x = tensor([
    [1, 2],
    [3, -1],
  ]);
  for (let i = 0; i < 4; i++) step(x, labels([0, 2]));
  expect(step.status).toMatch(/^replays/);
  const before = toArray(w);
  expect(() => step(x, labels([0, 3]))).toThrow(
    new RangeError("Cannot compute cross-entropy as every target must be in [0, 3): target 1 is 3"),
  );
  expect(toArray(w)).toEqual(before);
  expect(Number.isFinite(item(step(x, labels([1, 1]))))).toBe(true);
  expect(toArray(w)).not.toEqual(before);
});

test.each<[() => unknown, typeof TypeError, string]>([
  [
    () => crossEntropy(zeros([2, 3]), zeros([2])),
    TypeError,
    'Cannot compute cross-entropy of (2, 3) as targets must be int32 labels of shape (2): got (2) float32; try cast(targets, "int32")',
  ],
  [() => crossEntropy(zeros([2, 3]), zeros([3, 2])), TypeError, "got (3, 2) float32"],
  [
    () => crossEntropy(zeros([0, 3]), labels([])),
    RangeError,
    "Cannot average cross-entropy of (0) as a mean needs something: the batch is empty",
  ],
  [
    () => crossEntropy(zeros([2, 3]), labels([0, 1]), { labelSmoothing: 2 }),
    RangeError,
    "Cannot smooth labels by 2 as it must be a share from 0 to 1",
  ],
  [
    () => crossEntropy(zeros([2, 3]), labels([0, 1]), { reduction: "avg" as never }),
    RangeError,
    'Cannot reduce cross-entropy by "avg"',
  ],
  [() => crossEntropy(zeros([2, 3]), [0, 1] as never), TypeError, "it must be a tensor"],
])("refuses what has no answer", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
