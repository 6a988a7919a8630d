import { describe, expect, test } from "vitest";
import {
  apply,
  applyAll,
  applyView,
  effect,
  guarded,
  isGradEnabled,
  setGradEnabled,
} from "../../../lib/autograd/apply.ts";
import type { Operation } from "../../../lib/autograd/operation.ts";
import { add, backward, ones, sum, type Tensor, tensor, toArray, zeros } from "../../../lib/index.ts";

/** Largest and smallest element, and where the largest is: two floats and a whole number. */
const extremes: Operation<null> = {
  name: "extremes",
  infer: ([{ dtype }]) => [
    { shape: [], dtype },
    { shape: [], dtype },
    { shape: [], dtype: "int32" },
  ],
  forward([high, low, place], [x]) {
    const values = Array.from({ length: x.size }, (_, i) => x.data[x.offset + i]);
    high.data[high.offset] = Math.max(...values);
    low.data[low.offset] = Math.min(...values);
    place.data[place.offset] = values.indexOf(Math.max(...values));
  },
  gradient: ({ grads: [high, low], inputs: [x], outputs }) => [
    () => {
      const at = (value: number): Tensor =>
        tensor(
          (toArray(x) as number[]).map((one) => (one === value ? 1 : 0)),
          { dtype: x.dtype },
        );
      const [top, bottom] = [toArray(outputs[0]) as number, toArray(outputs[1]) as number];
      const parts = [high && expandTo(high, at(top)), low && expandTo(low, at(bottom))].filter((part) => part !== null);
      return parts.reduce((a, b) => add(a, b));
    },
  ],
};
const expandTo = (grad: Tensor, mask: Tensor): Tensor =>
  tensor(
    (toArray(mask) as number[]).map((one) => one * (toArray(grad) as number)),
    { dtype: mask.dtype },
  );

describe("applyAll()", () => {
  test("gives outputs of several shapes and dtypes, of which the floats are in the graph", () => {
    const x = tensor([3, 1, 2], { requiresGrad: true });
    const outputs = applyAll(extremes, [x], null);
    expect(outputs.map(toArray)).toEqual([3, 1, 0]);
    expect(outputs.map(({ requiresGrad }) => requiresGrad)).toEqual([true, true, false]);
    expect(outputs[0].origin).toBe(outputs[1].origin);
    backward(add(outputs[0], outputs[1]));
    expect(toArray(x.grad as Tensor)).toEqual([1, 1, 0]);
  });

  test("gives null for outputs to which nothing came back", () => {
    const x = tensor([3, 1, 2], { requiresGrad: true });
    backward(applyAll(extremes, [x], null)[1]);
    expect(toArray(x.grad as Tensor)).toEqual([0, 1, 0]);
  });

  test("remembers nothing when an operation refuses", () => {
    const x = ones([2], { requiresGrad: true });
    expect(() => add(x, zeros([3]))).toThrow(TypeError);
    expect([x.origin, x.grad]).toEqual([null, null]);
  });
});

describe("apply()", () => {
  test("remembers inputs only where something is to be trained, and never of constants", () => {
    const constant: Operation<null> = { ...extremes, gradient: null };
    const x = tensor([1, 2], { requiresGrad: true });
    expect([apply(extremes, [tensor([1, 2])], null).origin, apply(constant, [x], null).origin]).toEqual([null, null]);
    expect(apply(extremes, [x], null).origin?.inputs).toEqual([x]);
  });

  test("numbers nodes after their inputs", () => {
    const x = ones([1], { requiresGrad: true });
    const [a, b] = [add(x, 1), add(x, 2)];
    const c = add(a, b);
    const ids = [a, b, c].map(({ origin }) => origin?.id ?? 0);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
  });
});

describe("applyView()", () => {
  test("shares the storage, and passes gradients through its rule", () => {
    const x = tensor([1, 2, 3, 4], { requiresGrad: true });
    const view = { shape: [2], strides: [1], offset: 1 };
    const y = applyView({ name: "middle", gradient: () => [() => tensor([0, 1, 1, 0])] }, x, view, null);
    backward(sum(y));
    expect([toArray(y), y.storage === x.storage, toArray(x.grad as Tensor)]).toEqual([[2, 3], true, [0, 1, 1, 0]]);
  });
});

describe("setGradEnabled(), effect() and guarded()", () => {
  test("do what they say outside a recording", () => {
    let count = 0;
    effect(() => {
      count += 1;
    });
    expect([count, guarded(() => "read"), setGradEnabled(false), isGradEnabled(), setGradEnabled(true)]).toEqual([
      1,
      "read",
      true,
      false,
      false,
    ]);
  });
});
