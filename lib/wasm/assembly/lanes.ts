/*
 * Four numbers at once: what all loops share. A `v128` holds four float32, its lanes; an operation on it does the same to each
 * lane, rounded as single operations are, so that the default build gives the same bits on every machine.
 */

/**
 * c + a·b in each lane. The default build rounds twice, after the product and after the sum; the fused build rounds once where
 * the machine can, which is faster, closer, and not the same everywhere.
 */
/* @inline */ export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}
