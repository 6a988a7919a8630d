// A clone in a temporary folder: our set-up scripts, and whatever else a test puts beside them.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

const SCRIPTS = [
  "bootstrap",
  "prepare",
  "progress",
  "npmPackages",
  "findPython",
  "pythonEnvironment",
  "build",
  "wasm",
] as const;

/** Makes the folder; `files` are paths and contents. With `packages` the real node_modules is linked in. */
export function fakeClone(files: Readonly<Record<string, string>>, { packages = false } = {}): string {
  const root = temporaryFolder();
  for (const script of SCRIPTS)
    cpSync(join(packageRoot(), `kernel/setup/${script}.mjs`), join(root, `kernel/setup/${script}.mjs`));
  for (const [path, content] of Object.entries(files)) writeInto(root, path, content);
  if (packages) symlinkSync(join(packageRoot(), "node_modules"), join(root, "node_modules"));
  return root;
}

export function writeInto(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** A program of a few shell lines, for a PATH of our own. */
export function fakeProgram(dir: string, name: string, script: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, name), 0o755);
}

/** Runs Node in a clone, with only the programs of `path` to be found. */
export function runNode(root: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  return { status, stdout, stderr };
}
