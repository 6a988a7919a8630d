// The other supported Nodes, 22 and 24, which npm packages carry for Linux.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

const HERE = import.meta.dirname;

/** Their names; none where there are no such packages. */
export const otherNodes = process.platform === "linux" && process.arch === "x64" ? ["node-22", "node-24"] : [];

/** The Nodes to test on, for `describe.each`. */
export const everyNode = ["this Node", ...otherNodes];

/** The program of one of them. */
export function nodeBinary(name: string): string {
  return name === "this Node" ? process.execPath : path.join(HERE, "node_modules", name, "bin", "node");
}

/** Installs them once, aside and then moved into place: several tests may want them at the same time. */
export function installOtherNodes(): void {
  const areThere = (): boolean => otherNodes.every((name) => existsSync(nodeBinary(name)));
  if (areThere()) return;
  const aside = mkdtempSync(path.join(HERE, ".install-"));
  try {
    for (const file of ["package.json", "package-lock.json"])
      copyFileSync(path.join(HERE, file), path.join(aside, file));
    const { status, stderr } = spawnSync("npm", ["ci"], { cwd: aside, encoding: "utf8" });
    if (status !== 0) throw new Error(`Cannot install other Nodes to test with: ${stderr}`);
    if (areThere()) return;
    rmSync(path.join(HERE, "node_modules"), { recursive: true, force: true });
    renameSync(path.join(aside, "node_modules"), path.join(HERE, "node_modules"));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
