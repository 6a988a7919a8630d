/*
 * Batch normalization over (N, C, L): each channel is moved to mean 0 and deviation 1 over all its N·L numbers, those of the batch
 * in training, and by running statistics afterwards; the equations are in normalize.ts.
 *
 *   y = (x − μ) r w + b,   r = 1 / √(σ² + ε)              dx = w r (g − mean g − x̂ mean(g x̂)),   dw = Σ g x̂,   db = Σ g
 *
 * An image has L = height · width numbers side by side for each channel. With L = 1, (N, C), neighbours are of different channels;
 * then the lanes are channels. Every function does the channels `start` … `end` − 1, each by itself: threads may share them out.
 *
 * Notation: N examples, C channels, L places; variance σ² biased, that is Σ (x − μ)² / (N L). A weight or bias of 0 means none.
 * Source: S. Ioffe and C. Szegedy, arXiv:1502.03167 (2015).
 * NB: running statistics take the variance Σ (x − μ)² / (N L − 1) in PyTorch; the caller multiplies by N L / (N L − 1).
 */
import { multiplyAdd } from "./lanes.ts";
import { squaresAround } from "./normalize.ts";
import { sumOf } from "./reduce.ts";
import { loadNext, loadTail, storeNext, storeTail, sumOfLanes } from "./tail.ts";

/* @inline */ function one(): v128 {
  return f32x4.splat(1);
}

/** 1 / √(σ² + ε) in each lane. */
/* @inline */ function reciprocalDeviation(variance: v128, epsilon: f32): v128 {
  return f32x4.div(one(), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}

/** A number for each channel: from memory, or 1 in place of a missing weight. */
/* @inline */ function weightAt(weight: usize, c: usize): f32 {
  return weight ? load<f32>(weight + c) : 1;
}

/** Σ g (x − μ) of n numbers. */
function centredProduct(g: usize, x: usize, n: i32, mu: v128): f32 {
  let sum = f32x4.splat(0);
  for (; n >= 4; n -= 4, g += 16, x += 16) sum = multiplyAdd(v128.load(g), f32x4.sub(v128.load(x), mu), sum);
  if (n > 0) sum = multiplyAdd(loadTail(g, n), f32x4.sub(loadTail(x, n), mu), sum);
  return sumOfLanes(sum);
}

/** mean = μ and variance = σ² for each channel. */
export function batchNormStatistics(
  x: usize,
  mean: usize,
  variance: usize,
  n: i32,
  channels: i32,
  length: i32,
  start: i32,
  end: i32,
): void {
  const step = <usize>channels * ((<usize>length) << 2);
  const count = <f64>n * <f64>length;
  if (length === 1) {
    const counts = f32x4.splat(<f32>count);
    let c = (<usize>start) << 2;
    for (let left = end - start; left > 0; left -= 4, c += 16) {
      let sum = f32x4.splat(0);
      for (let i = 0, at = x + c; i < n; i++, at += step) sum = f32x4.add(sum, loadNext(at, left));
      const mu = f32x4.div(sum, counts);
      let squares = f32x4.splat(0);
      for (let i = 0, at = x + c; i < n; i++, at += step) {
        const d = f32x4.sub(loadNext(at, left), mu);
        squares = multiplyAdd(d, d, squares);
      }
      storeNext(mean + c, mu, left);
      storeNext(variance + c, f32x4.div(squares, counts), left);
    }
    return;
  }
  for (let k = start; k < end; k++) {
    const first = x + <usize>k * ((<usize>length) << 2);
    let sum: f64 = 0;
    for (let i = 0, at = first; i < n; i++, at += step) sum += sumOf(at, length);
    const mu = <f32>(sum / count);
    let squares: f64 = 0;
    for (let i = 0, at = first; i < n; i++, at += step) squares += <f64>squaresAround(at, length, mu);
    store<f32>(mean + ((<usize>k) << 2), mu);
    store<f32>(variance + ((<usize>k) << 2), <f32>(squares / count));
  }
}

/** out = (x − μ) r w + b, in training with the statistics of the batch, afterwards with running ones. */
export function batchNorm(
  x: usize,
  mean: usize,
  variance: usize,
  weight: usize,
  bias: usize,
  out: usize,
  n: i32,
  channels: i32,
  length: i32,
  epsilon: f32,
  start: i32,
  end: i32,
): void {
  const step = <usize>channels * ((<usize>length) << 2);
  if (length === 1) {
    let c = (<usize>start) << 2;
    for (let left = end - start; left > 0; left -= 4, c += 16) {
      const mu = loadNext(mean + c, left);
      let factor = reciprocalDeviation(loadNext(variance + c, left), epsilon);
      if (weight) factor = f32x4.mul(factor, loadNext(weight + c, left));
      const shift = bias ? loadNext(bias + c, left) : f32x4.splat(0);
      for (let i = 0, at = c; i < n; i++, at += step) {
        storeNext(out + at, multiplyAdd(f32x4.sub(loadNext(x + at, left), mu), factor, shift), left);
      }
    }
    return;
  }
  for (let k = start; k < end; k++) {
    const c = (<usize>k) << 2;
    const mu = v128.load32_splat(mean + c);
    const r = reciprocalDeviation(v128.load32_splat(variance + c), epsilon);
    const factor = f32x4.mul(r, f32x4.splat(weightAt(weight, c)));
    const shift = bias ? v128.load32_splat(bias + c) : f32x4.splat(0);
    let run = <usize>k * ((<usize>length) << 2);
    for (let i = 0; i < n; i++, run += step) {
      let at = run;
      let left = length;
      for (; left >= 4; left -= 4, at += 16) {
        v128.store(out + at, multiplyAdd(f32x4.sub(v128.load(x + at), mu), factor, shift));
      }
      if (left > 0) storeTail(out + at, multiplyAdd(f32x4.sub(loadTail(x + at, left), mu), factor, shift), left);
    }
  }
}

/** out = w r (g − mean g − x̂ mean(g x̂)), dWeight = Σ g x̂, dBias = Σ g, with the statistics of the batch. */
export function batchNormBackward(
  g: usize,
  x: usize,
  mean: usize,
  variance: usize,
  weight: usize,
  out: usize,
  dWeight: usize,
  dBias: usize,
  n: i32,
  channels: i32,
  length: i32,
  epsilon: f32,
  start: i32,
  end: i32,
): void {
  const step = <usize>channels * ((<usize>length) << 2);
  const count = <f32>n * <f32>length;
  const counts = f32x4.splat(count);
  if (length === 1) {
    let c = (<usize>start) << 2;
    for (let left = end - start; left > 0; left -= 4, c += 16) {
      const mu = loadNext(mean + c, left);
      const r = reciprocalDeviation(loadNext(variance + c, left), epsilon);
      let sum = f32x4.splat(0);
      let product = sum;
      for (let i = 0, at = c; i < n; i++, at += step) {
        const h = loadNext(g + at, left);
        sum = f32x4.add(sum, h);
        product = multiplyAdd(h, f32x4.mul(f32x4.sub(loadNext(x + at, left), mu), r), product);
      }
      storeNext(dBias + c, sum, left);
      storeNext(dWeight + c, product, left);
      const factor = weight ? f32x4.mul(r, loadNext(weight + c, left)) : r;
      const meanG = f32x4.div(sum, counts);
      const slope = f32x4.mul(f32x4.div(product, counts), r);
      for (let i = 0, at = c; i < n; i++, at += step) {
        const d = f32x4.sub(loadNext(x + at, left), mu);
        const rest = f32x4.sub(f32x4.sub(loadNext(g + at, left), meanG), f32x4.mul(d, slope));
        storeNext(out + at, f32x4.mul(factor, rest), left);
      }
    }
    return;
  }
  for (let k = start; k < end; k++) {
    const c = (<usize>k) << 2;
    const mu = v128.load32_splat(mean + c);
    const r = reciprocalDeviation(v128.load32_splat(variance + c), epsilon);
    const first = <usize>k * ((<usize>length) << 2);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let i = 0, run = first; i < n; i++, run += step) {
      sum += sumOf(g + run, length);
      product += <f64>centredProduct(g + run, x + run, length, mu);
    }
    product *= <f64>f32x4.extract_lane(r, 0);
    store<f32>(dBias + c, <f32>sum);
    store<f32>(dWeight + c, <f32>product);
    const factor = f32x4.mul(r, f32x4.splat(weightAt(weight, c)));
    const meanG = f32x4.splat(<f32>(sum / <f64>count));
    const slope = f32x4.mul(f32x4.splat(<f32>(product / <f64>count)), r);
    for (let i = 0, run = first; i < n; i++, run += step) {
      let at = run;
      let left = length;
      for (; left >= 4; left -= 4, at += 16) {
        const d = f32x4.sub(v128.load(x + at), mu);
        const rest = f32x4.sub(f32x4.sub(v128.load(g + at), meanG), f32x4.mul(d, slope));
        v128.store(out + at, f32x4.mul(factor, rest));
      }
      if (left > 0) {
        const d = f32x4.sub(loadTail(x + at, left), mu);
        const rest = f32x4.sub(f32x4.sub(loadTail(g + at, left), meanG), f32x4.mul(d, slope));
        storeTail(out + at, f32x4.mul(factor, rest), left);
      }
    }
  }
}
