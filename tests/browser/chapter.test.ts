// A chapter as its reader sees it: opened in a real page, run by our kernel, drawn by our labextension.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../kernel/setup/findBrowser.ts";
import { type RealServer, ROOT, startServer } from "../server/realServer.ts";
import { type DrawnFigure, execute, figuresDrawn, lowestContrast, openNotebook, screenshot } from "./labPage.ts";

const MIME = "application/vnd.plotly.v1+json";
const CHAPTER = "05-neuron.ipynb";
const RUN_TIMEOUT_MS = 90_000;

interface Output {
  readonly output_type: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Notebook {
  cells: { cell_type: string; execution_count?: number | null; outputs?: Output[] }[];
}

/** A chapter as it is before anybody ran it. */
function withoutOutputs(name: string): string {
  const notebook = JSON.parse(readFileSync(join(ROOT, "notebooks", name), "utf8")) as Notebook;
  for (const cell of notebook.cells)
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  return JSON.stringify(notebook);
}

/** A figure that a later cell changes, as a running training does. */
const LIVE = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "gradbook", display_name: "TypeScript (gradbook)", language: "typescript" } },
  cells: [
    `const squares = (n: number) => plot.line({
      y: Array.from({ length: n }, (_, i) => i * i), title: "Squares", xLabel: "n", yLabel: "n²" });
    const live = display(squares(1));`,
    "for (let n = 2; n <= 5; n++) live.update(squares(n));",
  ].map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    execution_count: null,
    source,
  })),
});

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

function serve(labextension: boolean): () => RealServer {
  let server: RealServer;
  beforeAll(async () => {
    server = await startServer({ labextension, files: { [CHAPTER]: withoutOutputs(CHAPTER), "live.ipynb": LIVE } });
  });
  afterAll(async () => {
    await server.stop();
  });
  return () => server;
}

/** Runs every cell of a chapter and saves it; gives the outputs that hold a figure, as the kernel sent them. */
async function runChapter(
  page: Page,
  server: RealServer,
): Promise<{ figures: { data: Record<string, unknown>[] }[]; notebook: Notebook }> {
  await execute(page, "notebook:run-all-cells");
  const saved = (): Notebook => JSON.parse(readFileSync(join(server.notebooksDir, CHAPTER), "utf8")) as Notebook;
  await expect
    .poll(
      async () => {
        await execute(page, "docmanager:save");
        return (
          saved()
            .cells.filter(({ cell_type }) => cell_type === "code")
            .at(-1)?.execution_count ?? 0
        );
      },
      { timeout: RUN_TIMEOUT_MS, interval: 1000 },
    )
    .toBeGreaterThan(0);
  const notebook = saved();
  const outputs = notebook.cells.flatMap(({ outputs: list = [] }) => list);
  expect(outputs.filter(({ output_type }) => output_type === "error")).toEqual([]);
  const figures = outputs.flatMap(({ data }) =>
    data?.[MIME] === undefined ? [] : [data[MIME] as { data: Record<string, unknown>[] }],
  );
  return { figures, notebook };
}

/** Of a trace, what both the kernel's output and Plotly's reading of it have. */
const points = (trace: Readonly<Record<string, unknown>>) =>
  JSON.parse(JSON.stringify({ x: trace.x, y: trace.y, z: trace.z })) as object;

describe("chapter 05 in JupyterLab", () => {
  const server = serve(true);

  test("runs to its end, and every drawn trace has the points that the kernel sent, in readable text, light and dark", async () => {
    const page = await openNotebook(browser, server(), CHAPTER);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    const { figures } = await runChapter(page, server());
    expect(figures.length).toBeGreaterThanOrEqual(4);
    const drawn: DrawnFigure[] = await figuresDrawn(page, figures.length);
    for (const [i, figure] of figures.entries()) {
      expect(drawn[i]?.traces.map(points)).toEqual(figure.data.map(points));
      expect(drawn[i]?.label).not.toBe("");
    }
    await page.locator(".js-plotly-plot").first().scrollIntoViewIfNeeded();
    await screenshot(page, "chapter-05-light");
    expect((await lowestContrast(page, ".js-plotly-plot text")).ratio).toBeGreaterThanOrEqual(4.5);
    await execute(page, "apputils:change-theme", { theme: "JupyterLab Dark" });
    await expect
      .poll(async () => (await lowestContrast(page, ".js-plotly-plot text")).ratio)
      .toBeGreaterThanOrEqual(4.5);
    await screenshot(page, "chapter-05-dark");
    await execute(page, "apputils:change-theme", { theme: "JupyterLab Light" });
    expect(problems).toEqual([]);
    await page.close();
  }, 180_000);
});

describe("a live figure of our kernel", () => {
  const server = serve(true);

  test("display().update() redraws it in its place", async () => {
    const page = await openNotebook(browser, server(), "live.ipynb");
    await execute(page, "notebook:run-all-cells");
    await figuresDrawn(page, 1);
    await expect.poll(async () => (await figuresDrawn(page, 1))[0]?.traces[0]?.y).toEqual([0, 1, 4, 9, 16]);
    await page.close();
  });
});

describe("chapter 05 in JupyterLab without our extension", () => {
  const server = serve(false);

  test("runs to its end and draws nothing", async () => {
    const page = await openNotebook(browser, server(), CHAPTER);
    const { figures } = await runChapter(page, server());
    expect(figures.length).toBeGreaterThanOrEqual(4);
    expect(await page.locator(".js-plotly-plot").count()).toBe(0);
    await page.close();
  }, 180_000);
});
