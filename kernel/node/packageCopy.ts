import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

interface PackageJson {
  readonly name: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Where one package lies, and where its copy goes, relative to the folder that holds the copy. */
export interface PlacedPackage {
  readonly source: string;
  readonly target: string;
}

/** Needed to install or to build, not to run: the addon's headers, and Plotly, which goes to the labextension. */
const NOT_AT_RUN_TIME = new Set(["node-addon-api", "plotly.js-dist-min"]);

/** Of packages that carry every platform or their build tools, what running needs; the rest would be most of the copy. */
const NEEDED_FILES: Readonly<Record<string, (path: string) => boolean>> = {
  zeromq: (path) =>
    /^(package\.json|LICENSE.*|lib(\/.*)?|build|build\/manifest\.json)$/.test(path) ||
    `build/${process.platform}/${process.arch}/`.startsWith(`${path}/`) ||
    path.startsWith(`build/${process.platform}/${process.arch}/`),
  "cmake-ts": (path) => /^(package\.json|LICENSE.*|build|build\/loader\.m?js)$/.test(path),
};

function readPackageJson(dir: string): PackageJson {
  return JSON.parse(readFileSync(join(dir, "package.json"), "utf8")) as PackageJson;
}

/** The folder that `import "name"` reaches from a package, found as Node does; `exports` maps would hide it. */
function resolvePackage(name: string, fromDir: string): string | undefined {
  for (let dir = fromDir; ; dir = dirname(dir)) {
    const candidate = join(dir, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dirname(dir) === dir) return undefined;
  }
}

/**
 * The package and all that it needs at run time, each beside the package that needs it or, where there is room, at the
 * top, as npm lays them out. Optional dependencies that are not there are those of other platforms.
 * @throws when a dependency is missing
 */
export function runtimeClosure(root: string): PlacedPackage[] {
  const placed = new Map<string, string>();
  const visit = (source: string, target: string): void => {
    placed.set(target, source);
    const { name: owner, dependencies = {}, optionalDependencies = {} } = readPackageJson(source);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (NOT_AT_RUN_TIME.has(name)) continue;
      const found = resolvePackage(name, source);
      if (found === undefined) {
        if (name in optionalDependencies) continue;
        throw new Error(`Cannot copy ${owner} as its dependency ${name} is not installed; run npm install first`);
      }
      const top = join("node_modules", name);
      const nested = join(target, "node_modules", name);
      if (placed.get(top) === found || placed.get(nested) === found) continue;
      visit(found, placed.has(top) ? nested : top);
    }
  };
  const { name } = readPackageJson(root);
  visit(realpathSync(root), join("node_modules", name));
  return [...placed].map(([target, source]) => ({ source, target }));
}

/** Copies the package in `root`, with what it runs on, into a folder's `node_modules`. */
export function copyPackage(root: string, into: string): void {
  const [own, ...others] = runtimeClosure(root);
  const copy = join(into, own!.target);
  for (const { source, target } of others) {
    const isNeeded = NEEDED_FILES[readPackageJson(source).name] ?? (() => true);
    cpSync(source, join(into, target), {
      recursive: true,
      filter: (path) => {
        const inside = relative(source, path).split(sep).join("/");
        return inside === "" || (!/(^|\/)node_modules(\/|$)/.test(inside) && isNeeded(inside));
      },
    });
  }
  mkdirSync(copy, { recursive: true });
  // A clone holds more than the package does: `files` is the list of what is published.
  const published = (readPackageJson(root).files ?? []).filter((path) => !path.startsWith("!"));
  for (const path of ["package.json", "LICENSE", "README.md", ...published]) {
    const source = join(root, path);
    if (existsSync(source)) cpSync(source, join(copy, path), { recursive: true });
  }
}
