/*
 * Layer, root mean square and batch normalization. Numbers that belong together are moved to mean 0 and deviation 1; then each
 * feature may choose a deviation and a mean of its own, by a weight and a bias.
 *
 *   x̂ = (x − μ) r,   r = 1 / √(σ² + ε),   y = w x̂ + b                 σ² = mean of (x − μ)², the biased variance
 *   dx = r (h − mean h − x̂ mean(h x̂)),   h = w g                      dw = Σ g x̂,   db = Σ g
 *   RMS:  x̂ = x r,   r = 1 / √(mean x² + ε);   dx = r (h − x̂ mean(h x̂))
 *
 * Layer and RMS normalization take the mean over a row of `columns` features, batch normalization over the N·L numbers of a channel
 * of (N, C, L); it is in batchNormalize.ts. The mean goes first and the variance second: no digits cancel, and a row is still near.
 *
 * Notation: μ mean, r the reciprocal of the deviation ("rstd"), ε a small number, g = ∂loss/∂y. A weight or bias of 0 means none.
 * Source: J. Ba, J. Kiros and G. Hinton, arXiv:1607.06450 (2016); B. Zhang and R. Sennrich, arXiv:1910.07467 (2019).
 */
import { multiplyAdd } from "./lanes.ts";
import { sumOf } from "./reduce.ts";
import { lanesBefore, loadNext, loadTail, storeNext, storeTail, sumOfLanes } from "./tail.ts";

/** Σ (x − shift)² of n numbers. */
export function squaresAround(x: usize, n: i32, shift: f32): f32 {
  const shifts = f32x4.splat(shift);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (; n >= 8; n -= 8, x += 32) {
    const d0 = f32x4.sub(v128.load(x), shifts);
    const d1 = f32x4.sub(v128.load(x, 16), shifts);
    s0 = multiplyAdd(d0, d0, s0);
    s1 = multiplyAdd(d1, d1, s1);
  }
  if (n >= 4) {
    const d = f32x4.sub(v128.load(x), shifts);
    s0 = multiplyAdd(d, d, s0);
    n -= 4;
    x += 16;
  }
  if (n > 0) {
    const d = f32x4.sub(loadTail(x, n), shifts);
    s1 = f32x4.add(s1, v128.and(f32x4.mul(d, d), lanesBefore(n)));
  }
  return sumOfLanes(f32x4.add(s0, s1));
}

/* @inline */ function normalizeLanes(
  x: usize,
  weight: usize,
  bias: usize,
  out: usize,
  at: usize,
  left: i32,
  shift: v128,
  factor: v128,
  centred: bool,
): void {
  let y = loadNext(x + at, left);
  if (centred) y = f32x4.sub(y, shift);
  y = f32x4.mul(y, factor);
  if (weight) y = f32x4.mul(y, loadNext(weight + at, left));
  if (bias) y = f32x4.add(y, loadNext(bias + at, left));
  storeNext(out + at, y, left);
}

/* @inline */ function normalizeRows(
  x: usize,
  weight: usize,
  bias: usize,
  out: usize,
  mean: usize,
  rstd: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
  centred: bool,
): void {
  const step = (<usize>columns) << 2;
  for (; rows > 0; rows--, x += step, out += step, rstd += 4) {
    const mu: f32 = centred ? <f32>(sumOf(x, columns) / <f64>columns) : 0;
    const r: f32 = 1 / sqrt<f32>(squaresAround(x, columns, mu) / <f32>columns + epsilon);
    if (centred) {
      store<f32>(mean, mu);
      mean += 4;
    }
    store<f32>(rstd, r);
    const shift = f32x4.splat(mu);
    const factor = f32x4.splat(r);
    let at: usize = 0;
    let left = columns;
    for (; left >= 4; left -= 4, at += 16) normalizeLanes(x, weight, bias, out, at, 4, shift, factor, centred);
    if (left > 0) normalizeLanes(x, weight, bias, out, at, left, shift, factor, centred);
  }
}

/** h = w g */
/* @inline */ function weighted(g: usize, weight: usize, at: usize, left: i32): v128 {
  const h = loadNext(g, left);
  return weight ? f32x4.mul(h, loadNext(weight + at, left)) : h;
}

/** x − μ, or x where it is not centred. */
/* @inline */ function deviation(x: usize, shift: v128, left: i32, centred: bool): v128 {
  return centred ? f32x4.sub(loadNext(x, left), shift) : loadNext(x, left);
}

/* @inline */ function normalizeRowsBackward(
  g: usize,
  x: usize,
  mean: usize,
  rstd: usize,
  weight: usize,
  out: usize,
  rows: i32,
  columns: i32,
  centred: bool,
): void {
  const step = (<usize>columns) << 2;
  for (; rows > 0; rows--, g += step, x += step, out += step, rstd += 4) {
    let shift = f32x4.splat(0);
    if (centred) {
      shift = v128.load32_splat(mean);
      mean += 4;
    }
    const r = v128.load32_splat(rstd);
    let sum = f32x4.splat(0); // Σ h
    let product = sum; // Σ h (x − μ)
    let at: usize = 0;
    let left = columns;
    for (; left >= 4; left -= 4, at += 16) {
      const h = weighted(g + at, weight, at, 4);
      sum = f32x4.add(sum, h);
      product = multiplyAdd(h, deviation(x + at, shift, 4, centred), product);
    }
    if (left > 0) {
      const h = weighted(g + at, weight, at, left);
      sum = f32x4.add(sum, h);
      product = multiplyAdd(h, deviation(x + at, shift, left, centred), product);
    }
    const n = f32x4.splat(<f32>columns);
    const meanH = centred ? f32x4.div(f32x4.splat(sumOfLanes(sum)), n) : f32x4.splat(0);
    const meanProduct = f32x4.mul(r, f32x4.div(f32x4.splat(sumOfLanes(product)), n)); // mean(h x̂)
    const slope = f32x4.mul(r, meanProduct);
    at = 0;
    left = columns;
    for (; left >= 4; left -= 4, at += 16) {
      const h = f32x4.sub(weighted(g + at, weight, at, 4), meanH);
      const d = deviation(x + at, shift, 4, centred);
      v128.store(out + at, f32x4.mul(r, f32x4.sub(h, f32x4.mul(d, slope))));
    }
    if (left > 0) {
      const h = f32x4.sub(weighted(g + at, weight, at, left), meanH);
      const d = deviation(x + at, shift, left, centred);
      storeTail(out + at, f32x4.mul(r, f32x4.sub(h, f32x4.mul(d, slope))), left);
    }
  }
}

/** Sums over the rows of up to four columns; in blocks, as in reduce.ts. */
/* @inline */ function sumLanes(
  g: usize,
  x: usize,
  mean: usize,
  rstd: usize,
  dWeight: usize,
  dBias: usize,
  rows: i32,
  step: usize,
  left: i32,
  centred: bool,
): void {
  let weightTotal = f32x4.splat(0);
  let biasTotal = weightTotal;
  for (let r = 0; r < rows; ) {
    const blockEnd = rows - r < 512 ? rows : r + 512;
    let weightSum = f32x4.splat(0);
    let biasSum = weightSum;
    for (; r < blockEnd; r++, g += step, x += step, rstd += 4) {
      const h = loadNext(g, left);
      const d = deviation(x, centred ? v128.load32_splat(mean + ((<usize>r) << 2)) : h, left, centred);
      weightSum = multiplyAdd(h, f32x4.mul(d, v128.load32_splat(rstd)), weightSum);
      biasSum = f32x4.add(biasSum, h);
    }
    weightTotal = f32x4.add(weightTotal, weightSum);
    biasTotal = f32x4.add(biasTotal, biasSum);
  }
  storeNext(dWeight, weightTotal, left);
  if (centred) storeNext(dBias, biasTotal, left);
}

/** The same of columns `start` … `end` − 1. */
/* @inline */ function sumColumns(
  g: usize,
  x: usize,
  mean: usize,
  rstd: usize,
  dWeight: usize,
  dBias: usize,
  rows: i32,
  columns: i32,
  start: i32,
  end: i32,
  centred: bool,
): void {
  const step = (<usize>columns) << 2;
  let at = (<usize>start) << 2;
  let left = end - start;
  for (; left >= 4; left -= 4, at += 16) {
    sumLanes(g + at, x + at, mean, rstd, dWeight + at, dBias + at, rows, step, 4, centred);
  }
  if (left > 0) sumLanes(g + at, x + at, mean, rstd, dWeight + at, dBias + at, rows, step, left, centred);
}

/** out = w (x − μ) r + b along rows; mean = μ and rstd = r, a number each row, for the backward pass. */
export function layerNorm(
  x: usize,
  weight: usize,
  bias: usize,
  out: usize,
  mean: usize,
  rstd: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  normalizeRows(x, weight, bias, out, mean, rstd, rows, columns, epsilon, true);
}

/** out = r (h − mean h − x̂ mean(h x̂)) along rows, h = w g. */
export function layerNormBackward(
  g: usize,
  x: usize,
  mean: usize,
  rstd: usize,
  weight: usize,
  out: usize,
  rows: i32,
  columns: i32,
): void {
  normalizeRowsBackward(g, x, mean, rstd, weight, out, rows, columns, true);
}

/** dWeight = Σ g x̂ and dBias = Σ g over the rows, for columns `start` … `end` − 1. */
export function layerNormParameters(
  g: usize,
  x: usize,
  mean: usize,
  rstd: usize,
  dWeight: usize,
  dBias: usize,
  rows: i32,
  columns: i32,
  start: i32,
  end: i32,
): void {
  sumColumns(g, x, mean, rstd, dWeight, dBias, rows, columns, start, end, true);
}

/** out = w x r along rows; rstd = r, a number each row. */
export function rmsNorm(x: usize, weight: usize, out: usize, rstd: usize, rows: i32, columns: i32, epsilon: f32): void {
  normalizeRows(x, weight, 0, out, 0, rstd, rows, columns, epsilon, false);
}

/** out = r (h − x̂ mean(h x̂)) along rows, h = w g. */
export function rmsNormBackward(
  g: usize,
  x: usize,
  rstd: usize,
  weight: usize,
  out: usize,
  rows: i32,
  columns: i32,
): void {
  normalizeRowsBackward(g, x, 0, rstd, weight, out, rows, columns, false);
}

/** dWeight = Σ g x̂ over the rows, for columns `start` … `end` − 1. */
export function rmsNormParameters(
  g: usize,
  x: usize,
  rstd: usize,
  dWeight: usize,
  rows: i32,
  columns: i32,
  start: i32,
  end: i32,
): void {
  sumColumns(g, x, 0, rstd, dWeight, 0, rows, columns, start, end, false);
}
