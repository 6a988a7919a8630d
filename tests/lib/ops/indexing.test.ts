import { describe, expect, test } from "vitest";
import { backward, zeroGrad } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { integer, normal, random } from "../../../lib/data/random.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { at, embedding, gather, type Indices, scatterAdd, select, take } from "../../../lib/ops/indexing.ts";
import { concatenate, flip, roll } from "../../../lib/ops/join.ts";
import { maskedFill, oneHot, triu } from "../../../lib/ops/masks.ts";
import { matmul } from "../../../lib/ops/matmul.ts";
import { transpose, unsqueeze } from "../../../lib/ops/movement.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { topK } from "../../../lib/ops/sort.ts";
import { arange, item, ones, tensor, toArray, zeros } from "../../../lib/tensor/create.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { checkGradients, float64 } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";
import { expectReference } from "./indexingReference.ts";

const rng = random(31);
const drawn = (shape: number[]): Tensor =>
  float64(
    Array.from({ length: sizeOf(shape) }, () => normal(rng)),
    shape,
  );
const drawnIndices = (shape: number[], below: number): Tensor =>
  tensor(
    Int32Array.from({ length: sizeOf(shape) }, () => integer(rng, 0, below)),
    { shape },
  );

test("take(), embedding(), gather(), scatterAdd() and at() have PyTorch's numbers and gradients", () => {
  expectReference("take", (x) => take(x, [2, 0, 2], 1));
  expectReference("embedding", (weight) =>
    embedding(
      [
        [1, 3],
        [3, 0],
      ],
      weight,
    ),
  );
  expectReference("gather", (x) =>
    gather(x, 0, [
      [1, 0],
      [1, 1],
      [2, 0],
    ]),
  );
  expectReference("scatterAdd", (x, source) =>
    scatterAdd(
      x,
      1,
      [
        [0, 3, 0],
        [1, 1, 2],
      ],
      source,
    ),
  );
  expectReference("at", (x) => at(x, -1, { start: 1 }, { step: 2 }));
});

describe("properties over random shapes", () => {
  const shapes = Array.from({ length: 30 }, () => Array.from({ length: integer(rng, 1, 4) }, () => integer(rng, 1, 5)));

  test("take() is the parts that select() gives, side by side", () => {
    for (const shape of shapes) {
      const x = drawn(shape);
      const axis = integer(rng, 0, shape.length);
      const indices = drawnIndices([integer(rng, 1, 6)], shape[axis]);
      const parts = toArray<number[]>(indices).map((i) => slice(x, axis, { start: i, end: i + 1 }));
      expect(toArray(take(x, indices, axis))).toEqual(toArray(concatenate(parts, axis)));
    }
  });

  test("take() puts the axes of the indices where the axis was, and takes nothing by no index", () => {
    expect(take(zeros([2, 3, 4]), drawnIndices([5, 6], 3), 1).shape).toEqual([2, 5, 6, 4]);
    expect(take(zeros([2, 3]), 1).shape).toEqual([3]);
    expect(take(zeros([2, 3]), []).shape).toEqual([0, 3]);
    expect(take(zeros([0, 3]), []).shape).toEqual([0, 3]);
  });

  test("embedding() is the product of oneHot rows with the weight", () => {
    const weight = drawn([6, 3]);
    const indices = drawnIndices([2, 5], 6);
    expect(toArray(embedding(indices, weight))).toEqual(toArray(matmul(oneHot(indices, 6), weight)));
  });

  test("gather() by argument positions 0, 1, 2, … changes nothing, and scatterAdd() of it to zeros neither", () => {
    for (const shape of shapes) {
      const x = drawn(shape);
      const axis = integer(rng, 0, shape.length);
      const own = new Int32Array(x.size);
      const inner = sizeOf(shape.slice(axis + 1));
      for (let i = 0; i < x.size; i++) own[i] = Math.floor(i / inner) % shape[axis];
      const indices = tensor(own, { shape });
      expect(toArray(gather(x, axis, indices))).toEqual(toArray(x));
      expect(toArray(scatterAdd(zeros(shape, { dtype: "float64" }), axis, indices, x))).toEqual(toArray(x));
    }
  });
});

test("indices and tensors may be views of any strides", () => {
  const x = transpose(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  ); // [[1, 3, 5], [2, 4, 6]]
  const indices = transpose(
    tensor(
      [
        [0, 1],
        [1, 0],
      ],
      { dtype: "int32" },
    ),
  );
  expect(toArray(take(x, [1]))).toEqual([[2, 4, 6]]);
  expect(toArray(take(x, [2, 0], 1))).toEqual([
    [5, 1],
    [6, 2],
  ]);
  expect(toArray(gather(x, 0, indices))).toEqual([
    [1, 4],
    [2, 3],
  ]);
  expect(
    toArray(
      scatterAdd(
        zeros([2, 2]),
        1,
        indices,
        transpose(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ),
  ).toEqual([
    [1, 3],
    [4, 2],
  ]);
});

test("every dtype is taken as it is", () => {
  expect(toArray(take(tensor([true, false]), [1, 0]))).toEqual([false, true]);
  expect(take(arange(3, { dtype: "int32" }), [1]).dtype).toBe("int32");
  expect(gather(ones([2], { dtype: "float64" }), 0, [1]).dtype).toBe("float64");
});

test("at() and select() read one element or one part, from either end, and copy nothing", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(item(at(x, -1, 0))).toBe(4);
  expect(toArray(at(x, {}, -1))).toEqual([3, 6]);
  expect(toArray(at(x, { start: 1 }, { end: 2 }))).toEqual([[4, 5]]);
  expect(at(x)).toBe(x);
  expect(select(x, 1, -3).storage).toBe(x.storage);
});

test("a row that was taken several times is owed the sum of its gradients", () => {
  checkGradients((w) => embedding([2, 2, 0, 2], w), [{ shape: [3, 2] }], { second: true });
  checkGradients((x) => take(x, [1, 1], 1), [{ shape: [2, 3, 2] }], { second: true });
  checkGradients(
    (x) =>
      gather(x, 1, [
        [0, 0, 1],
        [1, 0, 0],
      ]),
    [{ shape: [2, 2] }],
    { second: true },
  );
  checkGradients((x, s) => scatterAdd(x, 0, [1, 1, 0], s), [{ shape: [2] }, { shape: [3] }], { second: true });
  checkGradients((x) => select(x, 1, -1), [{ shape: [2, 3] }]);
  checkGradients((x) => take(x, []), [{ shape: [2, 3] }]);
  checkGradients((x) => take(x, [[0], [1]], 1), [{ shape: [0, 2] }]);
  checkGradients((x) => gather(x, 0, drawnIndices([0, 2], 3)), [{ shape: [3, 2] }]);
});

test("kernels and readable loops agree, and so do their errors", () => {
  for (const width of [1, 3, 4, 65]) {
    const weight = randomFloat32(width, [7, width]);
    const indices = drawnIndices([4, 5], 7);
    expectFastAgrees((w) => embedding(indices, w), [weight], 1e-6);
    expectFastAgrees((w) => take(w, [0, 0, width - 1], 1), [weight], 1e-6);
  }
  expect(() => take(ones([3, 2]), [0, 1, -1])).toThrow("every index must be in [0, 3): index 2 is -1");
});

test("a compiled step checks the indices of every replay", () => {
  const step = compile((indices: Tensor) => take(ones([4, 2]), indices));
  const run = (values: number[]): unknown => toArray(step(tensor(values, { dtype: "int32" })));
  for (let i = 0; i < 4; i++)
    expect(run([i, 0])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  expect(() => run([0, 4])).toThrow("index 1 is 4");
  expect(run([3, 3])).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test("a compiled step of joins, indices and masks has the bits of the eager one, gradients included", () => {
  const causal = triu(ones([4, 4], { dtype: "bool" }), 1);
  const pairs = Array.from({ length: 8 }, (_, i) => [i % 4, 0]);
  const run = (compiled: boolean): unknown[] => {
    const w = randomFloat32(1, [9, 4]);
    w.requiresGrad = true;
    const once = (indices: Tensor): Tensor[] => {
      zeroGrad([w]);
      const rows = embedding(indices, w); // (4, 4)
      const masked = maskedFill(concatenate([rows, roll(rows, 1)], 0), concatenate([causal, causal]), -1); // (8, 4)
      const y = multiply(topK(masked, 2).values, unsqueeze(select(flip(masked), 1, 0), 1)); // (8, 2)
      const loss = sumTo(multiply(y, gather(masked, 1, pairs)), []);
      backward(loss);
      return [loss, w.grad as Tensor];
    };
    const step = compiled ? compile(once) : once;
    const results = [0, 1, 2, 3, 4].map((i) => step(tensor([i, 8, i, 3], { dtype: "int32" })).map((x) => toArray(x)));
    if (compiled) expect((step as { status: string } & typeof once).status).toMatch(/^replays/);
    return results;
  };
  expect(run(true)).toEqual(run(false));
});

describe("lessons", () => {
  test("an index out of range is named with its place and the allowed range", () => {
    const wrong = tensor(
      [
        [0, 1],
        [5, 0],
      ],
      { dtype: "int32" },
    );
    expect(() => embedding(wrong, zeros([4, 2], { dtype: "float64" }))).toThrow(
      "Cannot look up embeddings in (4, 2) as every index must be in [0, 4): index [1][0] is 5",
    );
    expect(() => gather(zeros([2, 2]), 0, [[0, 2]])).toThrow("index [0][1] is 2");
    expect(() => scatterAdd(zeros([2]), 0, [-1], ones([1]))).toThrow("every index must be in [0, 2): index 0 is -1");
    for (const make of [() => take(zeros([0]), [0]), () => select(zeros([0]), 0, 0), () => at(zeros([2]), 2)])
      expect(make).toThrow(RangeError);
  });

  test("indices of another kind are refused, with a cure", () => {
    expect(() => take(zeros([2]), tensor([0.5]))).toThrow('try cast(indices, "int32")');
    expect(() => take(zeros([2]), tensor([true, false]))).toThrow("try nonzero(mask)");
    expect(() => take(zeros([2]), [0.5])).toThrow(RangeError);
    expect(() => take(zeros([2]), ["0"] as unknown as Indices)).toThrow(TypeError);
  });

  test("shapes that do not fit are named", () => {
    expect(() => gather(zeros([2, 2]), 0, [0])).toThrow("got indices of (1) for (2, 2)");
    expect(() => gather(zeros([2, 2]), 1, [[0], [0], [0]])).toThrow("got indices of (3, 1) for (2, 2)");
    expect(() => scatterAdd(zeros([2]), 0, [0, 1], ones([3]))).toThrow("one index for each number");
    expect(() => embedding([0], zeros([3]))).toThrow("the weight must be a matrix");
    expect(() => take(zeros([2]), [0], 1)).toThrow(RangeError);
    expect(() => at(zeros([2]), 0, 0)).toThrow("a single number has no axes");
    expect(() => select(zeros([2, 3]), 1, 0.5)).toThrow(RangeError);
  });
});
