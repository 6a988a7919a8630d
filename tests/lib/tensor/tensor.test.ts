import { describe, expect, test } from "vitest";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { assign } from "../../../lib/ops/assign.ts";
import { expand } from "../../../lib/ops/broadcast.ts";
import { reshape, transpose } from "../../../lib/ops/movement.ts";
import { slice } from "../../../lib/ops/slice.ts";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";
import { arange, ones, tensor, toArray } from "../../../lib/tensor/create.ts";
import { checkTensor, elementsOf, Storage, Tensor, watchReading } from "../../../lib/tensor/tensor.ts";

test("Tensor finds x[i, j] at offset + i · stride + j · stride of its storage", () => {
  const storage = new Storage(
    Float32Array.from({ length: 20 }, (_, i) => i),
    "float32",
  );
  const x = new Tensor(storage, [2, 3], [7, 2], 1);
  expect(toArray(x)).toEqual([
    [1, 3, 5],
    [8, 10, 12],
  ]);
  expect([x.size, x.dtype, x.requiresGrad, x.grad]).toEqual([6, "float32", false, null]);
  expect(new Tensor(storage, [4, 5]).strides).toEqual([5, 1]);
});

describe("elementsOf()", () => {
  test("copies nothing where the elements lie row by row", () => {
    const x = arange(6);
    expect(elementsOf(x, "look")).toBe(x.storage.data);
    const part = slice(x, 0, { start: 2, end: 5 });
    expect(elementsOf(part, "look").buffer).toBe(x.storage.data.buffer);
    expect(Array.from(elementsOf(part, "look"))).toEqual([2, 3, 4]);
  });

  test("copies views of other strides in their dtype", () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "int32" },
    );
    expect(elementsOf(transpose(x), "look")).toEqual(Int32Array.of(1, 3, 2, 4));
    expect(elementsOf(expand(tensor([[true], [false]]), [2, 2]), "look")).toEqual(Uint8Array.of(1, 1, 0, 0));
  });

  test("tells who watches, and for what", () => {
    const seen: [Tensor, string][] = [];
    const former = watchReading((x, purpose) => seen.push([x, purpose]));
    const x = ones([2]);
    try {
      String(x);
      toArray(x);
      multiply(x, x); // computing is not looking
    } finally {
      expect(watchReading(former)).not.toBe(null);
    }
    toArray(x);
    expect(seen).toEqual([
      [x, "print it"],
      [x, "make an array of it"],
    ]);
  });
});

test("a view keeps the numbers that it was made of when its tensor is given others", () => {
  const x = tensor([1, 2, 3, 4]);
  const view = reshape(x, [2, 2]);
  assign(x, tensor([5, 6, 7, 8]));
  expect([toArray(x), toArray(view)]).toEqual([
    [5, 6, 7, 8],
    [
      [1, 2],
      [3, 4],
    ],
  ]);
});

test("a tensor shows itself to a notebook as text and as a table", () => {
  const shown = tensor([[1, 2]])[jupyterDisplay]();
  expect(shown["text/plain"]).toBe("tensor([[1., 2.]])");
  expect(shown["text/html"]).toContain("<caption>tensor of shape (1, 2), float32</caption>");
});

test("checkTensor() lets tensors pass and names a cure for numbers and arrays", () => {
  expect(() => checkTensor(ones([1]), "add")).not.toThrow();
  expect(() => checkTensor(3, "add")).toThrow("try tensor(3)");
  expect(() => checkTensor({ shape: [1] }, "add")).toThrow("got an object");
});

test("a gradient must have the shape and dtype of its tensor", () => {
  const w = ones([2], { requiresGrad: true });
  expect(() => {
    w.grad = ones([3]);
  }).toThrow(
    "Cannot give a tensor of shape (2) a gradient of shape (3) as both must have the same shape and dtype: got (3) float32 for (2) float32",
  );
  for (const bad of [ones([2], { dtype: "float64" }), [1, 2], undefined] as never[]) {
    expect(() => {
      w.grad = bad;
    }).toThrow(TypeError);
  }
  expect(w.grad).toBeNull();
});
