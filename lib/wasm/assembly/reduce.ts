/*
 * Sums, means and maxima along one axis. A contiguous array is seen as (outer, n, inner), and the middle axis disappears:
 *
 *   out[i, k] = Σⱼ x[i, j, k]          mean: the same, divided by n          max: the largest, NaN if there is one
 *
 * A float32 sum of many terms loses digits: each addition rounds, at the size of the sum so far. So terms are added up in blocks of
 * 512, and the blocks' sums in turn, in float64 for rows (inner = 1). For inner > 1 the lanes are neighbouring columns, and whole
 * lines of memory are read: sixteen columns at a time.
 *
 * Notation: lengths count elements. The order of additions depends on n alone, not on the place in memory or the number of threads.
 * Source: N. Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 4: summation in blocks.
 */
import { multiplyAdd } from "./lanes.ts";
import { loadTail, loadTailFilled, maximumOfLanes, storeTail, sumOfLanes } from "./tail.ts";

const SUM = 0;
const MEAN = 1;
const MAX = 2;
const BLOCK = 512;

/** x, or x². */
/* @inline */ function term(x: v128, squared: bool): v128 {
  return squared ? f32x4.mul(x, x) : x;
}

/** The sum of n numbers, or of their squares: in four partial sums of four lanes. */
/* @inline */ function addUp(x: usize, n: i32, squared: bool): f64 {
  let total: f64 = 0;
  while (n > 0) {
    let left = n < BLOCK ? n : BLOCK;
    n -= left;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (; left >= 16; left -= 16, x += 64) {
      s0 = f32x4.add(s0, term(v128.load(x), squared));
      s1 = f32x4.add(s1, term(v128.load(x, 16), squared));
      s2 = f32x4.add(s2, term(v128.load(x, 32), squared));
      s3 = f32x4.add(s3, term(v128.load(x, 48), squared));
    }
    for (; left >= 4; left -= 4, x += 16) s0 = f32x4.add(s0, term(v128.load(x), squared));
    if (left > 0) s1 = f32x4.add(s1, term(loadTail(x, left), squared));
    total += <f64>sumOfLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  }
  return total;
}

/** The sum of n numbers that lie side by side. */
export function sumOf(x: usize, n: i32): f64 {
  return addUp(x, n, false);
}

/** The largest of n numbers that lie side by side, NaN if one is. */
export function maximumOf(x: usize, n: i32): f32 {
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  for (; n >= 8; n -= 8, x += 32) {
    m0 = f32x4.max(m0, v128.load(x));
    m1 = f32x4.max(m1, v128.load(x, 16));
  }
  if (n >= 4) {
    m0 = f32x4.max(m0, v128.load(x));
    n -= 4;
    x += 16;
  }
  if (n > 0) m1 = f32x4.max(m1, loadTailFilled(x, n, -Infinity));
  return maximumOfLanes(f32x4.max(m0, m1));
}

/* @inline */ function join(kind: i32, total: v128, x: v128): v128 {
  return kind === MAX ? f32x4.max(total, x) : f32x4.add(total, x);
}

/** Up to four columns: their sums over n rows that lie `step` bytes apart. `tail` of 0 means all four. */
/* @inline */ function fourColumns(kind: i32, x: usize, out: usize, n: i32, step: usize, tail: i32): void {
  const start = f32x4.splat(kind === MAX ? -Infinity : 0);
  let total = start;
  for (let left = n; left > 0; left -= BLOCK) {
    let sum = start;
    for (let j = left < BLOCK ? left : BLOCK; j > 0; j--, x += step) {
      sum = join(kind, sum, tail > 0 ? loadTail(x, tail) : v128.load(x));
    }
    total = join(kind, total, sum);
  }
  if (kind === MEAN) total = f32x4.div(total, f32x4.splat(<f32>n));
  if (tail > 0) storeTail(out, total, tail);
  else v128.store(out, total);
}

/** The same for sixteen columns. */
/* @inline */ function sixteenColumns(kind: i32, x: usize, out: usize, n: i32, step: usize): void {
  const start = f32x4.splat(kind === MAX ? -Infinity : 0);
  let t0 = start;
  let t1 = start;
  let t2 = start;
  let t3 = start;
  for (let left = n; left > 0; left -= BLOCK) {
    let s0 = start;
    let s1 = start;
    let s2 = start;
    let s3 = start;
    for (let j = left < BLOCK ? left : BLOCK; j > 0; j--, x += step) {
      s0 = join(kind, s0, v128.load(x));
      s1 = join(kind, s1, v128.load(x, 16));
      s2 = join(kind, s2, v128.load(x, 32));
      s3 = join(kind, s3, v128.load(x, 48));
    }
    t0 = join(kind, t0, s0);
    t1 = join(kind, t1, s1);
    t2 = join(kind, t2, s2);
    t3 = join(kind, t3, s3);
  }
  if (kind === MEAN) {
    const count = f32x4.splat(<f32>n);
    t0 = f32x4.div(t0, count);
    t1 = f32x4.div(t1, count);
    t2 = f32x4.div(t2, count);
    t3 = f32x4.div(t3, count);
  }
  v128.store(out, t0);
  v128.store(out, t1, 16);
  v128.store(out, t2, 32);
  v128.store(out, t3, 48);
}

/* @inline */ function reduce(kind: i32, x: usize, out: usize, outer: i32, n: i32, inner: i32): void {
  const step = (<usize>inner) << 2;
  const slab = step * <usize>n;
  for (; outer > 0; outer--, x += slab, out += step) {
    if (inner === 1) {
      if (kind === MAX) store<f32>(out, maximumOf(x, n));
      else store<f32>(out, <f32>(kind === MEAN ? sumOf(x, n) / <f64>n : sumOf(x, n)));
      continue;
    }
    let at: usize = 0;
    let left = inner;
    for (; left >= 16; left -= 16, at += 64) sixteenColumns(kind, x + at, out + at, n, step);
    for (; left >= 4; left -= 4, at += 16) fourColumns(kind, x + at, out + at, n, step, 0);
    if (left > 0) fourColumns(kind, x + at, out + at, n, step, left);
  }
}

/** out[i, k] = Σⱼ x[i, j, k], x of shape (outer, n, inner); 0 for n = 0. */
export function sum(x: usize, out: usize, outer: i32, n: i32, inner: i32): void {
  reduce(SUM, x, out, outer, n, inner);
}

/** out[i, k] = Σⱼ x[i, j, k] / n; NaN for n = 0. */
export function mean(x: usize, out: usize, outer: i32, n: i32, inner: i32): void {
  reduce(MEAN, x, out, outer, n, inner);
}

/** out[i, k] = maxⱼ x[i, j, k], NaN if one is; −Infinity for n = 0. */
export function max(x: usize, out: usize, outer: i32, n: i32, inner: i32): void {
  reduce(MAX, x, out, outer, n, inner);
}

/** out[0] = Σ x², added up in float64; its root is the norm that gradients are clipped by. */
export function sumOfSquares(x: usize, out: usize, n: i32): void {
  store<f32>(out, <f32>addUp(x, n, true));
}

/** Σ aⱼ bⱼ of n numbers that lie side by side. */
export function dotOf(a: usize, b: usize, n: i32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (; n >= 8; n -= 8, a += 32, b += 32) {
    s0 = multiplyAdd(v128.load(a), v128.load(b), s0);
    s1 = multiplyAdd(v128.load(a, 16), v128.load(b, 16), s1);
  }
  if (n >= 4) {
    s0 = multiplyAdd(v128.load(a), v128.load(b), s0);
    n -= 4;
    a += 16;
    b += 16;
  }
  if (n > 0) s1 = multiplyAdd(loadTail(a, n), loadTail(b, n), s1);
  return sumOfLanes(f32x4.add(s0, s1));
}
