import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeClone, fakeProgram, runNode } from "./fakeClone.ts";

const a = { version: "1.0.0", integrity: "sha512-a" };
const dev = { version: "2.0.0", integrity: "sha512-d", dev: true };
const other = { version: "3.0.0", integrity: "sha512-o", optional: true, os: ["beos"] };
const LOCK = { "": {}, "node_modules/a": a, "node_modules/dev": dev, "node_modules/other": other };

function matches(installed: object | undefined, wanted: { dev: boolean }): boolean {
  const files: Record<string, string> = { "package-lock.json": JSON.stringify({ packages: LOCK }) };
  if (installed !== undefined) files["node_modules/.package-lock.json"] = JSON.stringify({ packages: installed });
  const code = `import("./kernel/setup/npmPackages.mjs").then((m) => console.log(m.packagesMatchLockfile(process.cwd(), ${JSON.stringify(wanted)})))`;
  return runNode(fakeClone(files), ["-e", code], { PATH: "" }).stdout === "true\n";
}

test("packagesMatchLockfile() accepts a full install for everything, and one without dev packages for start only", () => {
  const full = { "node_modules/a": a, "node_modules/dev": dev };
  expect([matches(full, { dev: true }), matches(full, { dev: false })]).toEqual([true, true]);
  const small = { "node_modules/a": a };
  expect([matches(small, { dev: true }), matches(small, { dev: false })]).toEqual([false, true]);
});

test("packagesMatchLockfile() refuses another version, another content, a missing package and no install", () => {
  expect(matches({ "node_modules/a": { ...a, version: "1.0.1" } }, { dev: false })).toBe(false);
  expect(matches({ "node_modules/a": { ...a, integrity: "sha512-b" } }, { dev: false })).toBe(false);
  expect(matches({}, { dev: false })).toBe(false);
  expect(matches(undefined, { dev: false })).toBe(false);
});

/** Runs the install with an npm that is a shell script. */
function ensure(npm: string | undefined, dev = false) {
  const root = fakeClone({ "package-lock.json": JSON.stringify({ packages: LOCK }) });
  const bin = join(root, "bin");
  if (npm !== undefined) fakeProgram(bin, "npm", npm);
  const code = `import("./kernel/setup/npmPackages.mjs").then((m) => m.ensureNpmPackages(process.cwd(), { dev: ${dev} })).catch((e) => { console.error(e.message); process.exitCode = 1; })`;
  return runNode(root, ["-e", code], { PATH: bin });
}

test("ensureNpmPackages() installs the lockfile's packages without scripts, and development's only for tests", () => {
  const printing = 'echo "$@" > args.txt';
  const read = (dev: boolean) =>
    ensure(`${printing}; while read line; do echo "$line" >&2; done < args.txt; exit 3`, dev).stderr;
  expect(read(false)).toMatch(/ci --ignore-scripts .*--omit=dev/);
  expect(read(true)).toMatch(/ci --ignore-scripts/);
  expect(read(true)).not.toContain("--omit=dev");
});

test("ensureNpmPackages() shows its step with the time it took", () => {
  expect(ensure("exit 0").stdout).toMatch(/^… npm packages\n✓ npm packages \(\d+ s\)\n$/);
});

test("ensureNpmPackages() says in one sentence that there is no network, or no npm", () => {
  expect(ensure("echo 'npm error code ENOTFOUND' >&2; exit 1")).toMatchObject({
    status: 1,
    stderr:
      "Cannot install the npm packages as the npm registry cannot be reached; connect to the network and try again\n",
  });
  expect(ensure(undefined).stderr).toBe(
    "Cannot install the npm packages as npm is not on the PATH; reinstall Node, which brings it\n",
  );
});

test("ensureNpmPackages() shows the end of what npm printed when it fails otherwise", () => {
  const { stderr } = ensure("echo 'npm error code EBADENGINE' >&2; exit 9");
  expect(stderr).toBe(
    "Cannot install the npm packages as npm ci failed with exit code 9:\n    npm error code EBADENGINE\n",
  );
});
