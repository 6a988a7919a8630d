/*
 * Tensors as text and as tables. All numbers of a tensor are written alike, so that columns can be compared by eye: with four
 * decimals, as whole numbers with a point that says they are floats, or with powers of ten where the largest is more than a
 * thousand times the smallest. More than a thousand elements are summarised: three from each end of each axis.
 *
 *   tensor([[1., 2.],        whole          tensor([0.5000, 2.0000])        four decimals
 *           [3., 4.]])                      tensor([1.0000e-06, 2.5000e+00])        the range is wide
 *   tensor([0., 1., 2.,  …, 2997., 2998., 2999.], shape=(3000))
 *
 * Notation: what is not float32, and a shape that the brackets do not show, is named behind the elements.
 * Source: PyTorch 2, torch/_tensor_str.py, for the rules; WCAG 2.2, success criterion 1.3.1, for the tables.
 * NB: what is printed is rounded; `toArray(x)` has all digits. PyTorch writes whole numbers with powers of ten too when their
 *   range is wide, and names the shape of empty tensors alone, as size=.
 *
 * Page 52 · before it: tensor/nested.ts · after it: tensor/tensor.ts
 */
import { sizesText } from "../lesson.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { type Shape, sizeOf, stridesOf } from "./shape.ts";

const lineWidth = 80;
const printedWhole = 1000; // elements; of more, only the ends of each axis are printed

/** How many are printed from each end: three, or fewer where many axes would still make thousands; of ten axes none. */
function edgeOf(rank: number): number {
  return [3, 2, 1].find((ends) => (2 * ends) ** rank <= printedWhole) ?? 0;
}

/** Positions along an axis that are shown; null stands for those that are left out. */
function shownAlong(size: number, whole: boolean, ends: number): (number | null)[] {
  if (!whole && ends === 0) return [null];
  if (whole || size <= 2 * ends) return Array.from({ length: size }, (_, i) => i);
  const first = Array.from({ length: ends }, (_, i) => i);
  return [...first, null, ...first.map((i) => size - ends + i)];
}

/** The elements that are shown, which alone decide how numbers are written. */
function shownElements(elements: TypedArray, shape: Shape, along: readonly (readonly (number | null)[])[]): number[] {
  const strides = stridesOf(shape);
  let starts = [0];
  for (const [axis, positions] of along.entries()) {
    const shown = positions.filter((position) => position !== null);
    starts = starts.flatMap((start) => shown.map((position) => start + position * strides[axis]));
  }
  return starts.map((position) => elements[position]);
}

/**
 * How all of these numbers are written: each one gives text of the same width.
 * @example
 * const [whole, decimals, powers] = [[1, -20], [1, 0.25], [1e-6, 2.5]].map((values) => numberFormat(values, "float32"));
 * [whole(1), whole(-20), decimals(1), powers(2.5)]; // => ["  1.", "-20.", "1.0000", "2.5000e+00"]
 */
export function numberFormat(values: readonly number[], dtype: DType): (value: number) => string {
  const write = numberWriter(values, dtype);
  const width = Math.max(0, ...values.map((value) => write(value).length));
  return (value) => write(value).padStart(width);
}

function numberWriter(values: readonly number[], dtype: DType): (value: number) => string {
  if (dtype === "bool") return (value) => String(value === 1);
  if (dtype === "int32") return String;
  const sizes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const areWhole = sizes.every(Number.isInteger);
  const wide = largest > 1e8 || (!areWhole && (largest / smallest > 1000 || smallest < 1e-4));
  return (value) => {
    if (!Number.isFinite(value)) return String(value);
    if (wide) return value.toExponential(4).replace(/e([+-])(\d)$/, "e$10$2"); // two digits of exponent, as C writes it
    return areWhole ? `${value.toFixed(0)}.` : value.toFixed(4);
  };
}

/**
 * The elements in brackets, one pair for each axis, as NumPy and PyTorch print them.
 * @param elements Row by row.
 * @example elementsText(Float32Array.of(1, 2), [2], "float32"); // => "tensor([1., 2.])"
 * @example elementsText(new Int32Array(0), [0, 3], "int32"); // => "tensor([], shape=(0, 3), dtype=int32)"
 */
export function elementsText(elements: TypedArray, shape: Shape, dtype: DType): string {
  const whole = elements.length <= printedWhole;
  const along = shape.map((size) => shownAlong(size, whole, edgeOf(shape.length)));
  const write = numberFormat(shownElements(elements, shape, along), dtype);
  const strides = stridesOf(shape);
  const brackets = (axis: number, start: number): string => {
    if (axis === shape.length) return write(elements[start]);
    const indent = " ".repeat("tensor(".length + axis + 1);
    const isLast = axis === shape.length - 1;
    const gap = isLast ? " …" : "…";
    const parts = along[axis].map((i) => (i === null ? gap : brackets(axis + 1, start + i * strides[axis])));
    const between = `,${"\n".repeat(shape.length - 1 - axis)}${indent}`;
    return `[${isLast ? wrapped(parts, indent) : parts.join(between)}]`;
  };
  const notes = [
    elements.length === 0 ? "[]" : brackets(0, 0),
    ...(whole && elements.length > 0 ? [] : [`shape=${sizesText(shape)}`]),
    ...(dtype === "float32" ? [] : [`dtype=${dtype}`]),
  ];
  return `tensor(${notes.join(", ")})`;
}

/** Elements with commas between them, in as many lines as they need. */
function wrapped(parts: readonly string[], indent: string): string {
  const each = Math.max(...parts.map((part) => part.length)) + 2; // with comma and space
  const perLine = Math.max(1, Math.floor((lineWidth + 1 - indent.length) / each));
  const lines: string[] = [];
  for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(", "));
  return lines.join(`,\n${indent}`);
}

const tableRows = 20; // a table with more rows, or more columns, shows the ends
const tableColumns = 12;
const tableEdge = 5;

/**
 * A table with the positions as headers, for one or two axes; text for the rest. Colours and sizes are the page's.
 * @param elements Row by row.
 * @example elementsHtml(Float32Array.of(7), [1], "float32"); // => "<table><caption>tensor of shape (1), float32</caption><thead><tr><th scope=\"col\">0</th></tr></thead><tbody><tr><td>7.</td></tr></tbody></table>"
 */
export function elementsHtml(elements: TypedArray, shape: Shape, dtype: DType): string {
  const caption = `tensor of shape ${sizesText(shape)}, ${dtype}`; // nothing here that HTML would read as its own
  if (shape.length === 0 || shape.length > 2 || sizeOf(shape) === 0) {
    return `<pre>${elementsText(elements, shape, dtype)}</pre>`;
  }
  const [rows, columns] = shape.length === 1 ? [1, shape[0]] : shape;
  const down = shownAlong(rows, rows <= tableRows, tableEdge);
  const across = shownAlong(columns, columns <= tableColumns, tableEdge);
  const write = numberFormat(shownElements(elements, [rows, columns], [down, across]), dtype);
  const heading = (position: number | null, scope: string): string => `<th scope="${scope}">${position ?? "…"}</th>`;
  const cell = (row: number | null, column: number | null): string =>
    `<td>${row === null || column === null ? "…" : write(elements[row * columns + column]).trim()}</td>`;
  const named = shape.length === 2; // rows have numbers of their own
  const head = across.map((column) => heading(column, "col")).join("");
  const body = down.map((row) => {
    const cells = across.map((column) => cell(row, column)).join("");
    return `<tr>${named ? heading(row, "row") : ""}${cells}</tr>`;
  });
  return (
    `<table><caption>${caption}</caption><thead><tr>${named ? "<td></td>" : ""}${head}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table>`
  );
}
