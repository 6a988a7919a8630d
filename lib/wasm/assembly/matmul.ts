/*
 * Matrix product, C = A·B, with batches: where most of training's time goes.
 *
 *   c[i, j] = Σ a[i, k] b[k, j], k = 0, 1, …, K − 1 in this order, one sum for each number of C
 *
 * The order is the readable loop's, and it is the same in whatever tile, block or range of rows a number lies: so threads may
 * share the rows as they like, and the default build gives the bits of the loop that rounds every step to float32.
 *
 * C is made eight columns at a time. A is read where it lies, whatever its strides, so that a transposed matrix costs nothing;
 * of B those eight columns are copied into scratch, row after row, unless they lie close enough together already.
 *
 * Source: K. Goto and R. van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34 (2008).
 */
import { MOST_ROWS, multiplyPanel, TILE_BYTES } from "./matmulTiles.ts";
import { copyPanel, PANEL_ROW } from "./panels.ts";

/** So many numbers of A meet one panel after the other before the next rows do: they stay in the second cache. */
const BLOCK: i32 = 1 << 16;
/** So many columns of B are copied at once where several blocks of rows will meet them. */
const GROUP: i32 = 64;
/** What spreads over more bytes than these is copied: parts of it would push each other out of the cache. */
const NEAR_BYTES: i32 = 1 << 18;

/** Added to the flags of a batch: of C nothing above the diagonal is wanted. */
const LOWER_C: i32 = 4;
/** Above its diagonal A is 0. */
const LOWER_A: i32 = 8;
/** Below its diagonal A is 0. */
const UPPER_A: i32 = 16;
const TRIANGULAR: i32 = LOWER_C | LOWER_A | UPPER_A;

/** Rows of A that are worked on at a time. */
/* @inline */ function blockRows(k: i32): i32 {
  return max(GROUP, BLOCK / max(k, 1));
}

/** Columns of B that are copied at a time. */
/* @inline */ function groupColumns(rows: i32, k: i32): i32 {
  return rows > blockRows(k) ? GROUP : 8;
}

/** Bytes of scratch that `matmul` needs for so many rows of C, sums of k products; `matmulBatched` for the m rows of a product. */
export function matmulScratchBytes(rows: i32, k: i32): i32 {
  return TILE_BYTES + 4 * k * (groupColumns(rows, k) + min(rows, blockRows(k)));
}

/**
 * Rows `rowStart` … `rowEnd − 1` of C = A·B (m × k times k × n); of C + A·B with flag 1; plus a bias; then relu with flag 2.
 * A has element (i, k) at i·aRow + k·aCol, B has (k, j) at k·bRow + j·bCol, C has (i, j) at i·cRow + j.
 * @param bias n numbers, added to each row; 0 for none.
 */
export function matmul(
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
  rowStart: i32,
  rowEnd: i32,
  scratch: usize,
): void {
  const group = groupColumns(rowEnd - rowStart, k);
  const panels = scratch + TILE_BYTES;
  const copyB = bCol !== 1 || (rowEnd - rowStart > 8 && 4 * k * bRow > NEAR_BYTES);
  const copyA = aRow === 1 && n > 8 && 4 * k * aCol > NEAR_BYTES;
  for (let left = 0; left < n; left += group) {
    const right = min(n, left + group);
    for (let j = left; j < right; j += 8) {
      if (copyB || right - j < 8)
        copyPanel(b + 4 * j * bCol, 4 * bRow, 4 * bCol, min(8, right - j), k, panels + 4 * (j - left) * k);
    }
    const block = blockRows(k);
    for (let first = rowStart; first < rowEnd; first += block) {
      const rows = min(block, rowEnd - first);
      let aFirst = a + 4 * first * aRow;
      let aStep = 4 * aCol;
      if (copyA) {
        const to = panels + 4 * group * k;
        for (let l = 0; l < k; l++) copyNumbers(aFirst + l * aStep, to + 4 * l * rows, rows);
        aFirst = to;
        aStep = 4 * rows;
      }
      for (let j = left; j < right; j += 8) {
        const columns = min(8, right - j);
        const copied = copyB || columns < 8;
        multiplyPanel(
          aFirst,
          4 * aRow,
          aStep,
          copied ? panels + 4 * (j - left) * k : b + 4 * j,
          copied ? PANEL_ROW : 4 * bRow,
          k,
          c + 4 * (first * cRow + j),
          4 * cRow,
          rows,
          columns,
          bias === 0 ? 0 : bias + 4 * j,
          flags,
          scratch,
        );
      }
    }
  }
}

/** For so few numbers a loop is quicker than the engine's memory.copy. */
/* @inline */ function copyNumbers(from: usize, to: usize, n: i32): void {
  for (; n >= 4; n -= 4, from += 16, to += 16) v128.store(to, v128.load(from));
  for (; n > 0; n--, from += 4, to += 4) store<f32>(to, load<f32>(from));
}

/**
 * A product of which a half is not wanted, or known to be nothing: cut into strips, each of which leaves out what it can. Of C the
 * strips are columns, so that each part of B is copied once; of A they are rows.
 */
function multiplyTriangle(
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
  rowStart: i32,
  rowEnd: i32,
  scratch: usize,
): void {
  const rest = flags & ~TRIANGULAR;
  if (flags & LOWER_C) {
    const width = max(8, (n >> 3) & ~7);
    for (let j = 0; j < n; j += width) {
      const first = max(j, rowStart); // nothing above is wanted
      const atBias = bias === 0 ? 0 : bias + 4 * j;
      const columns = min(width, n - j);
      if (first < rowEnd)
        matmul(
          a,
          aRow,
          aCol,
          b + 4 * j * bCol,
          bRow,
          bCol,
          c + 4 * j,
          cRow,
          columns,
          k,
          atBias,
          rest,
          first,
          rowEnd,
          scratch,
        );
    }
    return;
  }
  const height = max(2 * MOST_ROWS, (rowEnd - rowStart) >> 3);
  for (let i = rowStart; i < rowEnd; i += height) {
    const end = min(i + height, rowEnd);
    const from = flags & UPPER_A ? min(i, k) : 0; // terms before and after are 0
    const to = flags & LOWER_A ? min(end, k) : k;
    const atA = a + 4 * from * aCol;
    const atB = b + 4 * from * bRow;
    matmul(atA, aRow, aCol, atB, bRow, bCol, c, cRow, n, to - from, bias, rest, i, end, scratch);
  }
}

/**
 * Products of a batch: matrix (p, q) of A begins at p·aOuter + q·aInner, and so do those of B and C; q runs from 0 to inner − 1.
 * Rows are counted through the whole batch, m for each product. With flag 4 only numbers of C on and below its diagonal are wanted;
 * with 8 A has nothing but zeros above its diagonal, and with 16 below it: what can be left out is.
 */
export function matmulBatched(
  a: usize,
  aOuter: i32,
  aInner: i32,
  aRow: i32,
  aCol: i32,
  b: usize,
  bOuter: i32,
  bInner: i32,
  bRow: i32,
  bCol: i32,
  c: usize,
  cOuter: i32,
  cInner: i32,
  cRow: i32,
  inner: i32,
  m: i32,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
  rowStart: i32,
  rowEnd: i32,
  scratch: usize,
): void {
  while (rowStart < rowEnd) {
    const index = rowStart / m;
    const p = index / inner;
    const q = index % inner;
    const first = rowStart - index * m;
    const end = min(m, first + rowEnd - rowStart);
    const atA = a + 4 * (p * aOuter + q * aInner);
    const atB = b + 4 * (p * bOuter + q * bInner);
    const atC = c + 4 * (p * cOuter + q * cInner);
    if (flags & TRIANGULAR) {
      multiplyTriangle(atA, aRow, aCol, atB, bRow, bCol, atC, cRow, n, k, bias, flags, first, end, scratch);
    } else matmul(atA, aRow, aCol, atB, bRow, bCol, atC, cRow, n, k, bias, flags, first, end, scratch);
    rowStart += end - first;
  }
}
