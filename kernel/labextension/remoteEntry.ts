// The script that JupyterLab loads: a container in the form that webpack's module federation expects of extensions.
import { PLOTLY_MIME } from "./figure.ts";
import { type Renderer, rendererClass } from "./figureRenderer.ts";
import { luminoOf, type ShareScope } from "./jupyterPage.ts";
import { loadPlotly } from "./loadPlotly.ts";
import { addStyle } from "./style.ts";

declare global {
  interface Window {
    _JUPYTERLAB?: Record<string, unknown>;
  }
}

// Known only while the script runs for the first time.
const ownUrl = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href;
const plotlyUrl = new URL("plotly.min.js", ownUrl).href;
let shareScope: ShareScope = {};

async function mimeExtension(): Promise<() => object> {
  const RendererClass = rendererClass(await luminoOf(shareScope), () => loadPlotly(plotlyUrl));
  addStyle();
  const extension = {
    id: "gradbook-plotly:figure",
    name: "Plotly figure",
    dataType: "json",
    rendererFactory: {
      safe: true,
      mimeTypes: [PLOTLY_MIME],
      defaultRank: 0,
      createRenderer: (): Renderer => new RendererClass(),
    },
  };
  // Without __esModule JupyterLab reads the module itself as the extension, and its page stays blank.
  return () => ({ __esModule: true, default: extension });
}

window._JUPYTERLAB ??= {};
window._JUPYTERLAB["gradbook-plotly"] = {
  init(scope: ShareScope): void {
    shareScope = scope;
  },
  get(name: string): Promise<() => object> {
    if (name === "./mimeExtension") return mimeExtension();
    return Promise.reject(new Error(`Cannot give ${name} as gradbook-plotly has only ./mimeExtension`));
  },
};
