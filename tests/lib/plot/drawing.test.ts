// Every kind of chart, drawn by Plotly in a real browser: that it accepts what we make, and shows the numbers we gave.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../../kernel/setup/findBrowser.ts";
import { normal, random } from "../../../lib/data/random.ts";
import { sigmoid } from "../../../lib/plain/activation.ts";
import type { Figure } from "../../../lib/plot/figure.ts";
import * as plot from "../../../lib/plot/index.ts";
import { texts } from "./bundle.ts";

const rng = random(130);
const values = Array.from({ length: 40 }, () => normal(rng));
const groups = values.map((_, i) => (i % 2 === 0 ? "a" : "b"));
const boundary = (k: number) =>
  plot.decisionBoundary({
    predict: (x1, x2) => sigmoid(k * x1 + x2),
    xRange: [-2, 2],
    yRange: [-2, 2],
    classNames: ["no", "yes"],
    points: { x: values, y: values.toReversed(), labels: values.map((_, i) => i % 2) },
    resolution: 20,
    ...texts,
    title: `k = ${k}`,
  });
const three = (x1: number) => Math.min(2, Math.max(0, Math.round(x1 + 1)));
const lines = plot.line({
  y: { train: [3, 2, 1], test: [3, NaN, 2] },
  bands: { train: { low: [2, 1, 0], high: [4, 3, 2] } },
  ...texts,
});
const map = plot.heatmap({
  z: [
    [1, -2],
    [3, NaN],
  ],
  colors: "diverging",
  zLabel: "w",
  rows: ["p", "q"],
  showValues: true,
  ...texts,
});

const charts: Record<string, Figure> = {
  line: lines,
  "line on a logarithmic axis": plot.line({ y: [1, 10, 1000], yScale: "log", markers: true, ...texts, subtitle: "s" }),
  scatter: plot.scatter({
    x: values,
    y: values.toReversed(),
    groups,
    lines: { fit: { x: [-1, 1], y: [-1, 1] } },
    equalAxes: true,
    ...texts,
  }),
  bar: plot.bar({ x: ["p", "q"], y: { a: [1, 2], b: [3, 4] }, errors: { a: [0.5, 0.5] }, showValues: true, ...texts }),
  histogram: plot.histogram({ values: { a: values, b: values.map((v) => v + 1) }, ...texts }),
  heatmap: map,
  "heatmap of a picture": plot.heatmap({
    z: [
      [0, 1],
      [2, 3],
    ],
    colors: "grey",
    ...texts,
  }),
  contour: plot.contour({
    f: (x, y) => x * x + y,
    xRange: [-1, 1],
    yRange: [-1, 1],
    zLabel: "height",
    lines: { path: { x: [0, 1], y: [0, 1] } },
    ...texts,
  }),
  "decision boundary": boundary(1),
  "decision boundary without points": plot.decisionBoundary({
    predict: three,
    xRange: [-2, 2],
    yRange: [-2, 2],
    classNames: ["a", "b", "c"],
    ...texts,
  }),
  subplots: plot.subplots({ figures: [lines, map, boundary(2)], columns: 2, title: "Grid" }),
  "subplots of pictures": plot.subplots({ figures: [map, map], columns: 2, title: "Grid", labels: "none" }),
  slider: plot.slider({ label: "k", steps: [0, 1, 2].map((k) => ({ label: k, figure: boundary(k) })), start: 1 }),
};

let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.setContent("<div id='figure'></div>");
  const require = createRequire(import.meta.url);
  await page.addScriptTag({ content: readFileSync(require.resolve("plotly.js-dist-min"), "utf8") });
});

afterAll(async () => {
  await browser?.close();
});

/** What the functions that run in the page find there; the project's types know no browser. */
interface InPage {
  readonly Plotly: {
    validate(data: unknown, layout: unknown): { msg: string }[] | undefined;
    react(node: unknown, figure: unknown): Promise<unknown>;
  };
  readonly document: { getElementById(id: string): Shown };
}
type Shown = {
  querySelectorAll(selector: string): Iterable<{ textContent: string }> & { length: number };
  data: { z?: number[][]; y?: number[] }[];
  layout: { title: { text: string } };
};

/** Draws in the page and gives what Plotly says against it, and how many marks there are. */
function draw({ data, layout, frames, config }: Figure) {
  return page.evaluate(
    async (figure) => {
      const { Plotly, document } = globalThis as unknown as InPage;
      const node = document.getElementById("figure");
      const faults = (Plotly.validate(figure.data, figure.layout) ?? []).map(({ msg }) => msg);
      await Plotly.react(node, structuredClone(figure));
      const count = (selector: string) => node.querySelectorAll(selector).length;
      return {
        faults,
        points: count(".scatterlayer .point"),
        bars: count(".barlayer .point"),
        titles: [...node.querySelectorAll(".gtitle, .xtitle, .ytitle, .annotation-text")].map(
          (text) => text.textContent,
        ),
      };
    },
    JSON.parse(JSON.stringify({ data, layout, config, ...(frames === undefined ? {} : { frames }) })),
  );
}

describe("Plotly", () => {
  test.each(Object.keys(charts))("accepts every member of %s and draws it without a complaint", async (name) => {
    complaints.length = 0;
    const { faults } = await draw(charts[name]);
    // what a slider's step does is free for Plotly, and so the check takes it for changed
    expect(
      faults.filter((fault) => !/sliders\[0\]\.steps\[\d+\]\.args|updatemenus\[0\]\.buttons\[\d\]\.args/.test(fault)),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("draws as many points and bars as there are numbers, and all titles", async () => {
    const scatter = await draw(charts.scatter);
    expect(scatter.points).toBe(40);
    expect(scatter.titles).toEqual(expect.arrayContaining(["A title", "step", "loss"]));
    expect((await draw(charts.bar)).bars).toBe(4);
    expect((await draw(charts.subplots)).titles).toEqual(expect.arrayContaining(["Grid", "A title", "k = 2"]));
  });

  test("moves from position to position when the slider is clicked, without a kernel", async () => {
    await draw(charts.slider);
    const now = () =>
      page.evaluate(() => {
        const { data, layout } = (globalThis as unknown as InPage).document.getElementById("figure");
        return { z: data[0].z, title: layout.title.text };
      });
    const expected = (k: number) => ({ z: boundary(k).data[0].z, title: `k = ${k}` });
    expect(await now()).toEqual(expected(1));
    const rail = page.locator(".slider-rail-touch-rect");
    const { x, y, width, height } = (await rail.boundingBox())!;
    await page.mouse.click(x + width - 3, y + height / 2);
    await expect.poll(now).toEqual(expected(2));
    await page.mouse.click(x + 3, y + height / 2);
    await expect.poll(now).toEqual(expected(0));
  });

  test("plays to the last position when the first button is clicked", async () => {
    await draw(charts.slider);
    await page.locator(".updatemenu-button").first().click();
    await expect
      .poll(() =>
        page.evaluate(() => (globalThis as unknown as InPage).document.getElementById("figure").layout.title.text),
      )
      .toBe("k = 2");
  });

  test("moves the marks when a figure of the same kind takes its place", async () => {
    await draw(plot.line({ y: [1, 2, 3], ...texts }));
    const path = () => page.locator(".scatterlayer .js-line").getAttribute("d");
    const before = await path();
    await draw(plot.line({ y: [3, 2, 1], ...texts }));
    expect(await path()).not.toBe(before);
    expect(await page.locator(".scatterlayer .trace").count()).toBe(1);
  });
});
