// Which modules are preloaded, and under which names: all exports by their own, or the module under one.

export interface PreloadedModule {
  /** What a cell would import it by. */
  readonly specifier: string;
  readonly namespace: string | null;
  readonly url: URL;
}

export const PRELOADED_MODULES: readonly PreloadedModule[] = [
  { specifier: "gradbook", namespace: null, url: new URL("../../lib/index.js", import.meta.url) },
  { specifier: "gradbook/datasets", namespace: "datasets", url: new URL("../../datasets/index.js", import.meta.url) },
  { specifier: "gradbook/kernel", namespace: null, url: new URL("../index.js", import.meta.url) },
];

/** Every preloaded name with its value. */
export async function preloadValues(): Promise<[string, unknown][]> {
  const modules = await Promise.all(
    PRELOADED_MODULES.map(async ({ namespace, url }) => ({
      namespace,
      exports: (await import(url.href)) as Record<string, unknown>,
    })),
  );
  return modules.flatMap(({ namespace, exports }) =>
    namespace === null ? Object.entries(exports) : [[namespace, exports]],
  );
}
