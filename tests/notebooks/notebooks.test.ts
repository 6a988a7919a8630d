import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LANGUAGE_INFO } from "../../kernel/core/requests/kernelInfo.ts";
import { budgets, maxLineLength, maxLinesPerCell, maxNotebookBytes } from "./budgets.ts";
import { figuresOf, notebookFolder, readChapters, wordsOf } from "./readNotebooks.ts";

const chapters = readChapters();
const root = join(notebookFolder, "..");
const python = ["bin/python", "Scripts/python.exe"].map((path) => join(root, ".venv", path)).find(existsSync);

it("every chapter has a budget and a row in the map", () => {
  const map = readFileSync(join(notebookFolder, "README.md"), "utf8");
  expect(chapters.map(({ slug }) => slug)).toEqual(Object.keys(budgets));
  for (const { slug } of chapters) expect(map).toContain(`(${slug}.ipynb)`);
});

describe.each(chapters)("$slug", (chapter) => {
  const { slug, source, cells, text } = chapter;
  const budget = budgets[slug];
  const code = source.filter(({ kind }) => kind === "code");
  const markdown = cells.filter((cell) => cell.cell_type === "markdown").map((cell) => cell.source.join(""));
  const between = (count: number, [least, most]: readonly [number, number]) => {
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  };

  it("is built from its source: the same cells in the same order", () => {
    expect(cells.map((cell) => cell.cell_type)).toEqual(source.map(({ kind }) => kind));
    for (const [place, { kind, text: written, tags }] of source.entries()) {
      const saved = cells[place];
      expect(saved.id).toBe(`${slug}-${String(place + 1).padStart(2, "0")}`);
      expect(saved.metadata.tags ?? []).toEqual(tags);
      // Claims and references were replaced in texts; the words around them were not.
      const fixed = written.split(/\{\{[^}]*\}\}|\[\^[\w-]+\]:?/).map((part) => part.trim());
      const joined = saved.source.join("");
      if (kind === "code") expect(joined).toBe(written);
      else for (const part of fixed) expect(joined).toContain(part);
    }
  });

  it("has no placeholder left in its text", () => {
    expect(markdown.join("\n")).not.toMatch(/\{\{[^{}]+\}\}|\[\^/);
  });

  it("says every claim that it makes", () => {
    const mime = "application/vnd.gradbook.claim+json";
    const claims = cells
      .flatMap((cell) => cell.outputs ?? [])
      .flatMap(({ data }) => (data?.[mime] as { name: string }[] | undefined) ?? []);
    const said = source.flatMap(({ text: written }) =>
      [...written.matchAll(/\{\{([^{}|]+)/g)].map((match) => match[1].trim()),
    );
    expect(claims.length).toBeGreaterThan(0);
    expect(new Set(said)).toEqual(new Set(claims.map(({ name }) => name)));
  });

  it("keeps within its words", () => between(wordsOf(markdown.join("\n")).length, budget.words));

  it("keeps within its cells, and each cell within its lines", () => {
    const answers = code.filter((cell) => /^(check|hint|solution)\(/m.test(cell.text));
    between(code.length - answers.length, budget.codeCells);
    between(answers.length, budget.answerCells);
    for (const cell of code) {
      const lines = cell.text.split("\n");
      expect(lines.length, `the cell at line ${cell.line}`).toBeLessThanOrEqual(maxLinesPerCell);
      expect(Math.max(...lines.map((line) => line.length)), `the cell at line ${cell.line}`).toBeLessThanOrEqual(
        maxLineLength,
      );
    }
  });

  it("keeps within its kilobytes", () => expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxNotebookBytes));

  it("defines no name twice", () => {
    const names = code.flatMap((cell) =>
      [...cell.text.matchAll(/^(?:async )?(?:function|const|let|var|class) (\w+)/gm)].map((match) => match[1]),
    );
    expect(names.filter((name, place) => names.indexOf(name) !== place && name !== "petal")).toEqual([]);
  });

  it("runs without an error but where one is shown on purpose", () => {
    for (const cell of cells) {
      const failed = cell.outputs?.some((output) => output.output_type === "error") ?? false;
      expect(failed, cell.id).toBe(cell.metadata.tags?.includes("raises-exception") ?? false);
    }
  });

  it("counts its runs from 1", () => {
    const counts = cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.execution_count);
    expect(counts).toEqual(counts.map((_, place) => place + 1));
  });

  it("gives every figure a title, labelled axes, a text alternative and a picture", () => {
    const figures = figuresOf(chapter);
    between(figures.length, budget.figures);
    for (const { figure, bundle } of figures) {
      const title = figure.layout.title?.text ?? "";
      expect(title).not.toBe("");
      const axes = Object.keys(figure.layout).filter((name) => /^[xy]axis\d*$/.test(name));
      const labels = axes.map((name) => (figure.layout[name] as { title?: { text?: string } }).title?.text ?? "");
      expect(labels.filter((label) => label !== "").length, title).toBeGreaterThanOrEqual(2);
      const alternative = [bundle["text/plain"]].flat().join("");
      expect(alternative).toContain(title.replaceAll(/<[^>]+>/g, ""));
      const png = Buffer.from(String(bundle["image/png"]), "base64");
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(600);
    }
  });

  it("has a caption below every figure, which says what to see", () => {
    for (const [place, cell] of cells.entries()) {
      const hasFigure = cell.outputs?.some(({ data }) => data?.["application/vnd.plotly.v1+json"] !== undefined);
      if (hasFigure) expect(cells[place + 1]?.source.join("").trimStart(), cell.id).toMatch(/^\*What to see: .+\*|\$/);
    }
  });

  it("has as many live controls as it should", () => {
    const moving = figuresOf(chapter).filter(({ figure }) => (figure.frames?.length ?? 0) >= 2);
    expect(moving.length).toBeGreaterThanOrEqual(budget.leastControls);
  });

  it.runIf(python !== undefined || process.env.CI)("is saved by Jupyter as it stands, to the byte", () => {
    const code =
      "import nbformat, sys; sys.stdout.reconfigure(encoding='utf-8', newline=''); " +
      "nbformat.write(nbformat.read(sys.argv[1], as_version=4), sys.stdout)";
    const saved = execFileSync(python ?? "python3", ["-c", code, join(notebookFolder, `${slug}.ipynb`)]);
    expect(saved.toString("utf8") === text, `${slug}.ipynb as nbformat writes it`).toBe(true);
    expect(chapter.notebook.metadata).toMatchObject({ language_info: LANGUAGE_INFO });
  });

  it.runIf(python !== undefined || process.env.CI)("is valid by nbformat's own schema", () => {
    const code =
      "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4), relax_add_props=False)";
    expect(() =>
      execFileSync(python ?? "python3", ["-c", code, join(notebookFolder, `${slug}.ipynb`)], { stdio: "pipe" }),
    ).not.toThrow();
  });
});
