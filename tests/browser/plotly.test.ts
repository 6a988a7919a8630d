// The labextension in real pages. The figures come from ipykernel, so that nothing here depends on our own kernel.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../kernel/setup/findBrowser.ts";
import { type JupyterApp, type RealServer, startServer } from "../server/realServer.ts";
import { execute, figuresDrawn, isDirty, lowestContrast, openNotebook, screenshot } from "./labPage.ts";

const MIME = "application/vnd.plotly.v1+json";

/** Every part that has text or a colour of its own. */
const FIGURE = {
  data: [
    { x: [1, 2, 3], y: [2, 6, 3], name: "train" },
    { x: [1, 2, 3], y: [3, 4, 5], name: "test" },
  ],
  layout: {
    title: { text: "Loss <b>by</b> epoch" },
    xaxis: { title: { text: "epoch" } },
    yaxis: { title: { text: "loss" } },
    annotations: [{ x: 2, y: 6, text: "worst" }],
  },
};

const HEATMAP = {
  data: [
    {
      type: "heatmap",
      z: [
        [0, 1],
        [2, 3],
      ],
    },
  ],
  layout: { height: 250 },
};

/** Plotly's own slider: each step shows the frame of its name. */
const SLIDER = {
  data: [{ x: [0, 1], y: [0, 1] }],
  layout: {
    sliders: [
      {
        steps: ["flat", "steep"].map((label) => ({
          label,
          method: "animate",
          args: [[label], { mode: "immediate", transition: { duration: 0 } }],
        })),
      },
    ],
    updatemenus: [{ type: "buttons", buttons: [{ label: "Play", method: "animate", args: [null] }] }],
  },
  frames: [
    { name: "flat", data: [{ y: [0, 1] }] },
    { name: "steep", data: [{ y: [0, 9] }] },
  ],
};

/** A Python cell that displays a figure. */
const show = (figure: unknown, rest = "") =>
  `import json\nfrom IPython.display import display\nhandle = display({"${MIME}": json.loads(${JSON.stringify(JSON.stringify(figure))}), "text/plain": "A figure"}, raw=True, display_id=True)\n${rest}`;

function notebook(...cells: string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } },
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: `cell-${i}`,
      metadata: {},
      outputs: [],
      execution_count: null,
      source,
    })),
  });
}

const FILES = {
  "figures.ipynb": notebook(show(FIGURE), show(HEATMAP)),
  "slider.ipynb": notebook(show(SLIDER)),
  "live.ipynb": notebook(
    show({ data: [{ y: [1] }], layout: {} }),
    `for n in range(2, 6):\n    handle.update({"${MIME}": {"data": [{"y": list(range(n))}], "layout": {}}, "text/plain": "A figure"}, raw=True)`,
  ),
  "wrong.ipynb": notebook(show({ data: 7, layout: {} }), show(HEATMAP)),
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

function serve(app: JupyterApp, labextension = true): () => RealServer {
  let server: RealServer;
  beforeAll(async () => {
    server = await startServer({ app, labextension, files: FILES });
  });
  afterAll(async () => {
    await server.stop();
  });
  return () => server;
}

/** Opens a notebook, runs it, and closes the page after the test. */
async function onPage(server: RealServer, name: string, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await openNotebook(browser, server, name);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  try {
    await execute(page, "notebook:run-all-cells");
    await act(page);
    expect(problems).toEqual([]);
  } finally {
    await page.close();
  }
}

describe.each(["jupyterlab", "notebook"] as const)("in %s", (app) => {
  const server = serve(app);

  test("a figure shows exactly the points of the kernel's output, as wide as its cell", async () => {
    await onPage(server(), "figures.ipynb", async (page) => {
      const [lines, heatmap] = await figuresDrawn(page, 2);
      expect(lines?.traces).toMatchObject(FIGURE.data.map(({ x, y }) => ({ type: "scatter", x, y })));
      expect(heatmap?.traces).toMatchObject([
        {
          type: "heatmap",
          z: [
            [0, 1],
            [2, 3],
          ],
        },
      ]);
      expect(lines?.width).toBeGreaterThan(500);
      expect(Math.abs(lines!.width - lines!.cellWidth)).toBeLessThanOrEqual(20);
    });
  });

  test("a figure's text is readable in the light theme and, without running again, in the dark one", async () => {
    await onPage(server(), "figures.ipynb", async (page) => {
      await figuresDrawn(page, 2);
      const texts = ".js-plotly-plot text";
      const light = await lowestContrast(page, texts);
      await screenshot(page, `figure-${app}-light`);
      await execute(page, "apputils:change-theme", { theme: "JupyterLab Dark" });
      await page.waitForFunction(() => document.body.dataset.jpThemeLight === "false");
      await expect.poll(async () => (await lowestContrast(page, texts)).ratio).toBeGreaterThanOrEqual(4.5);
      const dark = await lowestContrast(page, texts);
      await screenshot(page, `figure-${app}-dark`);
      await execute(page, "apputils:change-theme", { theme: "JupyterLab Light" });
      expect(light.ratio).toBeGreaterThanOrEqual(4.5);
      expect(light.texts).toBeGreaterThan(10);
      expect(dark.texts).toBe(light.texts);
    });
  });

  test("update_display_data redraws the figure in its place", async () => {
    await onPage(server(), "live.ipynb", async (page) => {
      await figuresDrawn(page, 1);
      await expect.poll(async () => (await figuresDrawn(page, 1))[0]?.traces[0]?.y).toEqual([0, 1, 2, 3, 4]);
    });
  });
});

describe("in JupyterLab", () => {
  const server = serve("jupyterlab");

  test("a screen reader is told what a figure shows, and that one with controls has them", async () => {
    await onPage(server(), "figures.ipynb", async (page) => {
      const [lines] = await figuresDrawn(page, 2);
      expect(lines).toMatchObject({
        role: "img",
        label: expect.stringContaining("Loss by epoch. Line chart with 2 traces") as string,
      });
    });
    await onPage(server(), "slider.ipynb", async (page) => {
      expect((await figuresDrawn(page, 1))[0]?.role).toBe("group");
    });
  });

  test("a slider shows the frame of its step", async () => {
    await onPage(server(), "slider.ipynb", async (page) => {
      await figuresDrawn(page, 1);
      await page.locator(".slider-group .slider-rail-touch-rect").click({ position: { x: 500, y: 3 }, force: true });
      await expect.poll(async () => (await figuresDrawn(page, 1))[0]?.traces[0]?.y).toEqual([0, 9]);
    });
  });

  test("a slider's and a button's text is readable on its own ground in the dark theme", async () => {
    await onPage(server(), "slider.ipynb", async (page) => {
      await figuresDrawn(page, 1);
      await execute(page, "apputils:change-theme", { theme: "JupyterLab Dark" });
      await page.locator(".updatemenu-button").hover();
      await expect
        .poll(async () => (await lowestContrast(page, ".js-plotly-plot text")).ratio)
        .toBeGreaterThanOrEqual(4.5);
      await screenshot(page, "slider-dark");
      await execute(page, "apputils:change-theme", { theme: "JupyterLab Light" });
    });
  });

  test("a figure keeps the width of its cell when a side panel opens or closes", async () => {
    await onPage(server(), "figures.ipynb", async (page) => {
      const [before] = await figuresDrawn(page, 2);
      await execute(page, "application:toggle-left-area");
      const width = async () => (await figuresDrawn(page, 2))[0]?.width ?? 0;
      await expect.poll(async () => Math.abs((await width()) - before!.width)).toBeGreaterThan(100);
      const [after] = await figuresDrawn(page, 2);
      expect(Math.abs(after!.width - after!.cellWidth)).toBeLessThanOrEqual(20);
      await execute(page, "application:toggle-left-area");
    });
  });

  test("a saved notebook carries a picture of each figure, and opening it again changes nothing", async () => {
    const file = join(server().notebooksDir, "figures.ipynb");
    const outputs = () => {
      const { cells } = JSON.parse(readFileSync(file, "utf8")) as {
        cells: { outputs: { data: Record<string, unknown> }[] }[];
      };
      return cells.map(({ outputs: [first] }) => first?.data ?? {});
    };
    await onPage(server(), "figures.ipynb", async (page) => {
      await figuresDrawn(page, 2);
      await expect
        .poll(
          async () => {
            await execute(page, "docmanager:save");
            return outputs().every((data) => typeof data["image/png"] === "string");
          },
          { timeout: 20_000, interval: 500 },
        )
        .toBe(true);
    });
    const png = Buffer.from(String(outputs()[1]?.["image/png"]), "base64");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // Twice the height of the figure, for sharp screens; the figure itself is saved as the kernel sent it.
    expect(png.readUInt32BE(20)).toBe(2 * HEATMAP.layout.height);
    expect(outputs().map((data) => data[MIME])).toEqual([FIGURE, HEATMAP]);

    const page = await openNotebook(browser, server(), "figures.ipynb");
    await figuresDrawn(page, 2);
    await page.waitForTimeout(2500); // Longer than a picture takes, if one were made.
    expect(await isDirty(page)).toBe(false);
    await page.close();
  });

  test("a figure that cannot be drawn says why in its place, and the next one is drawn", async () => {
    await onPage(server(), "wrong.ipynb", async (page) => {
      await figuresDrawn(page, 1);
      const message = page.locator(".gradbook-plotly-error:visible");
      expect(await message.textContent()).toBe("Cannot draw the figure as its data must be a list of traces: got 7");
    });
  });

  test("a cleared figure is given back to Plotly", async () => {
    await onPage(server(), "figures.ipynb", async (page) => {
      await figuresDrawn(page, 2);
      const graph = await page.locator(".js-plotly-plot").first().elementHandle();
      const isHeld = () => graph!.evaluate((element) => "_fullLayout" in element && element._fullLayout !== undefined);
      expect(await isHeld()).toBe(true);
      await execute(page, "notebook:clear-all-cell-outputs");
      await expect.poll(isHeld).toBe(false);
    });
  });
});

describe("in JupyterLab without our extension", () => {
  const server = serve("jupyterlab", false);

  test("the same notebook shows the text and no figure", async () => {
    await onPage(server(), "figures.ipynb", async (page) => {
      await expect.poll(() => page.locator(".jp-OutputArea-output", { hasText: "A figure" }).count()).toBe(2);
      expect(await page.locator(".js-plotly-plot").count()).toBe(0);
    });
  });
});
