/*
 * A vector is a list of numbers: the measurements of one flower, the weights of one neuron, one point in space. Two of its
 * operations carry all of machine learning: the dot product measures how far two vectors agree, the norm how long one is.
 *
 *   a + b = (a₁ + b₁, …, aₙ + bₙ)      s·a = (s a₁, …, s aₙ)
 *   a·b   = Σᵢ aᵢ bᵢ = |a| |b| cos θ
 *   |a|   = √(a·a)                     distance(a, b) = |a − b|
 *   ā     = (1/n) Σᵢ aᵢ                var(a) = (1/n) Σᵢ (aᵢ − ā)²
 *
 * Notation: n the number of elements, θ the angle between a and b. Shapes: vectors are (n), scalars ().
 * Source: G. Strang, Introduction to Linear Algebra, 5th edition (2016), sections 1.1 and 1.2.
 * NB: a vector here is an ordinary array, which is easy to read and slow for millions of numbers; real systems keep typed
 *   arrays with a shape, called tensors. Sums run from left to right; NumPy adds pairwise and may differ in the last digits.
 *   The variance divides by n, as np.var does; torch.var divides by n − 1.
 *
 * Page 6 · before it: data/random.ts · after it: plain/matrix.ts
 */
import { checkCount, checkSameSize, lesson } from "../lesson.ts";

/** n numbers in a fixed order. */
export type Vector = readonly number[];

/**
 * a + b, element by element.
 * @throws TypeError when the sizes differ.
 * @example plain.add([1, 2], [10, 20]); // => [11, 22]
 */
export function add(a: Vector, b: Vector): number[] {
  checkSameSize("add", a, b);
  return a.map((value, i) => value + b[i]);
}

/**
 * a − b, element by element: the step that leads from b to a.
 * @throws TypeError when the sizes differ.
 * @example plain.subtract([1, 2], [10, 20]); // => [-9, -18]
 */
export function subtract(a: Vector, b: Vector): number[] {
  checkSameSize("subtract", a, b);
  return a.map((value, i) => value - b[i]);
}

/**
 * Every element times the number `factor`.
 * @example plain.scale([1, -2], 3); // => [3, -6]
 */
export function scale(a: Vector, factor: number): number[] {
  return a.map((value) => value * factor);
}

/**
 * The dot product a·b: positive where the vectors point the same way, 0 at a right angle, negative where they oppose.
 * @throws TypeError when the sizes differ.
 * @example plain.dot([1, 2, 3], [4, 5, 6]); // => 32
 */
export function dot(a: Vector, b: Vector): number {
  checkSameSize("take the dot product of", a, b);
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/**
 * The length |a| of a vector, by Pythagoras in n dimensions.
 * @example plain.norm([3, 4]); // => 5
 */
export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/**
 * The distance between two points.
 * @throws TypeError when the sizes differ.
 * @example plain.distance([1, 1], [4, 5]); // => 5
 */
export function distance(a: Vector, b: Vector): number {
  checkSameSize("measure the distance between", a, b);
  return norm(subtract(a, b));
}

/**
 * cos θ = a·b / (|a| |b|): 1 for the same direction, 0 at a right angle, −1 for opposite ones, whatever the lengths.
 * @throws TypeError when the sizes differ; RangeError when a vector has length 0 and so no direction.
 * @example plain.cosineSimilarity([1, 0], [10, 10]); // => 0.7071
 */
export function cosineSimilarity(a: Vector, b: Vector): number {
  checkSameSize("compare the directions of", a, b);
  const lengths = norm(a) * norm(b);
  if (lengths === 0) {
    throw new RangeError(
      lesson({
        cannot: `compare the directions of (${a.length}) and (${b.length})`,
        as: "a vector of length 0 has no direction",
        found: `the lengths are ${norm(a)} and ${norm(b)}`,
      }),
    );
  }
  return dot(a, b) / lengths;
}

/**
 * The sum of all elements, 0 for none.
 * @example plain.sum([1, 2, 3, 4]); // => 10
 */
export function sum(a: Vector): number {
  let total = 0;
  for (const value of a) total += value;
  return total;
}

/**
 * The arithmetic mean.
 * @throws RangeError when there is no element.
 * @example plain.mean([1, 2, 3, 4]); // => 2.5
 */
export function mean(a: Vector): number {
  checkNotEmpty("take the mean of", a);
  return sum(a) / a.length;
}

/**
 * The variance: the mean squared distance from the mean, in squared units of `a`.
 * @throws RangeError when there is no element.
 * @example plain.variance([2, 4, 4, 4, 5, 5, 7, 9]); // => 4
 */
export function variance(a: Vector): number {
  checkNotEmpty("take the variance of", a);
  const center = mean(a);
  return mean(a.map((value) => (value - center) * (value - center)));
}

/**
 * The standard deviation √var(a): a typical distance from the mean, in the units of `a`.
 * @throws RangeError when there is no element.
 * @example plain.standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]); // => 2
 */
export function standardDeviation(a: Vector): number {
  return Math.sqrt(variance(a));
}

/**
 * The index of the largest element, the first one of equals: the class with the highest score.
 * @throws RangeError when there is no element.
 * @example plain.argmax([0.1, 0.7, 0.7]); // => 1
 */
export function argmax(a: Vector): number {
  checkNotEmpty("take the argmax of", a);
  let best = 0;
  for (let i = 1; i < a.length; i++) if (a[i] > a[best]) best = i;
  return best;
}

/**
 * `count` numbers at equal distances from `start` to `stop`, both included: where to evaluate a function for a picture.
 * @throws RangeError when count is not a whole number from 2 up.
 * @example plain.linspace(0, 1, 5); // => [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, stop: number, count: number): number[] {
  checkCount("lay out", count, "numbers", 2);
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? stop : start + i * step));
}

function checkNotEmpty(action: string, a: Vector): void {
  if (a.length > 0) return;
  throw new RangeError(lesson({ cannot: `${action} (0)`, as: "there must be at least one number", found: "got none" }));
}
