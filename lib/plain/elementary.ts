/*
 * The exponential, the logarithm and powers, with the same bits on every machine. JavaScript lets each engine approximate
 * `Math.exp` and `Math.log` in its own way, so that a number printed in a chapter could differ in the last digits from
 * browser to browser; addition, multiplication, division and square root may not differ, and these pages use nothing else.
 *
 *   eˣ     = 2ᵏ · eʳ              with k = round(x / ln 2), so that |r| ≤ ½ ln 2 and a short polynomial serves
 *   ln x   = k ln 2 + ln m        with x = 2ᵏ · m and √½ ≤ m < √2, and ln m from a series in s = (m − 1) / (m + 1)
 *   xⁿ     = x · x · … · x        for whole n, by squaring; else e^(n ln x)
 *
 * Notation: k whole number, r and m the reduced arguments, ulp the distance from one double to the next.
 * Source: K. C. Ng, fdlibm 5.3 (Sun Microsystems, 1993), e_exp.c and e_log.c, for reductions and coefficients;
 *   N. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 1.14.1 (Kahan), for expm1 and log1p.
 * Error: below 1 ulp for exp and log, below 4 ulp for expm1 and log1p; for powers about |n ln x| ulp.
 * NB: C libraries and PyTorch differ from these values in the last digit now and then; so do V8, SpiderMonkey and JavaScriptCore.
 *
 * Page 2 · before it: lesson.ts · after it: plain/trigonometry.ts
 */

// ln 2 in two parts: the high one ends in zeros, so that k · LN2_HIGH is exact for every k that occurs.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2ᵏ for −1022 ≤ k ≤ 1023 at index k + 1022; doubling is exact, while `2 ** k` need not be. */
const powersOfTwo = new Float64Array(2046);
for (let i = 0, power = 2.2250738585072014e-308; i < powersOfTwo.length; i++, power *= 2) powersOfTwo[i] = power;

/** y · 2ᵏ, in two steps so that a result below 2⁻¹⁰²² loses its last bits once only. */
function timesPowerOfTwo(y: number, k: number): number {
  const half = k >> 1;
  return y * powersOfTwo[half + 1022] * powersOfTwo[k - half + 1022];
}

/**
 * The exponential eˣ.
 * @example plain.exp(1); // => 2.718281828459045
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity; // eˣ would be above the largest double
  if (x < -745.1332191019411) return 0; // eˣ would be below half the smallest one
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low; // |r| ≤ 0.347; what r lost to rounding is still in high and low
  // eʳ = 1 + r + r·c/(2 − c), where c = r − t·P(t) with t = r² is a minimax polynomial for r·(eʳ + 1)/(eʳ − 1)
  const t = r * r;
  const p4 = -1.6533902205465252e-6 + t * 4.1381367970572385e-8;
  const p = 0.16666666666666602 + t * (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * p4));
  const c = r - t * p;
  return timesPowerOfTwo(1 - (low - (r * c) / (2 - c) - high), k);
}

const word = new DataView(new ArrayBuffer(8));

/**
 * The natural logarithm ln x: −Infinity at 0, NaN below.
 * @example [plain.log(10), plain.log(0)]; // => [2.302585092994046, -Infinity]
 */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN; // below 0, and NaN itself
  if (x === Infinity) return x;
  let k = 0;
  let m = x;
  if (x < 2.2250738585072014e-308) {
    m = x * 18014398509481984; // 2⁵⁴: numbers this small have no exponent of their own
    k = -54;
  }
  word.setFloat64(0, m);
  const top = word.getUint32(0); // sign, eleven bits of exponent, twenty of the fraction
  k += (top >>> 20) - 1023;
  word.setUint32(0, (top & 0xfffff) | 0x3ff00000);
  m = word.getFloat64(0); // 1 ≤ m < 2
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f); // ln m = 2 (s + s³/3 + s⁵/5 + …), the coefficients adjusted to end the series at s¹⁵
  const z = s * s;
  const w = z * z;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const halfSquare = 0.5 * f * f;
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + odd + even) + k * LN2_LOW) - f);
}

/**
 * eˣ − 1 without the loss of digits near 0, where eˣ rounds to 1.
 * @example plain.expm1(1e-10); // => 1.00000000005e-10
 */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  if (u - 1 === -1 || u === Infinity) return u - 1;
  return ((u - 1) * x) / log(u); // u is not quite eˣ, but it is quite e to the power log(u)
}

/**
 * ln(1 + x) without the loss of digits near 0, where 1 + x rounds to 1.
 * @example plain.log1p(1e-10); // => 9.9999999995e-11
 */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1 || u === Infinity) return x;
  return (log(u) * x) / (u - 1); // what 1 + x lost to rounding is given back in proportion
}

/**
 * xⁿ: from products where n is whole, from √, exp and log else. NaN for a fractional power of a number below 0.
 * @example [plain.power(2, 10), plain.power(2, 0.5), plain.power(-8, 1 / 3)]; // => [1024, 1.4142135623730951, NaN]
 */
export function power(x: number, n: number): number {
  if (n === Infinity || n === -Infinity) {
    const size = Math.abs(x);
    return size === 1 ? 1 : Number.isNaN(x) ? x : size > 1 === n > 0 ? Infinity : 0;
  }
  if (!Number.isInteger(n)) {
    if (n === 0.5) return Math.sqrt(x);
    return x === 0 && n < 0 ? Infinity : exp(n * log(x));
  }
  let product = 1;
  let square = x; // x, x², x⁴, …, of which those are taken whose exponents add up to n
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product *= square;
    square *= square;
  }
  return n < 0 ? 1 / product : product;
}
