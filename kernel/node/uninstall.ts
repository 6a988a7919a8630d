import { existsSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { LABEXTENSION_NAME, removeCopies, scopeOf } from "./install.ts";
import { currentSurroundings, findDataDirectory } from "./jupyterPaths.ts";
import { isOurKernelspec, KERNEL_NAME } from "./kernelspec.ts";

/** Removes what `install` put below a data directory, and nothing that is not ours. Gives the folders removed. */
export function uninstall(dataDir: string): string[] {
  const kernelspecDir = join(dataDir, "kernels", KERNEL_NAME);
  const labextensionDir = join(dataDir, "labextensions", LABEXTENSION_NAME);
  const removed: string[] = [];
  const remove = (dir: string): void => {
    rmSync(dir, { recursive: true, force: true });
    removed.push(dir);
  };
  if (isOurKernelspec(readJson(join(kernelspecDir, "kernel.json")))) remove(kernelspecDir);
  const announced = readJson(join(labextensionDir, "package.json")) as { name?: unknown } | undefined;
  if (announced?.name === LABEXTENSION_NAME) remove(labextensionDir);
  removeCopies(join(dataDir, "gradbook"));
  return removed;
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

export async function uninstallCommand(
  values: Readonly<Record<string, string | boolean | undefined>>,
): Promise<number> {
  const around = currentSurroundings(process.env, process.platform, homedir());
  const dataDir = await findDataDirectory(scopeOf(values), around);
  const removed = uninstall(dataDir);
  for (const dir of removed) console.log(`✓ removed ${dir}`);
  if (removed.length === 0) console.log(`Nothing to remove: gradbook is not installed in ${dataDir}.`);
  return 0;
}
