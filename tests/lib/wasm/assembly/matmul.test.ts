import { describe, expect, test } from "vitest";
import { normal, random } from "../../../../lib/data/random.ts";
import { bitsHash, builds, KernelArena } from "../kernelMemory.ts";

const [accumulate, relu] = [1, 2];

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Whether A and B lie transposed in memory, and how many numbers lie unused behind each row. */
  readonly transposed?: readonly [boolean, boolean];
  readonly gap?: number;
}

/** Rows and columns of a matrix in memory: its strides, and the numbers with NaN in the gaps. */
function matrix(rng: ReturnType<typeof random>, rows: number, columns: number, transposed: boolean, gap: number) {
  const [long, short] = transposed ? [columns, rows] : [rows, columns];
  const values = new Float32Array(long * (short + gap)).fill(Number.NaN);
  for (let i = 0; i < long; i++) for (let j = 0; j < short; j++) values[i * (short + gap) + j] = normal(rng);
  const [row, col] = transposed ? [1, short + gap] : [short + gap, 1];
  return { values, row, col, at: (i: number, j: number) => values[i * row + j * col] };
}

/** Σ a[i, k] b[k, j], with every step rounded to float32 or not at all. */
function naive({ m, n, k }: Product, a: (i: number, k: number) => number, b: (k: number, j: number) => number) {
  const single = new Float32Array(m * n);
  const double = new Float64Array(m * n);
  const scale = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) {
        sum = Math.fround(sum + Math.fround(a(i, l) * b(l, j)));
        double[i * n + j] += a(i, l) * b(l, j);
        scale[i * n + j] += Math.abs(a(i, l) * b(l, j));
      }
      single[i * n + j] = sum;
    }
  }
  return { single, double, scale };
}

describe.each(builds)("fused: $fused", ({ fused }) => {
  const arena = new KernelArena(16_000_000, { fused });
  const { kernels } = arena;

  /** Multiplies with the kernel, the rows cut at `cuts`, and checks against the loop in float64. */
  function multiply(product: Product, cuts: readonly number[] = [], rng = random(1)) {
    const { m, n, k, transposed = [false, false], gap = 0 } = product;
    arena.clear();
    const a = matrix(rng, m, k, transposed[0], gap);
    const b = matrix(rng, k, n, transposed[1], gap);
    const [atA, atB] = [arena.put(a.values).at, arena.put(b.values).at];
    const c = arena.room(m * n);
    const bounds = [0, ...cuts, m];
    for (let i = 0; i + 1 < bounds.length; i++) {
      const scratch = arena.room(kernels.matmulScratchBytes(bounds[i + 1] - bounds[i], k) / 4).at;
      kernels.matmul(
        ...([atA, a.row, a.col, atB, b.row, b.col, c.at, n, n, k, 0, 0, bounds[i], bounds[i + 1], scratch] as const),
      );
    }
    expect(arena.intact).toBe(true);
    return { result: c.floats, expected: naive(product, a.at, b.at) };
  }

  function check(product: Product) {
    const { result, expected } = multiply(product);
    const wrong = result.findIndex((value, i) => !(Math.abs(value - expected.double[i]) <= 1e-5 * expected.scale[i]));
    expect(wrong, `of ${JSON.stringify(product)}`).toBe(-1);
    // plain SIMD rounds as single operations do, and the order of the sum is the loop's
    if (!fused) expect(bitsHash(result), JSON.stringify(product)).toBe(bitsHash(expected.single));
  }

  const sizes = Array.from({ length: 17 }, (_, i) => i + 1);

  test("matmul() agrees with the loop for all sizes of edges", () => {
    for (const m of sizes) for (const n of sizes) for (const k of [1, 2, 3, 4, 7, 8, 17]) check({ m, n, k });
  });

  test("matmul() reads transposed matrices, and rows with gaps between them", () => {
    for (const first of [false, true])
      for (const second of [false, true])
        for (const gap of [0, 3])
          for (const [m, n, k] of [...sizes.map((size) => [size, 18 - size, size]), [32, 64, 64], [65, 70, 33]])
            check({ m, n, k, transposed: [first, second], gap });
  });

  test.each([
    { m: 100, n: 72, k: 1100 }, // several blocks of rows, columns copied in groups
    { m: 130, n: 75, k: 700, transposed: [true, false] as const }, // A copied too
    { m: 70, n: 66, k: 1500, transposed: [true, true] as const },
    { m: 1, n: 300, k: 600 },
    { m: 3, n: 5, k: 3000 },
  ])("matmul() agrees with the loop for $m × $n, sums of $k", check);

  test("matmul() gives 0 for sums of nothing, and writes nothing for no rows", () => {
    expect(Array.from(multiply({ m: 6, n: 9, k: 0 }).result)).toEqual(new Array(54).fill(0));
    expect(multiply({ m: 0, n: 9, k: 4 }).result).toHaveLength(0);
  });

  test("matmul() gives the same bits however the rows are cut", () => {
    for (const product of [
      { m: 37, n: 21, k: 50 },
      { m: 200, n: 40, k: 600 },
    ]) {
      const whole = bitsHash(multiply(product).result);
      for (const cuts of [[1], [2, 3], [16], [5, 9, 31], Array.from({ length: product.m - 1 }, (_, i) => i + 1)]) {
        expect(bitsHash(multiply(product, cuts).result), `cut at ${cuts}`).toBe(whole);
      }
    }
  });

  test.each(sizes)("matmul() adds to what is there, then the bias, then takes relu: %d columns", (n) => {
    const [m, k] = [13, 6];
    const rng = random(n);
    for (const flags of [0, accumulate, relu, accumulate + relu]) {
      for (const biased of [false, true]) {
        arena.clear();
        const a = matrix(rng, m, k, false, 0);
        const b = matrix(rng, k, n, false, 0);
        const before = Float32Array.from({ length: m * n }, () => normal(rng));
        const bias = Float32Array.from({ length: n }, () => normal(rng));
        const [atA, atB, atBias] = [a.values, b.values, bias].map((values) => arena.put(values).at);
        const sums = arena.put(before);
        const plain = arena.room(m * n);
        const scratch = arena.room(kernels.matmulScratchBytes(m, k) / 4).at;
        kernels.matmul(atA, k, 1, atB, n, 1, plain.at, n, n, k, 0, 0, 0, m, scratch);
        kernels.matmul(atA, k, 1, atB, n, 1, sums.at, n, n, k, biased ? atBias : 0, flags, 0, m, scratch);
        const expected = plain.floats.map((sum, i) => {
          const added = flags & accumulate ? Math.fround(before[i] + sum) : sum;
          const shifted = biased ? Math.fround(added + bias[i % n]) : added;
          return flags & relu ? Math.max(shifted, 0) : shifted;
        });
        expect(Array.from(sums.floats)).toEqual(Array.from(expected));
        expect(arena.intact).toBe(true);
      }
    }
  });

  test("matmulBatched() multiplies each pair of a batch in two levels, cut anywhere, as matmul() does", () => {
    // four heads of a batch of three, as attention has them: heads lie side by side in rows of 4 × 16
    const [outer, inner, m, n, k] = [3, 4, 11, 9, 16];
    const run = (cuts: readonly number[]) => {
      const random5 = random(5);
      arena.clear();
      const q = arena.put(Float32Array.from({ length: outer * m * inner * k }, () => normal(random5)));
      const keys = arena.put(Float32Array.from({ length: outer * n * inner * k }, () => normal(random5)));
      const scores = arena.room(outer * inner * m * n);
      const scratch = arena.room(kernels.matmulScratchBytes(m, k) / 4).at;
      const bounds = [0, ...cuts, outer * inner * m];
      for (let i = 0; i + 1 < bounds.length; i++) {
        const [first, last] = [bounds[i], bounds[i + 1]];
        kernels.matmulBatched(
          ...([q.at, m * inner * k, k, inner * k, 1, keys.at, n * inner * k, k, 1, inner * k] as const),
          ...([scores.at, inner * m * n, m * n, n, inner, m, n, k, 0, 0, first, last, scratch] as const),
        );
      }
      expect(arena.intact).toBe(true);
      return { q: q.floats, keys: keys.floats, scores: scores.floats };
    };
    const { q, keys, scores } = run([]);
    for (let p = 0; p < outer * inner; p++) {
      const [batch, head] = [Math.floor(p / inner), p % inner];
      const at = (i: number, rows: number, l: number) => (batch * rows + i) * inner * k + head * k + l;
      const { double, scale } = naive(
        { m, n, k },
        (i, l) => q[at(i, m, l)],
        (l, j) => keys[at(j, n, l)],
      );
      const own = scores.subarray(p * m * n, (p + 1) * m * n);
      expect(own.findIndex((value, i) => !(Math.abs(value - double[i]) <= 1e-5 * scale[i]))).toBe(-1);
    }
    const whole = bitsHash(scores);
    for (const cuts of [[1], [m], [5, 40, 41, 100], [m * inner]]) expect(bitsHash(run(cuts).scores)).toBe(whole);
  });

  test.each([
    [4, "the upper half of C"],
    [8, "zeros above the diagonal of A"],
    [16, "zeros below it"],
  ])("matmulBatched() with flag %d leaves out %s, and gives the same bits for the rest", (flag) => {
    for (const [m, n, k] of [
      [64, 64, 64],
      [37, flag === 4 ? 37 : 16, flag === 4 ? 16 : 37],
      [200, 200, 200],
      [5, 5, 5],
    ]) {
      const inner = 2;
      const run = (flags: number, cut: number) => {
        const rng = random(m);
        arena.clear();
        const isNothing = (i: number, l: number) => (flag === 8 && l > i) || (flag === 16 && l < i);
        const a = Float32Array.from({ length: inner * m * k }, (_, at) =>
          isNothing(Math.floor(at / k) % m, at % k) ? 0 : normal(rng),
        );
        const [atA, atB] = [a, Float32Array.from({ length: inner * k * n }, () => normal(rng))].map(
          (values) => arena.put(values).at,
        );
        const c = arena.room(inner * m * n);
        const scratch = arena.room(kernels.matmulScratchBytes(m, k) / 4).at;
        for (const [first, last] of [
          [0, cut],
          [cut, inner * m],
        ])
          kernels.matmulBatched(
            ...([atA, 0, m * k, k, 1, atB, 0, k * n, n, 1, c.at, 0, m * n, n] as const),
            ...([inner, m, n, k, 0, flags, first, last, scratch] as const),
          );
        expect(arena.intact).toBe(true);
        return c.floats.map((value, at) => (flag === 4 && at % n > Math.floor(at / n) % m ? 0 : value));
      };
      const whole = bitsHash(run(0, 3));
      for (const cut of [0, 7, m]) expect(bitsHash(run(flag, cut)), `${m} × ${n}, cut at ${cut}`).toBe(whole);
    }
  });
});
