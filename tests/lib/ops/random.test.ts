import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import {
  generatorFromState,
  integer,
  nextUint32,
  normal,
  permutation,
  type RandomGenerator,
  random,
  uniform,
} from "../../../lib/data/random.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { bernoulli, rand, randint, randn, randperm, truncatedNormal } from "../../../lib/ops/random.ts";
import { ones, toArray, toTypedArray } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";

const count = 20_000;
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: ArrayLike<number>): number => {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (x) => (x - centre) ** 2)));
};

describe("random tensors hold what one draw after another gives", () => {
  const shape = [3, 0, 4];
  const cases: [
    string,
    (rng: RandomGenerator, size: number[]) => Tensor,
    (rng: RandomGenerator) => number | boolean,
  ][] = [
    ["rand", (rng, size) => rand(rng, size, { dtype: "float64" }), (rng) => uniform(rng)],
    ["randn", (rng, size) => randn(rng, size, { dtype: "float64" }), (rng) => normal(rng)],
    ["randint", (rng, size) => randint(rng, -5, 40, size), (rng) => integer(rng, -5, 40)],
    ["bernoulli", (rng, size) => bernoulli(rng, 0.3, size), (rng) => uniform(rng) < 0.3],
  ];

  test.each(cases)("%s()", (_, make, draw) => {
    const [rng, twin] = [random(9), random(9)];
    expect(make(rng, shape).shape).toEqual(shape);
    const x = make(rng, [2, 3]);
    expect(toArray(x)).toEqual(Array.from({ length: 2 }, () => Array.from({ length: 3 }, () => draw(twin))));
    expect(rng.state).toEqual(twin.state); // and not one number more was drawn
  });

  test("randperm() is permutation() in a tensor", () => {
    const [rng, twin] = [random(3), random(3)];
    for (const n of [0, 1, 2, 50]) expect(toArray(randperm(rng, n))).toEqual(permutation(twin, n));
    expect(rng.state).toEqual(twin.state);
  });

  test("float32 is the rounded float64", () => {
    const exact = toTypedArray(randn(random(4), [100], { dtype: "float64" }));
    expect(toTypedArray(randn(random(4), [100]))).toEqual(Float32Array.from(exact));
  });
});

test("rand() never gives 1, not even where float32 would round to it", () => {
  // From this state the next 53 bits are all ones but for the last few: found by running the generator backwards.
  const rng = generatorFromState(stateBefore(0xffffffff, 0xffffffff));
  expect(Math.fround(uniform(generatorFromState(rng.state)))).toBe(1);
  const x = toTypedArray(rand(rng, [1]))[0];
  expect(x).toBe(1 - 2 ** -24);
});

/** A state whose next two outputs are these, for the generator's formula: rotl(s₁ · 5, 7) · 9, twice. */
function stateBefore(first: number, second: number): number[] {
  const inverse = (factor: number): number => {
    let found = 1; // Newton's iteration modulo 2³²
    for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(factor, found));
    return found;
  };
  const unscrambled = (output: number): number => {
    const rotated = Math.imul(output, inverse(9));
    return Math.imul((rotated >>> 7) | (rotated << 25), inverse(5)) >>> 0;
  };
  const [s1, next1] = [unscrambled(first), unscrambled(second)];
  return [0, s1, (next1 ^ s1) >>> 0, 1]; // the next s₁ is s₁ ^ (s₂ ^ s₀)
}

describe("moments", () => {
  test("rand() has mean 1/2 and deviation 1/√12, randn() 0 and 1", () => {
    const u = toTypedArray(rand(random(11), [count]));
    expect(mean(u)).toBeCloseTo(0.5, 1.9);
    expect(deviation(u)).toBeCloseTo(1 / Math.sqrt(12), 1.9);
    const z = toTypedArray(randn(random(12), [count]));
    expect(mean(z)).toBeCloseTo(0, 1.6);
    expect(deviation(z)).toBeCloseTo(1, 1.6);
  });

  test("bernoulli() is true with probability p, always for 1 and never for 0", () => {
    const part = (p: number): number => mean(toTypedArray(bernoulli(random(13), p, [count])));
    expect(part(0.2)).toBeCloseTo(0.2, 1.9);
    expect([part(0), part(1)]).toEqual([0, 1]);
  });

  test("truncatedNormal() stays inside and has the moments of the cut bell curve, whichever way it is drawn", () => {
    // φ and Φ at the bounds, from tables: mean (φ(α) − φ(β)) / (Φ(β) − Φ(α)) in units of std
    const [phi0, phi1, cut1] = [0.39894228, 0.24197072, 0.34134475];
    const narrow = toTypedArray(truncatedNormal(random(14), [count], { low: 0, high: 1 }));
    expect(narrow.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(mean(narrow)).toBeCloseTo((phi0 - phi1) / cut1, 2);
    const wide = toTypedArray(truncatedNormal(random(15), [count], { mean: 3, std: 0.5, low: 3, high: 100 }));
    expect(wide.every((x) => x >= 3 && x <= 100)).toBe(true);
    expect(mean(wide)).toBeCloseTo(3 + 0.5 * (phi0 / 0.5), 1.9);
    const outside = toTypedArray(truncatedNormal(random(16), [count], { mean: 0, std: 1, low: 1, high: 2 }));
    expect(mean(outside)).toBeCloseTo((phi1 - 0.05399097) / 0.13590512, 2);
    const usual = toTypedArray(truncatedNormal(random(17), [count], { dtype: "float64" }));
    expect(Math.max(...usual.map(Math.abs))).toBeLessThanOrEqual(2);
    expect(deviation(usual)).toBeCloseTo(0.8796, 1.9);
  });

  test("truncatedNormal() with much of the curve inside holds the normal numbers that are inside, in their order", () => {
    const twin = random(19);
    const inside = Array.from({ length: 200 }, () => normal(twin, 1, 3)).filter((x) => Math.abs(x) <= 4);
    const x = truncatedNormal(random(19), [inside.length], { mean: 1, std: 3, low: -4, high: 4, dtype: "float64" });
    expect(inside.length).toBeLessThan(190);
    expect(toArray(x)).toEqual(inside);
  });

  test("truncatedNormal() far from the mean does not draw in vain for long", () => {
    const [rng, twin] = [random(20), random(20)];
    truncatedNormal(rng, [1000], { low: 2, high: 3 });
    let words = 0;
    for (; String(twin.state) !== String(rng.state) && words < 100_000; words++) nextUint32(twin);
    expect(words / 4).toBeLessThan(3000); // pairs of uniform numbers; without the likeliest place it would be 15,000
  });

  test("randint() reaches both ends and nothing beyond", () => {
    expect(new Set(toTypedArray(randint(random(18), -1, 2, [200])))).toEqual(new Set([-1, 0, 1]));
  });
});

test("random tensors are leaves, and parameters when asked", () => {
  const w = randn(random(1), [3], { requiresGrad: true });
  expect([w.origin, w.requiresGrad, rand(random(1), [1]).requiresGrad]).toEqual([null, true, false]);
  backward(sumTo(multiply(w, 2), []));
  expect(toArray(w.grad)).toEqual([2, 2, 2]);
});

test("a compiled step draws anew at every replay, what the eager step draws", () => {
  const steps = (run: (rng: RandomGenerator) => () => number[]): number[][] => {
    const step = run(random(77));
    return Array.from({ length: 6 }, step);
  };
  const eager = steps((rng) => () => toArray<number[]>(multiply(randn(rng, [3]), ones([3]))));
  const compiled = steps((rng) => {
    const step = compile((x) => multiply(randn(rng, [3]), x));
    return () => toArray<number[]>(step(ones([3])));
  });
  expect(compiled).toEqual(eager);
  expect(new Set(eager.flat()).size).toBe(18);
});

describe("lessons", () => {
  test("a missing generator is asked for, by the function's own name", () => {
    expect(() => randn([2] as never, undefined as never)).toThrow("try const rng = random(42) and randn(rng, …)");
    expect(() => bernoulli(42 as never, 0.5, [2])).toThrow("got 42");
    expect(() => rand(undefined as never, [2])).toThrow(TypeError);
  });

  test("shapes, bounds and probabilities are checked before anything is drawn", () => {
    const rng = random(5);
    const before = Array.from(rng.state);
    for (const wrong of [
      () => rand(rng, [-1]),
      () => randint(rng, 3, 3, [2]),
      () => randint(rng, 0, 2 ** 32, [2]),
      () => randint(rng, 0.5, 2, [2]),
      () => randperm(rng, -1),
      () => bernoulli(rng, -0.1, [2]),
      () => bernoulli(rng, Number.NaN, [2]),
      () => truncatedNormal(rng, [2], { std: 0 }),
      () => truncatedNormal(rng, [2], { low: 1, high: 1 }),
      () => truncatedNormal(rng, [2], { mean: 5 }),
    ])
      expect(wrong).toThrow(RangeError);
    for (const wrong of [
      () => rand(rng, 3 as never),
      () => rand(rng, [2], { dtype: "int32" }),
      () => randn(rng, [2], { dtype: "bool" }),
      () => randint(rng, 0, 3, [2], { dtype: "bool" }),
      () => randint(rng, 0, 3, [2], { requiresGrad: true }),
    ])
      expect(wrong).toThrow(TypeError);
    expect(Array.from(rng.state)).toEqual(before);
  });
});
