import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { main } from "../../kernel/setup/notebooks.ts";
import { notebookFolder } from "./readNotebooks.ts";

// Inside the project, so that a cell finds the package that it would import.
const cache = join(notebookFolder, "..", ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "notebooks-"));
const said: string[] = [];
beforeAll(() => {
  cpSync(notebookFolder, folder, { recursive: true });
  vi.spyOn(console, "log").mockImplementation((line) => void said.push(line));
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe("npm run notebooks", () => {
  it("agrees with what is committed, in our own kernel and a real browser", { timeout: 180_000 }, async () => {
    expect(await main(["--check"], folder), said.join("\n")).toBe(0);
    expect(said).toEqual([
      expect.stringMatching(/^✓ 00-start-here\.ipynb agrees/),
      expect.stringMatching(/^✓ 05-neuron\.ipynb agrees/),
    ]);
  });

  it("notices one changed number of one figure, and builds the notebook anew", { timeout: 180_000 }, async () => {
    const file = join(folder, "00-start-here.ipynb");
    const committed = readFileSync(file, "utf8");
    const changed = committed.replace(/("y": \[\s+)40,/, (_, start) => `${start}41,`);
    expect(changed).not.toBe(committed);
    writeFileSync(file, changed);
    said.length = 0;
    expect(await main(["--check", "00-start-here"], folder)).toBe(1);
    expect(said[0]).toMatch(/^✗ 00-start-here\.ipynb differs at \/cells\/\d+\/.*: built 40, committed 41$/);
    expect(await main(["00-start-here"], folder)).toBe(0);
    expect(await main(["--check", "00-start-here"], folder)).toBe(0);
  });
});
