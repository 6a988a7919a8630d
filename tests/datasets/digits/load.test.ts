import { describe, expect, it } from "vitest";
import { digits } from "../../../datasets/digits/load.ts";
import { display } from "../../../datasets/show.ts";

describe("digits()", () => {
  it("has 1,797 scans of 64 whole numbers from 0 to 16", async () => {
    const { features, labels, side } = await digits();
    expect(features).toHaveLength(1797);
    expect(labels).toHaveLength(1797);
    const inks = new Set(features.flat());
    expect(features.every((scan) => scan.length === side * side)).toBe(true);
    expect([...inks].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, ink) => ink));
  });

  it("has as many scans of each digit as its README says", async () => {
    const { labels } = await digits();
    const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  it("begins with a zero whose pixels are known", async () => {
    const { features, labels, featureNames } = await digits();
    expect(labels[0]).toBe(0);
    expect(features[0]!.slice(0, 16)).toEqual([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
    expect(featureNames[9]).toBe("row 1, column 1");
    expect(features.flat().reduce((sum, ink) => sum + ink, 0)).toBe(561718);
  });

  it("shows pictures with a text alternative, as an image that a notebook shows without being trusted", async () => {
    const bundle = (await digits())[display]();
    const html = bundle["text/html"];
    expect(html).toContain('<img alt="Handwritten digits 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"');
    expect(html).not.toContain("<svg");
    expect(html.length).toBeLessThan(16_000);
    const svg = decodeURIComponent(/src="data:image\/svg\+xml,([^"]+)"/.exec(html)?.[1] ?? "");
    expect(svg).toMatch(/^<svg .*<\/svg>$/);
    // The picture has the ink of the first scan, pixel by pixel, and a margin between the scans.
    const { features } = await digits();
    const inks = new Array(64).fill(0);
    const columns = new Set<number>();
    for (const [, opacity, path] of svg.matchAll(/<path opacity='([\d.]+)' d='([^']*)'/g)) {
      for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
        columns.add(Number(x) % 9);
        if (Number(x) < 9) inks[(Number(y) - 1) * 8 + Number(x) - 1] = 16 * Number(opacity);
      }
    }
    expect(inks).toEqual(features[0]);
    expect(columns.has(0)).toBe(false);
    expect(bundle["text/plain"]).toContain("@@");
  });
});
