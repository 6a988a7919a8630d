import { describe, expect, test } from "vitest";
import { exactly, worst } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

/** Float32 numbers all over [low, high] in magnitude, both signs wanted or not, evenly in their bits: some of every size. */
function everySize(low: number, high: number, signs: readonly number[], count: number): Float32Array {
  const bits = new Int32Array(Float32Array.of(low, high).buffer);
  const [from, to] = [bits[0], bits[1]];
  const values = new Float32Array(count * signs.length);
  const words = new Int32Array(1);
  const float = new Float32Array(words.buffer);
  for (let i = 0; i < count; i++) {
    words[0] = from + Math.floor(((to - from) * i) / (count - 1));
    for (const [s, sign] of signs.entries()) values[i * signs.length + s] = sign * float[0];
  }
  return values;
}

/** Evenly spread numbers. */
const spread = (low: number, high: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

const cases = [
  { name: "exp", bound: 1.25, points: [spread(-86.98, 88.7228, 100_001), everySize(1e-30, 86, [-1, 1], 30_001)] },
  { name: "log", bound: 1, points: [spread(0.5, 2, 60_001), everySize(1e-45, 3.4e38, [1], 60_001)] },
  { name: "tanh", bound: 2.5, points: [spread(-10, 10, 60_001), everySize(1e-45, 100, [-1, 1], 30_001)] },
  { name: "sigmoid", bound: 2.1, points: [spread(-86.98, 40, 60_001), everySize(1e-30, 86, [-1, 1], 30_001)] },
  { name: "erf", bound: 1.6, points: [spread(-4.5, 4.5, 30_001), everySize(1e-38, 10, [-1, 1], 20_001)] },
  { name: "softplus", bound: 2.5, points: [spread(-86.98, 40, 60_001), everySize(1e-30, 86, [-1, 1], 30_001)] },
] as const;

describe.each(builds)("elementary functions, fused $fused", (build) => {
  const arena = new KernelArena(1 << 23, build);

  test.each(cases)("$name() is within $bound ulp over its range", ({ name, bound, points }) => {
    for (const values of points) {
      arena.clear();
      const x = arena.put(values);
      const out = arena.room(values.length);
      arena.kernels[name](x.at, out.at, values.length);
      const found = worst(out.floats, (i) => exactly[name](values[i]));
      expect(found.ulps, `${name}(${values[found.at]}) = ${found.got}, not ${found.exact}`).toBeLessThan(bound);
    }
  });

  const specials = [Number.NaN, Infinity, -Infinity, 0, -0, 1e-45, -1e-45, 3.4e38, -3.4e38, 1, -1];
  const { NaN: nan } = Number;
  test.each([
    ["exp", [nan, Infinity, 0, 1, 1, 1, 1, Infinity, 0, Math.fround(Math.E), Math.fround(1 / Math.E)]],
    ["log", [nan, Infinity, nan, -Infinity, -Infinity, Math.fround(-103.27892990343184), nan, null, nan, 0, nan]],
    ["tanh", [nan, 1, -1, 0, -0, 1e-45, -1e-45, 1, -1, null, null]],
    ["sigmoid", [nan, 1, 0, 0.5, 0.5, 0.5, 0.5, 1, 0, null, null]],
    ["erf", [nan, 1, -1, 0, -0, 1e-45, -1e-45, 1, -1, null, null]],
    ["softplus", [nan, Infinity, 0, null, null, null, null, 3.4e38, 0, null, null]],
    ["relu", [nan, Infinity, 0, 0, -0, 1e-45, 0, 3.4e38, 0, 1, 0]],
    ["sqrt", [nan, Infinity, nan, 0, -0, null, nan, null, nan, 1, nan]],
    ["silu", [nan, Infinity, nan, 0, -0, 0, -0, 3.4e38, -0, null, null]],
    ["gelu", [nan, Infinity, nan, 0, -0, 0, -0, 3.4e38, -0, null, null]],
    ["geluTanh", [nan, Infinity, nan, 0, -0, 0, -0, 3.4e38, -0, null, null]],
  ] as const)("%s() is right at NaN, the infinities, zeros and the ends of the range", (name, expected) => {
    arena.clear();
    const x = arena.put(specials);
    const out = arena.room(specials.length);
    arena.kernels[name](x.at, out.at, specials.length);
    for (const [i, value] of expected.entries()) {
      if (value !== null) expect(out.floats[i], `${name}(${specials[i]})`).toBe(Math.fround(value));
    }
  });

  test("exp() is 0 below −86.99, and Infinity from 88.7229 on", () => {
    arena.clear();
    const x = arena.put([-86.98, -87, -88, -100, -1000, 88.7228, 88.7229, 89, 1000]);
    const out = arena.room(9);
    arena.kernels.exp(x.at, out.at, 9);
    expect(out.floats[0]).toBeGreaterThan(1e-38);
    expect(Array.from(out.floats.subarray(1, 5))).toEqual([0, 0, 0, 0]);
    expect(out.floats[5]).toBeGreaterThan(3.4e38);
    expect(Array.from(out.floats.subarray(6))).toEqual([Infinity, Infinity, Infinity]);
  });
});
