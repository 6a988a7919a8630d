/*
 * Functions of one number, applied to each of n. The equations of the functions and of their derivatives stand over them; where a
 * derivative is short in terms of the result y, the backward form takes y, which is there already, in place of x.
 *
 *   forward    y = f(x)           backward    dx = g · f′(x),  with g = ∂loss/∂y
 *
 * Every function hands a constant to one loop, which the compiler copies for each constant, leaving of `rule` the branch that is
 * meant. Cheap functions go four numbers at a time; the others, long chains of operations that wait for each other, go eight at a
 * time, so that a processor has two chains to work on; the fused build's chains are shorter, and there registers are what lacks.
 *
 * Notation: Φ(x) = ½ erfc(−x/√2) the normal distribution, φ(x) = e^(−x²/2) / √(2π) its density, σ the sigmoid.
 * Source: D. Hendrycks and K. Gimpel, arXiv:1606.08415 (2016), for GELU and its form by tanh; the definitions are PyTorch's.
 * NB: ½ (1 + tanh u) is σ(2u), which keeps its digits where tanh is near −1; so does Φ(x) by erfc where erf is near −1. There
 *   PyTorch's results have fewer digits right than these.
 */
import { erfcOf, erfOf, expOf, log1pOf, logOf, sigmoidOf, tanhOf } from "./elementary.ts";
import { multiplyAdd } from "./lanes.ts";
import { loadTail, storeTail } from "./tail.ts";

const NEGATE = 0;
const ABS = 1;
const SQRT = 2;
const RSQRT = 3;
const RECIPROCAL = 4;
const SQUARE = 5;
const CUBE = 6;
const RELU = 7;
const LEAKY_RELU = 8;
const CLIP = 9;
const ADD_SCALAR = 10;
const SCALE = 11;
const CHEAP = 12; // the kinds before it
const EXP = 12;
const LOG = 13;
const TANH = 14;
const SIGMOID = 15;
const ERF = 16;
const GELU = 17;
const GELU_TANH = 18;
const SOFTPLUS = 19;
const SILU = 20;

/* @inline */ function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** Φ(x), and e = e^(−x²/2) given, which the density needs too. */
/* @inline */ export function normalDistribution(x: v128, e: v128): v128 {
  const upper = f32x4.mul(erfcOf(f32x4.mul(f32x4.abs(x), splat(<f32>Math.SQRT1_2)), e), splat(0.5)); // Φ(−|x|)
  return v128.bitselect(upper, f32x4.sub(splat(1), upper), f32x4.lt(x, splat(0)));
}

/** e^(−x²/2). */
/* @inline */ export function bell(x: v128): v128 {
  return expOf(f32x4.mul(f32x4.mul(x, x), splat(-0.5)));
}

/** 2u of the GELU by tanh: 2 √(2/π) (x + 0.044715 x³). */
/* @inline */ export function geluArgument(x: v128): v128 {
  const square = f32x4.mul(x, x);
  return f32x4.mul(x, multiplyAdd(square, splat(0.07135481282636046), splat(1.5957691216057308)));
}

/* @inline */ function rule(kind: i32, x: v128, a: f32, b: f32): v128 {
  if (kind === NEGATE) return f32x4.neg(x);
  if (kind === ABS) return f32x4.abs(x);
  if (kind === SQRT) return f32x4.sqrt(x);
  if (kind === RSQRT) return f32x4.div(splat(1), f32x4.sqrt(x));
  if (kind === RECIPROCAL) return f32x4.div(splat(1), x);
  if (kind === SQUARE) return f32x4.mul(x, x);
  if (kind === CUBE) return f32x4.mul(f32x4.mul(x, x), x);
  if (kind === RELU) return f32x4.pmax(x, splat(0));
  if (kind === LEAKY_RELU) return v128.bitselect(x, f32x4.mul(x, splat(a)), f32x4.gt(x, splat(0)));
  if (kind === CLIP) return f32x4.pmin(f32x4.pmax(x, splat(a)), splat(b));
  if (kind === ADD_SCALAR) return f32x4.add(x, splat(a));
  if (kind === SCALE) return f32x4.mul(x, splat(a));
  if (kind === EXP) return expOf(x);
  if (kind === LOG) return logOf(x);
  if (kind === TANH) return tanhOf(x);
  if (kind === SIGMOID) return sigmoidOf(x);
  if (kind === ERF) return erfOf(x);
  if (kind === GELU) return f32x4.mul(x, normalDistribution(x, bell(x)));
  if (kind === GELU_TANH) return f32x4.mul(x, sigmoidOf(geluArgument(x)));
  if (kind === SOFTPLUS) return f32x4.add(f32x4.pmax(x, splat(0)), log1pOf(expOf(f32x4.neg(f32x4.abs(x)))));
  return f32x4.mul(x, sigmoidOf(x)); // SILU
}

/* @inline */ function map(kind: i32, x: usize, out: usize, n: i32, a: f32 = 0, b: f32 = 0): void {
  if (kind < CHEAP) {
    for (; n >= 4; n -= 4, x += 16, out += 16) v128.store(out, rule(kind, v128.load(x), a, b));
    if (n > 0) storeTail(out, rule(kind, loadTail(x, n), a, b), n);
    return;
  }
  for (; n >= 8 && !ASC_FEATURE_RELAXED_SIMD; n -= 8, x += 32, out += 32) {
    const first = rule(kind, v128.load(x), a, b);
    const second = rule(kind, v128.load(x, 16), a, b);
    v128.store(out, first);
    v128.store(out, second, 16);
  }
  for (; n > 0; n -= 4, x += 16, out += 16) {
    const y = rule(kind, n >= 4 ? v128.load(x) : loadTail(x, n), a, b);
    if (n >= 4) v128.store(out, y);
    else storeTail(out, y, n);
  }
}

/** out = −x */
export function negate(x: usize, out: usize, n: i32): void {
  map(NEGATE, x, out, n);
}

/** out = |x| */
export function abs(x: usize, out: usize, n: i32): void {
  map(ABS, x, out, n);
}

/** out = √x, NaN below 0; exact to the last bit. */
export function sqrt(x: usize, out: usize, n: i32): void {
  map(SQRT, x, out, n);
}

/** out = 1 / √x */
export function rsqrt(x: usize, out: usize, n: i32): void {
  map(RSQRT, x, out, n);
}

/** out = 1 / x */
export function reciprocal(x: usize, out: usize, n: i32): void {
  map(RECIPROCAL, x, out, n);
}

/** out = x² */
export function square(x: usize, out: usize, n: i32): void {
  map(SQUARE, x, out, n);
}

/** out = x³ */
export function cube(x: usize, out: usize, n: i32): void {
  map(CUBE, x, out, n);
}

/** out = max(x, 0); NaN stays NaN. */
export function relu(x: usize, out: usize, n: i32): void {
  map(RELU, x, out, n);
}

/** out = x for x > 0, else slope·x */
export function leakyRelu(x: usize, out: usize, n: i32, slope: f32): void {
  map(LEAKY_RELU, x, out, n, slope);
}

/** out = min(max(x, low), high); NaN stays NaN. */
export function clip(x: usize, out: usize, n: i32, low: f32, high: f32): void {
  map(CLIP, x, out, n, low, high);
}

/** out = x + term */
export function addScalar(x: usize, out: usize, n: i32, term: f32): void {
  map(ADD_SCALAR, x, out, n, term);
}

/** out = factor·x */
export function scale(x: usize, out: usize, n: i32, factor: f32): void {
  map(SCALE, x, out, n, factor);
}

/** out = eˣ */
export function exp(x: usize, out: usize, n: i32): void {
  map(EXP, x, out, n);
}

/** out = ln x: −Infinity at 0, NaN below. */
export function log(x: usize, out: usize, n: i32): void {
  map(LOG, x, out, n);
}

/** out = tanh x */
export function tanh(x: usize, out: usize, n: i32): void {
  map(TANH, x, out, n);
}

/** out = σ(x) = 1 / (1 + e⁻ˣ) */
export function sigmoid(x: usize, out: usize, n: i32): void {
  map(SIGMOID, x, out, n);
}

/** out = erf x = 2/√π ∫₀ˣ e^(−t²) dt */
export function erf(x: usize, out: usize, n: i32): void {
  map(ERF, x, out, n);
}

/** out = x Φ(x): the exact GELU. */
export function gelu(x: usize, out: usize, n: i32): void {
  map(GELU, x, out, n);
}

/** out = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): the GELU of GPT-2. */
export function geluTanh(x: usize, out: usize, n: i32): void {
  map(GELU_TANH, x, out, n);
}

/** out = ln(1 + eˣ) */
export function softplus(x: usize, out: usize, n: i32): void {
  map(SOFTPLUS, x, out, n);
}

/** out = x σ(x) */
export function silu(x: usize, out: usize, n: i32): void {
  map(SILU, x, out, n);
}
