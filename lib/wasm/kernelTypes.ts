// Made by kernel/setup/wasm.mjs from lib/wasm/assembly; not written by hand.

/** A place in the memory that the loops work on: the number of bytes before it. */
export type Pointer = number;

/** The fast loops, as WebAssembly exports them. Sizes and strides are counted in elements, not in bytes. */
export interface Kernels {
  /** Trivial. */
  matmul(a: Pointer, b: Pointer, out: Pointer): void;

  /** How many bytes of scratch. */
  matmulScratchBytes(m: number, n: number, k: number): number;
}
