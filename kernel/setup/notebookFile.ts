// The .ipynb file: nbformat 4.5, the same bytes for the same cells and outputs, and what of it must agree with a rebuild.
import { LANGUAGE_INFO } from "../core/requests/kernelInfo.ts";
import type { SavedOutput } from "./notebookOutputs.ts";
import type { SourceCell } from "./notebookSource.ts";

export const PNG_MIME = "image/png";

/** The metadata that JupyterLab writes when it opens a notebook with our kernel: with any other, opening would change the file. */
const METADATA = {
  kernelspec: { display_name: "TypeScript (gradbook)", language: "typescript", name: "gradbook" },
  language_info: LANGUAGE_INFO,
};

/**
 * The text of the notebook.
 * @param slug The name without its ending; cells are numbered below it.
 * @param outputs Those of each cell, empty for markdown.
 */
export function notebookText(
  slug: string,
  cells: readonly SourceCell[],
  outputs: readonly (readonly SavedOutput[])[],
): string {
  let executionCount = 0;
  const written = cells.map(({ kind, text, tags }, place) => {
    const id = `${slug}-${String(place + 1).padStart(2, "0")}`;
    const shared = { id, metadata: tags.length > 0 ? { tags } : {}, source: lines(text) };
    if (kind === "markdown") return { cell_type: kind, ...shared };
    executionCount++;
    return {
      cell_type: kind,
      execution_count: executionCount,
      ...shared,
      outputs: outputs[place].map((output) => savedOutput(output, executionCount)),
    };
  });
  return `${stringify({ cells: written, metadata: METADATA, nbformat: 4, nbformat_minor: 5 })}\n`;
}

function savedOutput(output: SavedOutput, executionCount: number): object {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: lines(output.text) };
    case "error":
      return output;
    case "execute_result":
      return { ...output, data: savedBundle(output.data), execution_count: executionCount };
    case "display_data":
      return { ...output, data: savedBundle(output.data) };
  }
}

/** Texts are kept in lines, as Jupyter does, and so is SVG, which is text; other pictures in one piece. */
function savedBundle(data: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      typeof value === "string" && (mime.startsWith("text/") || mime === "image/svg+xml") ? lines(value) : value,
    ]),
  );
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** JSON as Jupyter saves it: names in order, one space a level, and numbers as Python writes them. So a save changes nothing. */
function stringify(value: unknown, margin = "\n"): string {
  if (typeof value === "number") return pythonNumber(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const inside = `${margin} `;
  const items = Array.isArray(value)
    ? value.map((item) => stringify(item, inside))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, item]) => `${JSON.stringify(name)}: ${stringify(item, inside)}`);
  return items.length === 0 ? open + close : `${open}${inside}${items.join(`,${inside}`)}${margin}${close}`;
}

/** Python turns to an exponent below 0.0001, JavaScript below 0.000001, and Python's has two digits at least. */
function pythonNumber(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && size < 1e-4 ? value.toExponential() : JSON.stringify(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** The picture of a figure is drawn by a browser, and browsers differ: of it only that it is there. */
function withoutPictures(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === PNG_MIME ? "a picture" : value));
}

/** The first place where two notebooks disagree, as a path and both values; null when they agree but for the pictures. */
export function firstDifference(built: string, committed: string): string | null {
  return compare(withoutPictures(built), withoutPictures(committed), "");
}

function compare(built: unknown, committed: unknown, path: string): string | null {
  if (typeof built !== "object" || typeof committed !== "object" || built === null || committed === null) {
    return Object.is(built, committed) ? null : `${path || "/"}: built ${short(built)}, committed ${short(committed)}`;
  }
  const keys = [...new Set([...Object.keys(built), ...Object.keys(committed)])];
  for (const key of keys) {
    const inside = compare((built as never)[key], (committed as never)[key], `${path}/${key}`);
    if (inside !== null) return inside;
  }
  return null;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
