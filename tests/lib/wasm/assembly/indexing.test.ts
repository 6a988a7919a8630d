import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(7);
const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, () => uniform(rng, -1, 1));

describe.each(builds)("indexing kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);
  const { kernels } = arena;
  const chosen = [3, 0, 3, 4, 1, 3];

  test.each([1, 2, 3, 4, 5, 8, 19, 64])("gatherRows() and scatterAddRows() for rows of %i", (width) => {
    arena.clear();
    const [values, upper] = [numbers(5 * width), numbers(6 * width)];
    const [table, g, indices] = [arena.put(values), arena.put(upper), arena.room(6)];
    const [out, gradient] = [arena.room(6 * width), arena.put(new Float32Array(5 * width))];
    indices.ints.set(chosen);
    expect(kernels.gatherRows(table.at, indices.at, out.at, 6, width, 5)).toBe(-1);
    expect(Array.from(out.floats)).toEqual(
      chosen.flatMap((row) => Array.from(values.subarray(row * width, (row + 1) * width))),
    );
    const expected = new Float32Array(5 * width);
    for (const [i, row] of chosen.entries()) {
      for (let j = 0; j < width; j++) expected[row * width + j] += upper[i * width + j];
    }
    const half = width >> 1; // columns in two portions, as two threads do them
    kernels.scatterAddRows(g.at, indices.at, gradient.at, 6, width, 5, half, width);
    kernels.scatterAddRows(g.at, indices.at, gradient.at, 6, width, 5, 0, half);
    expect(gradient.floats).toEqual(expected);
    expect(arena.intact).toBe(true);
  });

  test.each([5, -1, 2 ** 31 - 1])(
    "gatherRows() names the place of the index %i, and nothing outside is touched",
    (wrong) => {
      arena.clear();
      const [table, g, indices] = [arena.put(numbers(15)), arena.put(new Float32Array(12).fill(1)), arena.room(4)];
      indices.ints.set([4, 0, wrong, wrong]);
      const [out, gradient] = [arena.room(12), arena.put(new Float32Array(15))];
      expect(kernels.gatherRows(table.at, indices.at, out.at, 4, 3, 5)).toBe(2);
      expect(out.floats.subarray(6).every(Number.isNaN)).toBe(true);
      kernels.scatterAddRows(g.at, indices.at, gradient.at, 4, 3, 5, 0, 3);
      expect(gradient.floats.reduce((a, b) => a + b, 0)).toBe(6);
      expect(arena.intact).toBe(true);
    },
  );
});
