import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { worst } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

describe.each(builds)("power(), fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);
  const powers = [0.5, 2, 3, -1, -0.5, 1 / 3, 7.25, -12.5, 1e-3, 40];

  test.each(powers)("is right to half an ulp for the exponent %d", (p) => {
    arena.clear();
    const rng = random(8);
    const values = Float32Array.from({ length: 20_000 }, (_, i) =>
      i % 2 ? uniform(rng, 0, 4) : 2 ** uniform(rng, -149, 127),
    );
    const [x, out] = [arena.put(values), arena.room(values.length)];
    arena.kernels.power(x.at, out.at, values.length, p);
    const found = worst(out.floats, (i) => values[i] ** p);
    expect(found.ulps, `${values[found.at]} ** ${p} = ${found.got}, not ${found.exact}`).toBeLessThan(0.5001);
    expect(arena.intact).toBe(true);
  });

  test("has the special cases of IEEE 754", () => {
    const bases = [0, -0, 1, -1, 2, -2, 0.5, -0.5, Infinity, -Infinity, Number.NaN];
    for (const p of [0, 1, 2, 3, -1, -2, -3, 0.5, -0.5, 4.5, 1e9, 1e9 + 1, Infinity, -Infinity, Number.NaN]) {
      arena.clear();
      const [x, out] = [arena.put(bases), arena.room(bases.length)];
      arena.kernels.power(x.at, out.at, bases.length, p);
      for (const [i, base] of bases.entries()) {
        // JavaScript alone says NaN of 1 and −1 to the powers Infinity, −Infinity, and of 1 to the power NaN
        const one = base === 1 || (base === -1 && Math.abs(p) === Infinity);
        expect(out.floats[i], `${base} ** ${p}`).toBe(one ? 1 : Math.fround(base ** p));
      }
    }
  });
});
