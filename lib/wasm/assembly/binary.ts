/*
 * Arithmetic between two arrays of broadcast shapes, and what is like it. Whatever the shapes, axes along which both operands go on
 * evenly are one axis to a loop; three remain at most in nearly all that happens, and the caller brings the shapes to that form.
 *
 *   out[i, j, k] = a[i a₀ + j a₁ + k a₂] ∘ b[i b₀ + j b₁ + k b₂]         a broadcast axis has stride 0
 *
 * Notation: n₀ n₁ n₂ sizes of the contiguous result, a₀ … b₂ strides, all counted in elements.
 * Source: NumPy, General broadcasting rules; C. Harris et al., Array programming with NumPy, Nature 585 (2020), for the collapsing.
 * NB: `maximum` and `minimum` give NaN where either operand is NaN, and −0 counts as less than 0.
 */
import { multiplyAdd } from "./lanes.ts";
import { loadTail, storeTail } from "./tail.ts";

const ADD = 0;
const SUBTRACT = 1;
const MULTIPLY = 2;
const DIVIDE = 3;
const MAXIMUM = 4;
const MINIMUM = 5;

/* @inline */ function rule(kind: i32, a: v128, b: v128): v128 {
  if (kind === ADD) return f32x4.add(a, b);
  if (kind === SUBTRACT) return f32x4.sub(a, b);
  if (kind === MULTIPLY) return f32x4.mul(a, b);
  if (kind === DIVIDE) return f32x4.div(a, b);
  if (kind === MAXIMUM) return f32x4.max(a, b);
  return f32x4.min(a, b);
}

/** A row of n results; `aMoves` and `bMoves` tell strides of 1 from strides of 0. */
/* @inline */ function row(kind: i32, a: usize, b: usize, out: usize, n: i32, aMoves: bool, bMoves: bool): void {
  let left = aMoves ? f32x4.splat(0) : v128.load32_splat(a);
  let right = bMoves ? f32x4.splat(0) : v128.load32_splat(b);
  for (; n >= 4; n -= 4, out += 16) {
    if (aMoves) left = v128.load(a);
    if (bMoves) right = v128.load(b);
    v128.store(out, rule(kind, left, right));
    if (aMoves) a += 16;
    if (bMoves) b += 16;
  }
  if (n === 0) return;
  if (aMoves) left = loadTail(a, n);
  if (bMoves) right = loadTail(b, n);
  storeTail(out, rule(kind, left, right), n);
}

/** A row in which an operand has another stride: one number at a time. */
/* @inline */ function stridedRow(kind: i32, a: usize, b: usize, out: usize, n: i32, aStep: usize, bStep: usize): void {
  for (; n > 0; n--, a += aStep, b += bStep, out += 4) {
    v128.store_lane<f32>(out, rule(kind, v128.load32_zero(a), v128.load32_zero(b)), 0);
  }
}

/* @inline */ function combine(
  kind: i32,
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  for (let i = 0; i < n0; i++) {
    let aRow = a + ((<usize>(i * a0)) << 2);
    let bRow = b + ((<usize>(i * b0)) << 2);
    for (let j = 0; j < n1; j++) {
      if (a2 === 1 && b2 === 1) row(kind, aRow, bRow, out, n2, true, true);
      else if (a2 === 1 && b2 === 0) row(kind, aRow, bRow, out, n2, true, false);
      else if (a2 === 0 && b2 === 1) row(kind, aRow, bRow, out, n2, false, true);
      else stridedRow(kind, aRow, bRow, out, n2, (<usize>a2) << 2, (<usize>b2) << 2);
      aRow += (<usize>a1) << 2;
      bRow += (<usize>b1) << 2;
      out += (<usize>n2) << 2;
    }
  }
}

/** out = a + b, over three axes with strides. */
export function add(
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  combine(ADD, a, b, out, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** out = a − b, over three axes with strides. */
export function subtract(
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  combine(SUBTRACT, a, b, out, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** out = a · b, over three axes with strides. */
export function multiply(
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  combine(MULTIPLY, a, b, out, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** out = a / b, over three axes with strides. */
export function divide(
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  combine(DIVIDE, a, b, out, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** out = max(a, b), over three axes with strides. */
export function maximum(
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  combine(MAXIMUM, a, b, out, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** out = min(a, b), over three axes with strides. */
export function minimum(
  a: usize,
  b: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  a0: i32,
  a1: i32,
  a2: i32,
  b0: i32,
  b1: i32,
  b2: i32,
): void {
  combine(MINIMUM, a, b, out, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** out = a + factor·b */
export function addScaled(a: usize, b: usize, factor: f32, out: usize, n: i32): void {
  const factors = f32x4.splat(factor);
  for (; n >= 4; n -= 4, a += 16, b += 16, out += 16) {
    v128.store(out, multiplyAdd(v128.load(b), factors, v128.load(a)));
  }
  if (n > 0) storeTail(out, multiplyAdd(loadTail(b, n), factors, loadTail(a, n)), n);
}
