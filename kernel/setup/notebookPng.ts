// Makes a PNG of at most 256 colours from one of millions: a chart loses nothing that is seen, and two thirds of its bytes.
import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_COLOURS = 256;

/**
 * The same picture with a palette. Its transparency is dropped, as our pictures stand on white.
 * @param png 8 bits a channel, RGB or RGBA, not interlaced: what a browser writes.
 * @throws Error when it is another kind of PNG, or none.
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, pixels } = readPng(png);
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const boxes = cutIntoBoxes(counts);
  const index = new Map(boxes.flatMap((box, place) => box.map((colour) => [colour, place] as const)));
  const rows = Buffer.alloc(height * (width + 1)); // each row begins with its filter, 0: none
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(pixels[y * width + x]) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // 8 bits a pixel, an index into the palette
  const palette = Buffer.from(boxes.flatMap((box) => meanColour(box, counts)));
  const chunks = [chunk("IHDR", header), chunk("PLTE", palette), chunk("IDAT", deflateSync(rows, { level: 9 }))];
  return Buffer.concat([SIGNATURE, ...chunks, chunk("IEND", Buffer.alloc(0))]);
}

/** Reads a picture into one number 0xRRGGBB a pixel, row by row. */
export function readPng(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("Cannot read the picture as it is no PNG");
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colourType, , , interlace] = png.subarray(24, 29);
  if (depth !== 8 || interlace !== 0 || ![2, 3, 6].includes(colourType)) {
    throw new Error(`Cannot read the PNG as it must have 8 bits a channel in rows: got ${depth}, type ${colourType}`);
  }
  const data: Buffer[] = [];
  let palette: Buffer = Buffer.alloc(0);
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    const type = png.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") data.push(body);
    if (type === "PLTE") palette = body;
  }
  const channels = colourType === 6 ? 4 : colourType === 2 ? 3 : 1;
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [source, at] = colourType === 3 ? [palette, bytes[i] * 3] : [bytes, i * channels];
    pixels[i] = (source[at] << 16) | (source[at + 1] << 8) | source[at + 2];
  }
  return { width, height, pixels };
}

/** PNG stores each byte as its difference from a neighbour's: left, above, their mean, or the nearest of three (Paeth). */
function unfilter(raw: Buffer, stride: number, height: number, channels: number): Buffer {
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? bytes[y * stride + x - channels] : 0;
      const above = y > 0 ? bytes[(y - 1) * stride + x] : 0;
      const corner = x >= channels && y > 0 ? bytes[(y - 1) * stride + x - channels] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      bytes[y * stride + x] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(estimate - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Median cut: the box whose colours spread widest, weighed by its pixels, is cut in two until there are enough. */
function cutIntoBoxes(counts: ReadonlyMap<number, number>): number[][] {
  const boxes = [
    describe(
      [...counts.keys()].sort((a, b) => a - b),
      counts,
    ),
  ];
  while (boxes.length < MAX_COLOURS) {
    const worst = boxes.reduce((best, box, place) => (box.weight > boxes[best].weight ? place : best), 0);
    const { colours, channel, weight } = boxes[worst];
    if (weight === 0) break; // every box holds one colour
    const ordered = colours.toSorted((a, b) => channelOf(a, channel) - channelOf(b, channel) || a - b);
    const middle = (channelOf(ordered[0], channel) + channelOf(ordered[ordered.length - 1], channel)) / 2;
    const cut = ordered.findIndex((colour) => channelOf(colour, channel) > middle);
    boxes.splice(worst, 1, describe(ordered.slice(0, cut), counts), describe(ordered.slice(cut), counts));
  }
  return boxes.map(({ colours }) => colours);
}

function describe(colours: number[], counts: ReadonlyMap<number, number>) {
  const spreads = [0, 1, 2].map((channel) => {
    const values = colours.map((colour) => channelOf(colour, channel));
    return Math.max(...values) - Math.min(...values);
  });
  const channel = spreads.indexOf(Math.max(...spreads));
  const pixels = colours.reduce((total, colour) => total + (counts.get(colour) ?? 0), 0);
  return { colours, channel, weight: spreads[channel] * Math.sqrt(pixels) };
}

const channelOf = (colour: number, channel: number): number => (colour >> (16 - 8 * channel)) & 0xff;

function meanColour(colours: readonly number[], counts: ReadonlyMap<number, number>): number[] {
  const total = colours.reduce((sum, colour) => sum + (counts.get(colour) ?? 0), 0);
  return [0, 1, 2].map((channel) =>
    Math.round(
      colours.reduce((sum, colour) => sum + channelOf(colour, channel) * (counts.get(colour) ?? 0), 0) / total,
    ),
  );
}

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  let crc = 0xffffffff;
  for (const byte of named) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff];
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, named, check]);
}
