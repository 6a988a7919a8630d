// Builds dist/ from the sources, or with --check only says whether they are well typed.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs TypeScript's own compiler; `node_modules/.bin/tsc` may be another package's, so its file is named. */
function tsc(...args) {
  const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv.includes("--check")) {
  for (const project of ["tsconfig.json", "kernel/core/tsconfig.json", "lib/tsconfig.json"]) tsc("-p", project);
} else {
  rmSync(new URL("../../dist", import.meta.url), { recursive: true, force: true });
  tsc("-p", "tsconfig.build.json");
}
