import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { largestError } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(4);
const numbers = (n: number, low = -2, high = 3): Float32Array =>
  Float32Array.from({ length: n }, () => uniform(rng, low, high));
const epsilon = Math.fround(1e-5);
const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Normalizes numbers that belong together, and takes h = ∂loss/∂x̂ back, in float64. */
function group(x: readonly number[], h: readonly number[], centred: boolean) {
  const mu = centred ? average(x) : 0;
  const variance = average(x.map((v) => (v - mu) ** 2));
  const r = 1 / Math.sqrt(variance + epsilon);
  const hat = x.map((v) => (v - mu) * r);
  const meanH = centred ? average(h) : 0;
  const meanProduct = average(h.map((v, i) => v * hat[i]));
  return { mu, variance, r, hat, dx: h.map((v, i) => r * (v - meanH - hat[i] * meanProduct)) };
}

describe.each(builds)("normalization kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 21, build);
  const { kernels } = arena;

  describe.each([{ affine: true }, { affine: false }])("weight and bias $affine", ({ affine }) => {
    test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 64, 770])(
      "layerNorm(), rmsNorm() and the way back for rows of %i",
      (n) => {
        const rows = 5;
        for (const centred of [true, false]) {
          arena.clear();
          const [values, upper, w, b] = [numbers(rows * n), numbers(rows * n, -1, 1), numbers(n), numbers(n)];
          const [x, g, weight, bias] = [values, upper, w, b].map((array) => arena.put(array));
          const [out, mean, rstd, dx, dWeight, dBias] = [rows * n, rows, rows, rows * n, n, n].map((m) =>
            arena.room(m),
          );
          const [wAt, bAt] = affine ? [weight.at, bias.at] : [0, 0];
          if (centred) {
            kernels.layerNorm(x.at, wAt, bAt, out.at, mean.at, rstd.at, rows, n, epsilon);
            kernels.layerNormBackward(g.at, x.at, mean.at, rstd.at, wAt, dx.at, rows, n);
            for (const [start, end] of [
              [n >> 1, n],
              [0, n >> 1],
            ])
              kernels.layerNormParameters(g.at, x.at, mean.at, rstd.at, dWeight.at, dBias.at, rows, n, start, end);
          } else {
            kernels.rmsNorm(x.at, wAt, out.at, rstd.at, rows, n, epsilon);
            kernels.rmsNormBackward(g.at, x.at, rstd.at, wAt, dx.at, rows, n);
            for (const [start, end] of [
              [n >> 1, n],
              [0, n >> 1],
            ])
              kernels.rmsNormParameters(g.at, x.at, rstd.at, dWeight.at, rows, n, start, end);
          }
          const [y, slopes] = [[] as number[], [] as number[]];
          const [weightSlopes, biasSlopes] = [Array<number>(n).fill(0), Array<number>(n).fill(0)];
          for (let r = 0; r < rows; r++) {
            const row = Array.from(values.subarray(r * n, (r + 1) * n));
            const gRow = Array.from(upper.subarray(r * n, (r + 1) * n));
            const found = group(
              row,
              gRow.map((v, j) => (affine ? v * w[j] : v)),
              centred,
            );
            y.push(...found.hat.map((v, j) => (affine ? v * w[j] : v) + (affine && centred ? b[j] : 0)));
            slopes.push(...found.dx);
            for (const [j, v] of gRow.entries()) {
              weightSlopes[j] += v * found.hat[j];
              biasSlopes[j] += v;
            }
            expect(rstd.floats[r] / found.r).toBeCloseTo(1, 5);
            if (centred) expect(mean.floats[r]).toBeCloseTo(found.mu, 6);
          }
          if (n > 1) {
            // with one number, x − μ is 0 and x̂ whatever rounding leaves, times 1/√ε
            expect(largestError(out.floats, y)).toBeLessThan(3e-6);
            expect(largestError(dx.floats, slopes)).toBeLessThan(2e-5);
            expect(largestError(dWeight.floats, weightSlopes)).toBeLessThan(3e-6);
          }
          if (centred) expect(largestError(dBias.floats, biasSlopes)).toBeLessThan(1e-6);
          expect(arena.intact).toBe(true);
        }
      },
    );

    test.each([
      [6, 1, 1],
      [7, 3, 1],
      [5, 4, 1],
      [9, 21, 1],
      [2, 3, 2],
      [3, 2, 5],
      [2, 5, 16],
      [4, 3, 49],
      [3, 2, 1027],
    ])("batchNorm() and the way back for (%i, %i, %i)", (n, channels, length) => {
      arena.clear();
      const count = n * channels * length;
      const [values, upper, w, b] = [numbers(count), numbers(count, -1, 1), numbers(channels), numbers(channels)];
      const [x, g, weight, bias] = [values, upper, w, b].map((array) => arena.put(array));
      const [mean, variance, dWeight, dBias] = Array.from({ length: 4 }, () => arena.room(channels));
      const [out, dx] = [arena.room(count), arena.room(count)];
      const [wAt, bAt] = affine ? [weight.at, bias.at] : [0, 0];
      const run = (start: number, end: number): void => {
        kernels.batchNormStatistics(x.at, mean.at, variance.at, n, channels, length, start, end);
        const sizes = [n, channels, length, epsilon, start, end] as const;
        kernels.batchNorm(x.at, mean.at, variance.at, wAt, bAt, out.at, ...sizes);
        kernels.batchNormBackward(g.at, x.at, mean.at, variance.at, wAt, dx.at, dWeight.at, dBias.at, ...sizes);
      };
      run(0, channels);
      const whole = [out, dx, dWeight, dBias].map(({ floats }) => floats.slice());
      const [y, slopes] = [new Float64Array(count), new Float64Array(count)];
      for (let c = 0; c < channels; c++) {
        const places = Array.from(
          { length: n * length },
          (_, i) => (Math.floor(i / length) * channels + c) * length + (i % length),
        );
        const factor = affine ? w[c] : 1;
        const mine = places.map((i) => values[i]);
        const above = places.map((i) => upper[i]);
        const found = group(
          mine,
          above.map((v) => v * factor),
          true,
        );
        for (const [k, i] of places.entries()) {
          y[i] = found.hat[k] * factor + (affine ? b[c] : 0);
          slopes[i] = found.dx[k];
        }
        expect(mean.floats[c]).toBeCloseTo(found.mu, 6);
        expect(variance.floats[c]).toBeCloseTo(found.variance, 5);
        const exact = above.reduce((sum, v, k) => sum + v * found.hat[k], 0);
        expect(Math.abs(dWeight.floats[c] - exact)).toBeLessThan(
          4e-6 * Math.sqrt(mine.length) + 1e-6 * Math.abs(exact),
        );
        const total = above.reduce((a, v) => a + v, 0);
        expect(Math.abs(dBias.floats[c] - total)).toBeLessThan(4e-6 + 1e-6 * Math.abs(total));
      }
      expect(largestError(out.floats, y)).toBeLessThan(4e-6);
      expect(largestError(dx.floats, slopes)).toBeLessThan(1e-5);
      for (const { floats } of [out, dx, dWeight, dBias]) floats.fill(Number.NaN);
      run(channels >> 1, channels); // channels in two portions, as two threads do them
      run(0, channels >> 1);
      expect([out, dx, dWeight, dBias].map(({ floats }) => floats)).toEqual(whole);
      expect(arena.intact).toBe(true);
    });
  });

  test("layerNorm() keeps its digits when the mean is a thousand deviations away", () => {
    arena.clear();
    const values = numbers(64, -1, 1).map((v) => v + 2048);
    const [x, out, mean, rstd] = [arena.put(values), arena.room(64), arena.room(1), arena.room(1)];
    kernels.layerNorm(x.at, 0, 0, out.at, mean.at, rstd.at, 1, 64, epsilon);
    const exact = group(Array.from(values), Array<number>(64).fill(0), true);
    expect(largestError(out.floats, exact.hat)).toBeLessThan(3e-4); // mean of x² − μ² in float32 would not have one digit right
  });
});
