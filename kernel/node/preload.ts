// The modules whose names every cell has without an import. The front reads their names and types from the
// declarations, the runtime their values.
import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import type { Preload } from "../core/types/typeService.ts";
import { PRELOADED_MODULES } from "./preloadedModules.ts";

/** What the preloaded modules export, as their index pages list it: `export { … } from` and `export * as … from`. */
export function readPreloads(): Preload[] {
  return PRELOADED_MODULES.map(({ specifier, namespace, url }) => {
    const values: string[] = [];
    const types: string[] = [];
    if (namespace === null) {
      for (const { name, isType } of exportedNames(readFileSync(new URL(url.href.replace(/\.js$/, ".d.ts")), "utf8"))) {
        (isType ? types : values).push(name);
      }
    }
    return { specifier, namespace, values, types };
  });
}

/** The names by which cells reach the preloaded modules' values. */
export function preloadedNames(preloads: readonly Preload[]): string[] {
  return preloads.flatMap(({ namespace, values }) => (namespace === null ? values : [namespace]));
}

function exportedNames(declarations: string): { name: string; isType: boolean }[] {
  const { module } = parseSync("index.d.ts", declarations, { lang: "dts", sourceType: "module" });
  return module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, isType }) => (exportName.name === null ? [] : [{ name: exportName.name, isType }])),
  );
}
