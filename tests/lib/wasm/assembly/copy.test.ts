import { describe, expect, test } from "vitest";
import { builds, KernelArena } from "../kernelMemory.ts";

type Five = [number, number, number, number, number];

/** x[Σ index · stride] for every index, last axis fastest, from an offset. */
function gather(x: Int32Array, sizes: Five, strides: Five, offset: number): number[] {
  let places = [offset];
  for (const [axis, size] of sizes.entries()) {
    places = places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis]));
  }
  return places.map((place) => x[place]);
}

/** The strides of a contiguous array. */
function contiguous(sizes: Five): Five {
  const strides: Five = [1, 1, 1, 1, 1];
  for (let axis = 3; axis >= 0; axis--) strides[axis] = strides[axis + 1] * sizes[axis + 1];
  return strides;
}

const reorder = (values: Five, axes: Five): Five => axes.map((axis) => values[axis]) as Five;

const shapes: Five[] = [
  [2, 3, 2, 5, 7],
  [1, 2, 3, 8, 4],
  [1, 1, 2, 9, 16],
  [3, 1, 2, 4, 1],
  [1, 1, 1, 1, 300],
  [1, 1, 1, 133, 270],
  [1, 1, 2, 3, 3],
  [2, 0, 2, 3, 4],
  [1, 1, 1, 0, 5],
];
const orders: Five[] = [
  [0, 1, 2, 3, 4],
  [0, 1, 2, 4, 3],
  [4, 3, 2, 1, 0],
  [0, 3, 1, 2, 4],
  [2, 0, 1, 4, 3],
  [0, 4, 1, 2, 3],
];

describe.each(builds)("copies, fused $fused", (build) => {
  const arena = new KernelArena(1 << 21, build);
  const { kernels } = arena;
  const counting = (n: number) => {
    const room = arena.room(n);
    for (let i = 0; i < n; i++) room.ints[i] = i * 2654435761; // any bits, NaN's among them: a copy must keep them
    return room;
  };

  test.each(shapes)("copy() undoes every order of the axes of (%i, %i, %i, %i, %i)", (...shape) => {
    for (const axes of orders) {
      arena.clear();
      const count = shape.reduce((a, b) => a * b, 1);
      const [x, out] = [counting(count), arena.room(count)];
      const [sizes, strides] = [reorder(shape, axes), reorder(contiguous(shape), axes)];
      kernels.copy(x.at, out.at, ...sizes, ...strides);
      expect(Array.from(out.ints)).toEqual(gather(x.ints, sizes, strides, 0));
      expect(arena.intact).toBe(true);
    }
  });

  test.each([
    ["expands", [2, 3, 1, 4, 5], [15, 5, 0, 0, 1], 0],
    ["repeats single numbers", [1, 2, 3, 2, 7], [0, 3, 1, 0, 0], 0],
    ["flips", [1, 2, 3, 4, 5], [0, 60, 20, 5, -1], 4],
    ["flips rows", [1, 1, 2, 6, 5], [0, 0, 30, -5, 1], 25],
    ["takes every second", [1, 1, 2, 3, 5], [0, 0, 40, 10, 2], 1],
    ["slices", [1, 2, 2, 3, 3], [0, 50, 20, 6, 1], 7],
    ["slices a transposed plane", [1, 1, 2, 6, 5], [0, 0, 60, 1, 11], 3],
  ] as [string, Five, Five, number][])("copy() %s", (_what, sizes, strides, offset) => {
    arena.clear();
    const x = counting(200);
    const out = arena.room(sizes.reduce((a, b) => a * b, 1));
    kernels.copy(x.at + 4 * offset, out.at, ...sizes, ...strides);
    expect(Array.from(out.ints)).toEqual(gather(x.ints, sizes, strides, offset));
    expect(arena.intact).toBe(true);
  });

  test.each([0, 1, 2, 3, 4, 5, 7, 8, 19, 255, 256, 301])(
    "copyRows() puts rows of %i side by side, as concatenation does",
    (width) => {
      arena.clear();
      const [a, b, out] = [counting(3 * width), counting(3 * 5), arena.room(3 * (width + 5))];
      kernels.copyRows(a.at, out.at, 3, width, width, width + 5);
      kernels.copyRows(b.at, out.at + 4 * width, 3, 5, 5, width + 5);
      const rows = [0, 1, 2].flatMap((r) => [
        ...a.ints.subarray(r * width, (r + 1) * width),
        ...b.ints.subarray(r * 5, (r + 1) * 5),
      ]);
      expect(Array.from(out.ints)).toEqual(rows);
      expect(arena.intact).toBe(true);
    },
  );

  test("fill() fills every length", () => {
    for (let n = 0; n < 40; n++) {
      arena.clear();
      const out = arena.room(n);
      kernels.fill(out.at, n, 0.1);
      expect(out.floats).toEqual(new Float32Array(n).fill(0.1));
      expect(arena.intact).toBe(true);
    }
  });
});
