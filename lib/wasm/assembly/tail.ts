/*
 * The last one to three numbers, when a count is no multiple of four. They pass through the same vector instructions as the others,
 * beside lanes that nobody looks at, so that the bits of a result depend neither on its place nor on the length of the array. And
 * the way back from four lanes to one number, in an order that is always the same.
 */

/** `count` numbers (1 … 3) from `x`, and zeros. */
export function loadTail(x: usize, count: i32): v128 {
  if (count === 1) return v128.load32_zero(x);
  const two = v128.load64_zero(x);
  return count === 2 ? two : v128.load_lane<f32>(x + 8, two, 2);
}

/** `count` numbers (1 … 3) from `x`, and `filling` in the other lanes. */
/* @inline */ export function loadTailFilled(x: usize, count: i32, filling: f32): v128 {
  return v128.bitselect(loadTail(x, count), f32x4.splat(filling), lanesBefore(count));
}

/** The first `count` lanes (1 … 3) to `out`. */
export function storeTail(out: usize, lanes: v128, count: i32): void {
  if (count === 1) {
    v128.store_lane<f32>(out, lanes, 0);
    return;
  }
  v128.store_lane<f64>(out, lanes, 0);
  if (count === 3) v128.store_lane<f32>(out + 8, lanes, 2);
}

/** The next four numbers from `x`, or the last `left` of them and zeros. */
/* @inline */ export function loadNext(x: usize, left: i32): v128 {
  return left >= 4 ? v128.load(x) : loadTail(x, left);
}

/** The next four numbers to `out`, or the last `left` of them. */
/* @inline */ export function storeNext(out: usize, lanes: v128, left: i32): void {
  if (left >= 4) v128.store(out, lanes);
  else storeTail(out, lanes, left);
}

/** All bits set in the first `left` lanes. */
/* @inline */ export function lanesBefore(left: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
}

/** (x₀ + x₂) + (x₁ + x₃) of four lanes. */
/* @inline */ export function sumOfLanes(x: v128): f32 {
  const halves = f32x4.add(x, i32x4.shuffle(x, x, 2, 3, 6, 7));
  return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
}

/** The largest of four lanes; NaN if one is. */
/* @inline */ export function maximumOfLanes(x: v128): f32 {
  const halves = f32x4.max(x, i32x4.shuffle(x, x, 2, 3, 6, 7));
  return f32x4.extract_lane(f32x4.max(halves, i32x4.shuffle(halves, halves, 1, 0, 5, 4)), 0);
}
