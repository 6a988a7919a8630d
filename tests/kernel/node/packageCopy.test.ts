import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyPackage, runtimeClosure } from "../../../kernel/node/packageCopy.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

/** A folder of packages: path → package.json's fields, with one file `index.js` each that names its own path. */
function tree(packages: Record<string, object>): string {
  const root = temporaryFolder();
  for (const [path, fields] of Object.entries(packages)) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(
      join(root, path, "package.json"),
      JSON.stringify({ name: path.replace(/^.*node_modules\//, ""), ...fields }),
    );
    writeFileSync(join(root, path, "index.js"), path);
  }
  return root;
}

test("runtimeClosure() follows dependencies and those optional ones that are installed, not development's", () => {
  const root = tree({
    "": { name: "own", dependencies: { a: "1" }, devDependencies: { dev: "1" } },
    "node_modules/a": { optionalDependencies: { "@a/linux": "1", "@a/windows": "1" } },
    "node_modules/@a/linux": {},
    "node_modules/dev": {},
  });
  expect(runtimeClosure(root).map(({ target }) => target)).toEqual([
    join("node_modules/own"),
    join("node_modules/a"),
    join("node_modules/@a/linux"),
  ]);
});

test("runtimeClosure() keeps two versions apart, each where its package finds it, and ends on a cycle", () => {
  const root = tree({
    "": { name: "own", dependencies: { a: "1", b: "1" } },
    "node_modules/a": { dependencies: { b: "2" } },
    "node_modules/a/node_modules/b": { version: "2", dependencies: { a: "1" } },
    "node_modules/b": { version: "1" },
  });
  const into = temporaryFolder();
  copyPackage(root, into);
  const version = (path: string) =>
    (JSON.parse(readFileSync(join(into, path, "package.json"), "utf8")) as { version: string }).version;
  // Whichever version got the top, each package resolves its own.
  const seenByA = existsSync(join(into, "node_modules/a/node_modules/b"))
    ? "node_modules/a/node_modules/b"
    : "node_modules/b";
  const seenByOwn = existsSync(join(into, "node_modules/own/node_modules/b"))
    ? "node_modules/own/node_modules/b"
    : "node_modules/b";
  expect([version(seenByA), version(seenByOwn)]).toEqual(["2", "1"]);
});

test("runtimeClosure() says which dependency is missing", () => {
  const root = tree({ "": { name: "own", dependencies: { a: "1" } } });
  expect(() => runtimeClosure(root)).toThrow(
    "Cannot copy own as its dependency a is not installed; run npm install first",
  );
});

test("copyPackage() copies of its own package only what is published", () => {
  const root = tree({ "": { name: "own", files: ["dist"] }, tests: {}, dist: {} });
  const into = temporaryFolder();
  copyPackage(root, into);
  expect(readdirSync(join(into, "node_modules/own")).sort()).toEqual(["dist", "package.json"]);
});

test("copyPackage() copies of zeromq this platform's binaries only", () => {
  const platform = `build/${process.platform}/${process.arch}/node`;
  const root = tree({
    "": { name: "own", dependencies: { zeromq: "1" } },
    "node_modules/zeromq": { dependencies: { "node-addon-api": "1" } },
    "node_modules/zeromq/lib": {},
    "node_modules/zeromq/src": {},
    [`node_modules/zeromq/${platform}`]: {},
    "node_modules/zeromq/build/beos/m68k/node": {},
    "node_modules/node-addon-api": {},
  });
  const into = temporaryFolder();
  copyPackage(root, into);
  const copied = (path: string) => existsSync(join(into, "node_modules/zeromq", path));
  expect([copied("lib/index.js"), copied(`${platform}/index.js`)]).toEqual([true, true]);
  expect([copied("src"), copied("build/beos"), existsSync(join(into, "node_modules/node-addon-api"))]).toEqual([
    false,
    false,
    false,
  ]);
});
