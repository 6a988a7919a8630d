// `import` as cells see it: from the notebook's folder, with TypeScript files, and with one copy of the library.
import * as nodeModule from "node:module";
import path from "node:path";
import vm from "node:vm";
import { PRELOADED_MODULES } from "../preloadedModules.ts";
import { load, resolve } from "./typescriptHooks.ts";

type ImportModule = (specifier: unknown, options?: unknown) => Promise<Record<string, unknown>>;

export function createImporter(folder: string): ImportModule {
  // A script of the main context resolves as its own file would: packages by `exports` with the condition "import".
  const nodeImport = new vm.Script("(specifier, options) => import(specifier, options)", {
    filename: path.join(folder, "cell.mjs"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as ImportModule;
  let hooked = false;

  return (specifier, options) => {
    const preloaded = PRELOADED_MODULES.find((module) => module.specifier === specifier);
    if (preloaded) return nodeImport(preloaded.url.href);
    if (!hooked && isLocal(String(specifier))) {
      installHooks();
      hooked = true;
    }
    return nodeImport(specifier, options);
  };
}

function isLocal(specifier: string): boolean {
  return /^(?:\.{0,2}\/|file:)/.test(specifier);
}

/** Compiles `.ts` files on import: in this thread where Node can (22.15 and later), else in Node's loader thread. */
function installHooks(): void {
  if (typeof nodeModule.registerHooks === "function") nodeModule.registerHooks({ resolve, load } as never);
  else nodeModule.register(new URL("./typescriptHooks.js", import.meta.url));
}
