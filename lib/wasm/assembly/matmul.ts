/*
 * Trivial.
 */
import { multiplyAdd } from "./lanes.ts";

/** How many bytes of scratch. */
export function matmulScratchBytes(m: i32, n: i32, k: i32): i32 {
  return m * n * k;
}

/** Trivial. */
export function matmul(a: usize, b: usize, out: usize): void {
  v128.store(out, multiplyAdd(v128.load(a), v128.load(b), v128.load(out)));
}
