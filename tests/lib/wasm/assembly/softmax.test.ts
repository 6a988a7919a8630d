import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { exp, log } from "../../../../lib/plain/elementary.ts";
import { largestError } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(3);
const numbers = (n: number, size = 5): Float32Array =>
  Float32Array.from({ length: n }, () => uniform(rng, -size, size));

/** Softmax of a row in float64. */
function softmaxOf(row: ArrayLike<number>): number[] {
  const m = Math.max(...Array.from(row));
  const e = Array.from(row, (x) => exp(x - m));
  const s = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / s);
}

/** Calls a function for each row and joins what it gives. */
const eachRow = (rows: number, f: (r: number) => ArrayLike<number>): number[] =>
  Array.from({ length: rows }, (_, r) => Array.from(f(r))).flat();

const widths = [...Array.from({ length: 19 }, (_, i) => i + 1), 65, 1000, 3001];

describe.each(builds)("softmax kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 21, build);
  const { kernels } = arena;

  test.each(widths)("softmax(), logSoftmax() and their backward forms for rows of %i", (n) => {
    arena.clear();
    const [values, upper] = [numbers(3 * n), numbers(3 * n, 1)];
    const [x, g, y, out] = [arena.put(values), arena.put(upper), arena.room(3 * n), arena.room(3 * n)];
    const row = (array: ArrayLike<number>, r: number) => Array.from(array).slice(r * n, (r + 1) * n);

    kernels.softmax(x.at, y.at, 3, n);
    const exact = eachRow(3, (r) => softmaxOf(row(values, r)));
    for (const [i, got] of y.floats.entries()) expect(Math.abs(got - exact[i])).toBeLessThan(8e-7 * exact[i]);
    kernels.softmaxBackward(g.at, y.at, out.at, 3, n);
    const slopes = eachRow(3, (r) => {
      const p = softmaxOf(row(values, r));
      const dot = p.reduce((sum, pj, j) => sum + pj * upper[r * n + j], 0);
      return p.map((pj, j) => pj * (upper[r * n + j] - dot));
    });
    expect(largestError(out.floats, slopes)).toBeLessThan(4e-7);

    kernels.logSoftmax(x.at, y.at, 3, n);
    expect(largestError(y.floats, exact.map(log))).toBeLessThan(6e-7);
    kernels.logSoftmaxBackward(g.at, y.at, out.at, 3, n);
    const logSlopes = eachRow(3, (r) => {
      const total = row(upper, r).reduce((a, b) => a + b, 0);
      return softmaxOf(row(values, r)).map((pj, j) => upper[r * n + j] - pj * total);
    });
    expect(largestError(out.floats, logSlopes)).toBeLessThan(4e-6);
    expect(arena.intact).toBe(true);
  });

  test("softmax() does not change when a row moves, far beyond where eˣ overflows, and may work in place", () => {
    arena.clear();
    const values = Float32Array.from({ length: 21 }, (_, i) => (i * 7) % 11);
    const [x, moved, y] = [arena.put(values), arena.put(values.map((v) => v + 8192)), arena.room(21)];
    kernels.softmax(x.at, y.at, 3, 7);
    kernels.softmax(moved.at, moved.at, 3, 7);
    expect(moved.floats).toEqual(y.floats);
  });

  test.each([
    ["NaN anywhere", [1, 2, Number.NaN, 4, 5]],
    ["Infinity", [1, Infinity, 3, 4, 5]],
    ["nothing but −Infinity", [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity]],
  ])("softmax() of a row with %s is NaN", (_what, row) => {
    arena.clear();
    const [x, y] = [arena.put(row), arena.room(5)];
    kernels.softmax(x.at, y.at, 1, 5);
    expect(y.floats.every(Number.isNaN)).toBe(true);
  });

  test("softmax() gives −Infinity the probability 0", () => {
    arena.clear();
    const [x, y] = [arena.put([0, -Infinity, 0, -Infinity, -Infinity, -Infinity]), arena.room(6)];
    kernels.softmax(x.at, y.at, 1, 6);
    expect(Array.from(y.floats)).toEqual([0.5, 0, 0.5, 0, 0, 0]);
  });

  test.each([1, 2, 3, 4, 5, 8, 13, 64])("attentionSoftmax() with a causal mask sees columns 0 … r of %i", (t) => {
    arena.clear();
    const scale = Math.fround(0.35);
    const [values, upper] = [numbers(2 * t * t), numbers(2 * t * t, 1)];
    const [x, g, y, out] = [arena.put(values), arena.put(upper), arena.room(2 * t * t), arena.room(2 * t * t)];
    kernels.attentionSoftmax(x.at, y.at, 0, 2 * t, t, scale, 1);
    kernels.attentionSoftmaxBackward(g.at, y.at, out.at, 0, 2 * t, t, scale, 1);
    const probabilities = (r: number) => {
      const seen = (r % t) + 1;
      const p = softmaxOf(Array.from(values.subarray(r * t, r * t + seen), (v) => scale * v));
      return [...p, ...Array<number>(t - seen).fill(0)];
    };
    expect(largestError(y.floats, eachRow(2 * t, probabilities))).toBeLessThan(4e-7);
    const slopes = eachRow(2 * t, (r) => {
      const p = probabilities(r);
      const dot = p.reduce((sum, pj, j) => sum + pj * upper[r * t + j], 0);
      return p.map((pj, j) => scale * pj * (upper[r * t + j] - dot));
    });
    expect(largestError(out.floats, slopes)).toBeLessThan(4e-7);
    for (let r = 0; r < 2 * t; r++) {
      for (let j = (r % t) + 1; j < t; j++) expect([y.floats[r * t + j], out.floats[r * t + j]]).toEqual([0, 0]);
    }
    expect(arena.intact).toBe(true);
    const whole = [y.floats.slice(), out.floats.slice()]; // rows in two portions, as two threads do them
    for (const [start, end] of [
      [t, 2 * t],
      [0, t],
    ]) {
      kernels.attentionSoftmax(x.at, y.at, start, end, t, scale, 1);
      kernels.attentionSoftmaxBackward(g.at, y.at, out.at, start, end, t, scale, 1);
    }
    expect([y.floats, out.floats]).toEqual(whole);
  });

  test("crossEntropy() and meanLoss() leave ignored rows out, and the gradient is (y − [j = t]) / count", () => {
    for (const classes of [1, 2, 3, 10, 17, 65]) {
      arena.clear();
      const rows = 6;
      const values = numbers(rows * classes);
      const targets = Int32Array.from({ length: rows }, (_, r) => (r === 2 ? -100 : (r * 5) % classes));
      const [x, t] = [arena.put(values), arena.room(rows)];
      t.ints.set(targets);
      const [losses, p, mean, count, out] = [rows, rows * classes, 1, 1, rows * classes].map((n) => arena.room(n));
      expect(kernels.crossEntropy(x.at, t.at, losses.at, p.at, rows, classes, -100)).toBe(-1);
      kernels.meanLoss(losses.at, t.at, mean.at, count.at, rows, -100);
      const probabilities = eachRow(rows, (r) => softmaxOf(values.subarray(r * classes, (r + 1) * classes)));
      const expected = Array.from(targets, (target, r) => (target < 0 ? 0 : -log(probabilities[r * classes + target])));
      expect(largestError(losses.floats, expected)).toBeLessThan(6e-7);
      expect(largestError(p.floats, probabilities)).toBeLessThan(4e-7);
      expect(count.floats[0]).toBe(5);
      expect(mean.floats[0]).toBeCloseTo(expected.reduce((a, b) => a + b, 0) / 5, 5);

      const slope = (r: number, factor: number) =>
        Array.from({ length: classes }, (_, j) =>
          targets[r] < 0 ? 0 : (probabilities[r * classes + j] - (targets[r] === j ? 1 : 0)) * factor,
        );
      const upper = arena.put([0.5, 1, 2, 3, 4, 5]);
      kernels.crossEntropyBackward(upper.at, 0, count.at, p.at, t.at, out.at, rows, classes, -100);
      expect(
        largestError(
          out.floats,
          eachRow(rows, (r) => slope(r, 0.5 / 5)),
        ),
      ).toBeLessThan(2e-7);
      kernels.crossEntropyBackward(upper.at, 1, 0, p.at, t.at, out.at, rows, classes, -100);
      expect(
        largestError(
          out.floats,
          eachRow(rows, (r) => slope(r, upper.floats[r])),
        ),
      ).toBeLessThan(2e-6);
      expect(arena.intact).toBe(true);
    }
  });

  test("crossEntropy() names the first row whose target is no class, and may ignore a class", () => {
    arena.clear();
    const x = arena.put(numbers(12));
    const [t, losses, p, out] = [4, 4, 12, 12].map((n) => arena.room(n));
    t.ints.set([0, 3, -1, 1]);
    expect(kernels.crossEntropy(x.at, t.at, losses.at, p.at, 4, 3, -100)).toBe(1);
    expect(Array.from(losses.floats, Number.isNaN)).toEqual([false, true, true, false]);
    t.ints.set([0, 2, 0, 1]);
    expect(kernels.crossEntropy(x.at, t.at, losses.at, p.at, 4, 3, 0)).toBe(-1);
    expect([losses.floats[0], losses.floats[2]]).toEqual([0, 0]);
    const one = arena.put([1]);
    kernels.crossEntropyBackward(one.at, 0, 0, p.at, t.at, out.at, 4, 3, 0);
    expect(Array.from(out.floats.subarray(0, 3))).toEqual([0, 0, 0]);
    expect(out.floats[5]).toBeLessThan(0);
    expect(arena.intact).toBe(true);
  });
});
