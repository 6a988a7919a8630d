// What `npm start` and `npm test` put into .venv, and nowhere else: the kernel, its extension, JupyterLab's settings.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { install } from "../node/install.ts";

/** The news question is answered in advance, and nobody is asked to update what is pinned. */
const OVERRIDES = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

/**
 * Tab offers what the kernel knows, not every word of the notebook too. JupyterLab overwrites this setting's default
 * with its own, so that `overrides.json` cannot hold it: it is the reader's, written once and theirs to change.
 */
const COMPLETER = { availableProviders: { "CompletionProvider:kernel": 550, "CompletionProvider:context": -1 } };

/** Where JupyterLab keeps the reader's settings and the layout of their windows for the course. */
export function labDirectories(root: string): { readonly settings: string; readonly workspaces: string } {
  const lab = join(root, ".venv", "etc", "jupyter", "lab");
  return { settings: join(lab, "user-settings"), workspaces: join(lab, "workspaces") };
}

/** The environment's own interpreter. */
export function venvPython(root: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? join(root, ".venv", "Scripts", "python.exe") : join(root, ".venv", "bin", "python");
}

/** Installs the clone's kernel, in place, into its own environment. */
export function prepareCourseEnvironment(root: string): void {
  const dataDir = join(root, ".venv", "share", "jupyter");
  install({ dataDir, packageDir: root, link: true });
  const completer = join(
    labDirectories(root).settings,
    "@jupyterlab/completer-extension",
    "manager.jupyterlab-settings",
  );
  if (!existsSync(completer)) writeJson(completer, COMPLETER);
  writeJson(join(dataDir, "lab", "settings", "overrides.json"), OVERRIDES);
}

function writeJson(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
