/*
 * The exponential, the logarithm and their kin, for four float32 at once. Addition, multiplication, division and square root are
 * exact to the last bit on every machine; nothing else is used here, so the results are the same everywhere too.
 *
 *   eˣ        = 2ⁿ · eʳ                     n = round(x / ln 2), r = x − n ln 2, |r| ≤ ½ ln 2: a polynomial serves for eʳ
 *   ln x      = n ln 2 + ln m               x = 2ⁿ m with √½ ≤ m < √2; ln m = 2 (s + s³/3 + …), s = (m − 1) / (m + 1)
 *   tanh x    = −u / (u + 2)                u = e^(−2|x|) − 1, without loss of digits near 0; the sign of x is put back
 *   sigmoid x = 1 / (1 + e⁻ˣ)               or e / (1 + e) with e = eˣ for x < 0: no overflow, no digits lost
 *   erf x     = x + x P(x²)                 for |x| < 0.85, else 1 − erfc |x|
 *   erfc t    = e^(−t²) k P(k)              for t ≥ 0, k = 1 / (1 + 3t/8): one formula from 0 to infinity
 *   ln(1 + e) = 2 (s + s³/3 + …)            for 0 ≤ e ≤ 1, s = e / (2 + e) ≤ ⅓
 *
 * Two tricks spare instructions. Added to 3·2²² = 12582912, a number is rounded to a whole one, which then stands in the last
 * bits of the sum; and these bits, shifted by 23, are the exponent of 2ⁿ.
 *
 * Notation: n whole number, r, m, s reduced arguments, ulp the distance from one float32 to the next.
 * Source: K. C. Ng, fdlibm 5.3 (1993), for the reductions and the form of the logarithm; M. Abramowitz and I. Stegun (1964), 7.1.26,
 *   for the form of erfc. The coefficients are minimax fits of this library: of the relative error, by Lawson's iteration over
 *   Chebyshev points, rounded to float32 one after another from the lowest power, the others fitted anew each time.
 * Error: at most 0.8 ulp for log, 1.2 for exp, 1.6 for erf, 2.1 for sigmoid, 2.5 for tanh; erfc loses t² ulp more, as e^(−t²)
 *   does.
 * NB: eˣ below 2⁻¹²⁵·⁵ (x < −86.99) is 0; C libraries go on to 2⁻¹⁴⁹ with fewer and fewer digits, and slowly.
 */
import { multiplyAdd } from "./lanes.ts";

/*
 * Numbers stand in memory, whence one instruction fills all lanes; built in registers, they would take two each, in every turn of a
 * loop (engines differ in whether they keep them).
 */
/** Places in the table `CONSTANTS`. */
const LOG2_E = 0;
const LN2_HIGH = 1; // −ln 2 in two parts; the high one has ten bits, so that n times it is exact
const LN2_LOW = 2;
const ROUND_126 = 3; // 3·2²² + 126: added, it rounds, and the last bits of the sum are n + 126
const ROUND_127 = 4;
const LOWEST = 5; // arguments of eˣ beyond which the result is 0 or Infinity
const HIGHEST = 6;
const ONE = 7;
const CONSTANTS = memory.data<f32>([1.44269502, -0.693359375, 2.1219444e-4, 12583038, 12583039, -87, 89, 1]);
/** Q of eʳ = 1 + r + r² Q(r), for |r| ≤ 0.347; relative error 3·10⁻⁹. Tables begin with the lowest power. */
const EXP = memory.data<f32>([0.49999994, 0.16666521, 0.041668266, 0.008368675, 0.001382061]);
/** ln 2 in two parts, then R of ln m = 2s + s³ R(s²), for |s| ≤ 0.172; relative error 8·10⁻¹⁰. */
const LOG = memory.data<f32>([0.69313812256, 9.0580006145e-6, 0.66666776, 0.39977562, 0.29871735]);
/** The same for |s| ≤ ⅓; relative error 5·10⁻⁹. */
const LOG1P = memory.data<f32>([0.6666641, 0.40021744, 0.27998433, 0.28027758]);
/** P of erfc t = e^(−t²) k P(k), for 0 ≤ t ≤ 10.5; relative error 2·10⁻⁸. */
const ERFC = memory.data<f32>([
  0.21161035, 0.21070394, 0.20491765, 0.123090826, 0.26989993, -0.22371605, 0.42726865, -0.2847715, 0.06099619,
]);
/** P of erf x = x + x P(x²), for |x| ≤ 0.85; relative error 7·10⁻⁹. */
const ERF = memory.data<f32>([0.12837917, -0.3761259, 0.11282865, -0.026807288, 0.0050577037, -0.00063485187]);

/** The number at `index` of a table, in all lanes. */
/* @inline */ function coefficient(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

/* @inline */ function constant(index: usize): v128 {
  return coefficient(CONSTANTS, index);
}

/** p·x + coefficient: a step of Horner's rule. */
/* @inline */ function horner(p: v128, x: v128, table: usize, index: usize): v128 {
  return multiplyAdd(p, x, coefficient(table, index));
}

/* @inline */ function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** Q(r), in pairs that do not wait for each other: Estrin's rule, quicker than Horner's where a loop does little else. */
/* @inline */ function expSeries(r: v128): v128 {
  const square = f32x4.mul(r, r);
  const high = multiplyAdd(coefficient(EXP, 4), square, horner(coefficient(EXP, 3), r, EXP, 2));
  return multiplyAdd(high, square, horner(coefficient(EXP, 1), r, EXP, 0));
}

/** x − n ln 2, with n given as a float. */
/* @inline */ function reduce(x: v128, n: v128): v128 {
  return multiplyAdd(n, constant(LN2_LOW), multiplyAdd(n, constant(LN2_HIGH), x));
}

/** eˣ in each lane. */
/* @inline */ export function expOf(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, constant(HIGHEST)), constant(LOWEST)); // beyond, the result is Infinity or 0; NaN stays
  const rounded = multiplyAdd(x, constant(LOG2_E), constant(ROUND_126)); // + 126: 2ⁿ⁻¹ has an exponent up to n = 128, 2ⁿ has not
  const r = reduce(x, f32x4.sub(rounded, constant(ROUND_126)));
  const half = i32x4.shl(rounded, 23); // 2ⁿ⁻¹
  let p = expSeries(r);
  p = multiplyAdd(p, r, constant(ONE));
  p = multiplyAdd(p, r, constant(ONE));
  return f32x4.mul(f32x4.add(p, p), half);
}

/** ln x in each lane: −Infinity at 0, NaN below. */
/* @inline */ export function logOf(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.1754943508222875e-38)); // no exponent of their own
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  const bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3)); // the bits of √½: from there on, the exponent counts from 0
  const n = f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23)), v128.and(tiny, splat(23)));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(m, constant(ONE));
  const s = f32x4.div(f, f32x4.add(f, splat(2)));
  const z = f32x4.mul(s, s);
  let series = horner(horner(coefficient(LOG, 4), z, LOG, 3), z, LOG, 2);
  const halfSquare = f32x4.mul(f32x4.mul(f, f), splat(0.5));
  series = f32x4.add(halfSquare, f32x4.mul(series, z));
  // ln m = f − f²/2 + s (f²/2 + R), with the small terms added up first
  const low = f32x4.sub(halfSquare, multiplyAdd(s, series, f32x4.mul(n, coefficient(LOG, 1))));
  const y = f32x4.sub(f32x4.mul(n, coefficient(LOG, 0)), f32x4.sub(low, f));
  const zero = v128.and(f32x4.eq(x, splat(0)), splat(Infinity));
  const infinite = v128.and(f32x4.eq(x, splat(Infinity)), splat(Infinity));
  return v128.or(f32x4.add(f32x4.sub(y, zero), infinite), v128.not(f32x4.ge(x, splat(0)))); // all bits set are NaN
}

/** tanh x in each lane. */
/* @inline */ export function tanhOf(x: v128): v128 {
  const z = f32x4.pmax(f32x4.mul(f32x4.abs(x), splat(-2)), splat(-20)); // beyond, tanh rounds to 1
  const rounded = multiplyAdd(z, constant(LOG2_E), constant(ROUND_127));
  const r = reduce(z, f32x4.sub(rounded, constant(ROUND_127)));
  const power = i32x4.shl(rounded, 23); // 2ⁿ
  const p = multiplyAdd(expSeries(r), f32x4.mul(r, r), r); // eʳ − 1
  const u = multiplyAdd(p, power, f32x4.sub(power, constant(ONE)));
  const y = f32x4.div(u, f32x4.add(u, splat(2))); // −|tanh x|
  return v128.bitselect(x, y, i32x4.splat(0x80000000)); // the sign of x
}

/** 1 / (1 + e⁻ˣ) in each lane. */
/* @inline */ export function sigmoidOf(x: v128): v128 {
  const e = expOf(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(e, constant(ONE), f32x4.lt(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(e, constant(ONE)));
}

/** erfc t in each lane, for t ≥ 0, with e^(−t²) given. */
/* @inline */ export function erfcOf(t: v128, exponential: v128): v128 {
  const k = f32x4.div(constant(ONE), multiplyAdd(t, splat(0.375), constant(ONE)));
  const k2 = f32x4.mul(k, k);
  const k4 = f32x4.mul(k2, k2);
  const p0 = multiplyAdd(horner(coefficient(ERFC, 3), k, ERFC, 2), k2, horner(coefficient(ERFC, 1), k, ERFC, 0));
  const p4 = multiplyAdd(horner(coefficient(ERFC, 7), k, ERFC, 6), k2, horner(coefficient(ERFC, 5), k, ERFC, 4));
  const p = multiplyAdd(multiplyAdd(coefficient(ERFC, 8), k4, p4), k4, p0);
  return f32x4.mul(exponential, f32x4.mul(p, k));
}

/** erf x in each lane. */
/* @inline */ export function erfOf(x: v128): v128 {
  const t = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = horner(horner(horner(coefficient(ERF, 5), z, ERF, 4), z, ERF, 3), z, ERF, 2);
  p = horner(horner(p, z, ERF, 1), z, ERF, 0);
  const far = f32x4.sub(constant(ONE), erfcOf(t, expOf(f32x4.neg(z))));
  const y = v128.bitselect(multiplyAdd(p, t, t), far, f32x4.lt(t, splat(0.85)));
  return v128.bitselect(x, y, i32x4.splat(0x80000000));
}

/** ln(1 + e) in each lane, for 0 ≤ e ≤ 1. */
/* @inline */ export function log1pOf(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, splat(2)));
  const z = f32x4.mul(s, s);
  const p = horner(horner(horner(coefficient(LOG1P, 3), z, LOG1P, 2), z, LOG1P, 1), z, LOG1P, 0);
  return multiplyAdd(f32x4.mul(p, z), s, f32x4.add(s, s));
}
