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

/** Lanes 0 and 1 of two vectors in turn: a₀ b₀ a₁ b₁. */
/* @inline */ export function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** Lanes 2 and 3 of two vectors in turn: a₂ b₂ a₃ b₃. */
/* @inline */ export function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** The first halves of two vectors: a₀ a₁ b₀ b₁. */
/* @inline */ export function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 1, 4, 5);
}

/** The second halves of two vectors: a₂ a₃ b₂ b₃. */
/* @inline */ export function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 3, 6, 7);
}
