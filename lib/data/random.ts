/*
 * Random numbers that can be repeated. A generator is sixteen bytes of state and a rule that turns them into the next
 * number; whoever starts it with the same seed gets the same numbers, on every machine. Nothing here is global: each
 * function takes the generator as its first argument, so that a cell gives the same numbers whenever it is run anew.
 *
 *   uniform   u = (53 random bits) / 2⁵³                      0 ≤ u < 1
 *   integer   r mod n, with r drawn again while r ≥ 2⁵³ − (2⁵³ mod n): else the first remainders would come up more often
 *   normal    v₁ √(−2 ln s / s)                               v₁, v₂ uniform in (−1, 1), drawn again until s = v₁² + v₂² < 1
 *   shuffle   swap element i with one of the elements 0 … i, for i = n − 1 … 1
 *
 * Notation: u, v uniform random numbers, s squared distance from the origin, n a count.
 * Source: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021): xoshiro128**;
 *   G. Steele, D. Lea and C. Flood, Fast splittable pseudorandom number generators, OOPSLA (2014): SplitMix64, for the seed;
 *   G. Marsaglia and T. Bray, SIAM Review 6 (1964): the polar method; D. Knuth, The Art of Computer Programming 2, 3.4.2: shuffle.
 * NB: PyTorch (Mersenne Twister) and NumPy (PCG64) give other numbers for the same seed. The logarithm is this library's own
 *   and the square root is exact by IEEE 754, so that normal numbers agree to the last bit too. Not for cryptography.
 *
 * Page 5 · before it: plain/errorFunction.ts · after it: plain/vector.ts
 */
import { checkCount, lesson, valueText } from "../lesson.ts";
import { log } from "../plain/elementary.ts";

/** A stream of random numbers. Every draw changes `state`; nothing else does. */
export interface RandomGenerator {
  readonly algorithm: "xoshiro128**";
  /** Four 32-bit words. `Array.from(rng.state)` can be saved as JSON and given to `generatorFromState`. */
  readonly state: Uint32Array;
}

/** SplitMix64: spreads a seed over 128 bits, so that the seeds 1 and 2 give unrelated streams. */
function splitMix64(seed: bigint): bigint {
  let z = BigInt.asUintN(64, seed);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

/**
 * A generator of random numbers, started from a seed.
 * @param seed Any whole number from 0 up; the same one gives the same numbers everywhere.
 * @throws RangeError when the seed is negative, fractional or above 2⁵³ − 1.
 * @example
 * const rng = random(42);
 * [integer(rng, 0, 100), integer(rng, 0, 100)]; // => [8, 50]
 */
export function random(seed: number): RandomGenerator {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      lesson({
        cannot: `start a generator from the seed ${valueText(seed)}`,
        as: "a seed must be a whole number from 0 to 2⁵³ − 1",
        found: `got ${valueText(seed)}`,
        try: "random(42)",
      }),
    );
  }
  const golden = 0x9e3779b97f4a7c15n; // 2⁶⁴ divided by the golden ratio: SplitMix64's step from one state to the next
  const [first, second] = [splitMix64(BigInt(seed) + golden), splitMix64(BigInt(seed) + 2n * golden)];
  const words = [first, first >> 32n, second, second >> 32n].map((bits) => Number(BigInt.asUintN(32, bits)));
  return { algorithm: "xoshiro128**", state: Uint32Array.from(words) };
}

/**
 * A generator that goes on from a saved state, or a copy: `generatorFromState(rng.state)` draws what `rng` would draw.
 * @param state Four words, not all zero.
 * @throws RangeError when there are not four, or all are zero: from there every number would be 0.
 * @example
 * const rng = random(7);
 * const copy = generatorFromState(rng.state);
 * uniform(rng) - uniform(copy); // => 0
 */
export function generatorFromState(state: ArrayLike<number>): RandomGenerator {
  const words = Uint32Array.from(state);
  if (words.length !== 4 || words.every((word) => word === 0)) {
    throw new RangeError(
      lesson({
        cannot: "restore a generator",
        as: "its state must be four 32-bit words that are not all zero",
        found: `got [${Array.from(state).join(", ")}]`,
      }),
    );
  }
  return { algorithm: "xoshiro128**", state: words };
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/**
 * The generator itself: the next 32 random bits, as a whole number from 0 to 2³² − 1.
 * @example nextUint32(generatorFromState([1, 2, 3, 4])); // => 11520
 */
export function nextUint32({ state }: RandomGenerator): number {
  const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
  const shifted = state[1] << 9;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotateLeft(state[3], 11);
  return result;
}

/** 53 random bits, as many as a double holds, from two draws: 0 ≤ r < 2⁵³. */
function next53Bits(rng: RandomGenerator): number {
  const high = nextUint32(rng) >>> 11; // 21 bits
  return high * 4294967296 + nextUint32(rng);
}

/**
 * A number that is equally likely to lie anywhere between `low` and `high`, `high` itself excluded.
 * @example uniform(random(42), 10, 20); // => 14.13701996701855
 */
export function uniform(rng: RandomGenerator, low = 0, high = 1): number {
  return low + (high - low) * (next53Bits(rng) / 9007199254740992);
}

/**
 * A number from the bell curve around `mean`: 68 % lie within one `std` of it, 95 % within two.
 * @param std The standard deviation, from 0 up.
 * @example normal(random(42), 100, 15); // => 116.30953419337108
 */
export function normal(rng: RandomGenerator, mean = 0, std = 1): number {
  for (;;) {
    const v1 = uniform(rng, -1, 1);
    const v2 = uniform(rng, -1, 1);
    const s = v1 * v1 + v2 * v2;
    // v₂ would give a second number; it is dropped, so that the generator's state is all there is to save
    if (s > 0 && s < 1) return mean + std * v1 * Math.sqrt((-2 * log(s)) / s);
  }
}

/**
 * A whole number from `low` to `high − 1`, each equally likely.
 * @throws RangeError when the bounds are not whole numbers with `low < high`, at most 2⁵³ − 1 apart.
 * @example Array.from({ length: 5 }, (_, seed) => integer(random(seed), 1, 7)); // => [2, 6, 3, 4, 2]
 */
export function integer(rng: RandomGenerator, low: number, high: number): number {
  const n = high - low;
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || !Number.isSafeInteger(n) || n < 1) {
    throw new RangeError(
      lesson({
        cannot: `draw a whole number from ${valueText(low)} to below ${valueText(high)}`,
        as: "the bounds must be whole numbers with low < high",
        found: n <= 0 ? "the range is empty" : `got ${valueText(low)} and ${valueText(high)}`,
      }),
    );
  }
  const limit = 9007199254740992 - (9007199254740992 % n); // the largest multiple of n that 53 bits reach
  let r = next53Bits(rng);
  while (r >= limit) r = next53Bits(rng);
  return low + (r % n);
}

/**
 * The items in random order, each order equally likely; the given array stays as it is.
 * @example shuffled(random(42), ["a", "b", "c", "d"]); // => ["b", "d", "c", "a"]
 */
export function shuffled<T>(rng: RandomGenerator, items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = integer(rng, 0, i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/**
 * The numbers 0 … n − 1 in random order: row indices, to shuffle two arrays alike.
 * @throws RangeError when n is not a whole number from 0 up.
 * @example permutation(random(42), 5); // => [0, 1, 4, 2, 3]
 */
export function permutation(rng: RandomGenerator, n: number): number[] {
  checkCount("permute", n, "numbers");
  return shuffled(
    rng,
    Array.from({ length: n }, (_, i) => i),
  );
}

/**
 * One of the items, each equally likely.
 * @throws RangeError when there is none.
 * @example choice(random(42), ["rock", "paper", "scissors"]); // => "rock"
 */
export function choice<T>(rng: RandomGenerator, items: readonly T[]): T {
  if (items.length === 0) {
    throw new RangeError(
      lesson({ cannot: "choose one of (0) items", as: "there must be at least one", found: "the array is empty" }),
    );
  }
  return items[integer(rng, 0, items.length)];
}
