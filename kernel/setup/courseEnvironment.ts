// What `npm start` and `npm test` put into .venv, and nowhere else: the kernel, its extension, JupyterLab's settings.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { install } from "../node/install.ts";

/** The news question is answered in advance, and nobody is asked to update what is pinned. */
const OVERRIDES = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

/** The environment's own interpreter. */
export function venvPython(root: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? join(root, ".venv", "Scripts", "python.exe") : join(root, ".venv", "bin", "python");
}

/** Installs the clone's kernel, in place, into its own environment. */
export function prepareCourseEnvironment(root: string): void {
  const dataDir = join(root, ".venv", "share", "jupyter");
  install({ dataDir, packageDir: root, link: true });
  const overrides = join(dataDir, "lab", "settings", "overrides.json");
  mkdirSync(dirname(overrides), { recursive: true });
  writeFileSync(overrides, `${JSON.stringify(OVERRIDES, null, 2)}\n`);
}
