// Made by kernel/setup/wasm.mjs from lib/wasm/assembly; not written by hand.

/** A place in the memory that the loops work on: the number of bytes before it. */
export type Pointer = number;

/** The fast loops, as WebAssembly exports them. Sizes and strides are counted in elements, not in bytes. */
export interface Kernels {
  /**
   * Rows `rowStart` … `rowEnd − 1` of C = A·B (m × k times k × n); of C + A·B with flag 1; plus a bias; then relu with flag 2.
   * A has element (i, k) at i·aRow + k·aCol, B has (k, j) at k·bRow + j·bCol, C has (i, j) at i·cRow + j.
   * @param bias n numbers, added to each row; 0 for none.
   */
  matmul(
    a: Pointer,
    aRow: number,
    aCol: number,
    b: Pointer,
    bRow: number,
    bCol: number,
    c: Pointer,
    cRow: number,
    n: number,
    k: number,
    bias: Pointer,
    flags: number,
    rowStart: number,
    rowEnd: number,
    scratch: Pointer,
  ): void;

  /**
   * Products of a batch: matrix (p, q) of A begins at p·aOuter + q·aInner, and so do those of B and C; q runs from 0 to inner − 1.
   * Rows are counted through the whole batch, m for each product.
   */
  matmulBatched(
    a: Pointer,
    aOuter: number,
    aInner: number,
    aRow: number,
    aCol: number,
    b: Pointer,
    bOuter: number,
    bInner: number,
    bRow: number,
    bCol: number,
    c: Pointer,
    cOuter: number,
    cInner: number,
    cRow: number,
    inner: number,
    m: number,
    n: number,
    k: number,
    bias: Pointer,
    flags: number,
    rowStart: number,
    rowEnd: number,
    scratch: Pointer,
  ): void;

  /** Bytes of scratch that `matmul` needs for so many rows of C, sums of k products; `matmulBatched` for the m rows of a product. */
  matmulScratchBytes(rows: number, k: number): number;
}
