/*
 * Powers with any exponent. In float32, e^(p ln x) would lose digits in proportion to p ln x; so the logarithm and the exponential
 * are those of plain/elementary.ts here, in float64, one number at a time: slower than other kernels, and right to half an ulp.
 *
 *   xᵖ = e^(p ln x)          for 0 < x < ∞;      (−x)ᵖ = xᵖ for even p, −xᵖ for odd p, NaN for other p
 *
 * Source: K. C. Ng, fdlibm 5.3 (1993), e_log.c and e_exp.c, for reductions and coefficients; IEEE 754-2019, 9.2.1, for special cases.
 * NB: 1 to every power is 1, and everything to the power 0 is 1, NaN too, as in C and PyTorch. Squares and cubes are in unary.ts.
 */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** ln x for 0 < x < ∞, as plain/elementary.ts explains it. A float32, however small, has an exponent of its own in float64. */
function logarithm(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let k = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000); // 1 ≤ m < 2
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const halfSquare = 0.5 * f * f;
  return <f64>k * LN2_HIGH - (halfSquare - (s * (halfSquare + odd + even) + <f64>k * LN2_LOW) - f);
}

/** eˣ; beyond what float32 holds, 0 or Infinity. */
function exponential(x: f64): f64 {
  if (x > 89) return Infinity;
  if (x < -104) return 0;
  const k = nearest<f64>(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const p4 = -1.6533902205465252e-6 + t * 4.1381367970572385e-8;
  const p = 0.16666666666666602 + t * (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * p4));
  const c = r - t * p;
  return (1 - (low - (r * c) / (2 - c) - high)) * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** |x|ᵖ for p ≠ 0. */
function magnitude(a: f64, p: f64): f64 {
  if (a === 1) return 1;
  if (a === 0) return p > 0 ? 0 : Infinity;
  if (a === Infinity) return p > 0 ? Infinity : 0;
  return exponential(p * logarithm(a));
}

/** out = xᵖ */
export function power(x: usize, out: usize, n: i32, p: f64): void {
  const whole = floor<f64>(p) === p;
  const odd = whole && floor<f64>(p / 2) !== p / 2;
  for (; n > 0; n--, x += 4, out += 4) {
    const base = <f64>load<f32>(x);
    let result: f64 = 1;
    if (p !== 0) {
      if (!(base >= -Infinity && p >= -Infinity))
        result = base === 1 ? 1 : NaN; // one of them is NaN
      else {
        result = magnitude(abs<f64>(base), p);
        if (base < 0 && !whole && base !== -Infinity) result = NaN;
        else if (odd) result = copysign<f64>(result, base);
      }
    }
    store<f32>(out, <f32>result);
  }
}
