import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { PYTHON } from "./realServer.ts";

it("passes all 12 tests of jupyter_kernel_test, and skips none", () => {
  const suite = path.join(import.meta.dirname, "standardSuite.py");
  const { status, stderr } = spawnSync(PYTHON, [suite], { encoding: "utf8", timeout: 120_000 });
  expect(stderr).toMatch(/^Ran 12 tests/m);
  expect(status, stderr).toBe(0);
}, 150_000);
