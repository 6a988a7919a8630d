/*
 * Panels: eight columns of a matrix side by side, row after row. Products are made from panels, since two vectors of four then
 * lie where they are needed next, and become panels when their result is to be transposed. Strides are bytes here.
 */
import { highHalves, interleaveHigh, interleaveLow, lowHalves } from "./lanes.ts";

/** Added to the flags of a product: it is added to what is there. */
export const ACCUMULATE: i32 = 1;
/** Added to the flags of a product: negative results become 0, after the bias. */
export const RELU: i32 = 2;

/** Bytes of a row of a panel: eight numbers. */
export const PANEL_ROW: i32 = 32;

/** Copies up to eight columns into a panel of k rows, and zeros where there are fewer. */
export function copyPanel(from: usize, row: i32, column: i32, columns: i32, k: i32, to: usize): void {
  const end = to + k * PANEL_ROW;
  if (columns === 8 && column === 4) {
    for (; to < end; to += PANEL_ROW) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += row;
    }
    return;
  }
  if (columns === 8 && row === 4) {
    const whole = to + (k & ~3) * PANEL_ROW;
    for (; to < whole; to += 4 * PANEL_ROW) {
      transposeFour(from, column, to);
      transposeFour(from + 4 * column, column, to + 16);
      from += 16;
    }
  }
  for (; to < end; to += PANEL_ROW) {
    for (let j = 0; j < 8; j++) store<f32>(to + 4 * j, j < columns ? load<f32>(from + j * column) : 0);
    from += row;
  }
}

/** Four columns that are four rows in memory: four numbers of each are read at once and laid across. */
/* @inline */ function transposeFour(from: usize, column: i32, to: usize): void {
  const column0 = v128.load(from);
  const column1 = v128.load(from + column);
  const column2 = v128.load(from + 2 * column);
  const column3 = v128.load(from + 3 * column);
  const low01 = interleaveLow(column0, column1);
  const low23 = interleaveLow(column2, column3);
  const high01 = interleaveHigh(column0, column1);
  const high23 = interleaveHigh(column2, column3);
  v128.store(to, lowHalves(low01, low23));
  v128.store(to, highHalves(low01, low23), PANEL_ROW);
  v128.store(to, lowHalves(high01, high23), 2 * PANEL_ROW);
  v128.store(to, highHalves(high01, high23), 3 * PANEL_ROW);
}

/**
 * A panel of k rows, transposed: its first columns become rows of k numbers, after what the flags say is done with them.
 * @param bias One number for each column; 0 for none.
 */
export function transposePanel(
  panel: usize,
  k: i32,
  columns: i32,
  to: usize,
  toRow: i32,
  bias: usize,
  flags: i32,
): void {
  let first = 0;
  for (; first + 4 <= columns; first += 4) {
    const bias0 = bias === 0 ? f32x4.splat(0) : v128.load32_splat(bias + 4 * first);
    const bias1 = bias === 0 ? f32x4.splat(0) : v128.load32_splat(bias + 4 * first, 4);
    const bias2 = bias === 0 ? f32x4.splat(0) : v128.load32_splat(bias + 4 * first, 8);
    const bias3 = bias === 0 ? f32x4.splat(0) : v128.load32_splat(bias + 4 * first, 12);
    let from = panel + 4 * first;
    let at = to + first * toRow;
    const end = at + 4 * (k & ~3);
    for (; at < end; at += 16) {
      const row0 = v128.load(from);
      const row1 = v128.load(from, PANEL_ROW);
      const row2 = v128.load(from, 2 * PANEL_ROW);
      const row3 = v128.load(from, 3 * PANEL_ROW);
      const low01 = interleaveLow(row0, row1);
      const low23 = interleaveLow(row2, row3);
      const high01 = interleaveHigh(row0, row1);
      const high23 = interleaveHigh(row2, row3);
      finish(at, lowHalves(low01, low23), bias0, flags);
      finish(at + toRow, highHalves(low01, low23), bias1, flags);
      finish(at + 2 * toRow, lowHalves(high01, high23), bias2, flags);
      finish(at + 3 * toRow, highHalves(high01, high23), bias3, flags);
      from += 4 * PANEL_ROW;
    }
    finishRest(panel, k & ~3, k, first, first + 4, to, toRow, bias, flags);
  }
  finishRest(panel, 0, k, first, columns, to, toRow, bias, flags);
}

/** Writes four sums. A sum that began with +0 is never −0, so that adding a bias of 0 where there is none changes nothing. */
/* @inline */ function finish(to: usize, sum: v128, bias: v128, flags: i32): void {
  let result = sum;
  if (flags & ACCUMULATE) result = f32x4.add(v128.load(to), result);
  result = f32x4.add(result, bias);
  if (flags & RELU) result = f32x4.max(result, f32x4.splat(0));
  v128.store(to, result);
}

/** Rows `row` to below k and columns `column` to below `columns` of a panel, number by number. */
function finishRest(
  panel: usize,
  row: i32,
  k: i32,
  column: i32,
  columns: i32,
  to: usize,
  toRow: i32,
  bias: usize,
  flags: i32,
): void {
  for (let j = column; j < columns; j++) {
    for (let i = row; i < k; i++) {
      const at = to + j * toRow + 4 * i;
      let sum = load<f32>(panel + i * PANEL_ROW + 4 * j);
      if (flags & ACCUMULATE) sum = load<f32>(at) + sum;
      if (bias !== 0) sum += load<f32>(bias + 4 * j);
      store<f32>(at, flags & RELU ? max(sum, 0) : sum);
    }
  }
}
