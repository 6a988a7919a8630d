// Node's module hooks for local TypeScript files. They run on the main thread or in Node's loader thread, so they keep
// no state but the compiler.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as esbuild from "esbuild";
import { PRELOADED_MODULES } from "../preloadedModules.ts";

interface ResolveContext {
  readonly parentURL?: string;
}

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: true;
}

const TYPESCRIPT = /\.[mc]?tsx?$/;
const require = createRequire(import.meta.url);

/** A local file gets its time of change into its URL: imported again after an edit, it is another module. */
export function resolve<Next extends Resolved | Promise<Resolved>>(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context: ResolveContext) => Next,
): Next | Resolved {
  const preloaded = PRELOADED_MODULES.find((module) => module.specifier === specifier);
  if (preloaded) return { url: preloaded.url.href, shortCircuit: true };
  if (/^(?:\.{0,2}\/|file:)/.test(specifier) && context.parentURL?.startsWith("file:")) {
    const file = findTypeScript(new URL(specifier, context.parentURL));
    if (file) return { url: `${file.href}?changed=${statSync(file).mtimeMs}`, shortCircuit: true };
  }
  return next(specifier, context);
}

export function load<Next>(url: string, context: object, next: (url: string, context: object) => Next): Next | Loaded {
  if (!url.startsWith("file:")) return next(url, context);
  const { pathname } = new URL(url);
  if (!TYPESCRIPT.test(pathname) || pathname.includes("/node_modules/")) return next(url, context);
  const file = fileURLToPath(url);
  // Loaded late: most notebooks import no TypeScript file.
  const { transformSync } = require("esbuild") as typeof esbuild;
  const { code } = transformSync(readFileSync(file, "utf8"), {
    loader: pathname.endsWith("x") ? "tsx" : "ts",
    target: "es2022",
    format: "esm",
    sourcefile: file,
    sourcemap: "inline",
  });
  return { format: "module", source: code, shortCircuit: true };
}

/** The TypeScript file that a specifier means: as written, with `.ts` added, or with `.js` read as `.ts`. */
function findTypeScript(url: URL): URL | null {
  const candidates = TYPESCRIPT.test(url.pathname)
    ? [url.href]
    : [`${url.href}.ts`, url.href.replace(/\.js$/, ".ts"), `${url.href}/index.ts`];
  for (const href of candidates) {
    const candidate = new URL(href);
    if (TYPESCRIPT.test(candidate.pathname) && existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  return null;
}
