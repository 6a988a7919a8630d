import type { Plotly as PlotlyModule } from "./jupyterPage.ts";

declare global {
  var Plotly: PlotlyModule | undefined;
}

let loading: Promise<PlotlyModule> | undefined;

/** Loads Plotly from beside our own script when the first figure needs it; once for the page. */
export function loadPlotly(url: string): Promise<PlotlyModule> {
  loading ??= loadScript(url).catch((error: unknown) => {
    loading = undefined; // The next figure tries again.
    throw error;
  });
  return loading;
}

/** Another extension may keep its own version of Plotly in the same global: ours is taken at once, theirs put back. */
async function loadScript(url: string): Promise<PlotlyModule> {
  const theirs = globalThis.Plotly;
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`Cannot draw figures as ${url} does not load; run npx gradbook doctor`));
    document.head.append(script);
  });
  const ours = globalThis.Plotly;
  if (ours === undefined) throw new Error(`Cannot draw figures as ${url} holds no Plotly; run npx gradbook install`);
  if (theirs !== undefined) globalThis.Plotly = theirs;
  return ours;
}
