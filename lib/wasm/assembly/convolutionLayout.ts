/*
 * What a convolution needs before the first product: its images with the padding around them, two tables of distances in such an
 * image, and the weights as panels. Sizes and strides are numbers of elements; entries of the tables are bytes.
 */
import { TILE_ROWS } from "./convolutionTiles.ts";
import { PANEL_ROW } from "./panels.ts";

/**
 * Copies channels of an image into a frame of zeros that is larger; what falls outside the frame is left out.
 * @param top Where in the frame the first row comes to lie; it may be negative, and so may `left`.
 * @param apartY Rows of the image come to lie so far from each other in the frame; the columns, `apartX`.
 */
export function frameImage(
  from: usize,
  channels: i32,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  apartY: i32,
  apartX: i32,
  to: usize,
  frameHeight: i32,
  frameWidth: i32,
): void {
  const first = left < 0 ? (apartX - 1 - left) / apartX : 0;
  const end = frameWidth <= left ? 0 : min(width, (frameWidth - left - 1) / apartX + 1);
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < height; row++) {
      const at = top + row * apartY;
      if (at >= 0 && at < frameHeight) {
        let source = from + 4 * first;
        let target = to + 4 * (at * frameWidth + left + first * apartX);
        let column = first;
        if (apartX === 1) {
          for (; column + 4 <= end; column += 4) {
            v128.store(target, v128.load(source));
            source += 16;
            target += 16;
          }
        }
        for (; column < end; column++) {
          store<f32>(target, load<f32>(source));
          source += 4;
          target += 4 * apartX;
        }
      }
      from += 4 * width;
    }
    to += 4 * frameHeight * frameWidth;
  }
}

/** Where the windows of the output begin in the frame, row by row. */
export function placesTable(height: i32, width: i32, strideY: i32, strideX: i32, frameWidth: i32, to: usize): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      store<i32>(to, 4 * (i * strideY * frameWidth + j * strideX));
      to += 4;
    }
  }
  fillTile(to);
}

/**
 * How far behind the beginning of its window each weight looks: channel by channel, row by row.
 * @param turned Whether the window is turned by 180°, as the gradient of the input has it.
 */
export function weightsTable(
  channels: i32,
  height: i32,
  width: i32,
  dilationY: i32,
  dilationX: i32,
  frameSize: i32,
  frameWidth: i32,
  turned: bool,
  to: usize,
): void {
  for (let c = 0; c < channels; c++) {
    for (let u = 0; u < height; u++) {
      for (let v = 0; v < width; v++) {
        const row = turned ? height - 1 - u : u;
        const column = turned ? width - 1 - v : v;
        store<i32>(to, 4 * (c * frameSize + row * dilationY * frameWidth + column * dilationX));
        to += 4;
      }
    }
  }
  fillTile(to);
}

/** Repeats the last entry of a table as often as the last tile may look beyond it. */
function fillTile(end: usize): void {
  for (let i = 0; i < TILE_ROWS - 1; i++) store<i32>(end + 4 * i, load<i32>(end - 4));
}

/** Rows or columns that the windows of an output see. */
/* @inline */ export function seen(outSize: i32, stride: i32, kernel: i32, dilation: i32): i32 {
  return (outSize - 1) * stride + dilation * (kernel - 1) + 1;
}

/** Bytes of a table of so many entries. */
/* @inline */ export function tableBytes(entries: i32): i32 {
  return 4 * (entries + TILE_ROWS - 1);
}

/** Panels that so many columns make. */
/* @inline */ export function panelsOf(columns: i32): i32 {
  return (columns + 7) / 8;
}

/**
 * Weights as panels: a row for each of `rows` channels and each of `taps` places in the window, and a column for each channel of
 * the other side; zeros where there is none.
 * @param row How far apart the weights of two rows' channels lie; `column`, those of two columns' channels.
 */
export function weightPanels(
  weight: usize,
  rows: i32,
  row: i32,
  taps: i32,
  columns: i32,
  column: i32,
  to: usize,
): void {
  for (let first = 0; first < columns; first += 8) {
    for (let r = 0; r < rows; r++) {
      for (let t = 0; t < taps; t++) {
        for (let j = 0; j < 8; j++) {
          const present = first + j < columns;
          store<f32>(to + 4 * j, present ? load<f32>(weight + 4 * (r * row + t + (first + j) * column)) : 0);
        }
        to += PANEL_ROW;
      }
    }
  }
}
