import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseNotebookSource, type SourceCell } from "../../kernel/setup/notebookSource.ts";
import { findChapters } from "../../kernel/setup/notebooks.ts";

export interface SavedCell {
  readonly id: string;
  readonly cell_type: "code" | "markdown";
  readonly source: readonly string[];
  readonly metadata: { readonly tags?: readonly string[] };
  readonly execution_count?: number;
  readonly outputs?: readonly { readonly output_type: string; readonly data?: Readonly<Record<string, unknown>> }[];
}

export interface Chapter {
  readonly slug: string;
  readonly source: readonly SourceCell[];
  readonly cells: readonly SavedCell[];
  readonly notebook: { readonly metadata: object; readonly nbformat: number; readonly nbformat_minor: number };
  readonly text: string;
}

export const notebookFolder = fileURLToPath(new URL("../../notebooks/", import.meta.url));

/** Every chapter, as its source and as it was built. */
export function readChapters(): Chapter[] {
  return findChapters(notebookFolder).map((slug) => {
    const source = parseNotebookSource(readFileSync(`${notebookFolder}${slug}.ts`, "utf8"), `${slug}.ts`);
    const text = readFileSync(`${notebookFolder}${slug}.ipynb`, "utf8");
    const { cells, ...notebook } = JSON.parse(text);
    return { slug, source, cells, notebook, text };
  });
}

/** The words of a text, without code, formulas and markup. */
export function wordsOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/```[\s\S]*?```|`[^`]*`|\$\$[\s\S]*?\$\$|\$[^$]*\$|<[^>]*>|\]\([^)]*\)/g, " ");
  return prose.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}]+)*/gu) ?? [];
}

/** The figures of a built chapter: the value of the Plotly MIME type and its bundle. */
export function figuresOf(chapter: Chapter) {
  const mime = "application/vnd.plotly.v1+json";
  const bundles = chapter.cells
    .flatMap((cell) => cell.outputs ?? [])
    .flatMap(({ data }) => (data?.[mime] ? [data] : []));
  return bundles.map((bundle) => ({ bundle, figure: bundle[mime] as Figure }));
}

interface Axis {
  readonly title?: { readonly text?: string };
}

export interface Figure {
  readonly data: readonly object[];
  readonly layout: Readonly<Record<string, unknown>> & {
    readonly title?: { readonly text?: string };
    readonly xaxis?: Axis;
  };
  readonly frames?: readonly object[];
}
