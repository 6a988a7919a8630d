// `npm start`: JupyterLab on the course's notebooks. Flags that are not ours are JupyterLab's.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../node/packageRoot.ts";
import { labDirectories, prepareCourseEnvironment, venvPython } from "./courseEnvironment.ts";
import { createLogReader } from "./serverLog.ts";

const FIRST_NOTEBOOK = "00-start-here.ipynb";
const SETUP_ONLY = "--setup-only";

/** JupyterLab's command line; a flag that the learner gives takes the place of ours, as JupyterLab refuses one twice. */
export function labArguments(root: string, args: readonly string[], isRoot: boolean): string[] {
  const notebooks = join(root, "notebooks");
  const first = existsSync(join(notebooks, FIRST_NOTEBOOK)) ? [`--LabApp.default_url=/lab/tree/${FIRST_NOTEBOOK}`] : [];
  const { settings, workspaces } = labDirectories(root);
  const given = new Set(args.map((flag) => flag.split("=")[0]));
  const ours = [
    `--ServerApp.root_dir=${notebooks}`,
    `--LabApp.user_settings_dir=${settings}`,
    `--LabApp.workspaces_dir=${workspaces}`,
    ...first,
    ...(isRoot ? ["--allow-root"] : []),
  ];
  // -y: Ctrl-C asks nothing, it stops the server and the kernels.
  return ["-m", "jupyterlab", "-y", ...ours.filter((flag) => !given.has(flag.split("=")[0])), ...args];
}

export async function main(args: readonly string[]): Promise<number> {
  const root = packageRoot();
  prepareCourseEnvironment(root);
  if (args.includes(SETUP_ONLY)) {
    console.log("✓ ready: npm start opens JupyterLab");
    return 0;
  }
  const wantsLog = args.some((arg) => /^--(debug|log-level|.*log_level|help)/.test(arg));
  const child = spawn(venvPython(root), labArguments(root, args, process.getuid?.() === 0), {
    cwd: root,
    stdio: ["inherit", "inherit", wantsLog ? "inherit" : "pipe"],
  });
  if (child.stderr !== null) void showLog(child.stderr);
  // A terminal sends Ctrl-C to the server too; for both, SIGTERM means to end the kernels and then itself.
  let isStopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      isStopping = true;
      child.kill("SIGTERM");
    });
  }
  return await new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(new Error(`Cannot start JupyterLab as ${error.message}; delete .venv and try again`)),
    );
    child.on("close", (code) => resolve(isStopping ? 0 : (code ?? 1)));
  });
}

async function showLog(log: NodeJS.ReadableStream): Promise<void> {
  const read = createLogReader();
  let taken: string | undefined;
  for await (const line of createInterface({ input: log })) {
    const event = read(line);
    if (event === undefined) continue;
    if (event.kind === "portTaken") taken ??= event.port;
    else if (event.kind === "show") console.error(event.text);
    else {
      if (taken !== undefined)
        console.log(`Port ${taken} is taken by another program, so JupyterLab took another one.`);
      console.log(`✓ JupyterLab: ${event.url}\n  Ctrl-C stops it.`);
    }
  }
}
