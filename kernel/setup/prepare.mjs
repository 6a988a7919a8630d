// Brings packages, build and Python environment up to date, each only if it changed, then runs the compiled command.
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ensureBuild } from "./build.mjs";
import { ensureNpmPackages } from "./npmPackages.mjs";
import { SetupError } from "./progress.mjs";
import { ensurePythonEnvironment } from "./pythonEnvironment.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What each command needs beside the build. Each is a compiled file here that exports `main(args): Promise<exit code>`. */
const COMMANDS = {
  start: { dev: false, python: ["requirements.txt"] },
  test: { dev: true, python: ["requirements.txt", "tests/requirements.txt"] },
  notebooks: { dev: true, python: [] },
  bench: { dev: true, python: ["requirements.txt"] },
  reference: { dev: true, python: [] },
};

/**
 * @param {string | undefined} name
 * @param {readonly string[]} args
 */
export async function prepare(name, args) {
  try {
    const needs = COMMANDS[name ?? ""];
    if (needs === undefined) {
      const names = Object.keys(COMMANDS).join(", ");
      throw new SetupError(`Cannot run "${name ?? ""}" as the commands are ${names}`);
    }
    process.chdir(root);
    await ensureNpmPackages(root, needs);
    await ensureBuild(root);
    if (needs.python.length > 0) await ensurePythonEnvironment(root, needs.python);
    const compiled = pathToFileURL(join(root, "dist", "kernel", "setup", `${name}.js`)).href;
    const { main } = await import(compiled);
    process.exitCode = await main(args);
  } catch (error) {
    // Every sentence of ours begins with what could not be done; a stack is for the errors that nobody foresaw.
    const isForeseen = error instanceof SetupError || (/^Cannot /.test(error?.message ?? "") && !("code" in error));
    console.error(isForeseen ? error.message : error);
    process.exitCode = 1;
  }
}
