// What a compiled cell is handed beside its boxes: the three things that a module has and a function has not.

export interface CellRun {
  /** `import(specifier)` as seen from the notebook's folder: packages, local files, the preloaded library. */
  import(specifier: unknown, options?: unknown): Promise<Record<string, unknown>>;
  /** `import.meta` of a cell. */
  readonly meta: { readonly url: string; readonly dirname: string; readonly filename: string };
  /** CommonJS `require` from the notebook's folder. */
  readonly require: (specifier: string) => unknown;
}
