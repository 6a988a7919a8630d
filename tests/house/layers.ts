// Who may import whom: the table of rooms, as a function of one import.
import { isGenerated, isIndex, isLoop, isPlatform, type Page } from "./contents.ts";
import { type ModuleReference, resolveReference } from "./sourceFiles.ts";

/** The packages that package.json names, by what they are for. */
export interface Packages {
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** The rule that an import breaks, as a clause; null when it breaks none. */
export function brokenRule(
  from: string,
  { specifier, typeOnly }: Pick<ModuleReference, "specifier" | "typeOnly">,
  pages: readonly Page[],
  packages: Packages,
): string | null {
  const target = resolveReference(from, specifier);
  if (target !== null && !/\.(ts|mjs|js|json)$/.test(target))
    return "a relative import names its file with the extension";
  const room = roomOf(from);
  switch (room) {
    case "lib/wasm/assembly":
      return target !== null && isLoop(target) ? null : "a fast loop imports fast loops, and nothing else";
    case "lib":
      return libRule(from, specifier, target, pages);
    case "lib/platform":
      if (from.endsWith("/platform.ts")) return "the interface of the platform imports nothing";
      if (from.endsWith("/node.ts") && specifier.startsWith("node:")) return null;
      return target === "lib/platform/platform.ts" && typeOnly
        ? null
        : "it may import its interface, as types, and Node's file node:*";
    case "kernel/core":
      if (target !== null) return roomOf(target) === room ? null : "core imports nothing outside core";
      return specifier === "@oxc-project/types" && typeOnly
        ? null
        : "core imports nothing outside core but the types of the syntax tree";
    case "kernel/node":
      return outer(specifier, target, ["kernel/core", "kernel/node"], packages.dependencies);
    case "kernel":
      return outer(specifier, target, ["kernel/core", "kernel/node"], []);
    case "kernel/browser":
      if (specifier.startsWith("node:")) return "a browser has no Node";
      return outer(
        specifier,
        target,
        ["kernel/core", "kernel/browser"],
        [...packages.dependencies, ...packages.devDependencies],
      );
    case "kernel/labextension":
      if (specifier.startsWith("node:")) return "a browser has no Node";
      return outer(specifier, target, ["kernel/labextension"], []);
    case "kernel/setup":
      return setupRule(from, specifier, target, packages);
    case "datasets":
      return datasetsRule(from, specifier, target, pages);
    case "notebooks":
      return /^gradbook(\/datasets)?$/.test(specifier) ? null : "a notebook uses public names only";
    case "tests":
      return testsRule(from, target);
  }
}

type Room =
  | "lib"
  | "lib/platform"
  | "lib/wasm/assembly"
  | "kernel"
  | `kernel/${"core" | "node" | "browser" | "labextension" | "setup"}`
  | "datasets"
  | "notebooks"
  | "tests";

/** The room that a file lies in. A file in no room is an error: the table would not apply to it. */
export function roomOf(path: string): Room {
  const room =
    /^(lib\/platform|lib\/wasm\/assembly|kernel\/(?:core|node|browser|labextension|setup)|lib|kernel|datasets|notebooks|tests)\//.exec(
      path,
    );
  if (room === null) throw new Error(`${path} is in no room`);
  return room[1] as Room;
}

function libRule(from: string, specifier: string, target: string | null, pages: readonly Page[]): string | null {
  if (specifier === "#platform") return null;
  if (target === null) return "the library imports its own pages and nothing else";
  const numberOf = (path: string) => pages.find((page) => page.path === path)?.number;
  if (isIndex(from)) {
    return numberOf(target) !== undefined || isIndex(target) ? null : "an index lists pages and other indices";
  }
  if (isPlatform(target)) return 'the platform is imported as "#platform"';
  if (isLoop(target)) return "the fast loops are compiled, and lib/wasm/kernels.ts gives them";
  if (isGenerated(target) && (from.startsWith("lib/wasm/") || target.endsWith("/kernelTypes.ts"))) return null;
  if (isIndex(target)) return "a page imports pages, not the index of a room";
  const [own, other] = [numberOf(from), numberOf(target)];
  if (own === undefined) return "every page has its number in lib/README.md";
  if (other === undefined) return "a page imports pages that lib/README.md lists";
  return other < own ? null : `page ${own} imports pages before it: this is page ${other}`;
}

function outer(
  specifier: string,
  target: string | null,
  rooms: readonly Room[],
  allowed: readonly string[],
): string | null {
  if (target !== null) {
    return rooms.includes(roomOf(target)) ? null : `it may import ${rooms.join(", ")}`;
  }
  if (specifier.startsWith("node:")) return null;
  return allowed.includes(packageOf(specifier))
    ? null
    : "a package must be among those that package.json gives to this room";
}

/**
 * What runs before packages are there imports Node's own modules and its like. The rest may use all packages, and the front
 * end's colours, so that the pictures of a built notebook look like its figures.
 */
function setupRule(from: string, specifier: string, target: string | null, packages: Packages): string | null {
  if (from.endsWith(".mjs")) {
    if (target !== null)
      return target.startsWith("kernel/setup/") && target.endsWith(".mjs") ? null : "it runs before there is a build";
    return specifier.startsWith("node:") ? null : "it runs before packages are installed";
  }
  return outer(
    specifier,
    target,
    ["kernel/core", "kernel/node", "kernel/labextension", "kernel/setup"],
    [...packages.dependencies, ...packages.devDependencies],
  );
}

function datasetsRule(from: string, specifier: string, target: string | null, pages: readonly Page[]): string | null {
  if (/\/prepare\.[a-z]+$/.test(from) && specifier.startsWith("node:")) return null;
  if (specifier === "#platform") return null;
  if (target === null) return "a data set imports the library's data pages and #platform";
  if (target.startsWith("datasets/")) return null;
  const page = pages.some(({ path }) => path === target);
  return page && /^lib\/(lesson\.ts|data\/|tensor\/)/.test(target)
    ? null
    : "a data set imports the library's tensor, random and data pages";
}

/** Tests may look at everything but each other's tests. */
function testsRule(from: string, target: string | null): string | null {
  return target?.endsWith(".test.ts") === true && target !== from ? "a test imports no other test" : null;
}

/** The package of a specifier: "@scope/name" or "name", without a path inside it. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
