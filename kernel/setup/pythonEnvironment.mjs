// Keeps .venv equal to the pinned requirements: made once, changed only when they change.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPython } from "./findPython.mjs";
import { quoted, run, SetupError, saysNoNetwork, step } from "./progress.mjs";

/** The environment's own interpreter. @param {string} root */
export function venvPython(root) {
  return process.platform === "win32"
    ? join(root, ".venv", "Scripts", "python.exe")
    : join(root, ".venv", "bin", "python");
}

/** @param {string} path */
const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/**
 * @param {string} root
 * @param {readonly string[]} requirements files of pinned packages, relative to the root
 */
export async function ensurePythonEnvironment(root, requirements) {
  // Scripts inside Python packages are CommonJS; without a package.json of their own, ours would make them modules.
  const scope = join(root, ".venv", "package.json");
  const stampPath = join(root, ".venv", ".gradbook-requirements.json");
  const python = venvPython(root);
  let installed = {};
  try {
    installed = JSON.parse(readFileSync(stampPath, "utf8"));
  } catch (_error) {
    // No stamp, or half a stamp: what is installed is unknown.
  }
  const wanted = Object.fromEntries(requirements.map((file) => [file, digest(join(root, file))]));
  // The link to a Python that has been uninstalled exists no more for existsSync, which follows it.
  const isWhole = existsSync(python);
  if (isWhole && requirements.every((file) => installed[file] === wanted[file])) return;
  if (!isWhole || !(await run(python, ["-m", "pip", "--version"])).output.startsWith("pip ")) {
    const [file, ...first] = await findPython();
    await step("Python environment in .venv", async () => {
      rmSync(join(root, ".venv"), { recursive: true, force: true });
      const { code, output } = await run(file, [...first, "-m", "venv", join(root, ".venv")]);
      if (code !== 0) throw new SetupError(`Cannot make .venv as python -m venv failed:\n${quoted(output)}`);
    });
    installed = {};
  }
  await step(requirements.length > 1 ? "JupyterLab and the tests' Python packages" : "JupyterLab", async () => {
    rmSync(stampPath, { force: true });
    const files = requirements.flatMap((file) => ["-r", join(root, file)]);
    const args = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", ...files];
    const { code, output } = await run(python, args);
    if (code === 0) return;
    if (saysNoNetwork(output)) {
      const cure = "connect to the network and try again";
      throw new SetupError(`Cannot install JupyterLab as Python's package index cannot be reached; ${cure}`);
    }
    throw new SetupError(`Cannot install JupyterLab as pip failed with exit code ${code}:\n${quoted(output)}`);
  });
  writeFileSync(scope, "{}\n");
  writeFileSync(stampPath, JSON.stringify({ ...installed, ...wanted }));
}
