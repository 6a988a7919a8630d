import { describe, expect, test } from "vitest";
import {
  choice,
  generatorFromState,
  integer,
  nextUint32,
  normal,
  permutation,
  random,
  shuffled,
  uniform,
} from "../../../lib/data/random.ts";
import { readReference } from "../reference/readReference.ts";

const known = readReference<Record<string, never>>("randomNumbers") as Readonly<Record<string, unknown>>;

const bits = (value: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};

const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe("known answers, to the last bit", () => {
  test("nextUint32() is xoshiro128**", () => {
    const rng = generatorFromState([1, 2, 3, 4]);
    expect(draws(20, () => nextUint32(rng))).toEqual(known["words from 1, 2, 3, 4"]);
  });

  test("random() spreads seeds by SplitMix64", () => {
    const states = known.states as Record<string, number[]>;
    for (const [seed, words] of Object.entries(states)) expect([...random(Number(seed)).state]).toEqual(words);
  });

  test("uniform(), normal(), integer() and permutation() give the same bits everywhere", () => {
    const [a, b, c, d, e, f] = [random(42), random(7), random(42), random(3), random(42), random(42)];
    expect(draws(12, () => bits(uniform(a)))).toEqual(known["uniform bits, seed 42"]);
    expect(draws(12, () => bits(uniform(b, -3, 5)))).toEqual(known["uniform bits from -3 to 5, seed 7"]);
    expect(draws(40, () => bits(normal(c)))).toEqual(known["normal bits, seed 42"]);
    expect(draws(12, () => bits(normal(d, 100, 15)))).toEqual(
      known["normal bits of mean 100 and deviation 15, seed 3"],
    );
    expect(draws(30, () => integer(e, -5, 17))).toEqual(known["integers from -5 to 17, seed 42"]);
    expect(draws(12, () => integer(f, 0, 3 * 2 ** 51))).toEqual(known["integers below 3·2^51, seed 42"]);
    expect(permutation(random(42), 20)).toEqual(known["permutation of 20, seed 42"]);
  });
});

/** χ² of counts against equal expectations; its mean is the number of counts less 1. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((total, count) => total + count, 0) / counts.length;
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

/** A bound that χ² with k degrees of freedom exceeds once in a million times (Wilson and Hilferty). */
const onceInAMillion = (k: number): number => k * (1 - 2 / (9 * k) + 4.753 * Math.sqrt(2 / (9 * k))) ** 3;

function countsOf(size: number, total: number, draw: () => number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (let i = 0; i < total; i++) counts[draw()] += 1;
  return counts;
}

describe("statistics", () => {
  test("uniform() fills 100 equal parts equally, and its neighbours are not related", () => {
    const rng = random(1);
    const values = draws(100_000, () => uniform(rng));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const counts = new Array<number>(100).fill(0);
    for (const value of values) counts[Math.floor(value * 100)] += 1;
    expect(chiSquare(counts)).toBeLessThan(onceInAMillion(99));
    let product = 0;
    for (let i = 1; i < values.length; i++) product += (values[i] - 0.5) * (values[i - 1] - 0.5) * 12;
    expect(Math.abs(product / Math.sqrt(values.length))).toBeLessThan(4.9); // correlation · √n is standard normal
  });

  test("uniform() uses 53 bits: the lowest of them is 1 half of the time", () => {
    const rng = random(2);
    const odd = draws(10_000, () => (uniform(rng) * 2 ** 53) % 2).reduce((total, bit) => total + bit, 0);
    expect(Math.abs(odd - 5000)).toBeLessThan(4.9 * 50);
  });

  test("normal() has the moments of the bell curve and the share of values beyond one, two and three deviations", () => {
    const rng = random(3);
    const n = 200_000;
    const values = draws(n, () => normal(rng));
    const moment = (power: number) => values.reduce((total, value) => total + value ** power, 0) / n;
    // the standard error of moment p is √((E z²ᵖ − (E zᵖ)²) / n)
    expect(Math.abs(moment(1))).toBeLessThan(4.9 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4.9 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4.9 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4.9 * Math.sqrt(96 / n));
    for (const [limit, share] of [
      [1, 0.3173105],
      [2, 0.0455003],
      [3, 0.0026998],
    ]) {
      const beyond = values.filter((value) => Math.abs(value) > limit).length / n;
      expect(Math.abs(beyond - share)).toBeLessThan(4.9 * Math.sqrt((share * (1 - share)) / n));
    }
  });

  test("normal() shifts and stretches by mean and deviation", () => {
    const [a, b] = [random(9), random(9)];
    for (let i = 0; i < 100; i++) expect(normal(a, 10, 2)).toBeCloseTo(10 + 2 * normal(b), 12);
  });

  test("integer() makes every number equally likely", () => {
    const rng = random(4);
    expect(chiSquare(countsOf(7, 70_000, () => integer(rng, 0, 7)))).toBeLessThan(onceInAMillion(6));
  });

  test("integer() is unbiased where a plain remainder is not: below 3·2⁵¹ it would favour the first third by 2 to 1", () => {
    const rng = random(5);
    const third = 2 ** 51;
    const counts = countsOf(3, 30_000, () => Math.floor(integer(rng, 0, 3 * third) / third));
    expect(chiSquare(counts)).toBeLessThan(onceInAMillion(2));
  });

  test("shuffled() makes all 24 orders of four items equally likely, which swapping with any element would not", () => {
    const rng = random(6);
    const counts = new Map<string, number>();
    for (let i = 0; i < 48_000; i++) {
      const order = shuffled(rng, "abcd".split("")).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(onceInAMillion(23));
  });

  test("choice() takes every item equally often", () => {
    const rng = random(8);
    expect(chiSquare(countsOf(3, 30_000, () => choice(rng, [0, 1, 2])))).toBeLessThan(onceInAMillion(2));
  });

  test("random() gives neighbouring seeds unrelated streams", () => {
    const counts = new Array<number>(64).fill(0);
    for (let seed = 0; seed < 16_000; seed++) counts[Math.floor(uniform(random(seed)) * 64)] += 1;
    expect(chiSquare(counts)).toBeLessThan(onceInAMillion(63));
  });
});

describe("state", () => {
  test("generatorFromState() goes on where a saved generator stood, and is a copy", () => {
    const rng = random(11);
    draws(5, () => nextUint32(rng));
    const saved = JSON.parse(JSON.stringify(Array.from(rng.state))) as number[];
    const expected = draws(5, () => normal(rng));
    const restored = generatorFromState(saved);
    expect(draws(5, () => normal(restored))).toEqual(expected);
    expect(saved).not.toEqual(Array.from(restored.state));
  });

  test("two generators do not touch each other", () => {
    const [a, b] = [random(1), random(1)];
    draws(3, () => nextUint32(a));
    expect(nextUint32(b)).toBe(nextUint32(random(1)));
  });

  test("shuffled() leaves its argument as it is and keeps every item", () => {
    const items = [5, 3, 3, 1];
    const result = shuffled(random(1), items);
    expect(items).toEqual([5, 3, 3, 1]);
    expect(result.toSorted()).toEqual([1, 3, 3, 5]);
  });
});

describe("bad input", () => {
  test.each([-1, 1.5, Number.NaN, 2 ** 53, "42", undefined])("random(%s) says what a seed is", (seed) => {
    expect(() => random(seed as number)).toThrow(/^Cannot start a generator from the seed .*; try random\(42\)$/);
  });

  test("generatorFromState() refuses the state that gives nothing but zeros, and a wrong number of words", () => {
    expect(() => generatorFromState([0, 0, 0, 0])).toThrow("four 32-bit words that are not all zero: got [0, 0, 0, 0]");
    expect(() => generatorFromState([1, 2, 3])).toThrow(RangeError);
  });

  test("integer() refuses an empty range and bounds that are no whole numbers", () => {
    expect(() => integer(random(1), 3, 3)).toThrow(
      "Cannot draw a whole number from 3 to below 3 as the bounds must be whole numbers with low < high: the range is empty",
    );
    expect(() => integer(random(1), 0, 1.5)).toThrow("got 0 and 1.5");
    expect(() => integer(random(1), -(2 ** 53 - 1), 2 ** 53 - 1)).toThrow(RangeError);
  });

  test("choice() of nothing and permutation() of less than nothing", () => {
    expect(() => choice(random(1), [])).toThrow("Cannot choose one of (0) items as there must be at least one");
    expect(() => permutation(random(1), -1)).toThrow("Cannot permute -1 numbers");
    expect(permutation(random(1), 0)).toEqual([]);
  });
});
