// What a long cell costs in memory, measured in a process like that of a learner's cells: here other tests would be measured too.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runtimeFlags } from "../../../kernel/node/runtimeFlags.ts";

const folder = mkdtempSync(path.join(tmpdir(), "gradbook-memory-"));
const program = path.join(folder, "manySteps.mjs");

beforeAll(() => {
  buildSync({
    entryPoints: [path.join(import.meta.dirname, "manySteps.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    alias: { "#platform": path.resolve("lib/platform/node.ts") },
    logLevel: "silent",
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("10,000 steps in one synchronous loop", () => {
  test.each(["eager", "compiled"])("keep what is kept and give the rest back: %s", { timeout: 120_000 }, (mode) => {
    const args = [...runtimeFlags(process.versions.node), program, mode];
    const told = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Record<string, number>;
    expect(told).toMatchObject({ changed: 0, numKept: 2000, differentLosses: 1000 });
    expect(told.keptMegabytes).toBeGreaterThan(7);
    expect(told.grownMegabytes).toBeLessThan(20); // one matrix left behind in each step would be 160
  });
});
