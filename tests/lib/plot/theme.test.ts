import { describe, expect, test } from "vitest";
import { colorScales, neutral, palette, seriesStyle, withAlpha } from "../../../lib/plot/theme.ts";

type Rgb = readonly [number, number, number];

/** sRGB to linear light, as WCAG and the simulations need it. */
function linear(color: string): Rgb {
  const channel = (at: number) => {
    const c = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = (color: string): number => {
  const [r, g, b] = linear(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2.2's contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];
const times = (matrix: Matrix, [r, g, b]: Rgb): Rgb =>
  matrix.map(([x, y, z]) => x * r + y * g + z * b) as unknown as Rgb;

/** Machado, Oliveira and Fernandes (2009), severity 1: what is left of a colour. */
const sight: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Ottosson's OKLab (2020), in which distances are about those that eyes see. */
function okLab(rgb: Rgb): Rgb {
  const clamped = rgb.map((c) => Math.min(1, Math.max(0, c))) as unknown as Rgb;
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clamped,
  ).map(Math.cbrt) as unknown as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

test("the contrast formula gives WCAG's own ends: 21 for black on white, 1 for equal colours", () => {
  expect(contrast("#000000", "#FFFFFF")).toBeCloseTo(21, 10);
  expect(contrast(palette[0], palette[0])).toBe(1);
});

test.each([...palette, neutral])("%s has a contrast of 3 and more on white and on #111111", (color) => {
  expect(contrast(color, "#FFFFFF")).toBeGreaterThanOrEqual(3);
  expect(contrast(color, "#111111")).toBeGreaterThanOrEqual(3);
});

describe.each(Object.entries(sight))("with %s", (_name, matrix) => {
  test("every two colours of the palette are 0.12 and more apart", () => {
    const seen = palette.map((color) => okLab(times(matrix, linear(color))));
    for (const [i, a] of seen.entries()) {
      for (const b of seen.slice(i + 1)) {
        expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThanOrEqual(0.12);
      }
    }
  });

  test("the sequential and the grey scale rise in lightness, the diverging one rises and falls", () => {
    const lightness = (scale: keyof typeof colorScales) =>
      colorScales[scale].map(([, color]) => okLab(times(matrix, linear(color)))[0]);
    for (const scale of ["sequential", "grey"] as const) {
      expect(lightness(scale)).toEqual(lightness(scale).toSorted((a, b) => a - b));
    }
    const diverging = lightness("diverging");
    expect(diverging.indexOf(Math.max(...diverging))).toBe(3);
    expect(diverging.slice(0, 4)).toEqual(diverging.slice(0, 4).toSorted((a, b) => a - b));
    expect(diverging.slice(3)).toEqual(diverging.slice(3).toSorted((a, b) => b - a));
  });
});

test("seriesStyle() gives 36 series in a row no two of which agree in colour and shape", () => {
  const styles = Array.from({ length: 36 }, (_, i) => seriesStyle(i));
  expect(new Set(styles.map(({ color, symbol }) => `${color} ${symbol}`)).size).toBe(36);
  expect(new Set(styles.slice(0, 6).map(({ dash }) => dash)).size).toBe(6);
  expect(new Set(styles.slice(0, 6).map(({ pattern }) => pattern)).size).toBe(6);
});

test("scales go from 0 to 1", () => {
  for (const scale of Object.values(colorScales)) {
    expect(scale[0][0]).toBe(0);
    expect(scale.at(-1)?.[0]).toBe(1);
  }
});

test("withAlpha() keeps the colour", () => {
  expect(withAlpha("#0A10FF", 0.5)).toBe("rgba(10, 16, 255, 0.5)");
});
