/*
 * The tiles that matmul cuts its result into. A tile of 5 × 8 numbers stays in the machine's registers while k runs: ten vectors
 * of sums, two of B, one number of A at a time, 80 multiplications and additions on seven loads. More sums would not fit into 16
 * registers together with the product that waits for its addition, fewer would wait for memory. In the fused build no product
 * waits, and there is room for 6 × 8. Unrolling these loops makes them slower: then the compiler runs out of registers.
 *
 * What is left below the largest tiles is cut into smaller ones, and into single rows where there are few; to which tile a number
 * belongs changes nothing in it, as every sum runs over k alone and in order.
 *
 * Here strides are bytes. A panel is eight columns of B, `step` bytes from row to row.
 */
import { multiplyAdd } from "./lanes.ts";
import { ACCUMULATE, RELU } from "./panels.ts";

/** Bytes of a row of a tile that is put down in scratch, since something is to be done with its sums before they are C. */
const TILE_ROW: i32 = 32;
/** Bytes of the whole tile. */
export const TILE_BYTES: i32 = 6 * TILE_ROW;
/** Rows of the largest tile. */
export const MOST_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Whether so many rows are a whole number of the largest tiles, with at most one of 5 rows. */
/* @inline */ function fitsTiles(rows: i32): bool {
  return rows % MOST_ROWS === 0 || rows % MOST_ROWS === 5;
}

/** Rows of A times a panel: up to eight columns of C. */
export function multiplyPanel(
  a: usize,
  aRow: i32,
  aCol: i32,
  panel: usize,
  step: i32,
  k: i32,
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
  bias: usize,
  flags: i32,
  tile: usize,
): void {
  const finish = columns < 8 || bias !== 0 || flags !== 0;
  let fours = 0;
  while (rows - 4 * fours >= 4 && !fitsTiles(rows - 4 * fours)) fours++;
  if (!fitsTiles(rows - 4 * fours)) fours = 0;
  while (rows > 0) {
    const left = rows - 4 * fours;
    const size = left >= MOST_ROWS ? MOST_ROWS : left === 5 ? 5 : fours > 0 ? 4 : 1;
    // A function that is called once would be copied into its caller, where two nested loops leave fewer registers to the
    // inner one: half the speed. Called twice, it stays as it is.
    if (ASC_FEATURE_RELAXED_SIMD && size === 6) {
      if (finish) sixRows(a, aRow, aCol, panel, step, k, tile, TILE_ROW);
      else sixRows(a, aRow, aCol, panel, step, k, c, cRow);
    } else if (size === 5) {
      if (finish) fiveRows(a, aRow, aCol, panel, step, k, tile, TILE_ROW);
      else fiveRows(a, aRow, aCol, panel, step, k, c, cRow);
    } else if (size === 4) {
      if (finish) fourRows(a, aRow, aCol, panel, step, k, tile, TILE_ROW);
      else fourRows(a, aRow, aCol, panel, step, k, c, cRow);
      fours--;
    } else if (finish) oneRow(a, aCol, panel, step, k, tile);
    else oneRow(a, aCol, panel, step, k, c);
    if (finish) finishTile(tile, c, cRow, size, columns, bias, flags);
    a += size * aRow;
    c += size * cRow;
    rows -= size;
  }
}

/** What is to be done with a tile of sums before it becomes a part of C. */
function finishTile(tile: usize, c: usize, cRow: i32, rows: i32, columns: i32, bias: usize, flags: i32): void {
  for (let i = 0; i < rows; i++) {
    if (columns === 8) {
      finishFour(tile, c, bias, flags);
      finishFour(tile + 16, c + 16, bias === 0 ? 0 : bias + 16, flags);
    } else {
      for (let j: usize = 0; j < 4 * columns; j += 4) {
        let sum = load<f32>(tile + j);
        if (flags & ACCUMULATE) sum = load<f32>(c + j) + sum;
        if (bias !== 0) sum += load<f32>(bias + j);
        if (flags & RELU) sum = max(sum, 0);
        store<f32>(c + j, sum);
      }
    }
    tile += TILE_ROW;
    c += cRow;
  }
}

/** The same for four sums side by side. */
/* @inline */ function finishFour(tile: usize, c: usize, bias: usize, flags: i32): void {
  let sum = v128.load(tile);
  if (flags & ACCUMULATE) sum = f32x4.add(v128.load(c), sum);
  if (bias !== 0) sum = f32x4.add(sum, v128.load(bias));
  if (flags & RELU) sum = f32x4.max(sum, f32x4.splat(0));
  v128.store(c, sum);
}

/** Tiles of 6 × 8, one below the other. */
function sixRows(a: usize, aRow: i32, aCol: i32, panel: usize, step: i32, k: i32, c: usize, cRow: i32): void {
  const end = panel + k * step;
  let a0 = a;
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let a4 = a3 + aRow;
  let a5 = a4 + aRow;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  for (let b = panel; b < end; b += step) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    const x1 = v128.load32_splat(a1);
    c10 = multiplyAdd(x1, b0, c10);
    c11 = multiplyAdd(x1, b1, c11);
    const x2 = v128.load32_splat(a2);
    c20 = multiplyAdd(x2, b0, c20);
    c21 = multiplyAdd(x2, b1, c21);
    const x3 = v128.load32_splat(a3);
    c30 = multiplyAdd(x3, b0, c30);
    c31 = multiplyAdd(x3, b1, c31);
    const x4 = v128.load32_splat(a4);
    c40 = multiplyAdd(x4, b0, c40);
    c41 = multiplyAdd(x4, b1, c41);
    const x5 = v128.load32_splat(a5);
    c50 = multiplyAdd(x5, b0, c50);
    c51 = multiplyAdd(x5, b1, c51);
    a0 += aCol;
    a1 += aCol;
    a2 += aCol;
    a3 += aCol;
    a4 += aCol;
    a5 += aCol;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + cRow, c10);
  v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20);
  v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30);
  v128.store(c + 3 * cRow, c31, 16);
  v128.store(c + 4 * cRow, c40);
  v128.store(c + 4 * cRow, c41, 16);
  v128.store(c + 5 * cRow, c50);
  v128.store(c + 5 * cRow, c51, 16);
}

/** Tiles of 5 × 8, one below the other. */
function fiveRows(a: usize, aRow: i32, aCol: i32, panel: usize, step: i32, k: i32, c: usize, cRow: i32): void {
  const end = panel + k * step;
  let a0 = a;
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let a4 = a3 + aRow;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  for (let b = panel; b < end; b += step) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    const x1 = v128.load32_splat(a1);
    c10 = multiplyAdd(x1, b0, c10);
    c11 = multiplyAdd(x1, b1, c11);
    const x2 = v128.load32_splat(a2);
    c20 = multiplyAdd(x2, b0, c20);
    c21 = multiplyAdd(x2, b1, c21);
    const x3 = v128.load32_splat(a3);
    c30 = multiplyAdd(x3, b0, c30);
    c31 = multiplyAdd(x3, b1, c31);
    const x4 = v128.load32_splat(a4);
    c40 = multiplyAdd(x4, b0, c40);
    c41 = multiplyAdd(x4, b1, c41);
    a0 += aCol;
    a1 += aCol;
    a2 += aCol;
    a3 += aCol;
    a4 += aCol;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + cRow, c10);
  v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20);
  v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30);
  v128.store(c + 3 * cRow, c31, 16);
  v128.store(c + 4 * cRow, c40);
  v128.store(c + 4 * cRow, c41, 16);
}

/** Tiles of 4 × 8, one below the other. */
function fourRows(a: usize, aRow: i32, aCol: i32, panel: usize, step: i32, k: i32, c: usize, cRow: i32): void {
  const end = panel + k * step;
  let a0 = a;
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  for (let b = panel; b < end; b += step) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    const x1 = v128.load32_splat(a1);
    c10 = multiplyAdd(x1, b0, c10);
    c11 = multiplyAdd(x1, b1, c11);
    const x2 = v128.load32_splat(a2);
    c20 = multiplyAdd(x2, b0, c20);
    c21 = multiplyAdd(x2, b1, c21);
    const x3 = v128.load32_splat(a3);
    c30 = multiplyAdd(x3, b0, c30);
    c31 = multiplyAdd(x3, b1, c31);
    a0 += aCol;
    a1 += aCol;
    a2 += aCol;
    a3 += aCol;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + cRow, c10);
  v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20);
  v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30);
  v128.store(c + 3 * cRow, c31, 16);
}

/** The rows that no tile of 4 or 5 takes. */
function oneRow(a: usize, aCol: i32, panel: usize, step: i32, k: i32, c: usize): void {
  const end = panel + k * step;
  let a0 = a;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  for (let b = panel; b < end; b += step) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    a0 += aCol;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
}
