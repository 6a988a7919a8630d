/*
 * Copies: from any strides into contiguous memory, which is what a transposed, sliced or expanded view needs before a loop can run
 * over it, and between blocks of rows, which is concatenation, padding and splitting.
 *
 *   out[i, j, k, l, m] = x[i s₀ + j s₁ + k s₂ + l s₃ + m s₄]          out contiguous, of shape (n₀, n₁, n₂, n₃, n₄)
 *
 * Three cases are quick: s₄ = 1 copies rows; s₃ = 1 is a transposed plane, which goes in squares of 4 × 4, read as four rows and
 * written as four columns, so that both sides move in whole vectors; s₄ = 0 repeats a number.
 *
 * Notation: sizes n and strides s count elements; strides may be 0 or negative. Any elements of four bytes will do, int32 too.
 * NB: a plane is transposed in strips of 128 columns, whose lines of memory stay in the nearest cache until all of each is used.
 */
import { storeTail } from "./tail.ts";

/** n numbers that lie side by side, on both ends. */
/* @inline */ function copyRow(x: usize, out: usize, n: i32): void {
  if (n >= 256) {
    memory.copy(out, x, (<usize>n) << 2);
    return;
  }
  for (; n >= 4; n -= 4, x += 16, out += 16) v128.store(out, v128.load(x));
  for (; n > 0; n--, x += 4, out += 4) store<u32>(out, load<u32>(x));
}

/* @inline */ function repeat(value: v128, out: usize, n: i32): void {
  for (; n >= 4; n -= 4, out += 16) v128.store(out, value);
  if (n > 0) storeTail(out, value, n);
}

/** out[l, m] = x[l, m], numbers of which lie `rowStep` and `step` bytes apart: one at a time. */
function copyStrided(x: usize, out: usize, rows: i32, columns: i32, rowStep: usize, step: usize): void {
  for (; rows > 0; rows--, x += rowStep) {
    let from = x;
    for (let m = columns; m > 0; m--, from += step, out += 4) store<u32>(out, load<u32>(from));
  }
}

/** out[l, m] = x[m, l] for `rows` × `columns` results; rows of x lie `step` bytes apart, those of out `width`. */
function transposeStrip(x: usize, out: usize, rows: i32, columns: i32, step: usize, width: usize): void {
  const whole = columns & ~3;
  for (; rows >= 4; rows -= 4, x += 16, out += 4 * width) {
    let from = x;
    let to = out;
    for (let m = 0; m < whole; m += 4, from += 4 * step, to += 16) {
      const a = v128.load(from);
      const b = v128.load(from + step);
      const c = v128.load(from + 2 * step);
      const d = v128.load(from + 3 * step);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5); // a₀ b₀ a₁ b₁
      const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(ab, cd, 0, 2)); // a₀ b₀ c₀ d₀
      v128.store(to + width, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(to + 2 * width, i64x2.shuffle(abHigh, cdHigh, 0, 2));
      v128.store(to + 3 * width, i64x2.shuffle(abHigh, cdHigh, 1, 3));
    }
    for (let m = whole; m < columns; m++, from += step, to += 4) {
      const a = v128.load(from);
      v128.store_lane<u32>(to, a, 0);
      v128.store_lane<u32>(to + width, a, 1);
      v128.store_lane<u32>(to + 2 * width, a, 2);
      v128.store_lane<u32>(to + 3 * width, a, 3);
    }
  }
  for (; rows > 0; rows--, x += 4, out += width) copyStrided(x, out, 1, columns, 0, step);
}

/* @inline */ function copyPlane(x: usize, out: usize, n3: i32, n4: i32, s3: i32, s4: i32): void {
  const rowStep = (<usize>s3) << 2;
  const width = (<usize>n4) << 2;
  if (s4 === 1) {
    for (; n3 > 0; n3--, x += rowStep, out += width) copyRow(x, out, n4);
  } else if (s3 === 1 && n3 >= 4) {
    const step = (<usize>s4) << 2;
    for (let m = 0; m < n4; m += 128) {
      const columns = n4 - m < 128 ? n4 - m : 128;
      transposeStrip(x + <usize>m * step, out + ((<usize>m) << 2), n3, columns, step, width);
    }
  } else if (s4 === 0) {
    for (; n3 > 0; n3--, x += rowStep, out += width) repeat(v128.load32_splat(x), out, n4);
  } else copyStrided(x, out, n3, n4, rowStep, (<usize>s4) << 2);
}

/** out = x, strides undone; shorter shapes have sizes of 1 in front. */
export function copy(
  x: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  n3: i32,
  n4: i32,
  s0: i32,
  s1: i32,
  s2: i32,
  s3: i32,
  s4: i32,
): void {
  const plane = (<usize>n3 * <usize>n4) << 2;
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      let from = x + ((<usize>(i * s0 + j * s1)) << 2);
      for (let k = 0; k < n2; k++, from += (<usize>s2) << 2, out += plane) copyPlane(from, out, n3, n4, s3, s4);
    }
  }
}

/** Rows of `width` numbers, `xStride` apart in x and `outStride` apart in out. */
export function copyRows(x: usize, out: usize, rows: i32, width: i32, xStride: i32, outStride: i32): void {
  for (; rows > 0; rows--, x += (<usize>xStride) << 2, out += (<usize>outStride) << 2) copyRow(x, out, width);
}

/** out = value */
export function fill(out: usize, n: i32, value: f32): void {
  repeat(f32x4.splat(value), out, n);
}
