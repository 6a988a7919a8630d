import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { currentSurroundings, dataPaths, findDataDirectory, type InstallScope } from "./jupyterPaths.ts";
import { isOurKernelspec, KERNEL_NAME, kernelspec, lastingNodePath } from "./kernelspec.ts";
import { copyPackage } from "./packageCopy.ts";
import { packageRoot, packageVersion } from "./packageRoot.ts";

/** The folder name below `labextensions`. */
export const LABEXTENSION_NAME = "gradbook-plotly";

/** Other packages' extension that draws the same MIME type; of two, the one that loads last draws. */
export const RIVAL_LABEXTENSION = "jupyterlab-plotly";

export interface InstallOptions {
  /** `…/share/jupyter`, or whichever folder Jupyter reads. */
  readonly dataDir: string;
  readonly packageDir: string;
  /** Point at the package where it lies instead of at a copy: for a clone, which stays. */
  readonly link?: boolean;
}

export interface Installed {
  readonly kernelspecDir: string;
  readonly labextensionDir: string;
  /** The package that the kernelspec points at. */
  readonly runsFrom: string;
}

/** Puts the kernelspec, the kernel's copy and the labextension below a data directory, in place of earlier ones. */
export function install({ dataDir, packageDir, link = false }: InstallOptions): Installed {
  const kernelspecDir = join(dataDir, "kernels", KERNEL_NAME);
  refuseForeignKernelspec(kernelspecDir);
  const version = packageVersion(packageDir);
  const logos = join(packageDir, "dist", "kernel", "node", "logo");
  if (!existsSync(logos))
    throw new Error(`Cannot install from ${packageDir} as it is not built; run npm run build there`);

  const copies = join(dataDir, "gradbook");
  const copy = join(copies, version);
  if (!link) replaceFolder(copy, (into) => copyPackage(packageDir, into));
  const runsFrom = link ? packageDir : join(copy, "node_modules", "gradbook");
  const spec = kernelspec(lastingNodePath(process.execPath), runsFrom, version);
  replaceFolder(kernelspecDir, (into) => {
    cpSync(logos, into, { recursive: true });
    writeFileSync(join(into, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  });
  removeCopies(copies, link ? undefined : version);

  const labextensionDir = join(dataDir, "labextensions", LABEXTENSION_NAME);
  replaceFolder(labextensionDir, (into) => copyLabextension(packageDir, into));
  return { kernelspecDir, labextensionDir, runsFrom };
}

/** Copies the built labextension, with the Plotly that it loads beside itself. */
export function copyLabextension(packageDir: string, into: string): void {
  cpSync(join(packageDir, "dist", "labextension"), into, { recursive: true });
  const plotly = createRequire(join(packageDir, "package.json")).resolve("plotly.js-dist-min/plotly.min.js");
  cpSync(plotly, join(into, "static", "plotly.min.js"));
}

/** Throws when the folder holds a kernelspec that somebody else made. */
function refuseForeignKernelspec(kernelspecDir: string): void {
  const file = join(kernelspecDir, "kernel.json");
  if (!existsSync(file)) return;
  let spec: unknown;
  try {
    spec = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return; // Damaged: replacing it is the cure.
  }
  if (!isOurKernelspec(spec))
    throw new Error(`Cannot install into ${kernelspecDir} as another program's kernel is there; remove it first`);
}

/** Fills a folder beside the old one and swaps them, so that Jupyter never reads half of it. */
function replaceFolder(folder: string, fill: (into: string) => void): void {
  const staging = `${folder}.new-${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  try {
    fill(staging);
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Removes the copies of every version but one, and of nothing else that lies in the folder. */
export function removeCopies(copies: string, except?: string): void {
  if (!existsSync(copies)) return;
  for (const name of readdirSync(copies)) {
    const isCopy = existsSync(join(copies, name, "node_modules", "gradbook", "package.json"));
    if (isCopy && name !== except) rmSync(join(copies, name), { recursive: true, force: true });
  }
  if (readdirSync(copies).length === 0) rmSync(copies, { recursive: true });
}

/** The scope that the command line's flags mean. */
export function scopeOf(values: Readonly<Record<string, string | boolean | undefined>>): InstallScope {
  const { user, prefix, "sys-prefix": sysPrefix } = values;
  if ([user, prefix, sysPrefix].filter((value) => value !== undefined).length > 1)
    throw new Error("Cannot choose the place to install as --user, --sys-prefix and --prefix exclude each other");
  if (prefix === "") throw new Error("Cannot install with --prefix as it needs a folder: it is empty");
  if (typeof prefix === "string") return { kind: "prefix", prefix: resolve(prefix) };
  return sysPrefix === true ? { kind: "sys-prefix" } : { kind: "user" };
}

export async function installCommand(values: Readonly<Record<string, string | boolean | undefined>>): Promise<number> {
  const around = currentSurroundings(process.env, process.platform, homedir());
  const dataDir = await findDataDirectory(scopeOf(values), around);
  const { kernelspecDir, labextensionDir, runsFrom } = install({ dataDir, packageDir: packageRoot() });
  console.log(`✓ kernel TypeScript (gradbook)  ${kernelspecDir}`);
  console.log(`✓ its copy                      ${runsFrom}`);
  console.log(`✓ JupyterLab extension          ${labextensionDir}`);
  const readers = [dataDir, ...(await dataPaths(around))];
  const rival = readers.map((dir) => join(dir, "labextensions", RIVAL_LABEXTENSION)).find((dir) => existsSync(dir));
  if (rival !== undefined) {
    console.log(
      `! ${RIVAL_LABEXTENSION} is installed too, in ${rival}. It draws figures in place of ours, and those of a running`,
    );
    console.log(`  training stand still then. To prefer ours: jupyter labextension disable ${RIVAL_LABEXTENSION}`);
  }
  const prefix = values.prefix;
  if (typeof prefix === "string")
    console.log(`Jupyter finds it with JUPYTER_PATH=${dataDir}, or when it runs from ${resolve(prefix)}.`);
  console.log("Reload JupyterLab's page if it is open.");
  return 0;
}
