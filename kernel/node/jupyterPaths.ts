import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** For whom something is installed: one user, one Python environment, or whoever reads a folder. */
export type InstallScope =
  | { readonly kind: "user" }
  | { readonly kind: "sys-prefix" }
  | { readonly kind: "prefix"; readonly prefix: string };

/** What finding a directory depends on. `askJupyter` gives what `jupyter …args` prints, or nothing without a Jupyter. */
export interface JupyterSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  askJupyter(...args: string[]): Promise<string | undefined>;
}

/** Jupyter's own rule for a user's data: jupyter_core's `jupyter_data_dir()`. */
export function userDataDirectory({ env, platform, home }: JupyterSurroundings): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") {
    return env.APPDATA ? join(env.APPDATA, "jupyter") : join(env.JUPYTER_CONFIG_DIR || join(home, ".jupyter"), "data");
  }
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** The data directory, `…/share/jupyter` as a rule, in which a scope keeps `kernels` and `labextensions`. */
export async function findDataDirectory(scope: InstallScope, around: JupyterSurroundings): Promise<string> {
  if (scope.kind === "prefix") return join(scope.prefix, "share", "jupyter");
  const userDir = (await around.askJupyter("--data-dir"))?.trim() || userDataDirectory(around);
  if (scope.kind === "user") return userDir;
  const environment = around.env.VIRTUAL_ENV || around.env.CONDA_PREFIX;
  const listed = await dataPaths(around);
  // What is listed beside the user's own directories is the environment's first, the system's after it.
  const shared = listed.find((path) => path !== userDir && !isPythonUserBase(path, around));
  if (shared !== undefined) return shared;
  if (environment) return join(environment, "share", "jupyter");
  throw new Error(
    "Cannot find the environment that --sys-prefix means as no jupyter command is on the PATH and no environment is active; activate one, or use --user or --prefix DIR",
  );
}

/** Every directory in which Jupyter looks, the most important first; empty when there is no `jupyter` command. */
export async function dataPaths(around: JupyterSurroundings): Promise<string[]> {
  const printed = await around.askJupyter("--paths", "--json");
  if (printed === undefined) return [];
  try {
    const { data } = JSON.parse(printed) as { data?: unknown };
    return Array.isArray(data) ? data.filter((path) => typeof path === "string") : [];
  } catch {
    return [];
  }
}

/** Where `pip install --user` puts data: a second directory of the user, not of an environment. */
function isPythonUserBase(path: string, { env, home }: JupyterSurroundings): boolean {
  const bases = [join(home, ".local", "share", "jupyter"), join(home, "Library", "Python")];
  if (env.APPDATA) bases.push(join(env.APPDATA, "Python"));
  return bases.some((base) => path.startsWith(base));
}

/** The surroundings of this process. JUPYTER_PATH adds directories for reading only, so an install does not see it. */
export function currentSurroundings(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): JupyterSurroundings {
  const { JUPYTER_PATH: _readOnly, ...rest } = env;
  return {
    env,
    platform,
    home,
    async askJupyter(...args) {
      try {
        return (await promisify(execFile)("jupyter", args, { env: rest, timeout: 30_000, windowsHide: true })).stdout;
      } catch {
        return undefined;
      }
    },
  };
}
