import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { install } from "../../../kernel/node/install.ts";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { uninstall } from "../../../kernel/node/uninstall.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

test("uninstall() removes what install() put there and nothing else", () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, "kernels/other"), { recursive: true });
  mkdirSync(join(dataDir, "labextensions/other"), { recursive: true });
  mkdirSync(join(dataDir, "gradbook"));
  writeFileSync(join(dataDir, "gradbook/history.sqlite"), "kept");
  install({ dataDir, packageDir: packageRoot() });
  expect(uninstall(dataDir)).toHaveLength(2);
  expect(readdirSync(join(dataDir, "kernels"))).toEqual(["other"]);
  expect(readdirSync(join(dataDir, "labextensions"))).toEqual(["other"]);
  expect(readdirSync(join(dataDir, "gradbook"))).toEqual(["history.sqlite"]);
});

test("uninstall() leaves another program's kernel of the same name", () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, "kernels/gradbook"), { recursive: true });
  writeFileSync(join(dataDir, "kernels/gradbook/kernel.json"), JSON.stringify({ argv: ["other"] }));
  expect(uninstall(dataDir)).toEqual([]);
  expect(existsSync(join(dataDir, "kernels/gradbook/kernel.json"))).toBe(true);
});

test("uninstall() of nothing removes nothing", () => {
  expect(uninstall(temporaryFolder())).toEqual([]);
});
