import type { ThemeColours } from "./themedLayout.ts";

/** JupyterLab's variables, with the light theme's values for a page that has none. */
const VARIABLES: Readonly<Record<keyof ThemeColours, readonly [name: string, otherwise: string]>> = {
  text: ["--jp-content-font-color1", "#212121"],
  background: ["--jp-layout-color0", "#ffffff"],
  raised: ["--jp-layout-color2", "#eeeeee"],
  gridLine: ["--jp-border-color2", "#e0e0e0"],
  axisLine: ["--jp-border-color0", "#9e9e9e"],
  accent: ["--jp-brand-color1", "#1976d2"],
};

/** The colours of the page's theme, as it is now. */
export function pageColours(): ThemeColours {
  const style = getComputedStyle(document.body);
  const opaque = (name: string, otherwise: string): string => plainColour(style.getPropertyValue(name), otherwise);
  return Object.fromEntries(
    Object.entries(VARIABLES).map(([part, [name, otherwise]]) => [part, opaque(name, otherwise)]),
  ) as unknown as ThemeColours;
}

/** Any CSS colour, `color-mix()` and the like included, as the rgba() that Plotly reads: painted, then looked at. */
function plainColour(value: string, otherwise: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return otherwise;
  context.fillStyle = otherwise;
  if (value.trim() !== "") context.fillStyle = value.trim(); // An unreadable value leaves the one before.
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
}

/** Calls back whenever JupyterLab changed its theme. Gives the function that ends it. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  return () => observer.disconnect();
}
