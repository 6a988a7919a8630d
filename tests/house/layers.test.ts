import { describe, expect, test } from "vitest";
import { isGenerated, isIndex, isLoop, isPlatform, readContents, readLoops } from "./contents.ts";
import { brokenRule, type Packages, packageOf, roomOf } from "./layers.ts";
import { filesUnder, parse, sourcePattern, textOf } from "./sourceFiles.ts";

const manifest = JSON.parse(textOf("package.json")) as Record<string, Record<string, string>>;
const packages: Packages = {
  dependencies: Object.keys(manifest.dependencies),
  devDependencies: Object.keys(manifest.devDependencies),
};
const pages = readContents();
const rooms = ["lib", "kernel", "datasets", "notebooks", "tests"];

describe.each(rooms)("%s", (room) => {
  const files = filesUnder(room, sourcePattern);

  test("has files to look at", () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test("imports only what its row of the table allows", () => {
    const broken = files.flatMap((path) =>
      parse(path).references.flatMap((reference) => {
        const rule = brokenRule(path, reference, pages, packages);
        return rule === null ? [] : [`${path}:${reference.line} imports "${reference.specifier}": ${rule}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});

describe("lib/README.md", () => {
  test("numbers the pages from 1, each once", () => {
    expect(pages.map(({ number }) => number)).toEqual(pages.map((_, i) => i + 1));
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });

  test("lists every page of the library, and no other file", () => {
    const files = filesUnder("lib", /\.ts$/).filter(
      (path) => !isIndex(path) && !isPlatform(path) && !isLoop(path) && !isGenerated(path),
    );
    expect(pages.map(({ path }) => path).toSorted()).toEqual(files);
  });

  test("lists every fast loop once, and no other file", () => {
    const files = filesUnder("lib", /\.ts$/).filter((path) => isLoop(path) && !isIndex(path));
    expect(readLoops().toSorted()).toEqual(files);
  });
});

test("there are no cycles of imports, types included", () => {
  const files = rooms.flatMap((room) => filesUnder(room, sourcePattern));
  expect(findCycle(files, importsOf)).toBeNull();
});

function importsOf(path: string): string[] {
  const { references } = parse(path);
  return references.flatMap(({ specifier }) => {
    if (!specifier.startsWith(".")) return [];
    return [new URL(specifier, `file:///${path}`).pathname.slice(1)];
  });
}

/** The first cycle, as its files in order; null when there is none. */
function findCycle(files: readonly string[], next: (path: string) => readonly string[]): string[] | null {
  const done = new Set<string>();
  const known = new Set(files);
  const visit = (path: string, trail: readonly string[]): string[] | null => {
    const at = trail.indexOf(path);
    if (at >= 0) return [...trail.slice(at), path];
    if (done.has(path) || !known.has(path)) return null;
    for (const target of next(path)) {
      const cycle = visit(target, [...trail, path]);
      if (cycle !== null) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const path of files) {
    const cycle = visit(path, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

describe("the table itself", () => {
  const some = [
    { number: 1, path: "lib/data/random.ts", summary: "" },
    { number: 2, path: "lib/plain/vector.ts", summary: "" },
    { number: 3, path: "lib/wasm/kernels.ts", summary: "" },
  ];
  const rule = (from: string, specifier: string, typeOnly = false) =>
    brokenRule(from, { specifier, typeOnly }, some, { dependencies: ["zeromq"], devDependencies: ["playwright-core"] });

  test.each([
    ["lib/data/random.ts", "../plain/vector.ts"], // a later page
    ["lib/data/random.ts", "./random.ts"], // itself
    ["lib/plain/vector.ts", "node:fs"],
    ["lib/plain/vector.ts", "zeromq"],
    ["lib/plain/vector.ts", "../platform/node.ts"],
    ["lib/plain/vector.ts", "../data/index.ts"],
    ["lib/plain/vector.ts", "../../kernel/core/a.ts"],
    ["lib/plain/vector.ts", "../data/random"], // no extension
    ["lib/plain/other.ts", "../data/random.ts"], // a page without a number
    ["lib/plain/vector.ts", "../wasm/assembly/lanes.ts"],
    ["lib/plain/vector.ts", "../wasm/bytes.ts"], // through lib/wasm/kernels.ts
    ["lib/wasm/assembly/matmul.ts", "../../lesson.ts"],
    ["lib/wasm/assembly/matmul.ts", "assemblyscript"],
    ["lib/platform/browser.ts", "node:fs"],
    ["lib/platform/node.ts", "../data/random.ts"],
    ["kernel/core/a.ts", "node:fs"],
    ["kernel/core/a.ts", "../node/b.ts"],
    ["kernel/core/a.ts", "@oxc-project/types"], // not as a type
    ["kernel/node/a.ts", "../browser/b.ts"],
    ["kernel/node/a.ts", "../../lib/index.ts"],
    ["kernel/node/a.ts", "playwright-core"], // there for tests only
    ["kernel/browser/a.ts", "node:fs"],
    ["kernel/browser/a.ts", "../node/b.ts"],
    ["kernel/setup/bootstrap.mjs", "./start.ts"],
    ["kernel/setup/bootstrap.mjs", "zeromq"],
    ["datasets/iris/load.ts", "../../kernel/core/a.ts"],
    ["datasets/iris/load.ts", "../../lib/plain/vector.ts"],
    ["datasets/iris/load.ts", "node:fs"],
    ["notebooks/05-neuron.ts", "../lib/index.ts"],
    ["notebooks/05-neuron.ts", "gradbook/dist/lib/index.js"],
    ["tests/lib/a.test.ts", "./b.test.ts"],
  ])("forbids %s to import %s", (from, specifier) => {
    expect(rule(from, specifier)).toEqual(expect.any(String));
  });

  test.each([
    ["lib/plain/vector.ts", "../data/random.ts", false],
    ["lib/plain/vector.ts", "#platform", false],
    ["lib/index.ts", "./plain/vector.ts", false],
    ["lib/wasm/kernels.ts", "./bytes.ts", false],
    ["lib/plain/vector.ts", "../wasm/kernelTypes.ts", true],
    ["lib/wasm/assembly/matmul.ts", "./lanes.ts", false],
    ["lib/platform/node.ts", "node:fs/promises", false],
    ["lib/platform/node.ts", "./platform.ts", true],
    ["kernel/core/a.ts", "./b/c.ts", false],
    ["kernel/core/a.ts", "@oxc-project/types", true],
    ["kernel/node/a.ts", "../core/b.ts", false],
    ["kernel/node/a.ts", "zeromq", false],
    ["kernel/setup/a.ts", "playwright-core", false],
    ["kernel/setup/bootstrap.mjs", "./progress.mjs", false],
    ["datasets/iris/load.ts", "../../lib/data/random.ts", false],
    ["datasets/iris/load.ts", "#platform", false],
    ["notebooks/05-neuron.ts", "gradbook", false],
    ["tests/lib/a.test.ts", "../../kernel/node/a.ts", false],
  ])("allows %s to import %s", (from, specifier, typeOnly) => {
    expect(rule(from, specifier, typeOnly)).toBeNull();
  });

  test("roomOf() knows a room's name from a path that begins like it", () => {
    expect(roomOf("lib/platform/node.ts")).toBe("lib/platform");
    expect(() => roomOf("library/a.ts")).toThrow();
  });

  test("packageOf() keeps the scope and drops the path", () => {
    expect(["@a/b/c", "a/b", "a"].map(packageOf)).toEqual(["@a/b", "a", "a"]);
  });

  test("findCycle() finds one, and none where there is none", () => {
    const graph = { a: ["b"], b: ["c"], c: ["b"], d: ["a"] } as Record<string, string[]>;
    expect(findCycle(Object.keys(graph), (path) => graph[path])).toEqual(["b", "c", "b"]);
    expect(findCycle(Object.keys(graph), (path) => (path === "c" ? [] : graph[path]))).toBeNull();
  });
});
