/*
 * Rows of a table, chosen by number: an embedding's forward pass, and the way back, in which a row that was chosen several times
 * gathers up all its gradients.
 *
 *   out[i] = table[indices[i]]                 dTable[indices[i]] += g[i], for i = 0, 1, 2, …
 *
 * Notation: `rows` of the table, `width` numbers in each, `count` indices of int32.
 * NB: additions go in the order of i, whatever the number of threads, which may share out the columns and nothing else. An index
 *   outside the table is left out and its place given back, so that nothing is read or written where nothing belongs.
 */
import { loadTail, storeTail } from "./tail.ts";

/** out[i] = table[indices[i]]. Gives the first i whose index is not in 0 … rows − 1; −1 if there is none. */
export function gatherRows(table: usize, indices: usize, out: usize, count: i32, width: i32, rows: i32): i32 {
  const step = (<usize>width) << 2;
  let wrong = -1;
  for (let i = 0; i < count; i++, out += step) {
    const index = load<i32>(indices + ((<usize>i) << 2));
    if (<u32>index >= <u32>rows) {
      if (wrong < 0) wrong = i;
      continue;
    }
    const from = table + <usize>index * step;
    let at: usize = 0;
    let left = width;
    for (; left >= 4; left -= 4, at += 16) v128.store(out + at, v128.load(from + at));
    if (left > 0) storeTail(out + at, loadTail(from + at, left), left);
  }
  return wrong;
}

/** table[indices[i]] += g[i], columns `start` … `end` − 1. The table must have its first values: zeros for a gradient. */
export function scatterAddRows(
  g: usize,
  indices: usize,
  table: usize,
  count: i32,
  width: i32,
  rows: i32,
  start: i32,
  end: i32,
): void {
  const step = (<usize>width) << 2;
  const offset = (<usize>start) << 2;
  for (let i = 0; i < count; i++, g += step) {
    const index = load<i32>(indices + ((<usize>i) << 2));
    if (<u32>index >= <u32>rows) continue;
    const to = table + <usize>index * step;
    let at = offset;
    let left = end - start;
    for (; left >= 4; left -= 4, at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(g + at)));
    if (left > 0) storeTail(to + at, f32x4.add(loadTail(to + at, left), loadTail(g + at, left)), left);
  }
}
