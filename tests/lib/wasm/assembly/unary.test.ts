import { describe, expect, test } from "vitest";
import { exp } from "../../../../lib/plain/elementary.ts";
import { exactly, largestError, worst } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const { sigmoid, tanh, phi, erf, softplus, log } = exactly;
const density = (x: number): number => exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);
const geluArgument = (x: number): number => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

/** In float64: the function, and its derivative by hand in terms of x. */
const forward: Record<string, { f: (x: number) => number; extra?: readonly number[]; positive?: boolean }> = {
  negate: { f: (x) => -x },
  abs: { f: Math.abs },
  sqrt: { f: Math.sqrt, positive: true },
  rsqrt: { f: (x) => 1 / Math.sqrt(x), positive: true },
  reciprocal: { f: (x) => 1 / x },
  square: { f: (x) => x * x },
  cube: { f: (x) => x ** 3 },
  relu: { f: (x) => Math.max(x, 0) },
  leakyRelu: { f: (x) => (x > 0 ? x : 0.25 * x), extra: [0.25] },
  clip: { f: (x) => Math.min(Math.max(x, -0.5), 1.25), extra: [-0.5, 1.25] },
  addScalar: { f: (x) => x + 0.75, extra: [0.75] },
  scale: { f: (x) => 1.5 * x, extra: [1.5] },
  exp: { f: exp },
  log: { f: log, positive: true },
  tanh: { f: tanh },
  sigmoid: { f: sigmoid },
  erf: { f: erf },
  gelu: { f: (x) => x * phi(x) },
  geluTanh: { f: (x) => 0.5 * x * (1 + tanh(geluArgument(x))) },
  softplus: { f: softplus },
  silu: { f: (x) => x * sigmoid(x) },
};

/** f′(x); `of` says that the kernel takes y = of(x) in place of x. */
const backward: Record<
  string,
  { slope: (x: number) => number; of?: (x: number) => number; extra?: readonly number[] }
> = {
  reluBackward: { slope: (x) => (x > 0 ? 1 : 0) },
  leakyReluBackward: { slope: (x) => (x > 0 ? 1 : 0.25), extra: [0.25] },
  clipBackward: { slope: (x) => (x >= -0.5 && x <= 1.25 ? 1 : 0), extra: [-0.5, 1.25] },
  tanhBackward: { slope: (y) => 1 - y * y, of: tanh },
  sigmoidBackward: { slope: (y) => y * (1 - y), of: sigmoid },
  geluBackward: { slope: (x) => phi(x) + x * density(x) },
  geluTanhBackward: {
    slope: (x) => {
      const t = tanh(geluArgument(x));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    },
  },
  softplusBackward: { slope: sigmoid },
  siluBackward: { slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))) },
};

type Kernel = (...numbers: number[]) => void;

const wave = (n: number, positive = false): Float32Array =>
  Float32Array.from(
    { length: n },
    (_, i) => (positive ? 0.01 : 0) + Math.abs(Math.sin(i * 12.9898) * 6) * (positive || i % 3 ? 1 : -1),
  );

describe.each(builds)("unary kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);
  const kernel = (name: string): Kernel => (arena.kernels as unknown as Record<string, Kernel>)[name];

  test.each(Object.entries(forward))("%s() is its function, at every length, and writes nothing else", (name, rule) => {
    for (const n of [...Array(20).keys(), 1000, 1003]) {
      arena.clear();
      const values = wave(n, rule.positive);
      const x = arena.put(values);
      const out = arena.room(n);
      kernel(name)(x.at, out.at, n, ...(rule.extra ?? []));
      const found = worst(out.floats, (i) => rule.f(values[i]));
      const error = Math.abs(found.got - found.exact) / Math.max(0.01, Math.abs(found.exact));
      expect(error, `${name}(${values[found.at]}) = ${found.got}, not ${found.exact}`).toBeLessThan(6e-7);
      expect(arena.intact).toBe(true);
      kernel(name)(x.at, x.at, n, ...(rule.extra ?? [])); // in place
      expect(x.floats).toEqual(out.floats);
    }
  });

  test.each(Object.entries(backward))("%s() is g times the derivative, at every length", (name, rule) => {
    for (const n of [...Array(20).keys(), 1003]) {
      arena.clear();
      const values = wave(n);
      const upper = Float32Array.from(values, (v, i) => Math.cos(i) * 2 - v * 0.1);
      const g = arena.put(upper);
      const x = arena.put(rule.of ? values.map((v) => rule.of?.(v) ?? 0) : values);
      const out = arena.room(n);
      kernel(name)(g.at, x.at, out.at, n, ...(rule.extra ?? []));
      const exact = Array.from(x.floats, (v, i) => upper[i] * rule.slope(v));
      expect(largestError(out.floats, exact), name).toBeLessThan(2e-6);
      expect(arena.intact).toBe(true);
    }
  });

  test.each([...Object.keys(forward), ...Object.keys(backward)])(
    "%s() gives a number the same bits wherever it stands",
    (name) => {
      const extra = forward[name]?.extra ?? backward[name]?.extra ?? [];
      const takesGradient = name in backward;
      const values = wave(64, true);
      for (const count of [1, 2, 3, 5, 6, 7]) {
        arena.clear();
        const x = arena.put(values);
        const all = arena.room(64);
        const part = arena.room(count);
        const gradient = takesGradient ? [x.at] : [];
        kernel(name)(...gradient, x.at, all.at, 64, ...extra);
        for (let start = 0; start < 8; start++) {
          const from = x.at + 4 * start;
          kernel(name)(...(takesGradient ? [from] : []), from, part.at, count, ...extra);
          expect(part.floats).toEqual(all.floats.subarray(start, start + count));
        }
      }
    },
  );

  test("geluWithSlope() gives the bits of gelu(), and the derivative that geluBackward() multiplies by", () => {
    for (const n of [...Array(20).keys(), 1003]) {
      arena.clear();
      const [x, ones] = [arena.put(wave(n)), arena.put(new Float32Array(n).fill(1))];
      const [out, slope, expected, expectedSlope] = Array.from({ length: 4 }, () => arena.room(n));
      arena.kernels.geluWithSlope(x.at, out.at, slope.at, n);
      arena.kernels.gelu(x.at, expected.at, n);
      arena.kernels.geluBackward(ones.at, x.at, expectedSlope.at, n);
      expect([out.floats, slope.floats]).toEqual([expected.floats, expectedSlope.floats]);
      expect(arena.intact).toBe(true);
    }
  });

  test("gelu() keeps its digits in the left tail, where ½ x (1 + erf) would have none", () => {
    arena.clear();
    const values = Float32Array.from({ length: 500 }, (_, i) => -i / 50);
    const x = arena.put(values);
    const out = arena.room(500);
    arena.kernels.gelu(x.at, out.at, 500);
    for (const [i, value] of values.entries()) {
      const exact = value * phi(value);
      expect(Math.abs(out.floats[i] - exact)).toBeLessThanOrEqual(Math.abs(exact) * 1e-7 * (4 + value * value));
    }
  });
});
