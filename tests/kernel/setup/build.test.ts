import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeClone, runNode, writeInto } from "./fakeClone.ts";

const CONFIG = { compilerOptions: { module: "nodenext", target: "es2023", types: [], rootDir: ".", strict: true } };

/** A clone with a library of one file, its own compiler settings, and the real compiler. */
function clone(): string {
  return fakeClone(
    {
      "package.json": '{"type":"module","version":"0.0.0"}',
      "package-lock.json": "{}",
      "tsconfig.json": "{}",
      "tsconfig.build.json": JSON.stringify({ ...CONFIG, include: ["lib"] }),
      "lib/one.ts": "export const one: number = 1;\n",
      "kernel/node/logo/logo.svg": "<svg/>",
      "kernel/labextension/tsconfig.json": JSON.stringify({
        compilerOptions: { ...CONFIG.compilerOptions, noEmit: true },
      }),
      "kernel/labextension/labextension.json": '{"name":"gradbook-plotly"}',
      "kernel/labextension/remoteEntry.ts": "export const two = 2;\n",
    },
    { packages: true },
  );
}

const ENSURE = `import("./kernel/setup/build.mjs").then((m) => m.ensureBuild(process.cwd())).catch((e) => { console.error(e.message); process.exitCode = 1; })`;
const ensure = (root: string) => runNode(root, ["-e", ENSURE], { PATH: "" });

test("ensureBuild() builds the library, the assets and the labextension, once", () => {
  const root = clone();
  expect(ensure(root)).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(join(root, "dist/lib/one.js"), "utf8")).toContain("one = 1");
  expect(existsSync(join(root, "dist/kernel/node/logo/logo.svg"))).toBe(true);
  expect(existsSync(join(root, "dist/labextension/static/remoteEntry.js"))).toBe(true);
  expect(ensure(root)).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("ensureBuild() makes the command executable, in place of a former build too", () => {
  const root = clone();
  writeInto(root, "tsconfig.build.json", JSON.stringify({ ...CONFIG, include: ["lib", "kernel/node"] }));
  for (const version of [1, 2]) {
    writeInto(root, "kernel/node/commandLine.ts", `#!/usr/bin/env node\nexport const version = ${version};\n`);
    expect(ensure(root)).toMatchObject({ status: 0, stderr: "" });
    expect(statSync(join(root, "dist/kernel/node/commandLine.js")).mode & 0o111).toBe(0o111);
  }
});

test("ensureBuild() builds again after an edit, and drops what the sources no longer have", () => {
  const root = clone();
  ensure(root);
  writeInto(root, "dist/lib/stale.js", "");
  writeInto(root, "lib/one.ts", "export const one: number = 12;\n");
  expect(ensure(root).stdout).toContain("✓ build");
  expect(readFileSync(join(root, "dist/lib/one.js"), "utf8")).toContain("one = 12");
  expect(existsSync(join(root, "dist/lib/stale.js"))).toBe(false);
});

test("ensureBuild() that fails keeps the old build, leaves nothing beside it, and does not look fresh", () => {
  const root = clone();
  ensure(root);
  writeInto(root, "lib/one.ts", 'export const one: number = "x";\n');
  const failed = ensure(root);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(/^Cannot build as the compiler objects:\nlib\/one\.ts\(1,14\): error TS2322/);
  expect(readFileSync(join(root, "dist/lib/one.js"), "utf8")).toContain("one = 1;");
  expect(readdirSync(root).filter((name) => name.startsWith(".dist"))).toEqual([]);
  expect(ensure(root).status).toBe(1);
});
