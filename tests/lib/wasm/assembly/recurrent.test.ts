import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { exactly, largestError } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(6);
const numbers = (n: number, size = 2): Float32Array =>
  Float32Array.from({ length: n }, () => uniform(rng, -size, size));
const { sigmoid, tanh } = exactly;

/** Slopes of Σ weights·f(x) by central differences. */
function slopes(x: readonly number[], f: (x: readonly number[]) => number): number[] {
  return x.map((value, i) => {
    const [up, down] = [[...x], [...x]];
    up[i] = value + 1e-5;
    down[i] = value - 1e-5;
    return (f(up) - f(down)) / 2e-5;
  });
}

/** c′ and h′ of one unit, from i, f, g, o before activation and c. */
function lstm([i, f, g, o, c]: readonly number[]): { c: number; h: number } {
  const next = sigmoid(f) * c + sigmoid(i) * tanh(g);
  return { c: next, h: sigmoid(o) * tanh(next) };
}

/** h′ of one unit, from r, z, n of the input, r, z, q of the hidden state, and h. */
function gru([xr, xz, xn, hr, hz, q, h]: readonly number[]): number {
  const z = sigmoid(xz + hz);
  return (1 - z) * tanh(xn + sigmoid(xr + hr) * q) + z * h;
}

describe.each(builds)("recurrent kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);
  const { kernels } = arena;
  const batch = 3;

  test.each([1, 2, 3, 4, 5, 7, 8, 64])("lstmCell() follows its equations and their slopes for %i units", (hidden) => {
    const [n, wide] = [batch * hidden, 4 * batch * hidden];
    for (const parts of [2, 1]) {
      arena.clear();
      const [fromInput, fromHidden, c0] = [numbers(wide), numbers(wide), numbers(n)];
      const [upper, more, dcUpper] = [numbers(n), numbers(n), numbers(n)];
      const [x, hx, c, dh, dhMore, dc] = [fromInput, fromHidden, c0, upper, more, dcUpper].map((a) => arena.put(a));
      const [gates, dGates] = [arena.room(wide), arena.room(wide)];
      const [cOut, tanhC, hOut, dcOut] = Array.from({ length: 4 }, () => arena.room(n));
      const [hAt, moreAt, dcAt] = parts === 2 ? [hx.at, dhMore.at, dc.at] : [0, 0, 0];
      kernels.lstmCell(x.at, hAt, c.at, gates.at, cOut.at, tanhC.at, hOut.at, batch, hidden);
      kernels.lstmCellBackward(dh.at, moreAt, dcAt, gates.at, c.at, tanhC.at, dGates.at, dcOut.at, batch, hidden);

      const [expectedC, expectedH, expectedSlopes, expectedDc] = [[], [], new Float64Array(wide), []] as [
        number[],
        number[],
        Float64Array,
        number[],
      ];
      for (let k = 0; k < n; k++) {
        const [b, j] = [Math.floor(k / hidden), k % hidden];
        const places = [0, 1, 2, 3].map((gate) => (b * 4 + gate) * hidden + j);
        const inputs = [...places.map((p) => fromInput[p] + (parts === 2 ? fromHidden[p] : 0)), c0[k]];
        const weights = parts === 2 ? [upper[k] + more[k], dcUpper[k]] : [upper[k], 0];
        expectedC.push(lstm(inputs).c);
        expectedH.push(lstm(inputs).h);
        const found = slopes(inputs, (at) => weights[0] * lstm(at).h + weights[1] * lstm(at).c);
        for (const [gate, p] of places.entries()) expectedSlopes[p] = found[gate];
        expectedDc.push(found[4]);
      }
      expect(largestError(cOut.floats, expectedC)).toBeLessThan(1e-6);
      expect(largestError(hOut.floats, expectedH)).toBeLessThan(1e-6);
      expect(largestError(dGates.floats, expectedSlopes)).toBeLessThan(2e-6);
      expect(largestError(dcOut.floats, expectedDc)).toBeLessThan(2e-6);
      expect(largestError(tanhC.floats, expectedC.map(tanh))).toBeLessThan(1e-6);
      expect(arena.intact).toBe(true);
    }
  });

  test.each([1, 2, 3, 4, 5, 7, 8, 64])("gruCell() follows its equations and their slopes for %i units", (hidden) => {
    const [n, wide] = [batch * hidden, 3 * batch * hidden];
    arena.clear();
    const [fromInput, fromHidden, h0] = [numbers(wide), numbers(wide), numbers(n)];
    const [upper, more] = [numbers(n), numbers(n)];
    const [x, hx, h, dh, dhMore] = [fromInput, fromHidden, h0, upper, more].map((a) => arena.put(a));
    const [gates, hOut, dhOut] = [arena.room(4 * n), arena.room(n), arena.room(n)];
    const [dInput, dHidden] = [arena.room(wide), arena.room(wide)];
    kernels.gruCell(x.at, hx.at, h.at, gates.at, hOut.at, batch, hidden);
    kernels.gruCellBackward(dh.at, dhMore.at, gates.at, h.at, dInput.at, dHidden.at, dhOut.at, batch, hidden);

    const expectedH: number[] = [];
    const [inputSlopes, hiddenSlopes, hSlopes] = [new Float64Array(wide), new Float64Array(wide), new Float64Array(n)];
    for (let k = 0; k < n; k++) {
      const [b, j] = [Math.floor(k / hidden), k % hidden];
      const places = [0, 1, 2].map((gate) => (b * 3 + gate) * hidden + j);
      const inputs = [...places.map((p) => fromInput[p]), ...places.map((p) => fromHidden[p]), h0[k]];
      expectedH.push(gru(inputs));
      const found = slopes(inputs, (at) => (upper[k] + more[k]) * gru(at));
      for (const [gate, p] of places.entries()) {
        inputSlopes[p] = found[gate];
        hiddenSlopes[p] = found[3 + gate];
      }
      hSlopes[k] = found[6];
    }
    expect(largestError(hOut.floats, expectedH)).toBeLessThan(1e-6);
    expect(largestError(dInput.floats, inputSlopes)).toBeLessThan(2e-6);
    expect(largestError(dHidden.floats, hiddenSlopes)).toBeLessThan(2e-6);
    expect(largestError(dhOut.floats, hSlopes)).toBeLessThan(2e-6);
    expect(arena.intact).toBe(true);
  });
});
