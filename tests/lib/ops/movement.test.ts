import { describe, expect, test } from "vitest";
import {
  arange,
  contiguous,
  flatten,
  permute,
  randn,
  random,
  reshape,
  slice,
  squeeze,
  type Tensor,
  toArray,
  toTypedArray,
  transpose,
  unsqueeze,
  zeros,
} from "../../../lib/index.ts";
import { ownCopy } from "../../../lib/ops/movement.ts";
import { checkGradients } from "../gradientCheck.ts";
import { expectFastAgrees, randomFloat32 } from "./fastAgreement.ts";

const table = (): Tensor => reshape(arange(24), [2, 3, 4]);

describe("reshape()", () => {
  test("views what lies row by row, and copies what does not", () => {
    const x = table();
    expect(reshape(x, [6, 4]).storage).toBe(x.storage);
    const turned = transpose(x, 0, 2);
    const y = reshape(turned, [-1]);
    expect(y.storage).not.toBe(x.storage);
    expect(toArray(y)).toEqual((toArray(turned) as number[][][]).flat(2));
  });

  test("finds the size that is -1, also beside empty axes", () => {
    expect([
      reshape(table(), [4, -1]).shape,
      reshape(zeros([0, 3]), [3, -1]).shape,
      reshape(zeros([0]), [-1]).shape,
    ]).toEqual([[4, 6], [3, 0], [0]]);
  });

  test.each([
    [[5, -1], "24 is not a multiple of 5"],
    [[-1, -1], "only one size can be found from the others: got 2 sizes of -1"],
    [[25], "the number of elements must stay: got 24 and 25"],
    [[-2, 12], "sizes must be whole numbers from 0 up: axis 0 has -2"],
    [24 as never, "a shape must be an array of sizes: got 24; try [24]"],
    [null as never, "a shape must be an array of sizes: got null"],
    [["24"] as never, 'sizes must be whole numbers from 0 up: axis 0 has "24"'],
    [[-1, 0], "24 is not a multiple of 0"],
  ])("refuses %o", (shape, message) => {
    expect(() => reshape(table(), shape)).toThrow(message);
  });

  test("keeps its shape when the array that was given changes", () => {
    const sizes = [4, 6];
    const y = reshape(table(), sizes);
    sizes[0] = 99;
    expect(y.shape).toEqual([4, 6]);
  });

  test("has a derivative, through views of views", () => {
    checkGradients((x) => reshape(transpose(reshape(x, [3, 4])), [2, 6]), [{ shape: [12] }], { second: true });
    checkGradients((x) => flatten(unsqueeze(squeeze(x), -1), 0, 1), [{ shape: [1, 3, 1, 2] }]);
  });
});

describe("flatten(), squeeze() and unsqueeze()", () => {
  test("change axes of size 1 and neighbours", () => {
    expect([flatten(table(), 0, 1).shape, flatten(table()).shape, flatten(zeros([])).shape]).toEqual([
      [6, 4],
      [24],
      [1],
    ]);
    expect([
      squeeze(zeros([1, 2, 1])).shape,
      squeeze(zeros([1, 2, 1]), -1).shape,
      unsqueeze(zeros([2]), 0).shape,
    ]).toEqual([[2], [1, 2], [1, 2]]);
    expect(() => squeeze(zeros([1, 2]), 1)).toThrow(
      "Cannot squeeze (1, 2) along axis 1 as only an axis of size 1 can go: it has 2",
    );
  });

  test("refuse to flatten backwards, which would put an axis in", () => {
    expect(() => flatten(zeros([2, 1, 3]), 1, 0)).toThrow(
      "Cannot flatten (2, 1, 3) as the first axis must not come behind the last: got 1 and 0",
    );
  });

  test("view tensors of any strides, and stay row by row where they were", () => {
    const turned = transpose(table());
    for (const axis of [0, 1, 2, 3, -1]) {
      const y = unsqueeze(turned, axis);
      expect([y.storage === turned.storage, toArray(squeeze(y, axis))]).toEqual([true, toArray(turned)]);
      expect(squeeze(y).strides).toEqual(turned.strides);
      expect(unsqueeze(table(), axis).strides).toEqual(zeros(unsqueeze(table(), axis).shape).strides);
    }
    expect(squeeze(slice(transpose(table()), 0, { start: 1, end: 2 })).shape).toEqual([4, 3]);
  });

  test("have derivatives", () => {
    checkGradients((x) => squeeze(transpose(unsqueeze(x, 1)), 2), [{ shape: [2, 3] }], { second: true });
    checkGradients((x) => squeeze(x), [{ shape: [1, 2, 1, 0] }]);
    checkGradients((x) => squeeze(x), [{ shape: [1, 2, 1, 3, 1] }], { second: true });
  });
});

describe("permute() and transpose()", () => {
  test("move nothing, and every order is undone by its inverse", () => {
    const x = randn(random(1), [2, 3, 4]);
    for (const axes of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const y = permute(x, axes);
      expect([y.shape, y.storage === x.storage]).toEqual([axes.map((axis) => x.shape[axis]), true]);
      const back = permute(
        y,
        axes.map((_, axis) => axes.indexOf(axis)),
      );
      expect([back.shape, back.strides]).toEqual([x.shape, x.strides]);
    }
    expect(transpose(x).shape).toEqual([2, 4, 3]);
  });

  test("have derivatives", () => {
    checkGradients((x) => permute(x, [2, 0, 1]), [{ shape: [2, 3, 4] }], { second: true });
    checkGradients((x) => transpose(x), [{ shape: [2, 0] }]);
  });

  test("refuse axes that do not exist, or come twice, or are missing", () => {
    expect(() => permute(table(), [0, 1])).toThrow(
      "Cannot permute (2, 3, 4) to (0, 1) as every axis must come once: there are 3 axes and got (0, 1)",
    );
    expect(() => permute(table(), [0, 1, 1])).toThrow("every axis must come once");
    expect(() => transpose(table(), 0, 3)).toThrow(
      "Cannot transpose (2, 3, 4) along axis 3 as axes go from -3 to 2: got 3",
    );
    expect(() => permute(table(), 2 as never)).toThrow("Cannot permute (2, 3, 4) as axes must come in an array: got 2");
    expect(() => transpose(arange(3))).toThrow("axes go from -1 to 0: got -2");
  });
});

describe("contiguous() and ownCopy()", () => {
  test("leave alone what lies row by row, and copy by kernels as by the loop", () => {
    const x = table();
    expect(contiguous(x)).toBe(x);
    for (const axes of [
      [2, 1, 0],
      [1, 0, 2],
      [0, 2, 1],
    ]) {
      const y = contiguous(permute(x, axes));
      expect([y.strides, toArray(y)]).toEqual([permute(zeros(y.shape), [0, 1, 2]).strides, toArray(permute(x, axes))]);
      expectFastAgrees((z) => contiguous(permute(z, axes)), [randomFloat32(1, [5, 6, 7])], 0);
    }
    const six = permute(randomFloat32(1, [2, 3, 2, 3, 2, 3]), [5, 0, 4, 1, 3, 2]);
    expect(toTypedArray(contiguous(six))).toEqual(toTypedArray(six));
  });

  test("copy only the part that a view shows", () => {
    const part = ownCopy(slice(table(), 0, { start: 1 }));
    expect([part.storage.data.length, part.offset, part.origin]).toEqual([12, 0, null]);
  });
});
