// The widget that shows one figure: drawn at every model, redrawn in the colours of a new theme, sized as its cell.
import { type Figure, PLOTLY_MIME, readFigure } from "./figure.ts";
import { figureLabel } from "./figureLabel.ts";
import type { Lumino, MimeModel, Plotly, PlotlyFigure, Widget } from "./jupyterPage.ts";
import { onThemeChange, pageColours } from "./pageColours.ts";
import { PAPER_COLOURS, type ThemeColours, themedLayout } from "./themedLayout.ts";

/** After the last of a series of updates: a picture of every step of a training would slow it down. */
const PICTURE_DELAY_MS = 1000;
const DEFAULT_HEIGHT_PX = 400;
const PNG_MIME = "image/png";

export interface Renderer extends Widget {
  renderModel(model: MimeModel): Promise<void>;
}

/** What Plotly is handed: copies, as it writes into them and the notebook must not be saved with that. */
function plotlyFigure({ data, layout, frames, config }: Figure, colours: ThemeColours): PlotlyFigure {
  return {
    data: structuredClone(data),
    layout: structuredClone(themedLayout(layout, colours)),
    config: { displaylogo: false, responsive: true, ...config },
    ...(frames === undefined ? {} : { frames: structuredClone(frames) }),
  };
}

/** The class of our renderers, made once the page's Lumino is known. */
export function rendererClass(lumino: Lumino, loadPlotly: () => Promise<Plotly>): new () => Renderer {
  return class FigureRenderer extends lumino.Widget implements Renderer {
    private model: MimeModel | undefined;
    private figure: Figure | undefined;
    /** The figure that is on the page, and the colours that it has. */
    private drawn = "";
    private plotly: Plotly | undefined;
    private drawing: Promise<void> = Promise.resolve();
    private pictureTimer: ReturnType<typeof setTimeout> | undefined;
    private readonly canvas = document.createElement("div");
    private readonly message = document.createElement("pre");
    private readonly stopFollowingTheme = onThemeChange(() => void this.draw());

    constructor() {
      super();
      this.addClass("gradbook-plotly");
      this.canvas.className = "gradbook-plotly-canvas";
      this.message.className = "gradbook-plotly-error";
      this.message.setAttribute("role", "alert");
      this.message.hidden = true;
      this.node.append(this.message, this.canvas);
    }

    async renderModel(model: MimeModel): Promise<void> {
      this.model = model;
      try {
        this.figure = readFigure(model.data[PLOTLY_MIME]);
      } catch (error) {
        this.figure = undefined;
        this.showError(error);
        return;
      }
      await this.draw();
    }

    override onAfterAttach(message: unknown): void {
      super.onAfterAttach(message);
      void this.draw();
    }

    override onAfterShow(message: unknown): void {
      super.onAfterShow(message);
      void this.draw();
      this.fit();
    }

    override onResize(message: unknown): void {
      super.onResize(message);
      this.fit();
    }

    override dispose(): void {
      if (this.isDisposed) return;
      clearTimeout(this.pictureTimer);
      this.stopFollowingTheme();
      this.plotly?.purge(this.canvas);
      super.dispose();
    }

    /** Draws what the model holds now; one drawing at a time, the last asked for being the last drawn. */
    private draw(): Promise<void> {
      this.drawing = this.drawing.then(() => this.drawNow()).catch((error: unknown) => this.showError(error));
      return this.drawing;
    }

    private async drawNow(): Promise<void> {
      const { figure } = this;
      // Out of the page a figure has no size: it is drawn when it comes into it.
      if (figure === undefined || this.isDisposed || !this.isVisible) return;
      const colours = pageColours();
      const wanted = JSON.stringify([figure, colours]);
      if (wanted === this.drawn) return;
      this.plotly ??= await loadPlotly();
      if (this.isDisposed) return;
      const { height } = figure.layout;
      this.canvas.style.height = `${typeof height === "number" ? height : DEFAULT_HEIGHT_PX}px`;
      const hasControls = [figure.layout.sliders, figure.layout.updatemenus].some((list) => Array.isArray(list));
      this.canvas.setAttribute("role", hasControls ? "group" : "img");
      this.canvas.setAttribute("aria-label", figureLabel(figure));
      this.message.hidden = true;
      this.canvas.hidden = false;
      await this.plotly.react(this.canvas, plotlyFigure(figure, colours));
      this.drawn = wanted;
      this.planPicture();
    }

    private fit(): void {
      if (this.plotly !== undefined && this.drawn !== "" && this.isVisible) void this.plotly.Plots.resize(this.canvas);
    }

    private showError(error: unknown): void {
      const text = error instanceof Error ? error.message : String(error);
      this.message.textContent = text.startsWith("Cannot ")
        ? text
        : `Cannot draw the figure as Plotly refuses it: ${text}`;
      this.message.hidden = false;
      this.canvas.hidden = true;
      this.drawn = "";
    }

    private planPicture(): void {
      clearTimeout(this.pictureTimer);
      this.pictureTimer = setTimeout(() => void this.addPicture(), PICTURE_DELAY_MS);
    }

    /** Lays a picture beside the figure, for readers that run no scripts; not into a notebook that is only looked at. */
    private async addPicture(): Promise<void> {
      const { model, figure, plotly } = this;
      if (model === undefined || figure === undefined || plotly === undefined || this.isDisposed) return;
      if (!model.trusted || model.data[PNG_MIME] !== undefined) return;
      const { offsetWidth: width, offsetHeight: height } = this.canvas;
      if (width === 0 || height === 0) return;
      try {
        const size = { width, height, scale: 2 };
        const picture = plotlyFigure(figure, PAPER_COLOURS);
        const url = await plotly.toImage(picture, { format: "png", ...size });
        // The model may have moved on meanwhile: its next drawing brings the next picture.
        if (this.isDisposed || this.model !== model || model.data[PNG_MIME] !== undefined) return;
        model.setData({ data: { ...model.data, [PNG_MIME]: url.slice(url.indexOf(",") + 1) } });
      } catch {
        // A trace type that cannot become a picture: the figure itself is there.
      }
    }
  };
}
