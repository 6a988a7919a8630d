/*
 * When two answers are the same, and how they are related when they are not.
 *
 *   same  ⇔  |yours − target| ≤ 10⁻⁶ · max(1, |target|), element by element
 *
 * Notation: an answer is a number, or a list of answers.
 * Source: N. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 4.2: sums taken in another order differ.
 * NB: NumPy's allclose adds an absolute and a relative tolerance, 10⁻⁸ + 10⁻⁵ · |target|; here the larger one counts.
 *
 * Page 32 · before it: exercises/exercise.ts · after it: exercises/judgeFunction.ts
 */

/** A number, or numbers in lists: what an exercise's function may return. */
export type NumberTree = number | readonly NumberTree[];

/** Relative, absolute below 1: rounding of another order of additions passes, a forgotten term does not. */
const tolerance = 1e-6;

/**
 * Whether two answers are equal up to rounding, in the same shape. NaN equals NaN here, so that a mistake that makes NaN
 * can be recognized.
 * @example [sameAnswer(0.1 + 0.2, 0.3), sameAnswer([1, 2], [2, 1]), sameAnswer([1], 1)]; // => [true, false, false]
 */
export function sameAnswer(yours: unknown, target: unknown): boolean {
  if (typeof yours === "number" && typeof target === "number") {
    if (yours === target || Object.is(yours, target)) return true;
    return Math.abs(yours - target) <= tolerance * Math.max(1, Math.abs(target));
  }
  if (Array.isArray(yours) && Array.isArray(target)) {
    return yours.length === target.length && yours.every((value, place) => sameAnswer(value, target[place]));
  }
  return Object.is(yours, target);
}

/**
 * What is wrong with the shape of an answer, as the end of a sentence that begins "It …"; null when nothing is.
 * @example shapeFault([1, 2], [1, 2, 3]); // => "returns 2 numbers where 3 are expected"
 */
export function shapeFault(yours: unknown, target: NumberTree): string | null {
  if (yours === undefined) return "returns nothing; say return before the value";
  if (yours instanceof Promise) return "returns a promise; take the word async away";
  if (typeof target === "number") {
    if (Array.isArray(yours)) return `returns a list of ${yours.length} where one number is expected`;
    if (typeof yours !== "number") return `returns a ${typeof yours} where a number is expected`;
    if (Number.isNaN(yours)) return "returns NaN, which is not a number; perhaps a loop reads past the end of a list";
    return Number.isFinite(yours) || !Number.isFinite(target) ? null : `returns ${yours}; something is divided by zero`;
  }
  if (!Array.isArray(yours)) return `returns a ${typeof yours} where a list of ${target.length} is expected`;
  if (yours.length !== target.length) return `returns ${yours.length} numbers where ${target.length} are expected`;
  for (const [place, item] of target.entries()) {
    const fault = shapeFault(yours[place], item);
    if (fault !== null) return `${fault} (at place ${place} of the list)`;
  }
  return null;
}

/** One case: what came out, and what should have. */
export interface AnswerPair {
  readonly yours: unknown;
  readonly target: unknown;
}

/**
 * A relation between yours and the target that holds in every case, as the end of a sentence that begins "It …": the
 * opposite sign, a constant factor, a constant offset. Null when there is none, or too few numbers to tell.
 * @example
 * relation([{ yours: 2, target: 1 }, { yours: 6, target: 3 }, { yours: -4, target: -2 }]); // => "is always 2 times the target"
 */
export function relation(cases: readonly AnswerPair[]): string | null {
  const yours = cases.flatMap((one) => numbersOf(one.yours));
  const target = cases.flatMap((one) => numbersOf(one.target));
  if (yours.length !== target.length || yours.length < 3) return null;
  const largest = target.reduce((best, value, place) => (Math.abs(value) > Math.abs(target[best]) ? place : best), 0);
  const factor = yours[largest] / target[largest];
  if (factor !== 0 && target.every((value, place) => sameAnswer(yours[place], value * factor))) {
    return factor === -1 ? "always has the opposite sign" : `is always ${short(factor)} times the target`;
  }
  const offset = yours[0] - target[0];
  if (target.every((value, place) => sameAnswer(yours[place], value + offset))) {
    return `is always ${short(Math.abs(offset))} too ${offset > 0 ? "large" : "small"}`;
  }
  return null;
}

/** All numbers of an answer in reading order; whatever else is in it counts for nothing. */
function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return Array.isArray(value) ? value.flatMap(numbersOf) : [];
}

/** A number as it is said in a sentence: four digits, no zeros behind. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
