// The .ipynb file: nbformat 4.5, the same bytes for the same cells and outputs, and what of it must agree with a rebuild.
import type { SavedOutput } from "./notebookOutputs.ts";
import type { SourceCell } from "./notebookSource.ts";

export const PNG_MIME = "image/png";

/** The metadata that every notebook of the course has; no version and no time, which would change without a reason. */
const METADATA = {
  kernelspec: { display_name: "TypeScript (gradbook)", language: "typescript", name: "gradbook" },
  language_info: {
    codemirror_mode: "typescript",
    file_extension: ".ts",
    mimetype: "application/typescript",
    name: "typescript",
    nbconvert_exporter: "script",
    pygments_lexer: "typescript",
  },
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

/** Texts are kept in lines, as Jupyter does; pictures in one piece. */
function savedBundle(data: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(data)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([mime, value]) => [mime, typeof value === "string" && mime.startsWith("text/") ? lines(value) : value]),
  );
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** JSON as Jupyter writes it, one space a level, but with the data of figures on one line: they are half the size. */
function stringify(notebook: object): string {
  const compact: string[] = [];
  const text = JSON.stringify(
    notebook,
    (key, value: unknown) => {
      if (!key.endsWith("+json")) return value;
      compact.push(JSON.stringify(value));
      return `\u0000${compact.length - 1}\u0000`;
    },
    1,
  );
  return text.replaceAll(/"\\u0000(\d+)\\u0000"/g, (_, place) => compact[Number(place)]);
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
