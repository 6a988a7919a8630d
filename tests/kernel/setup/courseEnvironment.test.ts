import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { prepareCourseEnvironment, venvPython } from "../../../kernel/setup/courseEnvironment.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

test("prepareCourseEnvironment() installs the clone's own kernel and answers the news question", () => {
  const root = temporaryFolder();
  for (const name of ["dist", "node_modules", "package.json"]) symlinkSync(join(packageRoot(), name), join(root, name));
  mkdirSync(join(root, ".venv"));
  prepareCourseEnvironment(root);
  const read = (path: string) =>
    JSON.parse(readFileSync(join(root, ".venv/share/jupyter", path), "utf8")) as Record<string, unknown>;
  expect(read("kernels/gradbook/kernel.json").argv).toContain(join(root, "dist/kernel/node/commandLine.js"));
  expect(read("labextensions/gradbook-plotly/package.json").name).toBe("gradbook-plotly");
  expect(read("lab/settings/overrides.json")["@jupyterlab/apputils-extension:notification"]).toMatchObject({
    fetchNews: "false",
  });
});

test("venvPython() is where each system's environments have it", () => {
  expect(venvPython("/c", "linux")).toBe(join("/c/.venv/bin/python"));
  expect(venvPython("/c", "win32")).toBe(join("/c/.venv/Scripts/python.exe"));
});
