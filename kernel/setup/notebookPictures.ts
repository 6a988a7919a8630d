// Draws the figures of a notebook in a real browser, as PNG on white, for GitHub, paper and wherever scripts do not run.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { readFigure } from "../labextension/figure.ts";
import { PAPER_COLOURS, themedLayout } from "../labextension/themedLayout.ts";
import { launchBrowser } from "./findBrowser.ts";
import { withPalette } from "./notebookPng.ts";

export interface PictureMaker {
  /** @param figure The value of a Plotly output. @returns The PNG in base64. */
  draw(figure: unknown): Promise<string>;
  close(): Promise<void>;
}

const WIDTH_PX = 700;
const HEIGHT_PX = 420;

/** Starts the browser and loads Plotly into an empty page. Nothing is fetched. */
export async function startPictureMaker(): Promise<PictureMaker> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.setContent("<!doctype html><html lang='en'><body><div id='figure'></div></body></html>");
  const require = createRequire(import.meta.url);
  await page.addScriptTag({ content: readFileSync(require.resolve("plotly.js-dist-min/plotly.min.js"), "utf8") });
  return {
    async draw(figure) {
      const { data, layout } = readFigure(figure);
      const white = { paper_bgcolor: PAPER_COLOURS.background, plot_bgcolor: PAPER_COLOURS.background };
      const height = typeof layout.height === "number" ? layout.height : HEIGHT_PX;
      const width = typeof layout.width === "number" ? layout.width : WIDTH_PX;
      const sized = { ...themedLayout(layout, PAPER_COLOURS), ...white, width, height, autosize: false };
      const url = await page.evaluate(
        async ([traces, shape]) => {
          // The page has Plotly; this function runs there.
          const { Plotly } = globalThis as unknown as {
            Plotly: { toImage(figure: object, options: object): Promise<string> };
          };
          return await Plotly.toImage(
            { data: traces, layout: shape, config: { staticPlot: true } },
            { format: "png", scale: 1 },
          );
        },
        [data, sized] as const,
      );
      return withPalette(Buffer.from(url.slice(url.indexOf(",") + 1), "base64")).toString("base64");
    },
    close: () => browser.close(),
  };
}
