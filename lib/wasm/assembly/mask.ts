/*
 * Choices by a mask of bytes, one for each number, 0 for no and anything else for yes: `where`, and dropout.
 *
 *   where      out = mask ? a : b
 *   dropout    out = mask ? factor·x : 0         with factor = 1 / (1 − p), so that the mean stays; backward is the same with g for x
 *
 * Four bytes become four lanes of 32 bits, compared with 0: all bits set where the mask says yes.
 * Source: N. Srivastava et al., Dropout, JMLR 15 (2014), in the form that scales while training ("inverted").
 */
import { loadTail, storeTail } from "./tail.ts";

/** All bits set where the mask is not 0. */
/* @inline */ function loadMask(mask: usize): v128 {
  const bytes = v128.load32_zero(mask);
  return i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
}

/** The same of `count` (1 … 3) bytes. */
function loadMaskTail(mask: usize, count: i32): v128 {
  let lanes = i32x4.splat(0);
  lanes = i32x4.replace_lane(lanes, 0, load<u8>(mask));
  if (count > 1) lanes = i32x4.replace_lane(lanes, 1, load<u8>(mask + 1));
  if (count > 2) lanes = i32x4.replace_lane(lanes, 2, load<u8>(mask + 2));
  return i32x4.ne(lanes, i32x4.splat(0));
}

/** out = a where the mask is set, else b */
export function where(mask: usize, a: usize, b: usize, out: usize, n: i32): void {
  for (; n >= 4; n -= 4, mask += 4, a += 16, b += 16, out += 16) {
    v128.store(out, v128.bitselect(v128.load(a), v128.load(b), loadMask(mask)));
  }
  if (n > 0) storeTail(out, v128.bitselect(loadTail(a, n), loadTail(b, n), loadMaskTail(mask, n)), n);
}

/** out = factor·x where the mask is set, else 0 */
export function multiplyMask(x: usize, mask: usize, factor: f32, out: usize, n: i32): void {
  const factors = f32x4.splat(factor);
  for (; n >= 4; n -= 4, mask += 4, x += 16, out += 16) {
    v128.store(out, v128.and(f32x4.mul(v128.load(x), factors), loadMask(mask)));
  }
  if (n > 0) storeTail(out, v128.and(f32x4.mul(loadTail(x, n), factors), loadMaskTail(mask, n)), n);
}
