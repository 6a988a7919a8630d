import { describe, expect, test } from "vitest";
import { normal, random } from "../../../lib/data/random.ts";
import { reshape } from "../../../lib/ops/movement.ts";
import { arange, tensor, zeros } from "../../../lib/tensor/create.ts";
import type { DType } from "../../../lib/tensor/dtype.ts";
import { elementsHtml, elementsText } from "../../../lib/tensor/print.ts";
import { readReference } from "../reference/readReference.ts";

interface PrintedCase {
  readonly shape: number[];
  readonly dtype: DType;
  readonly elements: (number | string)[];
  readonly text: string;
}

/** PyTorch's text in this library's words: true for True, … for ..., and the shape and dtype, which differ, left out. */
const inOurWords = (text: string): string =>
  withoutNotes(
    text
      .replaceAll("...", "…")
      .replaceAll(/\bTrue\b/g, "true")
      .replaceAll(/\bFalse\b/g, "false")
      .replaceAll(/ {2}nan/g, "  NaN"),
  );

const withoutNotes = (text: string): string =>
  text.replaceAll(/,\s+(dtype=[\w.]+|shape=\([^)]*\)|size=\([^)]*\))/g, "");

test("elementsText() prints what PyTorch prints", () => {
  const { cases } = readReference<{ cases: PrintedCase[] }>("tensorPrinting");
  expect(cases.length).toBeGreaterThan(200);
  for (const { shape, dtype, elements, text } of cases) {
    const x = tensor(elements.map(Number), { shape, dtype });
    expect(withoutNotes(String(x)), text).toBe(inOurWords(text));
  }
});

test("elementsText() keeps whole numbers whole below 10⁸, whatever their range", () => {
  expect(String(tensor([1, 1e8]))).toBe("tensor([        1., 100000000.])");
  expect(String(tensor([1, 200000000]))).toBe("tensor([1.0000e+00, 2.0000e+08])");
  expect(String(tensor([0, 20000]))).toBe("tensor([    0., 20000.])");
});

test("elementsText() names what the brackets do not show", () => {
  expect(String(zeros([2, 0]))).toBe("tensor([], shape=(2, 0))");
  expect(String(tensor([1, -2], { dtype: "int32" }))).toBe("tensor([ 1, -2], dtype=int32)");
  expect(String(tensor(true))).toBe("tensor(true, dtype=bool)");
  expect(String(tensor(0.5, { dtype: "float64" }))).toBe("tensor(0.5000, dtype=float64)");
  expect(String(tensor([Number.NaN, -Infinity]))).toBe("tensor([      NaN, -Infinity])");
  expect(String(arange(3000))).toBe("tensor([   0.,    1.,    2.,  …, 2997., 2998., 2999.], shape=(3000))");
});

test("elementsText() writes what is shown as if the rest were not there", () => {
  const values = new Float32Array(2000).fill(1);
  values[1000] = 1e-7;
  expect(elementsText(values, [2000], "float32")).toBe("tensor([1., 1., 1.,  …, 1., 1., 1.], shape=(2000))");
});

test("elementsText() stays small for any number of axes", () => {
  const many = new Array(20).fill(2);
  for (const shape of [[1e6], [1000, 1000], [100, 100, 100], [32, 32, 32, 32], [10, 10, 10, 10, 10, 10], many])
    expect(String(zeros(shape)).length, `${shape}`).toBeLessThan(10_000);
  expect(String(zeros(new Array(10).fill(2)))).toBe("tensor([…], shape=(2, 2, 2, 2, 2, 2, 2, 2, 2, 2))");
});

describe("elementsHtml()", () => {
  const cells = (html: string, tag: string): string[] =>
    Array.from(html.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`, "g")), ([, text]) => text);

  test("is a table with positions as headers, which carry their scope", () => {
    const html = elementsHtml(Float32Array.of(1, 0.25, -3, 4), [2, 2], "float32");
    expect(html).toBe(
      "<table><caption>tensor of shape (2, 2), float32</caption>" +
        '<thead><tr><td></td><th scope="col">0</th><th scope="col">1</th></tr></thead><tbody>' +
        '<tr><th scope="row">0</th><td>1.0000</td><td>0.2500</td></tr>' +
        '<tr><th scope="row">1</th><td>-3.0000</td><td>4.0000</td></tr></tbody></table>',
    );
  });

  test("has no colours, styles or scripts of its own, and every tag closed", () => {
    for (const x of [arange(5), zeros([3, 40]), zeros([2, 2, 2]), tensor(1), zeros([0, 2])]) {
      const html = elementsHtml(x.storage.data, x.shape, x.dtype);
      expect(html).not.toMatch(/style|color|class|script|on\w+=/);
      const opened = Array.from(html.matchAll(/<(\w+)/g), ([, tag]) => tag).sort();
      expect(Array.from(html.matchAll(/<\/(\w+)/g), ([, tag]) => tag).sort()).toEqual(opened);
    }
  });

  test("shows a long matrix by its ends, with the true positions", () => {
    const x = reshape(arange(3000), [30, 100]);
    const html = elementsHtml(x.storage.data, x.shape, x.dtype);
    const ends = (size: number): string[] => [0, 1, 2, 3, 4, "…", ...[5, 4, 3, 2, 1].map((k) => size - k)].map(String);
    expect(cells(html, "th")).toEqual([...ends(100), ...ends(30)]);
    const numbers = cells(html, "td").slice(1);
    expect(numbers.length).toBe(121);
    expect([numbers[0], numbers[10], numbers[5], numbers[120]]).toEqual(["0.", "99.", "…", "2999."]);
  });

  test("of a vector is one row", () => {
    expect(cells(elementsHtml(Uint8Array.of(1, 0), [2], "bool"), "td")).toEqual(["true", "false"]);
  });

  test("is text for a single number, for more than two axes, and where there is nothing", () => {
    for (const x of [tensor(2), zeros([2, 2, 2]), zeros([0, 3]), zeros([0])]) {
      expect(elementsHtml(x.storage.data, x.shape, x.dtype)).toBe(`<pre>${x}</pre>`);
    }
  });

  test("stays below 20 kB, whatever the size", () => {
    const rng = random(2);
    const data = new Float64Array(1e6).map(() => normal(rng) * 1e-6);
    for (const shape of [[1e6], [1000, 1000], [2, 500000], [500000, 2], [100, 100, 100]])
      expect(elementsHtml(data, shape, "float64").length).toBeLessThan(20_000);
  });
});
