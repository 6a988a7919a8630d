import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../../lib/data/random.ts";
import { largestError } from "../accuracy.ts";
import { builds, KernelArena } from "../kernelMemory.ts";

const rng = random(5);
const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, () => uniform(rng, -1, 1));
const lengths = [...Array(20).keys(), 1001];

/** Parameter, gradient and up to three states of one number: the definitions of torch.optim, in float64. */
interface Scalar {
  theta: number;
  a: number;
  b: number;
  c: number;
}

describe.each(builds)("optimizer kernels, fused $fused", (build) => {
  const arena = new KernelArena(1 << 20, build);
  const { kernels } = arena;

  /** Takes five steps with the kernel, in place, and five with the definition; compares parameter and states. */
  function follow(
    call: (at: { theta: number; g: number; a: number; b: number; c: number }, n: number, step: number) => void,
    define: (s: Scalar, g: number, step: number) => Scalar,
  ): void {
    for (const n of lengths) {
      arena.clear();
      const start = numbers(n);
      const [theta, g, a, b, c] = [start, start, start, start, start].map(() => arena.put(new Float32Array(n)));
      theta.floats.set(start);
      let states: Scalar[] = Array.from(start, (value) => ({ theta: value, a: 0, b: 0, c: 0 }));
      for (let step = 1; step <= 5; step++) {
        const gradient = numbers(n);
        g.floats.set(gradient);
        call({ theta: theta.at, g: g.at, a: a.at, b: b.at, c: c.at }, n, step);
        states = states.map((state, i) => define(state, gradient[i], step));
      }
      expect(
        largestError(
          theta.floats,
          states.map((s) => s.theta),
        ),
      ).toBeLessThan(2e-6);
      expect(
        largestError(
          a.floats,
          states.map((s) => s.a),
        ),
      ).toBeLessThan(1e-6);
      expect(
        largestError(
          b.floats,
          states.map((s) => s.b),
        ),
      ).toBeLessThan(1e-6);
      expect(
        largestError(
          c.floats,
          states.map((s) => s.c),
        ),
      ).toBeLessThan(3e-6);
      expect(arena.intact).toBe(true);
    }
  }

  test("sgd() is θ − α (g + λθ)", () => {
    follow(
      (at, n) => kernels.sgd(at.theta, at.g, at.theta, n, 0.1, 0.01),
      (s, g) => ({ ...s, theta: s.theta - 0.1 * (g + 0.01 * s.theta) }),
    );
  });

  test.each([
    { nesterov: 0, dampening: 0.25 },
    { nesterov: 1, dampening: 0 },
  ])(
    "momentum() with nesterov $nesterov begins with v = g and goes on with μv + (1 − d)g",
    ({ nesterov, dampening }) => {
      follow(
        (at, n, step) =>
          kernels.momentum(
            at.theta,
            at.g,
            at.a,
            at.theta,
            at.a,
            n,
            0.1,
            0.9,
            dampening,
            0.01,
            nesterov,
            step === 1 ? 1 : 0,
          ),
        (s, g, step) => {
          const slope = g + 0.01 * s.theta;
          const a = step === 1 ? slope : 0.9 * s.a + (1 - dampening) * slope;
          return { ...s, a, theta: s.theta - 0.1 * (nesterov ? slope + 0.9 * a : a) };
        },
      );
    },
  );

  test.each([
    { centred: false, mu: 0 },
    { centred: true, mu: 0 },
    { centred: false, mu: 0.9 },
    { centred: true, mu: 0.9 },
  ])("rmsprop() with centred $centred and momentum $mu", ({ centred, mu }) => {
    follow(
      (at, n) => {
        const [average, velocity] = [centred ? at.b : 0, mu > 0 ? at.c : 0];
        const states = [average, velocity, at.theta, at.a, average, velocity] as const;
        kernels.rmsprop(at.theta, at.g, at.a, ...states, n, 0.01, 0.99, 1e-3, 0.01, mu);
      },
      (s, g) => {
        const slope = g + 0.01 * s.theta;
        const a = 0.99 * s.a + 0.01 * slope * slope;
        const b = centred ? 0.99 * s.b + 0.01 * slope : 0;
        const move = slope / (Math.sqrt(a - b * b) + 1e-3);
        const c = mu > 0 ? mu * s.c + move : 0;
        return { theta: s.theta - 0.01 * (mu > 0 ? c : move), a, b, c };
      },
    );
  });

  test("adagrad() divides by the root of all squares so far", () => {
    follow(
      (at, n) => kernels.adagrad(at.theta, at.g, at.a, at.theta, at.a, n, 0.1, 1e-3, 0.01),
      (s, g) => {
        const slope = g + 0.01 * s.theta;
        const a = s.a + slope * slope;
        return { ...s, a, theta: s.theta - (0.1 * slope) / (Math.sqrt(a) + 1e-3) };
      },
    );
  });

  test.each(["adam", "adamw"] as const)("%s() has its corrections, and its weight decay where it belongs", (name) => {
    follow(
      (at, n, step) => {
        const corrections = [1 - 0.9 ** step, 1 - 0.999 ** step] as const;
        const states = [at.theta, at.g, at.a, at.b, at.theta, at.a, at.b] as const;
        kernels[name](...states, n, 0.01, 0.9, 0.999, 1e-3, 0.1, ...corrections);
      },
      (s, g, step) => {
        const theta = name === "adamw" ? s.theta * (1 - 0.01 * 0.1) : s.theta;
        const slope = name === "adam" ? g + 0.1 * s.theta : g;
        const a = 0.9 * s.a + 0.1 * slope;
        const b = 0.999 * s.b + 0.001 * slope * slope;
        const size = Math.sqrt(b / (1 - 0.999 ** step)) + 1e-3;
        return { ...s, a, b, theta: theta - (0.01 * (a / (1 - 0.9 ** step))) / size };
      },
    );
  });

  test("adam()'s first step has length α, however small the gradient", () => {
    arena.clear();
    const [theta, g] = [arena.put([1, 1, 1]), arena.put([1e-4, -1, 1e4])];
    const [m, square] = [arena.put([0, 0, 0]), arena.put([0, 0, 0])];
    const states = [theta.at, g.at, m.at, square.at, theta.at, m.at, square.at] as const;
    kernels.adam(...states, 3, 0.1, 0.9, 0.999, 1e-8, 0, 1 - 0.9, 1 - 0.999);
    for (const [i, expected] of [0.9, 1.1, 0.9].entries()) expect(theta.floats[i]).toBeCloseTo(expected, 4);
  });

  test("what is written may lie elsewhere than what is read, with the same bits", () => {
    arena.clear();
    const [t0, g0, m0, s0] = [numbers(7), numbers(7), numbers(7), numbers(7).map(Math.abs)];
    const [theta, g, m, square] = [t0, g0, m0, s0].map((array) => arena.put(array));
    const [thetaOut, mOut, squareOut] = [arena.room(7), arena.room(7), arena.room(7)];
    const rest = [7, 0.01, 0.9, 0.999, 1e-8, 0.01, 0.5, 0.3] as const;
    kernels.adamw(theta.at, g.at, m.at, square.at, thetaOut.at, mOut.at, squareOut.at, ...rest);
    expect([theta.floats, m.floats, square.floats]).toEqual([t0, m0, s0]);
    kernels.adamw(theta.at, g.at, m.at, square.at, theta.at, m.at, square.at, ...rest);
    expect([theta.floats, m.floats, square.floats]).toEqual([thetaOut.floats, mOut.floats, squareOut.floats]);
  });
});
