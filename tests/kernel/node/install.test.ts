import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Installed, install, scopeOf } from "../../../kernel/node/install.ts";
import { packageRoot, packageVersion } from "../../../kernel/node/packageRoot.ts";
import { PYTHON } from "../../server/realServer.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

const packageDir = packageRoot();
const version = packageVersion();
const readSpec = (dataDir: string) =>
  JSON.parse(readFileSync(join(dataDir, "kernels/gradbook/kernel.json"), "utf8")) as { argv: string[] };

describe("install() of a copy", () => {
  const dataDir = temporaryFolder();
  let installed: Installed;
  beforeAll(() => {
    // What an earlier version and a user left there.
    mkdirSync(join(dataDir, "gradbook/0.0.1/node_modules/gradbook"), { recursive: true });
    writeFileSync(join(dataDir, "gradbook/0.0.1/node_modules/gradbook/package.json"), "{}");
    writeFileSync(join(dataDir, "gradbook/history.sqlite"), "kept");
    installed = install({ dataDir, packageDir });
  });

  test("install() points Jupyter at a copy below the data directory", () => {
    expect(installed.runsFrom).toBe(join(dataDir, "gradbook", version, "node_modules", "gradbook"));
    expect(readSpec(dataDir).argv[0]).toBe(process.execPath);
    expect(readSpec(dataDir).argv[1]).toBe(join(installed.runsFrom, "dist/kernel/node/commandLine.js"));
  });

  test("install() copies a package that runs by itself", () => {
    const [node = "", entry = ""] = readSpec(dataDir).argv;
    const printed = execFileSync(node, [entry, "--version"], { encoding: "utf8", cwd: tmpdir() });
    expect(printed.trim()).toBe(version);
    // Loads the native parts from the copy: the message library, the parser and the type checker.
    const probe = `
      const { createRequire } = await import("node:module");
      const require = createRequire(${JSON.stringify(entry)});
      const seen = ["zeromq", "oxc-parser", "esbuild"].map((name) => require.resolve(name));
      const { Reply } = require("zeromq"); new Reply().close();
      const { parseSync } = require("oxc-parser"); parseSync("a.ts", "let x: number");
      require("esbuild").transformSync("enum A { B }", { loader: "ts" });
      console.log(JSON.stringify(seen));`;
    const seen = JSON.parse(execFileSync(node, ["--input-type=module", "-e", probe], { encoding: "utf8" })) as string[];
    for (const path of seen) expect(path.startsWith(join(dataDir, "gradbook", version))).toBe(true);
    const tsc = join(dataDir, "gradbook", version, "node_modules/typescript/bin/tsc");
    expect(execFileSync(node, [tsc, "--version"], { encoding: "utf8" })).toMatch(/^Version 7/);
  });

  test("install() leaves no earlier version and no other program's files removed", () => {
    expect(readdirSync(join(dataDir, "gradbook")).sort()).toEqual([version, "history.sqlite"].sort());
  });

  test("install() a second time gives the same, with nothing half done beside it", () => {
    install({ dataDir, packageDir });
    expect(readdirSync(join(dataDir, "kernels"))).toEqual(["gradbook"]);
    expect(readdirSync(join(dataDir, "labextensions"))).toEqual(["gradbook-plotly"]);
    expect(readdirSync(join(dataDir, "gradbook")).sort()).toEqual([version, "history.sqlite"].sort());
  });

  test("install() copies no more than is needed to run", () => {
    const modules = readdirSync(join(dataDir, "gradbook", version, "node_modules"));
    expect(modules).toEqual(expect.arrayContaining(["gradbook", "zeromq", "typescript"]));
    for (const name of ["vitest", "playwright-core", "plotly.js-dist-min", "node-addon-api"])
      expect(modules).not.toContain(name);
  });
});

test("install() is seen by Jupyter with its name, language and logos", () => {
  const dataDir = temporaryFolder();
  install({ dataDir, packageDir, link: true });
  const script =
    "import json; from jupyter_client.kernelspec import KernelSpecManager as K; print(json.dumps(K().get_all_specs()['gradbook']))";
  const env = { ...process.env, JUPYTER_PATH: dataDir, JUPYTER_DATA_DIR: temporaryFolder() };
  const { spec, resource_dir } = JSON.parse(execFileSync(PYTHON, ["-c", script], { env, encoding: "utf8" })) as {
    spec: { display_name: string; language: string; interrupt_mode: string };
    resource_dir: string;
  };
  expect(spec).toMatchObject({
    display_name: "TypeScript (gradbook)",
    language: "typescript",
    interrupt_mode: "message",
  });
  expect(resource_dir).toBe(join(dataDir, "kernels", "gradbook"));
  for (const logo of ["logo-64x64.png", "logo-32x32.png", "logo-svg.svg"])
    expect(existsSync(join(resource_dir, logo))).toBe(true);
});

test("install() of a link copies no package", () => {
  const dataDir = temporaryFolder();
  const { runsFrom } = install({ dataDir, packageDir, link: true });
  expect(runsFrom).toBe(packageDir);
  expect(existsSync(join(dataDir, "gradbook"))).toBe(false);
});

test("install() puts Plotly beside the labextension's script", () => {
  const dataDir = temporaryFolder();
  const { labextensionDir } = install({ dataDir, packageDir, link: true });
  const announced = JSON.parse(readFileSync(join(labextensionDir, "package.json"), "utf8")) as Record<string, unknown>;
  expect(announced).toMatchObject({ name: "gradbook-plotly", version });
  expect(readdirSync(join(labextensionDir, "static")).sort()).toEqual(["plotly.min.js", "remoteEntry.js"]);
});

test("install() refuses to replace another program's kernel of that name", () => {
  const dataDir = temporaryFolder();
  const file = join(dataDir, "kernels/gradbook/kernel.json");
  mkdirSync(join(dataDir, "kernels/gradbook"), { recursive: true });
  writeFileSync(file, JSON.stringify({ argv: ["other"], metadata: {} }));
  expect(() => install({ dataDir, packageDir, link: true })).toThrow(
    /^Cannot install into .* as another program's kernel is there/,
  );
  expect(readFileSync(file, "utf8")).toContain("other");
});

test("scopeOf() takes at most one place", () => {
  expect(scopeOf({})).toEqual({ kind: "user" });
  expect(scopeOf({ "sys-prefix": true })).toEqual({ kind: "sys-prefix" });
  expect(scopeOf({ prefix: "/opt" })).toEqual({ kind: "prefix", prefix: "/opt" });
  expect(() => scopeOf({ user: true, prefix: "/opt" })).toThrow(/exclude each other$/);
  expect(() => scopeOf({ prefix: "" })).toThrow(/^Cannot install with --prefix/);
});
