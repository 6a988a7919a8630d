// What TypeScript is told about a notebook: where its server is, and a configuration that no file holds.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, sep } from "node:path";
import { moduleName } from "../core/types/prelude.ts";
import type { Preload } from "../core/types/typeService.ts";

/** TypeScript's native program, found as its own `tsc` does, but to be run without a Node in between. @throws Error */
export function findTypeServer(packageRoot: string): string {
  const fromPackage = createRequire(join(packageRoot, "package.json"));
  const fromTypeScript = createRequire(fromPackage.resolve("typescript/package.json"));
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  const folder = join(dirname(fromTypeScript.resolve(`${platform}/package.json`)), "lib");
  const command = join(folder, process.platform === "win32" ? "tsc.exe" : "tsc");
  if (!existsSync(command)) throw new Error(`Cannot start TypeScript's server as ${command} must be there: it is not`);
  return command;
}

/** What `initialize` says: no file watching, no imports offered on their own, nothing installed, no log. */
export function initializationFor(folderUri: string): object {
  return {
    processId: process.pid,
    rootUri: folderUri,
    capabilities: {
      general: { positionEncodings: ["utf-16"] },
      textDocument: {
        diagnostic: {},
        hover: { contentFormat: ["markdown"] },
        completion: { completionItem: { documentationFormat: ["markdown"] } },
      },
    },
    initializationOptions: {
      disablePushDiagnostics: true,
      logVerbosity: 0,
      userPreferences: {
        suggest: { autoImports: false },
        tsserver: { automaticTypeAcquisition: { enabled: false } },
      },
    },
  };
}

/** The text of the tsconfig.json that lies over the notebook's folder, in the server's eyes only. */
export function notebookConfig(packageRoot: string): string {
  const fromPackage = createRequire(join(packageRoot, "package.json"));
  return JSON.stringify({
    compilerOptions: {
      target: "esnext",
      lib: ["esnext"],
      types: ["node"],
      typeRoots: [dirname(dirname(fromPackage.resolve("@types/node/package.json")))],
      module: "preserve",
      moduleDetection: "force",
      customConditions: ["node"],
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      allowJs: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      paths: declarationsOf(packageRoot),
    },
    // The file includes itself: as a document of no project it would cost a second one, with the DOM.
    include: [`./${moduleName("typing").replace("typing", "*")}.ts`, "./tsconfig.json"],
  });
}

/** Each of the package's own specifiers with its declarations, wherever the notebook's folder is. */
function declarationsOf(packageRoot: string): Record<string, string[]> {
  const { name, exports } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, string | { types?: string }>;
  };
  const paths: Record<string, string[]> = {};
  for (const [entry, conditions] of Object.entries(exports)) {
    const types = typeof conditions === "object" ? conditions.types : undefined;
    if (types !== undefined) paths[name + entry.slice(1)] = [join(packageRoot, types)];
  }
  return paths;
}

/** What a learner calls a module whose path is in a message. */
export function moduleNamer(
  folder: string,
  packageRoot: string,
  preloads: readonly Preload[],
): (path: string) => string {
  const declarations = declarationsOf(packageRoot);
  const roots = [packageRoot, realpathSync(packageRoot)].map((root) => join(root, "dist") + sep);
  return (path) => {
    const specifier = Object.keys(declarations).find(
      (key) => declarations[key]![0]!.replace(/\.d\.ts$/, "") === path.replace(/\.d\.ts$/, ""),
    );
    if (specifier !== undefined) return preloads.find((one) => one.specifier === specifier)?.namespace ?? specifier;
    if (roots.some((root) => path.startsWith(root))) return nameOfFile(path);
    const installed = /.*[\\/]node_modules[\\/](?:@types[\\/])?((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1];
    if (installed !== undefined) return installed;
    const local = relative(folder, path);
    return local.startsWith("..") ? nameOfFile(path) : `./${local.split(sep).join("/")}`;
  };
}

/** An index page is called by its folder. */
function nameOfFile(path: string): string {
  const file = basename(path).replace(/\.d\.ts$|\.ts$/, "");
  return file === "index" ? basename(dirname(path)) : file;
}
