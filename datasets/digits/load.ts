// Handwritten digits: 1,797 scans of 8 × 8 pixels. Source, licence and cautions: README.md beside this page.
import { readTable } from "../read.ts";
import { classTable, display, type MimeBundle, tableAsHtml, tableAsText } from "../show.ts";

/** The whole table: pixels to learn from, labels to be right about. */
export interface Digits {
  readonly name: "digits";
  /** (1797, 64) ink of each pixel, 0 to 16, row by row from the top left. */
  readonly features: number[][];
  /** (1797) the digit that was written, 0 to 9. */
  readonly labels: number[];
  /** "row 0, column 0" … "row 7, column 7". */
  readonly featureNames: readonly string[];
  readonly labelNames: readonly ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
  /** The unit of each feature: "ink of 16" throughout. */
  readonly units: readonly string[];
  /** Pixels along each side: 8. */
  readonly side: 8;
  [display](): MimeBundle;
}

const side = 8;
const levels = "0123456789abcdefg";
const labelNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const pixels = Array.from({ length: side * side }, (_, pixel) => pixel);
const featureNames = pixels.map((pixel) => `row ${Math.floor(pixel / side)}, column ${pixel % side}`);
const units = pixels.map(() => "ink of 16");

/** The file as it was published; a changed byte is refused. */
export const digitsFile = {
  name: "digits",
  path: "digits/digits.txt",
  sha256: "129eef24fe845dfb9ee752501689a6be3cb8afde16fdb4118c6ad9635b5545be",
} as const;

/**
 * Loads the 1,797 scans. Each call gives a fresh copy, so that changing one cannot spoil the next.
 *
 * @throws {Error} When the file is not the published one (its SHA-256 differs).
 * @example
 * const scans = await digits();
 * scans.labels.slice(0, 3); // [0, 1, 2]
 * Math.max(...scans.features[0]); // 15
 */
export async function digits(): Promise<Digits> {
  const text = await readTable(digitsFile);
  const lines = text.trimEnd().split("\n");
  const labels = lines.map((line) => Number(line[0]));
  const features = lines.map((line) => Array.from(line.slice(2), (ink) => levels.indexOf(ink)));
  const table = { name: "digits", features, labels, featureNames, labelNames, units, side } as const;
  return { ...table, [display]: () => show(features, labels) };
}

const numShown = 10;

/** The first ten scans as pictures, and the counts. */
function show(features: readonly number[][], labels: readonly number[]): MimeBundle {
  const title = `digits: ${features.length} scans of ${side} × ${side} pixels, the first ${numShown} shown`;
  const scans = features.slice(0, numShown);
  const classes = classTable(labels, labelNames, "scans");
  return {
    "text/html": `<figure>${picture(scans, labels)}<figcaption>${title}</figcaption></figure>${tableAsHtml(classes)}`,
    "text/plain": [title, letters(scans.slice(0, 5)), tableAsText(classes)].join("\n\n"),
  };
}

/** Ink on paper, as an image of its own: Jupyter removes drawings from the pages of notebooks that it does not trust yet. */
function picture(scans: readonly number[][], labels: readonly number[]): string {
  const step = side + 1;
  const paths = Array.from({ length: levels.length - 1 }, (_, index) => {
    const level = index + 1;
    const squares = scans.flatMap((scan, place) =>
      scan.flatMap((ink, pixel) =>
        ink === level ? [`M${place * step + 1 + (pixel % side)} ${Math.floor(pixel / side) + 1}h1v1h-1z`] : [],
      ),
    );
    return `<path opacity='${level / 16}' d='${squares.join("")}'/>`;
  });
  const [width, height] = [scans.length * step + 1, side + 2];
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${width} ${height}' shape-rendering='crispEdges'>` +
    `<rect width='${width}' height='${height}' fill='#fff'/>${paths.join("")}</svg>`;
  const name = `Handwritten digits ${labels.slice(0, scans.length).join(", ")}`;
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return `<img alt="${name}" width="${width * 7}" height="${height * 7}" src="${source}">`;
}

/** The same scans as letters, two columns a pixel so that a digit keeps its shape. */
function letters(scans: readonly number[][]): string {
  const inks = " .:-=+*#@";
  return Array.from({ length: side }, (_, row) =>
    scans
      .map((scan) =>
        scan
          .slice(row * side, (row + 1) * side)
          .map((ink) => inks[Math.floor(ink / 2)].repeat(2))
          .join(""),
      )
      .join("  ")
      .trimEnd(),
  ).join("\n");
}
