/*
 * Floats of 16 bits, as checkpoints of large models store them, read into float32, which holds each of them exactly. float16
 * spends its bits on digits, bfloat16 on range: it is a float32 whose last 16 bits were dropped.
 *
 *              sign   exponent   fraction   largest      its value, for an exponent that is neither the least nor the largest
 *   float16      1        5         10      65504        (−1)ˢ · 2^(e − 15) · (1 + f / 2¹⁰)
 *   bfloat16     1        8          7      3.4 · 10³⁸   (−1)ˢ · 2^(e − 127) · (1 + f / 2⁷)        float32: f / 2²³
 *
 *   e = 0: subnormal, (−1)ˢ · 2⁻¹⁴ · f / 2¹⁰ in float16        e = 31 (or 255): infinite, or NaN when f ≠ 0
 *
 * Notation: s, e, f the bits of sign, exponent and fraction, each as a whole number; n a count.
 * Source: IEEE 754-2019, section 3.4; D. Kalamkar et al., A Study of BFLOAT16 for Deep Learning Training (2019).
 * NB: nothing here computes in 16 bits. Graphics cards do, and keep the sums in 32 bits.
 *
 * Page 50 · before it: tensor/shape.ts · after it: tensor/nested.ts
 */

/**
 * The numbers that 16-bit patterns of IEEE 754 stand for, exactly, of shape (n); a NaN keeps its bits.
 * @example [...float32FromFloat16(Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001))]; // => [1, -2, 0.333251953125, 5.9604644775390625e-8]
 */
export function float32FromFloat16(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  const words = new Uint32Array(values.buffer); // the same memory: what is a word here is the bits of a float there
  for (let i = 0; i < bits.length; i++) {
    const half = bits[i];
    const sign = (half & 0x8000) << 16;
    const e = (half >> 10) & 31;
    const f = half & 0x3ff;
    if (e === 0) {
      values[i] = f * 5.9604644775390625e-8; // 2⁻²⁴
      words[i] |= sign; // −0 too
    } else {
      const exponent = e === 31 ? 255 : e - 15 + 127;
      words[i] = sign | (exponent << 23) | (f << 13);
    }
  }
  return values;
}

/**
 * The numbers that bfloat16 patterns stand for, of shape (n): the missing 16 bits are zeros.
 * @example [...float32FromBfloat16(Uint16Array.of(0x3f80, 0xc000, 0x4049))]; // => [1, -2, 3.140625]
 */
export function float32FromBfloat16(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    words[i] = bits[i] << 16;
  }
  return new Float32Array(words.buffer);
}
