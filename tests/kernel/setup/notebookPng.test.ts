import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readPng, withPalette } from "../../../kernel/setup/notebookPng.ts";
import { random, uniform } from "../../../lib/data/random.ts";

/** An RGBA picture as a browser writes it: each row with a filter of its own, here the five kinds in turn. */
function rgbaPng(width: number, height: number, colourAt: (x: number, y: number) => number): Buffer {
  const byteAt = (i: number, y: number): number => {
    if (i < 0 || y < 0) return 0;
    return i % 4 === 3 ? 255 : (colourAt(i >> 2, y) >> (16 - 8 * (i % 4))) & 0xff;
  };
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y++) {
    const filter = y % 5;
    rows[y * (width * 4 + 1)] = filter;
    for (let i = 0; i < width * 4; i++) {
      const [a, b, c] = [byteAt(i - 4, y), byteAt(i, y - 1), byteAt(i - 4, y - 1)];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      rows[y * (width * 4 + 1) + 1 + i] = byteAt(i, y) - [0, a, b, Math.floor((a + b) / 2), paeth][filter];
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const chunk = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type), body, Buffer.alloc(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("withPalette()", () => {
  it("keeps every pixel of a picture with 256 colours or fewer", () => {
    const colourAt = (x: number, y: number) => (x * 16) | ((y * 25) << 8) | 0x400000;
    const original = rgbaPng(16, 10, colourAt);
    const { width, height, pixels } = readPng(withPalette(original));
    expect([width, height]).toEqual([16, 10]);
    expect(pixels).toEqual(readPng(original).pixels);
    expect(pixels[16 * 3 + 2]).toBe(colourAt(2, 3));
  });

  it("keeps white white, and no channel further off than a sixteenth, in a gradient of thousands of colours", () => {
    const colourAt = (x: number, y: number) => (x < 20 ? 0xffffff : ((255 - x) << 16) | (y << 8) | 0x80);
    const original = rgbaPng(120, 100, colourAt);
    const reduced = withPalette(original);
    const [before, after] = [readPng(original).pixels, readPng(reduced).pixels];
    expect(new Set(before).size).toBeGreaterThan(5000);
    expect(new Set(after).size).toBeLessThanOrEqual(256);
    expect(after[0]).toBe(0xffffff);
    const off = Math.max(
      ...before.map((colour, i) =>
        Math.max(...[16, 8, 0].map((shift) => Math.abs(((colour >> shift) & 0xff) - ((after[i] >> shift) & 0xff)))),
      ),
    );
    expect(off).toBeLessThanOrEqual(16);
    expect(reduced.length).toBeLessThan(original.length);
  });

  it("gives the same bytes for the same picture", () => {
    const rng = random(1);
    const noise = Array.from({ length: 400 }, () => Math.floor(uniform(rng, 0, 0x1000000)));
    const png = rgbaPng(20, 20, (x, y) => noise[y * 20 + x]);
    expect(withPalette(png)).toEqual(withPalette(png));
  });

  it("refuses what is no PNG", () => {
    expect(() => withPalette(Buffer.from("GIF89a"))).toThrow("Cannot read the picture as it is no PNG");
  });
});
