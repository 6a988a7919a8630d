// `npm run notebooks`: builds NN-slug.ipynb from NN-slug.ts by running it in our own kernel; with --check it compares instead.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PLOTLY_MIME } from "../core/protocol/mime.ts";
import { packageRoot } from "../node/packageRoot.ts";
import { firstDifference, notebookText, PNG_MIME } from "./notebookFile.ts";
import { type NotebookKernel, startNotebookKernel } from "./notebookKernel.ts";
import { createOutputCollector, type SavedOutput } from "./notebookOutputs.ts";
import { type PictureMaker, startPictureMaker } from "./notebookPictures.ts";
import { type MeasuredClaim, writeProse } from "./notebookProse.ts";
import { parseNotebookSource, type SourceCell } from "./notebookSource.ts";

const CLAIM_MIME = "application/vnd.gradbook.claim+json";
/** A cell may raise on purpose, to show an error; JupyterLab's Run All goes on after it. */
const RAISES = "raises-exception";
const CELL_TIMEOUT_MS = 20_000;
const CHECK = "--check";

/** The chapters of a folder, by slug, in order. */
export function findChapters(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^\d\d-[a-z0-9-]+\.ts$/.test(file));
  return files.map((file) => file.slice(0, -".ts".length)).sort();
}

/** Splits the command line into the chapters that are meant and whether to check only. @throws Error for an unknown one. */
export function readNotebookArguments(
  args: readonly string[],
  chapters: readonly string[],
): { readonly slugs: readonly string[]; readonly isCheck: boolean } {
  const named = args.filter((arg) => arg !== CHECK).map((arg) => arg.replace(/\.(ts|ipynb)$/, ""));
  const unknown = named.find((slug) => !chapters.includes(slug));
  if (unknown !== undefined) {
    throw new Error(`Cannot build the notebook "${unknown}" as the notebooks are ${chapters.join(", ")}`);
  }
  return { slugs: named.length > 0 ? named : chapters, isCheck: args.includes(CHECK) };
}

/**
 * Builds or checks; returns the exit code: 1 when a notebook differs from its rebuild.
 * @param folder Where the chapters lie and their cells run.
 */
export async function main(
  args: readonly string[],
  folder: string = join(packageRoot(), "notebooks"),
): Promise<number> {
  const root = packageRoot();
  const { slugs, isCheck } = readNotebookArguments(args, findChapters(folder));
  const command = [
    process.execPath,
    join(root, "dist", "kernel", "node", "commandLine.js"),
    "kernel",
    "--connection-file",
  ];
  const pictures = await startPictureMaker();
  let numDiffering = 0;
  try {
    for (const slug of slugs) {
      const startedAt = performance.now();
      const kernel = await startNotebookKernel(command, folder);
      let built: string;
      try {
        built = await buildNotebook(slug, readFileSync(join(folder, `${slug}.ts`), "utf8"), kernel, pictures);
      } finally {
        await kernel.close();
      }
      const target = join(folder, `${slug}.ipynb`);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      if (!isCheck) {
        writeFileSync(target, built);
        console.log(`✓ ${slug}.ipynb  ${Math.round(built.length / 1024)} KB, ${seconds} s`);
        continue;
      }
      const difference = differs(built, target);
      if (difference !== null) numDiffering++;
      console.log(difference === null ? `✓ ${slug}.ipynb agrees, ${seconds} s` : `✗ ${slug}.ipynb ${difference}`);
    }
  } finally {
    await pictures.close();
  }
  if (numDiffering > 0) console.log(`${numDiffering} of ${slugs.length} differ; npm run notebooks builds them anew`);
  return numDiffering > 0 ? 1 : 0;
}

function differs(built: string, file: string): string | null {
  let committed: string;
  try {
    committed = readFileSync(file, "utf8");
  } catch {
    return "is not there";
  }
  const difference = firstDifference(built, committed);
  return difference === null ? null : `differs at ${difference}`;
}

/**
 * The text of the notebook: every cell run, every figure drawn, every claim put into the prose.
 * @throws Error naming notebook, cell and what went wrong.
 */
export async function buildNotebook(
  slug: string,
  source: string,
  kernel: Pick<NotebookKernel, "execute">,
  pictures: Pick<PictureMaker, "draw">,
): Promise<string> {
  const cells = parseNotebookSource(source, `${slug}.ts`);
  const collector = createOutputCollector();
  for (const [place, cell] of cells.entries()) {
    if (cell.kind === "code") await runCell(slug, place, cell, kernel, collector);
  }
  const outputs = cells.map((cell, place) => (cell.kind === "code" ? collector.of(place) : []));
  const claims = outputs.flat().flatMap((output) => ("data" in output ? claimsOf(output.data[CLAIM_MIME]) : []));
  const written = writeProse(cells, claims, `${slug}.ts`);
  for (const [place, list] of outputs.entries()) {
    for (const output of list) {
      if (!("data" in output) || output.data[PLOTLY_MIME] === undefined) continue;
      const png = await pictures.draw(output.data[PLOTLY_MIME]).catch((error: Error) => {
        throw new Error(`Cannot build ${slug} as the figure of cell ${place + 1} cannot be drawn: ${error.message}`);
      });
      output.data = { ...output.data, [PNG_MIME]: png };
    }
  }
  return notebookText(slug, written, outputs);
}

async function runCell(
  slug: string,
  place: number,
  cell: SourceCell,
  kernel: Pick<NotebookKernel, "execute">,
  collector: ReturnType<typeof createOutputCollector>,
): Promise<void> {
  const where = `cell ${place + 1} (line ${cell.line} of ${slug}.ts)`;
  const status = await kernel
    .execute(cell.text, CELL_TIMEOUT_MS, (message) => collector.add(place, message))
    .catch((error: Error) => {
      throw new Error(`Cannot build ${slug} as ${where} did not end: ${error.message}`);
    });
  const mayRaise = cell.tags.includes(RAISES);
  if (status === "error" && !mayRaise)
    throw new Error(`Cannot build ${slug} as ${where} failed:\n${errorText(collector.of(place))}`);
  if (status === "ok" && mayRaise)
    throw new Error(`Cannot build ${slug} as ${where} is to raise an error: it raised none`);
  const warning = collector.of(place).find((output) => output.output_type === "stream" && output.name === "stderr");
  if (warning !== undefined)
    throw new Error(`Cannot build ${slug} as ${where} wrote to stderr: ${(warning as { text: string }).text}`);
}

function errorText(outputs: readonly SavedOutput[]): string {
  const error = outputs.find((output) => output.output_type === "error");
  if (error === undefined) return "it sent no error";
  const text = [`${error.ename}: ${error.evalue}`, ...error.traceback].join("\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with an escape character
  return text.replaceAll(/\u001b\[[\d;]*m/g, "");
}

function claimsOf(value: unknown): MeasuredClaim[] {
  return Array.isArray(value) ? (value as MeasuredClaim[]) : [];
}
