import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot, packageVersion } from "../../../kernel/node/packageRoot.ts";

test("packageRoot() is the folder of package.json, from the source too", () => {
  expect(existsSync(join(packageRoot(), "kernel", "node", "packageRoot.ts"))).toBe(true);
});

test("packageVersion() is a version", () => {
  expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
