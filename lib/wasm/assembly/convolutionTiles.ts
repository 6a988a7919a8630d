/*
 * What convolution and both its derivatives come down to: sums of products in which the numbers of the image are found by two
 * tables of distances, so that nothing of the image is copied once for each weight that sees it.
 *
 *   result[r, j] = Σ image[outer[r] + inner[q]] · panel[q, j]      over all entries q of `inner`, in order
 *
 *   forward          r: places of the output     q: weights of a channel     j: output channels
 *   ∂L/∂input        r: places of the input      q: weights of a channel     j: input channels
 *   ∂L/∂weight       r: weights of a channel     q: places of the output     j: output channels
 */
import { multiplyAdd } from "./lanes.ts";
import { PANEL_ROW } from "./panels.ts";

/**
 * Entries that a tile looks up in the outer table: a table has so many more than are meant, less one. In the fused build there
 * is room for a row more, as in matmulTiles.ts.
 */
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Rows of results that are written: those that are meant, rounded up to whole tiles. */
/* @inline */ export function tiledRows(rows: i32): i32 {
  return ((rows + TILE_ROWS - 1) / TILE_ROWS) * TILE_ROWS;
}

/** All results, as a panel of `tiledRows(rows)` rows. The entries of both tables are bytes. */
export function gatherProducts(
  image: usize,
  outer: usize,
  rows: i32,
  inner: usize,
  count: i32,
  panel: usize,
  result: usize,
): void {
  const end = panel + count * PANEL_ROW;
  const half = tiledRows(rows) / TILE_ROWS / 2;
  // Two calls in place of one, since a function that is called once is copied into its caller; matmulTiles.ts says why not.
  for (let i = 0; i < half; i++) {
    gatherTile(image, outer, inner, panel, end, result);
    outer += 4 * TILE_ROWS;
    result += TILE_ROWS * PANEL_ROW;
  }
  for (let i = half * TILE_ROWS; i < rows; i += TILE_ROWS) {
    gatherTile(image, outer, inner, panel, end, result);
    outer += 4 * TILE_ROWS;
    result += TILE_ROWS * PANEL_ROW;
  }
}

/** Five or six rows of eight results, with all sums in registers. A distance is read one step before it is needed. */
function gatherTile(image: usize, outer: usize, inner: usize, panel: usize, end: usize, result: usize): void {
  const a0 = image + load<i32>(outer);
  const a1 = image + load<i32>(outer, 4);
  const a2 = image + load<i32>(outer, 8);
  const a3 = image + load<i32>(outer, 12);
  const a4 = image + load<i32>(outer, 16);
  const a5 = ASC_FEATURE_RELAXED_SIMD ? image + load<i32>(outer, 20) : 0;
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
  let q = load<i32>(inner);
  for (let b = panel; b < end; b += PANEL_ROW) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a0 + q);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    const x1 = v128.load32_splat(a1 + q);
    c10 = multiplyAdd(x1, b0, c10);
    c11 = multiplyAdd(x1, b1, c11);
    const x2 = v128.load32_splat(a2 + q);
    c20 = multiplyAdd(x2, b0, c20);
    c21 = multiplyAdd(x2, b1, c21);
    const x3 = v128.load32_splat(a3 + q);
    c30 = multiplyAdd(x3, b0, c30);
    c31 = multiplyAdd(x3, b1, c31);
    const x4 = v128.load32_splat(a4 + q);
    c40 = multiplyAdd(x4, b0, c40);
    c41 = multiplyAdd(x4, b1, c41);
    if (ASC_FEATURE_RELAXED_SIMD) {
      const x5 = v128.load32_splat(a5 + q);
      c50 = multiplyAdd(x5, b0, c50);
      c51 = multiplyAdd(x5, b1, c51);
    }
    inner += 4;
    q = load<i32>(inner);
  }
  v128.store(result, c00);
  v128.store(result, c01, 16);
  v128.store(result, c10, 32);
  v128.store(result, c11, 48);
  v128.store(result, c20, 64);
  v128.store(result, c21, 80);
  v128.store(result, c30, 96);
  v128.store(result, c31, 112);
  v128.store(result, c40, 128);
  v128.store(result, c41, 144);
  if (ASC_FEATURE_RELAXED_SIMD) {
    v128.store(result, c50, 160);
    v128.store(result, c51, 176);
  }
}
