// MIME bundles: one value in several forms, of which a front end shows the richest it can.

export type MimeBundle = Record<string, unknown>;

export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** The method by which an object says how it wants to be shown; may be async. Deno's kernel uses the same symbol. */
export const DISPLAY = Symbol.for("Jupyter.display");

/** What is shown, with JupyterLab's metadata beside it. */
export interface Shown {
  readonly data: MimeBundle;
  readonly metadata: Record<string, unknown>;
}
