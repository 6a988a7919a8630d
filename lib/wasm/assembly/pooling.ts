/*
 * Pooling of images (planes of height × width numbers, N·C of them), and the way back. Windows of 2 × 2 that move on by 2, which
 * nearly every network has, are done four at a time; all others one by one, as ops/pooling.ts shows them and in its order.
 */
import { interleaveHigh, interleaveLow } from "./lanes.ts";

/** Whether all windows are 2 × 2, side by side, with no padding. */
/* @inline */ function isHalving(
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): bool {
  return kernelHeight === 2 && kernelWidth === 2 && strideY === 2 && strideX === 2 && top === 0 && left === 0;
}

/** Lanes 0, 2 of two vectors: the numbers in even columns. */
/* @inline */ function evenLanes(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 2, 4, 6);
}

/** Lanes 1, 3 of two vectors: the numbers in odd columns. */
/* @inline */ function oddLanes(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 1, 3, 5, 7);
}

/** Lanes of a mask that are set where a value takes the place of the largest so far: it is larger, or it is NaN. */
/* @inline */ function isLarger(value: v128, largest: v128): v128 {
  return v128.or(f32x4.gt(value, largest), f32x4.ne(value, value));
}

/**
 * The largest number of every window, and as int32 where in its plane it is: the first of several, row by row; NaN is largest.
 * Planes `planeStart` … `planeEnd − 1`.
 * @param top Rows of padding above, and `left`, columns on the left; padding is never the largest.
 */
export function maxPool2d(
  x: usize,
  y: usize,
  places: usize,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  planeStart: i32,
  planeEnd: i32,
): void {
  const halving = isHalving(kernelHeight, kernelWidth, strideY, strideX, top, left) && outWidth >= 4;
  for (let plane = planeStart; plane < planeEnd; plane++) {
    const image = x + 4 * plane * height * width;
    for (let i = 0; i < outHeight; i++) {
      const output = 4 * ((plane * outHeight + i) * outWidth);
      if (halving) {
        maxOfPairs(image, 2 * i * width, width, y + output, places + output, outWidth);
        continue;
      }
      const firstRow = max(0, i * strideY - top);
      const endRow = min(height, i * strideY - top + kernelHeight);
      for (let j = 0; j < outWidth; j++) {
        const firstColumn = max(0, j * strideX - left);
        const endColumn = min(width, j * strideX - left + kernelWidth);
        let largest: f32 = -Infinity;
        let place = firstRow * width + firstColumn;
        for (let row = firstRow; row < endRow; row++) {
          for (let column = firstColumn; column < endColumn; column++) {
            const value = load<f32>(image + 4 * (row * width + column));
            if (value > largest || F32.isNaN(value)) {
              largest = value;
              place = row * width + column;
            }
          }
        }
        store<f32>(y + output + 4 * j, largest);
        store<i32>(places + output + 4 * j, place);
      }
    }
  }
}

/** The maxima of a row of 2 × 2 windows that begins at an index of the image; the last four may overlap the four before. */
function maxOfPairs(image: usize, start: i32, width: i32, y: usize, places: usize, count: i32): void {
  const even = i32x4(0, 2, 4, 6);
  const one = i32x4.splat(1);
  const down = i32x4.splat(width);
  for (let next = 0; next < count; next += 4) {
    const j = min(next, count - 4);
    const index = start + 2 * j;
    const upper = image + 4 * index;
    const lower = upper + 4 * width;
    const first = i32x4.add(i32x4.splat(index), even);
    let largest = evenLanes(v128.load(upper), v128.load(upper, 16));
    let place = first;
    let value = oddLanes(v128.load(upper), v128.load(upper, 16));
    let larger = isLarger(value, largest);
    largest = v128.bitselect(value, largest, larger);
    place = v128.bitselect(i32x4.add(first, one), place, larger);
    value = evenLanes(v128.load(lower), v128.load(lower, 16));
    larger = isLarger(value, largest);
    largest = v128.bitselect(value, largest, larger);
    place = v128.bitselect(i32x4.add(first, down), place, larger);
    value = oddLanes(v128.load(lower), v128.load(lower, 16));
    larger = isLarger(value, largest);
    v128.store(y + 4 * j, v128.bitselect(value, largest, larger));
    v128.store(places + 4 * j, v128.bitselect(i32x4.add(i32x4.add(first, down), one), place, larger));
  }
}

/** ∂L/∂x of `maxPool2d`: at the place of each maximum the gradients of its windows, and 0 elsewhere. */
export function maxPool2dGradient(
  grad: usize,
  places: usize,
  gradX: usize,
  inputSize: i32,
  outputSize: i32,
  planeStart: i32,
  planeEnd: i32,
): void {
  memory.fill(gradX + 4 * planeStart * inputSize, 0, 4 * (planeEnd - planeStart) * inputSize);
  for (let plane = planeStart; plane < planeEnd; plane++) {
    const image = gradX + 4 * plane * inputSize;
    const end = 4 * (plane + 1) * outputSize;
    for (let at = 4 * plane * outputSize; at < end; at += 4) {
      const to = image + 4 * load<i32>(places + at);
      store<f32>(to, load<f32>(to) + load<f32>(grad + at));
    }
  }
}

/**
 * The mean of every window, of planes `planeStart` … `planeEnd − 1`.
 * @param countPadding 1 if the padding counts as places of the window, with zeros in them; 0 if not.
 */
export function averagePool2d(
  x: usize,
  y: usize,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  countPadding: i32,
  planeStart: i32,
  planeEnd: i32,
): void {
  const halving = isHalving(kernelHeight, kernelWidth, strideY, strideX, top, left) && outWidth >= 4;
  for (let plane = planeStart; plane < planeEnd; plane++) {
    const image = x + 4 * plane * height * width;
    for (let i = 0; i < outHeight; i++) {
      const output = y + 4 * ((plane * outHeight + i) * outWidth);
      for (let next = 0; halving && next < outWidth; next += 4) {
        const j = min(next, outWidth - 4);
        const upper = image + 4 * (2 * i * width + 2 * j);
        const lower = upper + 4 * width;
        let sum = f32x4.add(
          evenLanes(v128.load(upper), v128.load(upper, 16)),
          oddLanes(v128.load(upper), v128.load(upper, 16)),
        );
        sum = f32x4.add(sum, evenLanes(v128.load(lower), v128.load(lower, 16)));
        sum = f32x4.add(sum, oddLanes(v128.load(lower), v128.load(lower, 16)));
        v128.store(output + 4 * j, f32x4.mul(sum, f32x4.splat(0.25)));
      }
      if (halving) continue;
      const firstRow = max(0, i * strideY - top);
      const endRow = min(height, i * strideY - top + kernelHeight);
      for (let j = 0; j < outWidth; j++) {
        const firstColumn = max(0, j * strideX - left);
        const endColumn = min(width, j * strideX - left + kernelWidth);
        let sum: f32 = 0;
        for (let row = firstRow; row < endRow; row++) {
          for (let column = firstColumn; column < endColumn; column++)
            sum += load<f32>(image + 4 * (row * width + column));
        }
        const seen = (endRow - firstRow) * (endColumn - firstColumn);
        store<f32>(output + 4 * j, sum / <f32>(countPadding ? kernelHeight * kernelWidth : seen));
      }
    }
  }
}

/** ∂L/∂x of `averagePool2d`: every place gets its share from each window that sees it. */
export function averagePool2dGradient(
  grad: usize,
  gradX: usize,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  countPadding: i32,
  planeStart: i32,
  planeEnd: i32,
): void {
  const halving = isHalving(kernelHeight, kernelWidth, strideY, strideX, top, left) && outWidth >= 4;
  memory.fill(gradX + 4 * planeStart * height * width, 0, 4 * (planeEnd - planeStart) * height * width);
  for (let plane = planeStart; plane < planeEnd; plane++) {
    const image = gradX + 4 * plane * height * width;
    for (let i = 0; i < outHeight; i++) {
      const output = grad + 4 * ((plane * outHeight + i) * outWidth);
      for (let next = 0; halving && next < outWidth; next += 4) {
        const j = min(next, outWidth - 4);
        const share = f32x4.mul(v128.load(output + 4 * j), f32x4.splat(0.25));
        const upper = image + 4 * (2 * i * width + 2 * j);
        v128.store(upper, interleaveLow(share, share));
        v128.store(upper, interleaveHigh(share, share), 16);
        v128.store(upper + 4 * width, interleaveLow(share, share));
        v128.store(upper + 4 * width, interleaveHigh(share, share), 16);
      }
      if (halving) continue;
      const firstRow = max(0, i * strideY - top);
      const endRow = min(height, i * strideY - top + kernelHeight);
      for (let j = 0; j < outWidth; j++) {
        const firstColumn = max(0, j * strideX - left);
        const endColumn = min(width, j * strideX - left + kernelWidth);
        const seen = (endRow - firstRow) * (endColumn - firstColumn);
        const share = load<f32>(output + 4 * j) / <f32>(countPadding ? kernelHeight * kernelWidth : seen);
        for (let row = firstRow; row < endRow; row++) {
          for (let column = firstColumn; column < endColumn; column++) {
            const at = image + 4 * (row * width + column);
            store<f32>(at, load<f32>(at) + share);
          }
        }
      }
    }
  }
}
