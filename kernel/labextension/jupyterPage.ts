// The few parts of JupyterLab and Plotly that the renderer touches. Both are there in the page, not in our bundle.
import type { JsonObject } from "./figure.ts";

/** An output's model: its MIME bundle, which `setData` changes and the notebook saves. */
export interface MimeModel {
  readonly trusted: boolean;
  readonly data: JsonObject;
  setData(options: { data: JsonObject }): void;
}

/** Lumino's widget, as far as we extend it. */
export interface Widget {
  readonly node: HTMLElement;
  readonly isAttached: boolean;
  readonly isVisible: boolean;
  readonly isDisposed: boolean;
  addClass(name: string): void;
  dispose(): void;
  onAfterAttach(message: unknown): void;
  onAfterShow(message: unknown): void;
  onResize(message: unknown): void;
}

export interface Lumino {
  readonly Widget: new () => Widget;
}

export interface PlotlyFigure {
  data: unknown;
  layout: unknown;
  config?: unknown;
  frames?: unknown;
}

export interface Plotly {
  react(node: HTMLElement, figure: PlotlyFigure): Promise<unknown>;
  purge(node: HTMLElement): void;
  toImage(
    figure: PlotlyFigure,
    options: { format: "png"; width: number; height: number; scale: number },
  ): Promise<string>;
  readonly Plots: { resize(node: HTMLElement): Promise<void> | undefined };
}

/** Webpack's share scope: what JupyterLab lends to extensions, by package name and version. */
export type ShareScope = Readonly<Record<string, Readonly<Record<string, { get(): Promise<() => unknown> }>>>>;

/** Lumino as the page has it, so that our widgets are widgets to JupyterLab. */
export async function luminoOf(scope: ShareScope): Promise<Lumino> {
  const versions = Object.values(scope["@lumino/widgets"] ?? {});
  const [shared] = versions;
  if (shared === undefined) throw new Error("Cannot draw figures as this page does not share @lumino/widgets");
  return (await shared.get())() as Lumino;
}
