import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { LABEXTENSION_NAME, RIVAL_LABEXTENSION, scopeOf } from "./install.ts";
import {
  currentSurroundings,
  dataPaths,
  findDataDirectory,
  type JupyterSurroundings,
  userDataDirectory,
} from "./jupyterPaths.ts";
import { isOurKernelspec, KERNEL_NAME } from "./kernelspec.ts";
import { packageRoot, packageVersion } from "./packageRoot.ts";

const TIMEOUT_MS = 10_000;
const INSTALL_CURE = "run npx gradbook install";
const CLONE_CURE = "run npm start -- --setup-only in the clone";

/** One finding. `note` is worth knowing and breaks nothing; `broken` comes with its cure. */
export type Finding =
  | { readonly state: "good" | "note"; readonly text: string }
  | { readonly state: "broken"; readonly text: string; readonly cure: string };

const good = (text: string): Finding => ({ state: "good", text });
const broken = (text: string, cure: string): Finding => ({ state: "broken", text, cure });

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return good(`Node ${version}`);
  return broken(`Node ${version} is older than 20.19`, "install a newer one from nodejs.org");
}

/** Where to look: how the first line names it, its Jupyter, the data directories, and the cure for what they lack. */
export interface DoctorPlace {
  readonly title: string;
  readonly around: JupyterSurroundings;
  readonly dirs: readonly string[];
  readonly installCure: string;
  readonly jupyterCure: string;
}

/** What the flags name; without flags a clone's own environment, and elsewhere whatever the `jupyter` command reads. */
export async function findDoctorPlace(
  values: Readonly<Record<string, string | boolean | undefined>>,
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<DoctorPlace> {
  const around = currentSurroundings(env, process.platform, homedir());
  const jupyterCure = "activate the environment that has it, or pip install jupyterlab";
  const flags = ["user", "sys-prefix", "prefix"].filter((name) => values[name] !== undefined);
  if (flags.length > 0) {
    const scope = scopeOf(values);
    const dir = await findDataDirectory(scope, around);
    const flag = scope.kind === "prefix" ? `--prefix ${scope.prefix}` : `--${scope.kind}`;
    const own = scope.kind === "prefix" ? withJupyterOf(scope.prefix, env, false) : around;
    return { title: dir, around: own, dirs: [dir], installCure: `${INSTALL_CURE} ${flag}`, jupyterCure };
  }
  const extra = (env.JUPYTER_PATH ?? "").split(delimiter).filter((dir) => dir !== "");
  const venv = join(root, ".venv");
  if (existsSync(join(venv, "pyvenv.cfg"))) {
    const own = withJupyterOf(venv, env, true);
    const dirs = [...new Set([...extra, join(venv, "share", "jupyter"), ...(await dataPaths(own))])];
    const cure = "delete .venv and run npm start";
    return { title: `this clone's ${venv}`, around: own, dirs, installCure: CLONE_CURE, jupyterCure: cure };
  }
  const listed = await dataPaths(around);
  const dirs = [...new Set([...extra, ...(listed.length > 0 ? listed : [userDataDirectory(around)])])];
  const title = "what the jupyter command reads";
  return { title, around, dirs, installCure: INSTALL_CURE, jupyterCure };
}

/** The surroundings in which `jupyter` is an environment's: no other at all, or before those on the PATH. */
function withJupyterOf(prefix: string, env: NodeJS.ProcessEnv, isOnly: boolean): JupyterSurroundings {
  const bin = join(prefix, process.platform === "win32" ? "Scripts" : "bin");
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const path = isOnly ? bin : `${bin}${delimiter}${env[name] ?? ""}`;
  return currentSurroundings({ ...env, [name]: path }, process.platform, homedir());
}

async function checkJupyter({ around, jupyterCure, title }: DoctorPlace): Promise<Finding> {
  const versions = await around.askJupyter("--version");
  const lab = /^jupyterlab\s*:\s*(\d\S*)/m.exec(versions ?? "");
  if (lab !== null) return good(`JupyterLab ${lab[1]}`);
  if (versions !== undefined)
    return { state: "note", text: "Jupyter is there, JupyterLab is not: another front end will do" };
  return broken(`no jupyter command was found for ${title}`, jupyterCure);
}

/** The kernelspec that Jupyter will use is the first in its path; its two files must exist, and the copy must start. */
export async function checkKernelspec(dirs: readonly string[], cure: string = INSTALL_CURE): Promise<Finding> {
  const file = dirs.map((dir) => join(dir, "kernels", KERNEL_NAME, "kernel.json")).find((path) => existsSync(path));
  if (file === undefined) return broken(`no kernel is installed in ${dirs.join(", ")}`, cure);
  let spec: unknown;
  try {
    spec = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return broken(`${file} cannot be read`, cure);
  }
  if (!isOurKernelspec(spec)) return broken(`${file} is another program's kernel`, `remove it, then ${cure}`);
  const [nodePath = "", entry = ""] = spec.argv;
  const missing = [nodePath, entry].find((path) => !existsSync(path));
  if (missing !== undefined) return broken(`${file} names ${missing}, which does not exist`, cure);
  try {
    const { stdout } = await promisify(execFile)(nodePath, [entry, "--version"], { timeout: TIMEOUT_MS });
    return good(`kernel ${stdout.trim()}, ${file}`);
  } catch (error) {
    return broken(`the kernel of ${file} does not start: ${(error as Error).message.split("\n")[0]}`, cure);
  }
}

export function checkLabextension(dirs: readonly string[], cure: string = INSTALL_CURE): Finding[] {
  const find = (name: string) => dirs.map((dir) => join(dir, "labextensions", name)).find((dir) => existsSync(dir));
  const ours = find(LABEXTENSION_NAME);
  const isWhole = (dir: string) =>
    ["package.json", "static/remoteEntry.js", "static/plotly.min.js"].every((name) => existsSync(join(dir, name)));
  const findings: Finding[] = [];
  if (ours === undefined) findings.push(broken("JupyterLab's extension for figures is missing", cure));
  else if (!isWhole(ours)) findings.push(broken(`${ours} lacks files`, cure));
  else findings.push(good(`JupyterLab extension, ${ours}`));
  const rival = find(RIVAL_LABEXTENSION);
  if (rival !== undefined) {
    const disable = `jupyter labextension disable ${RIVAL_LABEXTENSION}`;
    findings.push(broken(`${rival} draws figures in place of ours, and does not follow a running training`, disable));
  }
  if (find("@jupyter/nbgrader") !== undefined || find("nbgrader") !== undefined) {
    const text =
      "nbgrader: jupyter labextension list may show it with a red X, as it asks for an older @jupyter/ydoc; it works";
    findings.push({ state: "note", text });
  }
  return findings;
}

/** Starts TypeScript's native language server and waits for its first answer. */
export async function checkTypeServer(root: string): Promise<Finding> {
  const cure = "reinstall with optional dependencies: npm install --include=optional";
  let file: string;
  try {
    file = join(createRequire(join(root, "package.json")).resolve("typescript/package.json"), "..", "bin", "tsc");
  } catch {
    return broken("TypeScript is not installed", cure);
  }
  const child = spawn(process.execPath, [file, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const startMs = performance.now();
  const answer = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(""), TIMEOUT_MS);
    let output = "";
    child.stdin.on("error", () => resolve(""));
    child.on("error", () => resolve(""));
    child.on("exit", () => resolve(output));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('"capabilities"')) {
        clearTimeout(timer);
        resolve(output);
      }
    });
    const request = {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { processId: null, rootUri: null, capabilities: {} },
    };
    const body = JSON.stringify(request);
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
  child.kill();
  if (!answer.includes('"capabilities"')) return broken("TypeScript's native server does not answer", cure);
  return good(`type checker, ready in ${Math.round(performance.now() - startMs)} ms`);
}

/** Loads the message library's native part and opens a socket with it. */
export async function checkZeromq(): Promise<Finding> {
  try {
    const { Reply } = await import("zeromq");
    const socket = new Reply({ linger: 0 });
    await socket.bind("tcp://127.0.0.1:*");
    socket.close();
    return good("ZeroMQ");
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    return broken(
      `ZeroMQ does not load: ${reason}`,
      "run npm install again; on musl or an old glibc, use a newer Linux",
    );
  }
}

export async function doctorCommand(values: Readonly<Record<string, string | boolean | undefined>>): Promise<number> {
  const place = await findDoctorPlace(values, packageRoot(), process.env);
  console.log(`gradbook ${packageVersion()} in ${packageRoot()}, examined: ${place.title}`);
  const findings = [
    checkNode(process.versions.node),
    await checkJupyter(place),
    await checkKernelspec(place.dirs, place.installCure),
    ...checkLabextension(place.dirs, place.installCure),
    await checkTypeServer(packageRoot()),
    await checkZeromq(),
  ];
  const marks = { good: "✓", note: "!", broken: "✗" } as const;
  for (const finding of findings) {
    console.log(`${marks[finding.state]} ${finding.text}`);
    if (finding.state === "broken") console.log(`  cure: ${finding.cure}`);
  }
  return findings.some(({ state }) => state === "broken") ? 1 : 0;
}
