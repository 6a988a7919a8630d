// What a reader of JupyterLab or Notebook 7 does, done to a real page.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type RealServer, ROOT } from "../server/realServer.ts";

const ARTEFACTS = join(ROOT, "artefacts");
const OPEN_TIMEOUT_MS = 60_000;

/** JupyterLab's application object, as far as the tests call it. */
interface LabWindow {
  jupyterapp: {
    commands: { execute(id: string, args?: object): Promise<unknown> };
    shell: {
      currentWidget: {
        context: { ready: Promise<void>; sessionContext: { ready: Promise<void> }; model: { dirty: boolean } };
      } | null;
    };
  };
}

/** A drawn figure: what Plotly made of its data, and what can be seen and heard of it. */
export interface DrawnFigure {
  readonly traces: readonly { readonly type: string; readonly x: unknown; readonly y: unknown; readonly z: unknown }[];
  readonly width: number;
  readonly cellWidth: number;
  readonly role: string | null;
  readonly label: string | null;
}

/** Opens a notebook in the server's application and waits until its kernel is there. */
export async function openNotebook(browser: Browser, server: RealServer, name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const path = server.app === "notebook" ? "notebooks" : "lab/tree";
  // `reset` closes what an earlier page had open: the server remembers it.
  await page.goto(`${server.url}${path}/${name}?token=${server.token}&reset`);
  await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: OPEN_TIMEOUT_MS });
  await page.evaluate(async () => {
    const { jupyterapp } = window as unknown as LabWindow;
    while (!jupyterapp.shell.currentWidget?.context) await new Promise((resolve) => setTimeout(resolve, 50));
    const { context } = jupyterapp.shell.currentWidget;
    await context.ready;
    await context.sessionContext.ready;
  });
  return page;
}

/** Runs one of the application's commands, as a menu would, until it is done. */
export async function execute(page: Page, command: string, args: object = {}): Promise<void> {
  await page.evaluate(
    async ([id, options]) => {
      await (window as unknown as LabWindow).jupyterapp.commands.execute(id as string, options as object);
    },
    [command, args] as const,
  );
}

export async function isDirty(page: Page): Promise<boolean> {
  return await page.evaluate(
    () => (window as unknown as LabWindow).jupyterapp.shell.currentWidget?.context.model.dirty ?? false,
  );
}

/** Waits until exactly so many figures are drawn, and gives them. */
export async function figuresDrawn(page: Page, count: number, timeoutMs = 60_000): Promise<DrawnFigure[]> {
  await page.waitForFunction(
    (wanted) =>
      document.querySelectorAll(".gradbook-plotly .js-plotly-plot > .plot-container .main-svg:first-child").length ===
      wanted,
    count,
    { timeout: timeoutMs },
  );
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement & { _fullData: Record<string, unknown>[] }>(".js-plotly-plot")].map(
      (graph) => {
        const plain = (value: unknown): unknown => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value);
        return {
          traces: graph._fullData.map(({ x, y, z, type }) => ({
            type: String(type),
            x: plain(x),
            y: plain(y),
            z: plain(z),
          })),
          width: graph.querySelector(".main-svg")?.getBoundingClientRect().width ?? 0,
          cellWidth: graph.closest(".jp-OutputArea-output")?.clientWidth ?? 0,
          role: graph.getAttribute("role"),
          label: graph.getAttribute("aria-label"),
        };
      },
    ),
  );
}

/** The lowest contrast (WCAG 2: 1 to 21) of a selector's texts with what is behind them. */
export async function lowestContrast(page: Page, selector: string): Promise<{ ratio: number; texts: number }> {
  return await page.evaluate((wanted) => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (rgb: readonly number[]): number => {
      const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const pageColour = (from: Element): number[] => {
      for (let element: Element | null = from; element !== null; element = element.parentElement) {
        const [red = 0, green = 0, blue = 0, alpha = 1] = channels(getComputedStyle(element).backgroundColor);
        if (alpha > 0) return [red, green, blue];
      }
      return [255, 255, 255];
    };
    const texts = [...document.querySelectorAll(wanted)].filter((text) => text.textContent?.trim() !== "");
    const ratios = texts.map((text) => {
      const style = getComputedStyle(text);
      // A button's text stands on the button, every other on the page.
      const button = text.closest(".updatemenu-button")?.querySelector(".updatemenu-item-rect");
      const page = pageColour(text.closest(".js-plotly-plot")?.parentElement ?? text);
      const behind = button ? channels(getComputedStyle(button).fill) : page;
      const [red = 0, green = 0, blue = 0, alpha = 1] = channels(style.fill);
      const opacity = alpha * Number(style.fillOpacity) * Number(style.opacity);
      const seen = [red, green, blue].map((channel, i) => channel * opacity + (behind[i] ?? 0) * (1 - opacity));
      const [light = 0, dark = 0] = [luminance(seen), luminance(behind)].sort((a, b) => b - a);
      return (light + 0.05) / (dark + 0.05);
    });
    return { ratio: Math.min(...ratios), texts: ratios.length };
  }, selector);
}

/** Keeps a picture of the page for whoever looks at a run. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`) });
}
