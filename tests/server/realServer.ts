// A real Jupyter server on a free port, whose settings, kernels and extensions all lie in one temporary folder.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyLabextension, install } from "../../kernel/node/install.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

export type JupyterApp = "jupyterlab" | "notebook";

export interface RealServer {
  readonly app: JupyterApp;
  /** With a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** Where notebooks lie. */
  readonly notebooksDir: string;
  readonly dataDir: string;
  /** The server's own process. */
  readonly pid: number;
  log(): string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly app?: JupyterApp;
  /** Without it JupyterLab finds no labextension at all, neither ours nor another. */
  readonly labextension?: boolean;
  /** The folder to serve instead of a temporary one. */
  readonly folder?: string;
  /** Files to put into the notebooks' folder: name and content. */
  readonly files?: Readonly<Record<string, string>>;
}

export const PYTHON =
  process.platform === "win32" ? join(ROOT, ".venv", "Scripts", "python.exe") : join(ROOT, ".venv", "bin", "python");

/** Settings that spare the tests a question about news, and cells that are drawn only when scrolled to. */
const SETTINGS: Readonly<Record<string, object>> = {
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
};

export async function startServer({
  app = "jupyterlab",
  labextension = true,
  folder: served,
  files = {},
}: ServerOptions): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-server-"));
  const [dataDir, configDir, runtimeDir, ownNotebooks] = ["data", "config", "runtime", "notebooks"].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string, string];
  const notebooksDir = served ?? ownNotebooks;
  install({ dataDir, packageDir: ROOT, link: true });
  const labextensions = join(folder, "labextensions");
  mkdirSync(labextensions);
  if (labextension) copyLabextension(ROOT, join(labextensions, "gradbook-plotly"));
  for (const [name, value] of Object.entries(SETTINGS)) {
    const file = join(configDir, "lab", "user-settings", `${name}.jupyterlab-settings`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(notebooksDir, name), content);

  const token = randomBytes(16).toString("hex");
  const args = ["-m", app, "-y", "--no-browser", "--ServerApp.port=0", "--ServerApp.ip=127.0.0.1"];
  args.push(`--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${notebooksDir}`, "--allow-root");
  const appClass = app === "notebook" ? "JupyterNotebookApp" : "LabApp";
  args.push(`--${appClass}.expose_app_in_browser=True`);
  if (app === "jupyterlab") args.push(`--LabApp.labextensions_path=${labextensions}`);
  const env = {
    ...process.env,
    HOME: folder,
    JUPYTER_CONFIG_DIR: configDir,
    JUPYTER_DATA_DIR: dataDir,
    JUPYTER_RUNTIME_DIR: runtimeDir,
    JUPYTER_PATH: dataDir,
    IPYTHONDIR: join(folder, "ipython"),
  };
  const child = spawn(PYTHON, args, { cwd: notebooksDir, env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    log += chunk;
  });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const url = await serverUrl(runtimeDir, child, () => log);
    return { app, url, token, notebooksDir, dataDir, pid: child.pid!, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server writes its address into its runtime directory once it listens. */
async function serverUrl(runtimeDir: string, child: ChildProcess, log: () => string): Promise<string> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`The Jupyter server ended with code ${child.exitCode}:\n${log()}`);
    const record = readdirSync(runtimeDir).find((name) => /^jpserver-\d+\.json$/.test(name));
    if (record === undefined) continue;
    try {
      const { url } = JSON.parse(readFileSync(join(runtimeDir, record), "utf8")) as { url: string };
      if ((await fetch(`${url}api`)).ok) return url;
    } catch {
      // Half written, or not listening yet.
    }
  }
  throw new Error(`The Jupyter server did not listen within ${START_TIMEOUT_MS} ms:\n${log()}`);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

/** Asks the server's REST interface. */
export async function request(server: RealServer, path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { Authorization: `token ${server.token}`, "Content-Type": "application/json" };
  const response = await fetch(`${server.url}${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : await response.json();
}
