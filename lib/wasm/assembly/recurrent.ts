/*
 * What an LSTM and a GRU do at a time step between their matrix products: everything that happens to each number by itself, in one
 * pass. The products come in as two parts, from the input and from the hidden state of the step before, biases included.
 *
 *   LSTM   i, f, o = σ(·), g = tanh(·)       c′ = f c + i g                h′ = o tanh c′
 *          δ = dc′ + dh′ o (1 − tanh² c′)    dc = δ f                      d(pre-activation) = slope of the gate · what it was multiplied by
 *   GRU    r, z = σ(·), n = tanh(xₙ + r q)   h′ = (1 − z) n + z h          q = W h + b, the hidden part of n
 *
 * Notation: B batch, H hidden; rows of 4H (LSTM: i, f, g, o) or 3H (GRU: r, z, n) numbers, in PyTorch's order. A pointer of 0 to an
 * addend means that there is none.
 * Source: S. Hochreiter and J. Schmidhuber, Neural Computation 9 (1997), with F. Gers's forget gate (2000); K. Cho et al.,
 *   arXiv:1406.1078 (2014), in the form where r is applied after the product, which cuDNN and PyTorch compute.
 */
import { sigmoidOf, tanhOf } from "./elementary.ts";
import { multiplyAdd } from "./lanes.ts";
import { loadNext, storeNext } from "./tail.ts";

/* @inline */ function one(): v128 {
  return f32x4.splat(1);
}

/** The sum of both parts at a place. */
/* @inline */ function loadSum(a: usize, b: usize, at: usize, left: i32): v128 {
  const first = loadNext(a + at, left);
  return b ? f32x4.add(first, loadNext(b + at, left)) : first;
}

/** d σ(1 − σ): through a sigmoid whose result is s. */
/* @inline */ function throughSigmoid(d: v128, s: v128): v128 {
  return f32x4.mul(d, f32x4.mul(s, f32x4.sub(one(), s)));
}

/** d (1 − t²): through a tanh whose result is t. */
/* @inline */ function throughTanh(d: v128, t: v128): v128 {
  return f32x4.mul(d, f32x4.sub(one(), f32x4.mul(t, t)));
}

/*
 * A step has its rule for up to four units, `left` of them; called with the constant 4 it becomes loads and stores of whole vectors.
 * `at` is their place in (B, H), `place` that in the row of gates.
 */
/* @inline */ function lstmGates(
  fromInput: usize,
  fromHidden: usize,
  gates: usize,
  place: usize,
  width: usize,
  left: i32,
): void {
  const i = sigmoidOf(loadSum(fromInput, fromHidden, place, left));
  storeNext(gates + place, i, left);
  const f = sigmoidOf(loadSum(fromInput, fromHidden, place + width, left));
  storeNext(gates + place + width, f, left);
  const g = tanhOf(loadSum(fromInput, fromHidden, place + 2 * width, left));
  storeNext(gates + place + 2 * width, g, left);
  const o = sigmoidOf(loadSum(fromInput, fromHidden, place + 3 * width, left));
  storeNext(gates + place + 3 * width, o, left);
}

/* @inline */ function lstmState(
  gates: usize,
  c: usize,
  cOut: usize,
  tanhC: usize,
  hOut: usize,
  place: usize,
  at: usize,
  width: usize,
  left: i32,
): void {
  const f = loadNext(gates + place + width, left);
  const g = loadNext(gates + place + 2 * width, left);
  const state = multiplyAdd(loadNext(gates + place, left), g, f32x4.mul(f, loadNext(c + at, left)));
  storeNext(cOut + at, state, left);
  const t = tanhOf(state);
  storeNext(tanhC + at, t, left);
  storeNext(hOut + at, f32x4.mul(loadNext(gates + place + 3 * width, left), t), left);
}

/**
 * Forward: pre-activations `fromInput` + `fromHidden` (B, 4H) and c (B, H) → `gates` (B, 4H) activated, c′, tanh c′ and h′ (B, H).
 */
export function lstmCell(
  fromInput: usize,
  fromHidden: usize,
  c: usize,
  gates: usize,
  cOut: usize,
  tanhC: usize,
  hOut: usize,
  batch: i32,
  hidden: i32,
): void {
  const width = (<usize>hidden) << 2;
  let row: usize = 0;
  let at: usize = 0; // in (B, H); row + … in (B, 4H)
  for (; batch > 0; batch--, row += 4 * width) {
    let place = row;
    let left = hidden;
    for (; left >= 4; left -= 4, place += 16) lstmGates(fromInput, fromHidden, gates, place, width, 4);
    if (left > 0) lstmGates(fromInput, fromHidden, gates, place, width, left);
    // in a loop of its own, as nothing in it waits for the gates of the same units then
    place = row;
    left = hidden;
    for (; left >= 4; left -= 4, place += 16, at += 16) lstmState(gates, c, cOut, tanhC, hOut, place, at, width, 4);
    if (left > 0) lstmState(gates, c, cOut, tanhC, hOut, place, at, width, left);
    at += (<usize>left) << 2;
  }
}

/* @inline */ function lstmLanesBackward(
  dh: usize,
  dhMore: usize,
  dc: usize,
  gates: usize,
  c: usize,
  tanhC: usize,
  dGates: usize,
  dcOut: usize,
  place: usize,
  at: usize,
  width: usize,
  left: i32,
): void {
  const i = loadNext(gates + place, left);
  const f = loadNext(gates + place + width, left);
  const g = loadNext(gates + place + 2 * width, left);
  const o = loadNext(gates + place + 3 * width, left);
  const t = loadNext(tanhC + at, left);
  const d = loadSum(dh, dhMore, at, left);
  let delta = throughTanh(f32x4.mul(d, o), t);
  if (dc) delta = f32x4.add(delta, loadNext(dc + at, left));
  storeNext(dGates + place, throughSigmoid(f32x4.mul(delta, g), i), left);
  storeNext(dGates + place + width, throughSigmoid(f32x4.mul(delta, loadNext(c + at, left)), f), left);
  storeNext(dGates + place + 2 * width, throughTanh(f32x4.mul(delta, i), g), left);
  storeNext(dGates + place + 3 * width, throughSigmoid(f32x4.mul(d, t), o), left);
  storeNext(dcOut + at, f32x4.mul(delta, f), left);
}

/**
 * Backward: dh′ = `dh` + `dhMore`, and `dc` (B, H) → `dGates` (B, 4H) of the pre-activations, and `dcOut` (B, H) of c. `dhMore`
 * and `dc` may be 0.
 */
export function lstmCellBackward(
  dh: usize,
  dhMore: usize,
  dc: usize,
  gates: usize,
  c: usize,
  tanhC: usize,
  dGates: usize,
  dcOut: usize,
  batch: i32,
  hidden: i32,
): void {
  const width = (<usize>hidden) << 2;
  let row: usize = 0;
  let at: usize = 0;
  for (; batch > 0; batch--, row += 4 * width) {
    let place = row;
    let left = hidden;
    for (; left >= 4; left -= 4, place += 16, at += 16) {
      lstmLanesBackward(dh, dhMore, dc, gates, c, tanhC, dGates, dcOut, place, at, width, 4);
    }
    if (left > 0) lstmLanesBackward(dh, dhMore, dc, gates, c, tanhC, dGates, dcOut, place, at, width, left);
    at += (<usize>left) << 2;
  }
}

/* @inline */ function gruLanes(
  fromInput: usize,
  fromHidden: usize,
  h: usize,
  gates: usize,
  hOut: usize,
  row: usize,
  place: usize,
  at: usize,
  width: usize,
  left: i32,
): void {
  const r = sigmoidOf(loadSum(fromInput, fromHidden, place, left));
  const z = sigmoidOf(loadSum(fromInput, fromHidden, place + width, left));
  const q = loadNext(fromHidden + place + 2 * width, left);
  const n = tanhOf(multiplyAdd(r, q, loadNext(fromInput + place + 2 * width, left)));
  const out = gates + row + place;
  storeNext(out, r, left);
  storeNext(out + width, z, left);
  storeNext(out + 2 * width, n, left);
  storeNext(out + 3 * width, q, left);
  const next = multiplyAdd(z, loadNext(h + at, left), f32x4.mul(f32x4.sub(one(), z), n));
  storeNext(hOut + at, next, left);
}

/**
 * Forward: `fromInput` and `fromHidden` (B, 3H), h (B, H) → `gates` (B, 4H), which are r, z and n activated and q, and h′ (B, H).
 */
export function gruCell(
  fromInput: usize,
  fromHidden: usize,
  h: usize,
  gates: usize,
  hOut: usize,
  batch: i32,
  hidden: i32,
): void {
  const width = (<usize>hidden) << 2;
  let row: usize = 0;
  let at: usize = 0;
  for (; batch > 0; batch--, fromInput += 3 * width, fromHidden += 3 * width, row += 4 * width) {
    let place: usize = 0;
    let left = hidden;
    for (; left >= 4; left -= 4, place += 16, at += 16) {
      gruLanes(fromInput, fromHidden, h, gates, hOut, row, place, at, width, 4);
    }
    if (left > 0) gruLanes(fromInput, fromHidden, h, gates, hOut, row, place, at, width, left);
    at += (<usize>left) << 2;
  }
}

/* @inline */ function gruLanesBackward(
  dh: usize,
  dhMore: usize,
  gates: usize,
  h: usize,
  dFromInput: usize,
  dFromHidden: usize,
  dhOut: usize,
  row: usize,
  place: usize,
  at: usize,
  width: usize,
  left: i32,
): void {
  const from = gates + row + place;
  const r = loadNext(from, left);
  const z = loadNext(from + width, left);
  const n = loadNext(from + 2 * width, left);
  const q = loadNext(from + 3 * width, left);
  const d = loadSum(dh, dhMore, at, left);
  const dz = throughSigmoid(f32x4.mul(d, f32x4.sub(loadNext(h + at, left), n)), z);
  const dn = throughTanh(f32x4.mul(d, f32x4.sub(one(), z)), n);
  const dr = throughSigmoid(f32x4.mul(dn, q), r);
  storeNext(dFromInput + place, dr, left);
  storeNext(dFromInput + place + width, dz, left);
  storeNext(dFromInput + place + 2 * width, dn, left);
  storeNext(dFromHidden + place, dr, left);
  storeNext(dFromHidden + place + width, dz, left);
  storeNext(dFromHidden + place + 2 * width, f32x4.mul(dn, r), left);
  storeNext(dhOut + at, f32x4.mul(d, z), left);
}

/**
 * Backward: dh′ = `dh` + `dhMore` (may be 0) → `dFromInput` and `dFromHidden` (B, 3H), and `dhOut` = dh′ z (B, H), the part of
 * dh that does not come through a product.
 */
export function gruCellBackward(
  dh: usize,
  dhMore: usize,
  gates: usize,
  h: usize,
  dFromInput: usize,
  dFromHidden: usize,
  dhOut: usize,
  batch: i32,
  hidden: i32,
): void {
  const width = (<usize>hidden) << 2;
  let row: usize = 0;
  let at: usize = 0;
  for (; batch > 0; batch--, dFromInput += 3 * width, dFromHidden += 3 * width, row += 4 * width) {
    let place: usize = 0;
    let left = hidden;
    for (; left >= 4; left -= 4, place += 16, at += 16) {
      gruLanesBackward(dh, dhMore, gates, h, dFromInput, dFromHidden, dhOut, row, place, at, width, 4);
    }
    if (left > 0) gruLanesBackward(dh, dhMore, gates, h, dFromInput, dFromHidden, dhOut, row, place, at, width, left);
    at += (<usize>left) << 2;
  }
}
