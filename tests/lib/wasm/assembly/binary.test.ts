import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(1);
const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, () => uniform(rng, -4, 4));
const { fround } = Math;

const rules = {
  add: (a: number, b: number) => fround(a + b),
  subtract: (a: number, b: number) => fround(a - b),
  multiply: (a: number, b: number) => fround(a * b),
  divide: (a: number, b: number) => fround(a / b),
  maximum: Math.max,
  minimum: Math.min,
} as const;
const names = Object.keys(rules) as (keyof typeof rules)[];

/** Strides of both operands over (n₀, n₁, n₂), as a caller would collapse the shapes. */
const layouts: readonly { what: string; a: (n: number[]) => number[]; b: (n: number[]) => number[] }[] = [
  { what: "both contiguous", a: ([, n, m]) => [n * m, m, 1], b: ([, n, m]) => [n * m, m, 1] },
  { what: "b one number a row", a: ([, n, m]) => [n * m, m, 1], b: ([, n]) => [n, 1, 0] },
  { what: "a one number a row", a: ([, n]) => [n, 1, 0], b: ([, n, m]) => [n * m, m, 1] },
  { what: "b one row for all", a: ([, n, m]) => [n * m, m, 1], b: () => [0, 0, 1] },
  { what: "b one number", a: ([, n, m]) => [n * m, m, 1], b: () => [0, 0, 0] },
  { what: "both one number", a: () => [0, 0, 0], b: () => [0, 0, 0] },
  { what: "a transposed", a: ([, n, m]) => [n * m, 1, n], b: ([, n, m]) => [n * m, m, 1] },
  { what: "b in the middle", a: ([, n, m]) => [n * m, m, 1], b: ([, , m]) => [m, 0, 1] },
];

describe.each(builds)("binary kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);

  describe.each(layouts)("with $what", ({ a: aStrides, b: bStrides }) => {
    test.each(names)("%s() is exact for every pair, at every length", (name) => {
      for (const size of [...Array(10).keys(), 19, 64]) {
        const n = [2, 3, size];
        const [s, t] = [aStrides(n), bStrides(n)];
        arena.clear();
        const [x, y] = [numbers(6 * size + 1), numbers(6 * size + 7)];
        const [a, b, out] = [arena.put(x), arena.put(y), arena.room(6 * size)];
        arena.kernels[name](a.at, b.at, out.at, 2, 3, size, s[0], s[1], s[2], t[0], t[1], t[2]);
        const expected = new Float32Array(6 * size);
        for (let i = 0; i < 2; i++)
          for (let j = 0; j < 3; j++)
            for (let k = 0; k < size; k++)
              expected[(i * 3 + j) * size + k] = rules[name](
                x[i * s[0] + j * s[1] + k * s[2]],
                y[i * t[0] + j * t[1] + k * t[2]],
              );
        expect(out.floats).toEqual(expected);
        expect(arena.intact).toBe(true);
      }
    });
  });

  test("maximum() and minimum() pass NaN on, from either side", () => {
    arena.clear();
    const [a, b, out] = [
      arena.put([Number.NaN, 1, 2, Number.NaN, 5]),
      arena.put([1, Number.NaN, 3, Number.NaN, 4]),
      arena.room(5),
    ];
    arena.kernels.maximum(a.at, b.at, out.at, 1, 1, 5, 0, 0, 1, 0, 0, 1);
    expect(Array.from(out.floats)).toEqual([Number.NaN, Number.NaN, 3, Number.NaN, 5]);
    arena.kernels.minimum(a.at, b.at, out.at, 1, 1, 5, 0, 0, 1, 0, 0, 1);
    expect(Array.from(out.floats)).toEqual([Number.NaN, Number.NaN, 2, Number.NaN, 4]);
  });

  test("addScaled() is a + factor·b", () => {
    for (const n of [...Array(20).keys(), 501]) {
      arena.clear();
      const [x, y] = [numbers(n), numbers(n)];
      const [a, b, out] = [arena.put(x), arena.put(y), arena.room(n)];
      arena.kernels.addScaled(a.at, b.at, -0.5, out.at, n); // halving is exact, so that one rounding is left in both builds
      expect(out.floats).toEqual(x.map((value, i) => fround(value - 0.5 * y[i])));
      expect(arena.intact).toBe(true);
    }
  });

  test("where() and multiplyMask() take numbers by a mask of bytes", () => {
    for (const n of [...Array(20).keys(), 501]) {
      arena.clear();
      const [x, y] = [numbers(n), numbers(n)];
      const [a, b, out] = [arena.put(x), arena.put(y), arena.room(n)];
      const { at } = arena.room(Math.ceil(n / 4) + 1);
      const mask = new Uint8Array(arena.memory.buffer, at + 1, n); // not even aligned to four bytes
      for (let i = 0; i < n; i++) mask[i] = i % 3 === 0 ? 0 : i % 7 === 0 ? 255 : 1;
      arena.kernels.where(at + 1, a.at, b.at, out.at, n);
      expect(out.floats).toEqual(x.map((value, i) => (mask[i] ? value : y[i])));
      arena.kernels.multiplyMask(a.at, at + 1, 1.25, out.at, n);
      expect(out.floats).toEqual(x.map((value, i) => (mask[i] ? fround(value * 1.25) : 0)));
      expect(arena.intact).toBe(true);
    }
  });
});
