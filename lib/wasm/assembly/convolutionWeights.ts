/*
 * The gradient of a convolution's weights: for each weight the sum, over all places of all images, of what it met times the
 * gradient of what came of it. It is summed over the places of an image first, row by row, and then over the images, so that
 * the sums stay short and rounding stays small; output channels may be shared out among threads.
 */
import { frameImage, placesTable, seen, tableBytes, weightsTable } from "./convolutionLayout.ts";
import { gatherProducts, tiledRows } from "./convolutionTiles.ts";
import { ACCUMULATE, copyPanel, PANEL_ROW, transposePanel } from "./panels.ts";

/**
 * Output channels `channelStart` … `channelEnd − 1` of ∂L/∂weight, where `grad` is ∂L/∂y, over `batch` images. Sizes are those of
 * `conv2d`.
 */
export function conv2dWeightGradient(
  x: usize,
  grad: usize,
  gradWeight: usize,
  batch: i32,
  channels: i32,
  height: i32,
  width: i32,
  outChannels: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  top: i32,
  left: i32,
  groups: i32,
  channelStart: i32,
  channelEnd: i32,
  scratch: usize,
): void {
  const groupIn = channels / groups;
  const groupOut = outChannels / groups;
  const frameHeight = seen(outHeight, strideY, kernelHeight, dilationY);
  const frameWidth = seen(outWidth, strideX, kernelWidth, dilationX);
  const numPlaces = outHeight * outWidth;
  const numWeights = groupIn * kernelHeight * kernelWidth;
  const places = scratch;
  placesTable(outHeight, outWidth, strideY, strideX, frameWidth, places);
  const weights = places + tableBytes(numPlaces);
  weightsTable(
    groupIn,
    kernelHeight,
    kernelWidth,
    dilationY,
    dilationX,
    frameHeight * frameWidth,
    frameWidth,
    false,
    weights,
  );
  const panel = weights + tableBytes(numWeights);
  const result = panel + numPlaces * PANEL_ROW;
  const frame = result + tiledRows(numWeights) * PANEL_ROW;
  memory.fill(frame, 0, 4 * groupIn * frameHeight * frameWidth);
  // a sum over no images
  if (batch === 0)
    memory.fill(gradWeight + 4 * channelStart * numWeights, 0, 4 * (channelEnd - channelStart) * numWeights);
  for (let n = 0; n < batch; n++) {
    for (let g = channelStart / groupOut; g * groupOut < channelEnd; g++) {
      const image = x + 4 * (n * groups + g) * groupIn * height * width;
      frameImage(image, groupIn, height, width, top, left, 1, 1, frame, frameHeight, frameWidth);
      const end = min(channelEnd, (g + 1) * groupOut);
      for (let o = max(channelStart, g * groupOut); o < end; o += 8) {
        const columns = min(8, end - o);
        // the gradient of eight channels, place by place
        copyPanel(grad + 4 * (n * outChannels + o) * numPlaces, 4, 4 * numPlaces, columns, numPlaces, panel);
        gatherProducts(frame, weights, numWeights, places, numPlaces, panel, result);
        const to = gradWeight + 4 * o * numWeights;
        transposePanel(result, numWeights, columns, to, 4 * numWeights, 0, n === 0 ? 0 : ACCUMULATE);
      }
    }
  }
}

/**
 * Channels `channelStart` … `channelEnd − 1` of the gradient of the bias: the sum of `grad` = ∂L/∂y over all places of all images,
 * image by image; within one in eight sums of every eighth place, which are added up at its end.
 * @param places Numbers of a channel of an image.
 */
export function conv2dBiasGradient(
  grad: usize,
  gradBias: usize,
  batch: i32,
  channels: i32,
  places: i32,
  channelStart: i32,
  channelEnd: i32,
): void {
  for (let c = channelStart; c < channelEnd; c++) {
    let total: f32 = 0;
    for (let n = 0; n < batch; n++) {
      let from = grad + 4 * (n * channels + c) * places;
      const end = from + 4 * places;
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      for (; from + 32 <= end; from += 32) {
        sum0 = f32x4.add(sum0, v128.load(from));
        sum1 = f32x4.add(sum1, v128.load(from, 16));
      }
      const sums = f32x4.add(sum0, sum1);
      const low = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
      let sum = low + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
      for (; from < end; from += 4) sum += load<f32>(from);
      total += sum;
    }
    store<f32>(gradBias + 4 * c, total);
  }
}
