/*
 * The derivatives of the functions in unary.ts, each times what comes from above: dx = g · f′(x). The activations are here; powers,
 * roots and logarithms need none, as their derivatives are products and quotients.
 *
 * Notation: g = ∂loss/∂y, x the argument and y = f(x) the result of the forward pass; Φ, φ and σ as in unary.ts.
 * NB: at the kinks PyTorch's choice is taken: relu′(0) = 0, leakyRelu′(0) = slope, clip′ = 1 at both bounds.
 */
import { sigmoidOf } from "./elementary.ts";
import { multiplyAdd } from "./lanes.ts";
import { loadNext, loadTail, storeNext, storeTail } from "./tail.ts";
import { bell, geluArgument, normalDistribution } from "./unary.ts";

const RELU = 0;
const LEAKY_RELU = 1;
const CLIP = 2;
const TANH = 3;
const SIGMOID = 4;
const CHEAP = 5; // the kinds before it
const GELU = 5;
const GELU_TANH = 6;
const SOFTPLUS = 7;
const SILU = 8;

/* @inline */ function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** x φ(x), with e = e^(−x²/2). */
/* @inline */ function weightedDensity(x: v128, e: v128): v128 {
  return f32x4.mul(f32x4.mul(x, splat(0.3989422804014327)), e); // 1/√(2π)
}

/** Φ(x) + x φ(x). */
/* @inline */ function geluSlope(x: v128): v128 {
  const e = bell(x);
  return f32x4.add(weightedDensity(x, e), normalDistribution(x, e));
}

/* @inline */ function rule(kind: i32, g: v128, x: v128, a: f32, b: f32): v128 {
  if (kind === RELU) return v128.andnot(g, f32x4.le(x, splat(0)));
  if (kind === LEAKY_RELU) return v128.bitselect(g, f32x4.mul(g, splat(a)), f32x4.gt(x, splat(0)));
  if (kind === CLIP) return v128.and(g, v128.and(f32x4.ge(x, splat(a)), f32x4.le(x, splat(b))));
  if (kind === TANH) return f32x4.mul(g, f32x4.sub(splat(1), f32x4.mul(x, x)));
  if (kind === SIGMOID) return f32x4.mul(g, f32x4.mul(x, f32x4.sub(splat(1), x)));
  if (kind === GELU) return f32x4.mul(g, geluSlope(x));
  const s = sigmoidOf(kind === GELU_TANH ? geluArgument(x) : x);
  if (kind === SOFTPLUS) return f32x4.mul(g, s);
  let slope = f32x4.mul(x, f32x4.sub(splat(1), s)); // σ′ = σ (1 − σ), so that (x σ(v))′ = σ (1 + x (1 − σ) v′)
  if (kind === GELU_TANH) {
    const derivative = multiplyAdd(f32x4.mul(x, x), splat(0.21406443847908138), splat(1.5957691216057308));
    slope = f32x4.mul(slope, derivative);
  }
  return f32x4.mul(g, multiplyAdd(s, slope, s));
}

/* @inline */ function map(kind: i32, g: usize, x: usize, out: usize, n: i32, a: f32 = 0, b: f32 = 0): void {
  if (kind < CHEAP) {
    for (; n >= 4; n -= 4, g += 16, x += 16, out += 16) {
      v128.store(out, rule(kind, v128.load(g), v128.load(x), a, b));
    }
    if (n > 0) storeTail(out, rule(kind, loadTail(g, n), loadTail(x, n), a, b), n);
    return;
  }
  for (; n >= 8 && !ASC_FEATURE_RELAXED_SIMD; n -= 8, g += 32, x += 32, out += 32) {
    const first = rule(kind, v128.load(g), v128.load(x), a, b);
    const second = rule(kind, v128.load(g, 16), v128.load(x, 16), a, b);
    v128.store(out, first);
    v128.store(out, second, 16);
  }
  for (; n > 0; n -= 4, g += 16, x += 16, out += 16) {
    const whole = n >= 4;
    const y = rule(kind, whole ? v128.load(g) : loadTail(g, n), whole ? v128.load(x) : loadTail(x, n), a, b);
    if (whole) v128.store(out, y);
    else storeTail(out, y, n);
  }
}

/** out = g for x > 0, else 0; y will do in place of x. */
export function reluBackward(g: usize, x: usize, out: usize, n: i32): void {
  map(RELU, g, x, out, n);
}

/** out = g for x > 0, else slope·g */
export function leakyReluBackward(g: usize, x: usize, out: usize, n: i32, slope: f32): void {
  map(LEAKY_RELU, g, x, out, n, slope);
}

/** out = g for low ≤ x ≤ high, else 0 */
export function clipBackward(g: usize, x: usize, out: usize, n: i32, low: f32, high: f32): void {
  map(CLIP, g, x, out, n, low, high);
}

/** out = g (1 − y²) with y = tanh x */
export function tanhBackward(g: usize, y: usize, out: usize, n: i32): void {
  map(TANH, g, y, out, n);
}

/** out = g y (1 − y) with y = σ(x) */
export function sigmoidBackward(g: usize, y: usize, out: usize, n: i32): void {
  map(SIGMOID, g, y, out, n);
}

/* @inline */ function geluLanes(x: usize, out: usize, slope: usize, left: i32): void {
  const argument = loadNext(x, left);
  const e = bell(argument);
  const distribution = normalDistribution(argument, e);
  storeNext(out, f32x4.mul(argument, distribution), left);
  storeNext(slope, f32x4.add(weightedDensity(argument, e), distribution), left);
}

/** out = g (Φ(x) + x φ(x)) */
export function geluBackward(g: usize, x: usize, out: usize, n: i32): void {
  map(GELU, g, x, out, n);
}

/** out = g (s + x s (1 − s) v′) with s = σ(v), v = 2 √(2/π) (x + 0.044715 x³) */
export function geluTanhBackward(g: usize, x: usize, out: usize, n: i32): void {
  map(GELU_TANH, g, x, out, n);
}

/** out = g σ(x) */
export function softplusBackward(g: usize, x: usize, out: usize, n: i32): void {
  map(SOFTPLUS, g, x, out, n);
}

/** out = g σ(x) (1 + x (1 − σ(x))) */
export function siluBackward(g: usize, x: usize, out: usize, n: i32): void {
  map(SILU, g, x, out, n);
}

/** out = x Φ(x) and slope = Φ(x) + x φ(x), its derivative: together hardly dearer than one, and the way back is a product. */
export function geluWithSlope(x: usize, out: usize, slope: usize, n: i32): void {
  for (; n >= 8 && !ASC_FEATURE_RELAXED_SIMD; n -= 8, x += 32, out += 32, slope += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const e0 = bell(x0);
    const e1 = bell(x1);
    const distribution0 = normalDistribution(x0, e0);
    const distribution1 = normalDistribution(x1, e1);
    v128.store(out, f32x4.mul(x0, distribution0));
    v128.store(out, f32x4.mul(x1, distribution1), 16);
    v128.store(slope, f32x4.add(weightedDensity(x0, e0), distribution0));
    v128.store(slope, f32x4.add(weightedDensity(x1, e1), distribution1), 16);
  }
  for (; n >= 4; n -= 4, x += 16, out += 16, slope += 16) geluLanes(x, out, slope, 4);
  if (n > 0) geluLanes(x, out, slope, n);
}
