import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

test("the formatter and the linter have nothing to say", () => {
  const biome = path.resolve("node_modules/@biomejs/biome/bin/biome");
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, "check", "--error-on-warnings", "."], {
    encoding: "utf8",
  });
  expect(stdout + stderr).toMatch(/^Checked \d+ files/m);
  expect(status, stdout + stderr).toBe(0);
});
