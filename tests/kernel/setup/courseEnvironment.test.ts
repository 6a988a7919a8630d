import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { labDirectories, prepareCourseEnvironment, venvPython } from "../../../kernel/setup/courseEnvironment.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

function clone(): string {
  const root = temporaryFolder();
  for (const name of ["dist", "node_modules", "package.json"]) symlinkSync(join(packageRoot(), name), join(root, name));
  mkdirSync(join(root, ".venv"));
  return root;
}

test("prepareCourseEnvironment() installs the clone's own kernel and answers the news question", () => {
  const root = clone();
  prepareCourseEnvironment(root);
  const read = (path: string) =>
    JSON.parse(readFileSync(join(root, ".venv/share/jupyter", path), "utf8")) as Record<string, unknown>;
  expect(read("kernels/gradbook/kernel.json").argv).toContain(join(root, "dist/kernel/node/commandLine.js"));
  expect(read("labextensions/gradbook-plotly/package.json").name).toBe("gradbook-plotly");
  expect(read("lab/settings/overrides.json")["@jupyterlab/apputils-extension:notification"]).toMatchObject({
    fetchNews: "false",
  });
});

test("prepareCourseEnvironment() lets Tab offer the kernel's names alone, as JupyterLab's schema spells it, once", () => {
  const root = clone();
  prepareCourseEnvironment(root);
  const name = "@jupyterlab/completer-extension";
  const file = join(labDirectories(root).settings, name, "manager.jupyterlab-settings");
  const { availableProviders } = JSON.parse(readFileSync(file, "utf8")) as {
    availableProviders: Record<string, number>;
  };
  const schema = JSON.parse(
    readFileSync(join(packageRoot(), ".venv/share/jupyter/lab/schemas", name, "manager.json"), "utf8"),
  ) as { properties: { availableProviders: { default: Record<string, number>; description: string } } };
  const { default: known, description } = schema.properties.availableProviders;
  expect(Object.keys(availableProviders).sort()).toEqual(Object.keys(known).sort());
  expect(description).toContain("negative rank are disabled");
  const enabled = Object.keys(availableProviders).filter((provider) => (availableProviders[provider] ?? -1) >= 0);
  expect(enabled).toEqual(["CompletionProvider:kernel"]);
  writeFileSync(file, "{}");
  prepareCourseEnvironment(root);
  expect(readFileSync(file, "utf8")).toBe("{}");
});

test("venvPython() is where each system's environments have it", () => {
  expect(venvPython("/c", "linux")).toBe(join("/c/.venv/bin/python"));
  expect(venvPython("/c", "win32")).toBe(join("/c/.venv/Scripts/python.exe"));
});
