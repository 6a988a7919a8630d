import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(2);
const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, () => uniform(rng, -1, 3));

/** Σ, Σ/n and max over the middle axis, and Σ|x| as the measure of what rounding may do. */
function reference(x: Float32Array, outer: number, n: number, inner: number) {
  const make = () => new Float64Array(outer * inner);
  const [sum, max, size] = [make(), make().fill(-Infinity), make()];
  for (let i = 0; i < outer; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < inner; k++) {
        const value = x[(i * n + j) * inner + k];
        sum[i * inner + k] += value;
        size[i * inner + k] += Math.abs(value);
        max[i * inner + k] = Math.max(max[i * inner + k], value);
      }
  return { sum, max, size };
}

const shapes = [
  ...Array.from({ length: 20 }, (_, n) => [3, n, 1]),
  ...Array.from({ length: 20 }, (_, k) => [1, 7, k + 1]),
  ...[
    [2, 5, 37],
    [1, 1030, 21],
    [4, 2000, 1],
    [1, 100_000, 1],
    [1, 20_000, 5],
    [0, 3, 4],
    [2, 0, 3],
  ],
];

describe.each(builds)("reductions, fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);

  test.each(shapes)("sum(), mean() and max() over the middle of (%i, %i, %i)", (outer, n, inner) => {
    arena.clear();
    const values = numbers(outer * n * inner);
    const [x, out] = [arena.put(values), arena.room(outer * inner)];
    const { sum, max, size } = reference(values, outer, n, inner);
    arena.kernels.sum(x.at, out.at, outer, n, inner);
    for (const [i, got] of out.floats.entries()) {
      expect(Math.abs(got - sum[i])).toBeLessThanOrEqual(1e-7 * Math.abs(sum[i]) + 2e-6 * size[i]);
    }
    arena.kernels.mean(x.at, out.at, outer, n, inner);
    for (const [i, got] of out.floats.entries()) {
      if (n === 0) expect(got).toBeNaN();
      else expect(Math.abs(got - sum[i] / n)).toBeLessThanOrEqual(2e-6);
    }
    arena.kernels.max(x.at, out.at, outer, n, inner);
    expect(Array.from(out.floats)).toEqual(Array.from(max));
    expect(arena.intact).toBe(true);
  });

  test("sum() keeps six digits of 200,000 equal terms, where adding one by one keeps four", () => {
    arena.clear();
    const values = new Float32Array(200_000).fill(0.1);
    let naive = 0;
    for (const value of values) naive = Math.fround(naive + value);
    const exact = 200_000 * Math.fround(0.1);
    const [x, out] = [arena.put(values), arena.room(1)];
    arena.kernels.sum(x.at, out.at, 1, 200_000, 1);
    expect(Math.abs(naive - exact)).toBeGreaterThan(1);
    expect(Math.abs(out.floats[0] - exact)).toBeLessThan(0.01);
  });

  test("a column's sum has the same bits whichever columns stand beside it", () => {
    arena.clear();
    const [rows, columns] = [700, 23];
    const values = numbers(rows * columns);
    const [x, all] = [arena.put(values), arena.room(columns)];
    arena.kernels.sum(x.at, all.at, 1, rows, columns);
    for (let width = 2; width < columns; width++) {
      const narrow = new Float32Array(rows * width);
      for (let r = 0; r < rows; r++) narrow.set(values.subarray(r * columns, r * columns + width), r * width);
      arena.clear();
      const expected = all.floats.slice(0, width);
      const [part, out] = [arena.put(narrow), arena.room(width)];
      arena.kernels.sum(part.at, out.at, 1, rows, width);
      expect(out.floats).toEqual(expected);
      arena.clear();
      arena.put(values);
      arena.room(columns);
      arena.kernels.sum(x.at, all.at, 1, rows, columns);
    }
  });

  test("max() is NaN where a NaN is, and nowhere else", () => {
    for (const [outer, n, inner] of [
      [3, 11, 1],
      [1, 9, 21],
      [2, 3, 7],
    ]) {
      for (let place = 0; place < n; place++) {
        arena.clear();
        const values = numbers(outer * n * inner);
        values[place * inner] = Number.NaN;
        const [x, out] = [arena.put(values), arena.room(outer * inner)];
        arena.kernels.max(x.at, out.at, outer, n, inner);
        expect(Array.from(out.floats, Number.isNaN)).toEqual(Array.from(out.floats, (_, i) => i === 0));
      }
    }
  });

  test("sumOfSquares() is Σ x², at every length", () => {
    for (const n of [...Array(20).keys(), 1500, 100_001]) {
      arena.clear();
      const values = numbers(n);
      const [x, out] = [arena.put(values), arena.room(1)];
      arena.kernels.sumOfSquares(x.at, out.at, n);
      const exact = values.reduce((total, value) => total + value * value, 0);
      expect(Math.abs(out.floats[0] - exact)).toBeLessThanOrEqual(3e-7 * exact);
      expect(arena.intact).toBe(true);
    }
  });
});
