/*
 * Softmax along rows, its logarithm, and cross-entropy. A softmax does not change when all logits of a row move together, so the
 * largest is taken away first: no exponential is above 1, and none overflows.
 *
 *   yⱼ = e^(xⱼ − m) / s,   m = maxⱼ xⱼ,   s = Σⱼ e^(xⱼ − m)              dxⱼ = yⱼ (gⱼ − Σₖ gₖ yₖ)
 *   log yⱼ = xⱼ − m − ln s                                               dxⱼ = gⱼ − yⱼ Σₖ gₖ
 *   cross-entropy  L = m + ln s − x_t                                    dxⱼ = (yⱼ − [j = t]) ∂loss/∂L
 *
 * Attention's softmax takes scores times 1/√D, and, when it is causal, row r of a square of scores sees columns 0 … r only:
 * what is not seen is never computed, and counts as 0.
 *
 * Notation: x logits, y probabilities, g = ∂loss/∂y, t the target class of a row; rows of `columns` numbers.
 * Source: A. Vaswani et al., arXiv:1706.03762 (2017), section 3.2, for the scale and the causal mask.
 * NB: a row with NaN, with Infinity or of nothing but −Infinity gives NaN, as in PyTorch.
 */
import { expOf, logOf } from "./elementary.ts";
import { multiplyAdd } from "./lanes.ts";
import { dotOf, sumOf } from "./reduce.ts";
import { lanesBefore, loadTail, maximumOfLanes, storeTail, sumOfLanes } from "./tail.ts";

const BLOCK = 512;

/** The largest of n numbers times `scale`; of NaN, sums tell. */
/* @inline */ function largest(x: usize, n: i32, scale: v128): f32 {
  let m = f32x4.splat(-Infinity);
  for (; n >= 4; n -= 4, x += 16) m = f32x4.pmax(m, f32x4.mul(v128.load(x), scale));
  if (n > 0) {
    const seen = lanesBefore(n);
    m = f32x4.pmax(m, v128.bitselect(f32x4.mul(loadTail(x, n), scale), m, seen));
  }
  return maximumOfLanes(m);
}

/** Σ e^(scale·x − m) over a row; the terms are left in `out`, unless it is 0. */
/* @inline */ function exponentials(x: usize, out: usize, n: i32, scale: v128, m: f32, keep: bool): f32 {
  const shift = f32x4.splat(m);
  let total: f64 = 0;
  while (n > 0) {
    let left = n < BLOCK ? n : BLOCK;
    n -= left;
    let sum = f32x4.splat(0);
    for (; left >= 8; left -= 8, x += 32) {
      const first = expOf(f32x4.sub(f32x4.mul(v128.load(x), scale), shift));
      const second = expOf(f32x4.sub(f32x4.mul(v128.load(x, 16), scale), shift));
      sum = f32x4.add(sum, f32x4.add(first, second));
      if (keep) {
        v128.store(out, first);
        v128.store(out, second, 16);
        out += 32;
      }
    }
    for (; left >= 4; left -= 4, x += 16) {
      const e = expOf(f32x4.sub(f32x4.mul(v128.load(x), scale), shift));
      sum = f32x4.add(sum, e);
      if (keep) {
        v128.store(out, e);
        out += 16;
      }
    }
    if (left > 0) {
      const e = expOf(f32x4.sub(f32x4.mul(loadTail(x, left), scale), shift));
      sum = f32x4.add(sum, v128.and(e, lanesBefore(left)));
      if (keep) storeTail(out, e, left);
    }
    total += <f64>sumOfLanes(sum);
  }
  return <f32>total;
}

/** x times a number. */
/* @inline */ function multiplyRow(x: usize, out: usize, n: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (; n >= 4; n -= 4, x += 16, out += 16) v128.store(out, f32x4.mul(v128.load(x), factors));
  if (n > 0) storeTail(out, f32x4.mul(loadTail(x, n), factors), n);
}

/** Zeros: for rows this short, a loop is quicker than the engine's memory.fill. */
/* @inline */ function clear(out: usize, n: i32): void {
  for (; n >= 4; n -= 4, out += 16) v128.store(out, f32x4.splat(0));
  for (; n > 0; n--, out += 4) store<f32>(out, 0);
}

/* @inline */ function softmaxRow(x: usize, out: usize, n: i32, scale: v128): void {
  const s = exponentials(x, out, n, scale, largest(x, n, scale), true);
  multiplyRow(out, out, n, 1 / s);
}

/* @inline */ function softmaxBackwardRow(g: usize, y: usize, out: usize, n: i32, scale: f32): void {
  const dot = f32x4.splat(dotOf(g, y, n));
  const factor = f32x4.splat(scale);
  for (; n >= 4; n -= 4, g += 16, y += 16, out += 16) {
    v128.store(out, f32x4.mul(f32x4.mul(v128.load(y), factor), f32x4.sub(v128.load(g), dot)));
  }
  if (n > 0) storeTail(out, f32x4.mul(f32x4.mul(loadTail(y, n), factor), f32x4.sub(loadTail(g, n), dot)), n);
}

/** ln s of a single number. */
function logarithm(s: f32): f32 {
  return f32x4.extract_lane(logOf(f32x4.splat(s)), 0);
}

/** out = softmax(x) along rows. */
export function softmax(x: usize, out: usize, rows: i32, columns: i32): void {
  attentionSoftmax(x, out, 0, rows, columns, 1, 0);
}

/** out = y (g − Σ g y) along rows. */
export function softmaxBackward(g: usize, y: usize, out: usize, rows: i32, columns: i32): void {
  attentionSoftmaxBackward(g, y, out, 0, rows, columns, 1, 0);
}

/**
 * out = softmax(scale·x) for rows `start` … `end` − 1 of `columns` numbers. With `causal` (1, else 0), row r sees columns
 * 0 … r mod `columns`: x is a stack of squares, and the other columns of out are 0.
 */
export function attentionSoftmax(
  x: usize,
  out: usize,
  start: i32,
  end: i32,
  columns: i32,
  scale: f32,
  causal: i32,
): void {
  const step = (<usize>columns) << 2;
  const scales = f32x4.splat(scale);
  x += <usize>start * step;
  out += <usize>start * step;
  for (let r = start; r < end; r++, x += step, out += step) {
    const seen = causal ? (r % columns) + 1 : columns;
    softmaxRow(x, out, seen, scales);
    clear(out + ((<usize>seen) << 2), columns - seen);
  }
}

/** out = scale·y (g − Σ g y) for the same rows, with y the result of `attentionSoftmax`. */
export function attentionSoftmaxBackward(
  g: usize,
  y: usize,
  out: usize,
  start: i32,
  end: i32,
  columns: i32,
  scale: f32,
  causal: i32,
): void {
  const step = (<usize>columns) << 2;
  const skipped = <usize>start * step;
  g += skipped;
  y += skipped;
  out += skipped;
  for (let r = start; r < end; r++, g += step, y += step, out += step) {
    const seen = causal ? (r % columns) + 1 : columns;
    softmaxBackwardRow(g, y, out, seen, scale);
    clear(out + ((<usize>seen) << 2), columns - seen);
  }
}

/** out = x − m − ln s along rows. */
export function logSoftmax(x: usize, out: usize, rows: i32, columns: i32): void {
  const one = f32x4.splat(1);
  const step = (<usize>columns) << 2;
  for (; rows > 0; rows--, x += step) {
    const m = largest(x, columns, one);
    const shift = f32x4.splat(m);
    const logs = f32x4.splat(logarithm(exponentials(x, 0, columns, one, m, false)));
    let from = x;
    let n = columns;
    for (; n >= 4; n -= 4, from += 16, out += 16) {
      v128.store(out, f32x4.sub(f32x4.sub(v128.load(from), shift), logs));
    }
    if (n > 0) storeTail(out, f32x4.sub(f32x4.sub(loadTail(from, n), shift), logs), n);
    out += (<usize>n) << 2;
  }
}

/** out = g − e^y Σ g along rows, with y = logSoftmax(x). */
export function logSoftmaxBackward(g: usize, y: usize, out: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    const total = f32x4.splat(<f32>-sumOf(g, columns));
    let n = columns;
    for (; n >= 4; n -= 4, g += 16, y += 16, out += 16) {
      v128.store(out, multiplyAdd(expOf(v128.load(y)), total, v128.load(g)));
    }
    if (n === 0) continue;
    storeTail(out, multiplyAdd(expOf(loadTail(y, n)), total, loadTail(g, n)), n);
    const rest = (<usize>n) << 2;
    g += rest;
    y += rest;
    out += rest;
  }
}

/**
 * losses = m + ln s − x_t for each row, 0 where the target is `ignored`; probabilities = softmax(x), for the backward pass.
 * Gives the first row whose target is neither a class nor `ignored`, −1 if there is none; such a row's loss is NaN.
 */
export function crossEntropy(
  x: usize,
  targets: usize,
  losses: usize,
  probabilities: usize,
  rows: i32,
  classes: i32,
  ignored: i32,
): i32 {
  const one = f32x4.splat(1);
  const step = (<usize>classes) << 2;
  let wrong = -1;
  for (let r = 0; r < rows; r++, x += step, probabilities += step, targets += 4, losses += 4) {
    const m = largest(x, classes, one);
    const s = exponentials(x, probabilities, classes, one, m, true);
    multiplyRow(probabilities, probabilities, classes, 1 / s);
    const target = load<i32>(targets);
    let loss: f32 = 0;
    if (target !== ignored) {
      if (<u32>target < <u32>classes) loss = logarithm(s) - (load<f32>(x + ((<usize>target) << 2)) - m);
      else {
        loss = NaN;
        if (wrong < 0) wrong = r;
      }
    }
    store<f32>(losses, loss);
  }
  return wrong;
}

/**
 * out[0] = Σ losses / count, count[0] = the number of rows whose target is not `ignored`: a mean over the rows that count.
 * NaN where none does, as in PyTorch.
 */
export function meanLoss(losses: usize, targets: usize, out: usize, count: usize, rows: i32, ignored: i32): void {
  let counted = 0;
  for (let r = 0; r < rows; r++) if (load<i32>(targets + ((<usize>r) << 2)) !== ignored) counted++;
  store<f32>(out, <f32>(sumOf(losses, rows) / <f64>counted));
  store<f32>(count, <f32>counted);
}

/**
 * out = (y − [j = t]) g for each row, 0 where the target is `ignored`, with y from `crossEntropy`. g[r·gStride] is the row's
 * gradient (gStride 1), or the only one (gStride 0); it is divided by count[0], unless `count` is 0: 1 for a sum, 0 for none.
 */
export function crossEntropyBackward(
  g: usize,
  gStride: i32,
  count: usize,
  probabilities: usize,
  targets: usize,
  out: usize,
  rows: i32,
  classes: i32,
  ignored: i32,
): void {
  const step = (<usize>classes) << 2;
  const divisor: f32 = count === 0 ? 1 : load<f32>(count);
  for (; rows > 0; rows--, probabilities += step, out += step, targets += 4, g += (<usize>gStride) << 2) {
    const target = load<i32>(targets);
    if (target !== ignored && <u32>target < <u32>classes) {
      const factor = load<f32>(g) / divisor;
      multiplyRow(probabilities, out, classes, factor);
      const hit = (<usize>target) << 2;
      store<f32>(out + hit, (load<f32>(probabilities + hit) - 1) * factor);
    } else clear(out, classes); // not counted; other targets are refused by the forward pass
  }
}
