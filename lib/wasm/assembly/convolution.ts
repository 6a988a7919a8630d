/*
 * Convolution over images (N, C, H, W) and its two derivatives, with stride, padding, dilation and groups; a sequence is an image
 * of height 1. Images are put into a frame of zeros, one at a time, and then every product is found by a table of distances:
 * no copy for each weight, as lowering to a matrix product has it, and nothing is computed that lies outside.
 *
 * Each number of a result is one sum, over channels, then rows, then columns of the window, from one thread: images may be shared
 * out, and channels of the weights' gradient. That gradient is summed over the places of an image first, and then over images.
 *
 * Source: M. Dukhan, The indirect convolution algorithm (2019), whose pointers are distances here.
 */
import {
  frameImage,
  panelsOf,
  placesTable,
  seen,
  tableBytes,
  weightPanels,
  weightsTable,
} from "./convolutionLayout.ts";
import { gatherProducts, tiledRows } from "./convolutionTiles.ts";
import { PANEL_ROW, transposePanel } from "./panels.ts";

/** Bytes of scratch that `conv2d`, `conv2dInputGradient` and `conv2dWeightGradient` need, whichever needs most. */
export function conv2dScratchBytes(
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
  groups: i32,
): i32 {
  const taps = kernelHeight * kernelWidth; // numbers of a window in one channel
  const groupIn = channels / groups; // channels that see each other
  const groupOut = outChannels / groups;
  // each part is as large as the largest of the three wants it
  const places = max(height * width, outHeight * outWidth);
  const weights = max(groupIn, groupOut) * taps;
  const panels = groups * max(panelsOf(groupOut) * groupIn, panelsOf(groupIn) * groupOut) * taps;
  const frame =
    groupIn * seen(outHeight, strideY, kernelHeight, dilationY) * seen(outWidth, strideX, kernelWidth, dilationX);
  const turned = groupOut * seen(height, 1, kernelHeight, dilationY) * seen(width, 1, kernelWidth, dilationX);
  return (
    tableBytes(places) +
    tableBytes(weights) +
    PANEL_ROW * (max(panels, places) + tiledRows(max(places, weights))) +
    4 * max(frame, turned)
  );
}

/**
 * Images `imageStart` … `imageEnd − 1` of y = x ∗ weight + bias; then relu with flag 2.
 * @param bias outChannels numbers; 0 for none.
 * @param top Rows of padding above, and `left`, columns on the left; what is needed below and on the right follows from the output.
 */
export function conv2d(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
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
  flags: i32,
  imageStart: i32,
  imageEnd: i32,
  scratch: usize,
): void {
  const groupIn = channels / groups;
  const groupOut = outChannels / groups;
  // of an image no more is framed than the windows see
  const frameHeight = seen(outHeight, strideY, kernelHeight, dilationY);
  const frameWidth = seen(outWidth, strideX, kernelWidth, dilationX);
  const taps = kernelHeight * kernelWidth;
  const places = scratch;
  placesTable(outHeight, outWidth, strideY, strideX, frameWidth, places);
  const weights = places + tableBytes(outHeight * outWidth);
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
  const panels = weights + tableBytes(groupIn * taps);
  slideGroups(
    x,
    groupIn,
    height,
    width,
    top,
    left,
    1,
    1,
    frameHeight,
    frameWidth,
    weight,
    taps,
    groupOut * groupIn * taps,
    taps,
    groupIn * taps,
    places,
    outHeight * outWidth,
    weights,
    panels,
    groupOut,
    y,
    bias,
    flags,
    groups,
    imageStart,
    imageEnd,
  );
}

/**
 * Images `imageStart` … `imageEnd − 1` of ∂L/∂x, where `grad` is ∂L/∂y: a convolution of the gradient, its rows and columns
 * `stride` apart, with windows turned by 180° and the two sides' channels exchanged. Sizes are those of `conv2d`.
 */
export function conv2dInputGradient(
  grad: usize,
  weight: usize,
  gradX: usize,
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
  imageStart: i32,
  imageEnd: i32,
  scratch: usize,
): void {
  const groupIn = channels / groups;
  const groupOut = outChannels / groups;
  // the gradient's rows come to lie `stride` apart, with zeros between them, and then windows move on by 1
  const frameHeight = seen(height, 1, kernelHeight, dilationY);
  const frameWidth = seen(width, 1, kernelWidth, dilationX);
  const taps = kernelHeight * kernelWidth;
  const places = scratch;
  placesTable(height, width, 1, 1, frameWidth, places);
  const weights = places + tableBytes(height * width);
  weightsTable(
    groupOut,
    kernelHeight,
    kernelWidth,
    dilationY,
    dilationX,
    frameHeight * frameWidth,
    frameWidth,
    true,
    weights,
  );
  const panels = weights + tableBytes(groupOut * taps);
  slideGroups(
    grad,
    groupOut,
    outHeight,
    outWidth,
    dilationY * (kernelHeight - 1) - top,
    dilationX * (kernelWidth - 1) - left,
    strideY,
    strideX,
    frameHeight,
    frameWidth,
    weight,
    taps,
    groupOut * groupIn * taps,
    groupIn * taps,
    taps,
    places,
    height * width,
    weights,
    panels,
    groupIn,
    gradX,
    0,
    0,
    groups,
    imageStart,
    imageEnd,
  );
}

/**
 * The loop over images and groups that both have: frame the image, gather its products, and lay them down channel by channel.
 * What is called x, y and outChannels here may be ∂L/∂y, ∂L/∂x and the input's channels; channels are those of one group.
 * @param groupWeights How many weights a group has; `rowWeights`, how far apart those of two channels of x lie, and
 *   `columnWeights`, those of two channels of y.
 * @param places Table of the places in the frame at which the windows of y begin; `weights`, of what a window sees from there.
 * @param panels Where the weights of all groups are put as panels; the result of eight channels and the frame lie behind.
 */
function slideGroups(
  x: usize,
  channels: i32,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  apartY: i32,
  apartX: i32,
  frameHeight: i32,
  frameWidth: i32,
  weight: usize,
  taps: i32,
  groupWeights: i32,
  rowWeights: i32,
  columnWeights: i32,
  places: usize,
  numPlaces: i32,
  weights: usize,
  panels: usize,
  outChannels: i32,
  y: usize,
  bias: usize,
  flags: i32,
  groups: i32,
  imageStart: i32,
  imageEnd: i32,
): void {
  const rows = channels * taps;
  const panelBytes = rows * PANEL_ROW;
  const groupBytes = panelsOf(outChannels) * panelBytes;
  for (let g = 0; g < groups; g++)
    weightPanels(
      weight + 4 * g * groupWeights,
      channels,
      rowWeights,
      taps,
      outChannels,
      columnWeights,
      panels + g * groupBytes,
    );
  const result = panels + groups * groupBytes;
  const frame = result + tiledRows(numPlaces) * PANEL_ROW;
  // images are put over each other: what is padding for one is so for all
  memory.fill(frame, 0, 4 * channels * frameHeight * frameWidth);
  for (let n = imageStart; n < imageEnd; n++) {
    for (let g = 0; g < groups; g++) {
      const image = n * groups + g;
      frameImage(
        x + 4 * image * channels * height * width,
        channels,
        height,
        width,
        top,
        left,
        apartY,
        apartX,
        frame,
        frameHeight,
        frameWidth,
      );
      for (let o = 0; o < outChannels; o += 8) {
        // eight channels at a time, place by place; then laid down as eight planes
        gatherProducts(frame, places, numPlaces, weights, rows, panels + g * groupBytes + (o / 8) * panelBytes, result);
        transposePanel(
          result,
          numPlaces,
          min(8, outChannels - o),
          y + 4 * (image * outChannels + o) * numPlaces,
          4 * numPlaces,
          bias === 0 ? 0 : bias + 4 * (g * outChannels + o),
          flags,
        );
      }
    }
  }
}
