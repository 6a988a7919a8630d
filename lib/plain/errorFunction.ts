/*
 * The error function: how much of a bell curve lies near its middle. Half of 1 + erf(x / √2) is the probability Φ(x) that a
 * standard normal number is below x, and the activation gelu is x Φ(x).
 *
 *   erf x = 2/√π ∫₀ˣ e^(−t²) dt        erf′ x = 2/√π e^(−x²)        erf(−x) = −erf x
 *
 *   |x| < 0.84375         x + x · P(x²)
 *   |x| < 1.25            0.845… + P(|x| − 1), around erf 1
 *   |x| < 6               1 − erfc |x|,  erfc x = e^(−x² − 0.5625 + P(1/x²)) / x
 *   beyond                ±1, for what is missing is below half the last digit
 *
 * Notation: P a quotient of two polynomials, another one in each range; ulp the distance from one double to the next.
 * Source: K. C. Ng, fdlibm 5.3 (Sun Microsystems, 1993), s_erf.c, for ranges and coefficients.
 * Error: below 1 ulp.
 * NB: erf has no formula by elementary functions; every library has its own tables of such coefficients.
 *
 * Page 4 · before it: plain/trigonometry.ts · after it: data/random.ts
 */
import { exp } from "./elementary.ts";

/** A polynomial by Horner's rule: coefficients from the constant upwards. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

// Numerator and denominator in each of the four ranges.
const nearZero = [
  [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5],
  [1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 1.3249473800432164e-4, -3.960228278775368e-6],
];
const nearOne = [
  [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
    0.035478304325618236, -0.002166375594868791,
  ],
  [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
];
const middle = [
  [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
];
const far = [
  [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
];

function quotient([numerator, denominator]: readonly (readonly number[])[], x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

const ERF_1 = 0.8450629115104675; // near erf 1, with zeros at its end

const single = new Float32Array(1);

/** 1 − erf x for x ≥ 1.25. */
function erfc(x: number): number {
  const rest = quotient(x < 1 / 0.35 ? middle : far, 1 / (x * x));
  single[0] = x; // x with 24 bits, so that its square is exact
  const z = single[0];
  return (exp(-z * z - 0.5625) * exp((z - x) * (z + x) + rest)) / x;
}

/**
 * The error function, from −1 to 1.
 * @example [plain.erf(1), plain.erf(-Infinity)]; // => [0.8427007929497149, -1]
 */
export function erf(x: number): number {
  const t = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (t < 0.84375) return x + x * quotient(nearZero, x * x);
  const value = t < 1.25 ? ERF_1 + quotient(nearOne, t - 1) : t < 6 ? 1 - erfc(t) : 1;
  return x < 0 ? -value : value;
}
