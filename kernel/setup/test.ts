// `npm test`: what the tests need beside the packages, then Vitest with the arguments that were given.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../node/packageRoot.ts";
import { prepareCourseEnvironment } from "./courseEnvironment.ts";
import { findBrowser } from "./findBrowser.ts";

export async function main(args: readonly string[]): Promise<number> {
  const root = packageRoot();
  prepareCourseEnvironment(root);
  // Unpacked here if need be, so that no test waits for it, and a machine without one is told before the tests run.
  findBrowser();
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...args], { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
