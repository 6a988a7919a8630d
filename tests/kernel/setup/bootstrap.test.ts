import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { fakeClone, runNode, writeInto } from "./fakeClone.ts";

const LOCK = JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } } });

/** A clone whose packages are installed, which is built, and whose command prints its arguments. */
function readyClone(): string {
  const root = fakeClone({
    "package.json": '{"type":"module"}',
    "package-lock.json": LOCK,
    "node_modules/.package-lock.json": LOCK,
    "dist/kernel/setup/notebooks.js":
      "export async function main(args) { console.log('ran', ...args); if (args[0] === 'bad') throw new Error('Cannot add as 1 is 2'); return 7; }",
  });
  const print = `import("./kernel/setup/build.mjs").then((m) => process.stdout.write(m.sourceFingerprint(process.cwd())))`;
  writeInto(
    root,
    "dist/.gradbook-build",
    execFileSync(process.execPath, ["-e", print], { cwd: root, encoding: "utf8" }),
  );
  return root;
}

test("bootstrap refuses an old Node in one sentence with the cure", () => {
  const root = readyClone();
  writeInto(root, "old.cjs", "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });");
  const { status, stderr } = runNode(root, ["-r", "./old.cjs", "kernel/setup/bootstrap.mjs", "notebooks"], {
    PATH: "",
  });
  expect(status).toBe(1);
  expect(stderr).toBe(
    "Cannot run gradbook on Node 18.20.4 as it needs Node 20.19 or later; install one from nodejs.org\n",
  );
});

test("bootstrap imports nothing before Node's age is known", () => {
  const text = readFileSync(join(packageRoot(), "kernel/setup/bootstrap.mjs"), "utf8");
  expect(text).not.toMatch(/^import /m);
  expect(text.indexOf("process.exit")).toBeLessThan(text.indexOf("import("));
});

test("bootstrap hands over to the compiled command, with its arguments and exit code, and says nothing itself", () => {
  // No npm, no Python, no network tool can be found: nothing of the kind may be called.
  const result = runNode(readyClone(), ["kernel/setup/bootstrap.mjs", "notebooks", "--check", "05"], { PATH: "" });
  expect(result).toEqual({ status: 7, stdout: "ran --check 05\n", stderr: "" });
});

test("bootstrap prints a command's sentence without a stack", () => {
  const result = runNode(readyClone(), ["kernel/setup/bootstrap.mjs", "notebooks", "bad"], { PATH: "" });
  expect(result).toMatchObject({ status: 1, stderr: "Cannot add as 1 is 2\n" });
});

test("bootstrap refuses an unknown command", () => {
  const { status, stderr } = runNode(readyClone(), ["kernel/setup/bootstrap.mjs", "fly"], { PATH: "" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'Cannot run "fly" as the commands are start, test, notebooks, bench, reference\n',
  });
});
