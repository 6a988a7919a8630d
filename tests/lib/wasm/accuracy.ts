// How far a float32 result is from the number that it stands for, and functions in float64 to compare with.
import { exp, expm1, log, log1p } from "../../../lib/plain/elementary.ts";

/** Distance in units of the last place of the nearest float32; 0 where both are NaN, or both the same infinity. */
export function ulps(got: number, exact: number): number {
  const nearest = Math.fround(exact);
  if (Object.is(got, nearest) || got === nearest) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(nearest)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(got - exact) / 2 ** (exponent - 23);
}

/** The largest distance of all, and where it is. */
export function worst(
  got: ArrayLike<number>,
  exact: (i: number) => number,
): { at: number; got: number; exact: number; ulps: number } {
  let result = { at: -1, got: 0, exact: 0, ulps: 0 };
  for (let i = 0; i < got.length; i++) {
    const distance = ulps(got[i], exact(i));
    if (distance > result.ulps || Number.isNaN(distance)) {
      result = { at: i, got: got[i], exact: exact(i), ulps: Number.isNaN(distance) ? Infinity : distance };
    }
  }
  return result;
}

/** The largest |got − exact| / max(1, |exact|). */
export function largestError(got: ArrayLike<number>, exact: ArrayLike<number>): number {
  if (got.length !== exact.length) return Infinity;
  let error = 0;
  for (let i = 0; i < got.length; i++) {
    const difference = Math.abs(got[i] - exact[i]) / Math.max(1, Math.abs(exact[i]));
    if (!(difference <= error)) error = Number.isNaN(difference) ? Infinity : difference;
  }
  return error;
}

/** erfc t for t ≥ 0: a Taylor series below 2, Lentz's continued fraction above. */
function erfcPositive(t: number): number {
  if (t > 27) return 0;
  if (t < 2) {
    let [term, sum] = [t, t];
    for (let k = 1; k < 80; k++) {
      term *= -(t * t) / k;
      sum += term / (2 * k + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (t + fraction);
  return exp(-t * t) / Math.sqrt(Math.PI) / (t + fraction);
}

/** The functions that kernels compute, in float64. */
export const exactly = {
  exp,
  log,
  tanh: (x: number): number => (x > 0 ? -1 : 1) * (expm1(-2 * Math.abs(x)) / (expm1(-2 * Math.abs(x)) + 2)),
  sigmoid: (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))),
  erf: (x: number): number => {
    const t = Math.abs(x);
    if (t >= 2) return Math.sign(x) * (1 - erfcPositive(t));
    let [term, sum] = [x, x];
    for (let k = 1; k < 80; k++) {
      term *= -(x * x) / k;
      sum += term / (2 * k + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  },
  /** Φ(x), the normal distribution. */
  phi: (x: number): number => {
    const upper = erfcPositive(Math.abs(x) * Math.SQRT1_2) / 2;
    return x < 0 ? upper : 1 - upper;
  },
  softplus: (x: number): number => Math.max(x, 0) + log1p(exp(-Math.abs(x))),
};
