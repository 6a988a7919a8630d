/*
 * Sine and cosine, with the same bits on every machine. An angle is first brought into an eighth of the circle around 0 by
 * taking off quarter turns; there, short polynomials serve. The art is in the taking off: π has no end, so that the quarter
 * turns of a large angle need many digits of it.
 *
 *   x = k · π/2 + r,  |r| ≤ π/4        sin x = sin r, cos r, −sin r, −cos r        for k = 0, 1, 2, 3, 0, …
 *   sin r = r − r³/6 + …               cos r = 1 − r²/2 + …
 *
 * Up to a million, π/2 in three parts of 33 bits does: each times k is exact. Beyond, whole numbers of a thousand bits divide
 * exactly, with π by Machin's formula.
 *
 *   π = 16 arctan(1/5) − 4 arctan(1/239)        arctan(1/q) = 1/q − 1/(3q³) + 1/(5q⁵) − …
 *
 * Notation: x angle in radians, k quarter turns, r the rest in two doubles: `r` and what it lost to rounding, `lost`.
 * Source: K. C. Ng, fdlibm 5.3 (Sun Microsystems, 1993), k_sin.c, k_cos.c and e_rem_pio2.c, for the coefficients and the three
 *   parts; J. Machin (1706) for π.
 * Error: below 1 ulp.
 * NB: C libraries reduce large angles by a table of 2/π (M. Payne and R. Hanek, 1983), which is faster and harder to read.
 *
 * Page 3 · before it: plain/elementary.ts · after it: plain/errorFunction.ts
 */

// π/2 in three parts of 33 bits, and the rest.
const PART_1 = 1.5707963267341256;
const PART_2 = 6.077100506303966e-11;
const PART_3 = 2.0222662487111665e-21;
const PART_4 = 8.4784276603689e-32;

/** An angle without its quarter turns. */
interface Reduced {
  /** k mod 4. */
  readonly quarter: number;
  readonly r: number;
  readonly lost: number;
}

function reduce(x: number): Reduced {
  if (Math.abs(x) <= Math.PI / 4) return { quarter: 0, r: x, lost: 0 };
  if (Math.abs(x) > 1e6) return reduceExactly(x);
  const k = Math.round(x / (Math.PI / 2));
  const first = x - k * PART_1; // exact, as are the next two products
  const second = first - k * PART_2;
  const third = second - k * PART_3;
  const rest = k * PART_4 - (first - second - k * PART_2) - (second - third - k * PART_3); // what rounding took
  const r = third - rest;
  return { quarter: ((k % 4) + 4) % 4, r, lost: third - r - rest };
}

const BITS = 1200n; // after the point of π/2: enough for the largest double, 2¹⁰²⁴, and 64 digits of the rest
let quarterTurn = 0n; // π/2 · 2¹²⁰⁰, once it is needed

/** arctan(1/q) · 2¹²⁰⁰. */
function arctanOfInverse(q: bigint): bigint {
  let sum = 0n;
  let power = (1n << BITS) / q;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += n % 4n === 1n ? power / n : -power / n;
    power /= q * q;
  }
  return sum;
}

function reduceExactly(x: number): Reduced {
  if (quarterTurn === 0n) quarterTurn = 8n * arctanOfInverse(5n) - 2n * arctanOfInverse(239n);
  const shift = Math.abs(x) < 2 ** 53 ? 64 : 0; // smaller ones may have bits after the point
  const angle = BigInt(Math.abs(x) * 2 ** shift) << (BITS - BigInt(shift));
  const k = (2n * angle + quarterTurn) / (2n * quarterTurn); // rounded to the nearest
  const rest = angle - k * quarterTurn;
  const r = Number(rest >> (BITS - 128n)) * 2 ** -128;
  const lost = Number((rest - BigInt(r * 2 ** 128) * (1n << (BITS - 128n))) >> (BITS - 256n)) * 2 ** -256;
  const quarter = Number(k % 4n);
  return x < 0 ? { quarter: (4 - quarter) % 4, r: -r, lost: -lost } : { quarter, r, lost };
}

/** sin(r + lost) for |r| ≤ π/4. */
function sinOfSmall(r: number, lost: number): number {
  const z = r * r;
  const v = z * r;
  const high =
    -1.984126982985795e-4 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10));
  return r - (z * (0.5 * lost - v * (0.00833333333332249 + z * high)) - lost + v * 0.16666666666666632);
}

/** cos(r + lost) for |r| ≤ π/4. */
function cosOfSmall(r: number, lost: number): number {
  const z = r * r;
  const high = -2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11);
  const series = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (2.480158728947673e-5 + z * high)));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * series - r * lost)); // 1 − w − half is what w lost to rounding
}

/**
 * The sine of an angle in radians; NaN at ±∞.
 * @example [plain.sin(Math.PI / 6), plain.sin(1e22)]; // => [0.49999999999999994, -0.8522008497671888]
 */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarter, r, lost } = reduce(x);
  const value = quarter % 2 === 0 ? sinOfSmall(r, lost) : cosOfSmall(r, lost);
  return quarter < 2 ? value : -value;
}

/**
 * The cosine of an angle in radians; NaN at ±∞.
 * @example [plain.cos(Math.PI / 3), plain.cos(Math.PI / 2)]; // => [0.5000000000000001, 6.123233995736766e-17]
 */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarter, r, lost } = reduce(x);
  const value = quarter % 2 === 0 ? cosOfSmall(r, lost) : sinOfSmall(r, lost);
  return quarter === 0 || quarter === 3 ? value : -value;
}
