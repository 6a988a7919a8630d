// Seeded random inputs for the tests of algebraic properties.
import { normal, type RandomGenerator } from "../../../lib/data/random.ts";

/** n numbers from the bell curve. */
export const randomVector = (rng: RandomGenerator, n: number): number[] => Array.from({ length: n }, () => normal(rng));

/** A matrix of m rows and n columns from the bell curve. */
export const randomMatrix = (rng: RandomGenerator, m: number, n: number): number[][] =>
  Array.from({ length: m }, () => randomVector(rng, n));
