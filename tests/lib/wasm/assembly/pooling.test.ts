import { describe, expect, test } from "vitest";
import { integer, random } from "../../../../lib/data/random.ts";
import { bitsHash, KernelArena } from "../kernelMemory.ts";

interface Pool {
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Top and bottom, left and right. */
  readonly padding?: readonly [number, number];
}

const planes = 6;
const arena = new KernelArena(1_000_000);
const { kernels } = arena;

const cases: [string, Pool][] = [
  ["overlapping", { size: [9, 8], kernel: [3, 3], stride: [2, 2], padding: [1, 1] }],
  ["with gaps", { size: [7, 11], kernel: [2, 1], stride: [3, 2] }],
  ["along a sequence", { size: [1, 12], kernel: [1, 3], stride: [1, 2], padding: [0, 1] }],
  ["of everything", { size: [5, 6], kernel: [5, 6], stride: [1, 1] }],
];
for (let size = 2; size <= 35; size++)
  cases.push([`2 × 2, ${size} wide`, { size: [5, size], kernel: [2, 2], stride: [2, 2] }]);

/** The windows of a plane: for each, its places in the plane, row by row, and how many places it has with the padding. */
function windows({ size, kernel, stride, padding = [0, 0] }: Pool): number[][] {
  const [rows, columns] = size.map((n, a) => Math.floor((n + 2 * padding[a] - kernel[a]) / stride[a]) + 1);
  return Array.from({ length: rows * columns }, (_, window) => {
    const corner = [Math.floor(window / columns), window % columns].map((i, a) => i * stride[a] - padding[a]);
    const places: number[] = [];
    for (let row = Math.max(0, corner[0]); row < Math.min(size[0], corner[0] + kernel[0]); row++)
      for (let column = Math.max(0, corner[1]); column < Math.min(size[1], corner[1] + kernel[1]); column++)
        places.push(row * size[1] + column);
    return places;
  });
}

function run(pool: Pool, values: (index: number) => number, cuts: readonly number[] = []) {
  const { size, kernel, stride, padding = [0, 0] } = pool;
  const [rows, columns] = size.map((n, a) => Math.floor((n + 2 * padding[a] - kernel[a]) / stride[a]) + 1);
  const [inputSize, outputSize] = [size[0] * size[1], rows * columns];
  arena.clear();
  const x = arena.put(Float32Array.from({ length: planes * inputSize }, (_, i) => values(i)));
  const grad = arena.put(Float32Array.from({ length: planes * outputSize }, (_, i) => (i % 7) + 1));
  const [largest, places, mean, inner] = [1, 2, 3, 4].map(() => arena.room(planes * outputSize));
  const [back, spread, spreadInner] = [1, 2, 3].map(() => arena.room(planes * inputSize));
  const sizes = [...size, rows, columns, ...kernel, ...stride, ...padding] as unknown as Sizes;
  const bounds = [0, ...cuts, planes];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const range = [bounds[i], bounds[i + 1]] as const;
    kernels.maxPool2d(x.at, largest.at, places.at, ...sizes, ...range);
    kernels.maxPool2dGradient(grad.at, places.at, back.at, inputSize, outputSize, ...range);
    kernels.averagePool2d(x.at, mean.at, ...sizes, 1, ...range);
    kernels.averagePool2d(x.at, inner.at, ...sizes, 0, ...range);
    kernels.averagePool2dGradient(grad.at, spread.at, ...sizes, 1, ...range);
    kernels.averagePool2dGradient(grad.at, spreadInner.at, ...sizes, 0, ...range);
  }
  expect(arena.intact).toBe(true);
  return { x, grad, largest, places, mean, inner, back, spread, spreadInner };
}
type Sizes = [number, number, number, number, number, number, number, number, number, number];

/** Small whole numbers, so that equal ones meet in a window. */
function smallNumbers(): () => number {
  const rng = random(3);
  return () => integer(rng, -3, 4);
}

describe.each(cases)("%s", (_name, pool) => {
  const seen = windows(pool);
  const inputSize = pool.size[0] * pool.size[1];
  const counted = pool.kernel[0] * pool.kernel[1];

  test("maxPool2d() finds the first maximum of each window, and its gradient goes there", () => {
    const { x, grad, largest, places, back } = run(pool, smallNumbers());
    const expected = new Float32Array(x.floats.length);
    for (let output = 0; output < largest.floats.length; output++) {
      const plane = Math.floor(output / seen.length) * inputSize;
      const window = seen[output % seen.length];
      const values = window.map((place) => x.floats[plane + place]);
      expect(largest.floats[output]).toBe(Math.max(...values));
      expect(places.ints[output]).toBe(window[values.indexOf(Math.max(...values))]);
      expected[plane + places.ints[output]] += grad.floats[output];
    }
    expect(Array.from(back.floats)).toEqual(Array.from(expected));
  });

  test("averagePool2d() divides by the places of the window, and shares its gradient out", () => {
    const { x, grad, mean, inner, spread, spreadInner } = run(pool, smallNumbers());
    const [expected, expectedInner] = [new Float64Array(x.floats.length), new Float64Array(x.floats.length)];
    for (let output = 0; output < mean.floats.length; output++) {
      const plane = Math.floor(output / seen.length) * inputSize;
      const window = seen[output % seen.length];
      const sum = window.reduce((total, place) => total + x.floats[plane + place], 0);
      expect(mean.floats[output]).toBe(Math.fround(sum / counted));
      expect(inner.floats[output]).toBe(Math.fround(sum / window.length));
      for (const place of window) {
        expected[plane + place] += grad.floats[output] / counted;
        expectedInner[plane + place] += grad.floats[output] / window.length;
      }
    }
    for (const [got, wanted] of [
      [spread, expected],
      [spreadInner, expectedInner],
    ] as const)
      expect(got.floats.findIndex((value, i) => !(Math.abs(value - wanted[i]) <= 1e-5 * wanted[i]))).toBe(-1);
  });

  test("all have the same bits however the planes are cut", () => {
    const hashes = ({ largest, places, mean, back, spread }: ReturnType<typeof run>) =>
      [largest, places, mean, back, spread].map(({ floats }) => bitsHash(floats));
    expect(hashes(run(pool, smallNumbers(), [1, 4]))).toEqual(hashes(run(pool, smallNumbers())));
  });

  test("maxPool2d() takes NaN for the largest, and places nothing outside where all is −∞", () => {
    const { largest, places } = run(pool, (i) =>
      i < 2 * inputSize ? Number.NEGATIVE_INFINITY : i % 5 === 0 ? NaN : 1,
    );
    for (let output = 0; output < largest.floats.length; output++) {
      const plane = Math.floor(output / seen.length);
      const window = seen[output % seen.length];
      if (plane < 2) {
        expect([largest.floats[output], places.ints[output]]).toEqual([Number.NEGATIVE_INFINITY, window[0]]);
        continue;
      }
      const unknown = window.filter((place) => (plane * inputSize + place) % 5 === 0);
      expect(largest.floats[output]).toBe(unknown.length > 0 ? Number.NaN : 1);
      expect(places.ints[output]).toBe(unknown.at(-1) ?? window[0]);
    }
  });
});
