import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LocalModules } from "../../../kernel/node/localModules.ts";
import { folderWith } from "./fakePackage.ts";

/** Writes a file with a new time, as two writes can fall into one tick of the clock. */
let seconds = 1_700_000_000;
function write(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, ++seconds, seconds);
}

describe("LocalModules", () => {
  it("findChanges() tells of changed, deleted and created files that a cell imports", () => {
    const folder = folderWith({ "a.ts": "export const a = 1" });
    const file = join(folder, "a.ts");
    const modules = new LocalModules(folder);
    const text = "import { a } from './a.ts'";
    expect([...modules.findChanges(text)]).toEqual([]);
    expect([...modules.findChanges(text)]).toEqual([]);
    write(file, "export const a = 2");
    expect([...modules.findChanges("")]).toEqual([[file, "changed"]]);
    rmSync(file);
    expect([...modules.findChanges("")]).toEqual([[file, "deleted"]]);
    write(file, "export const a = 3");
    expect([...modules.findChanges("")]).toEqual([[file, "created"]]);
    expect([...modules.findChanges("")]).toEqual([]);
  });

  it("findChanges() follows imports from file to file, in folders and without endings", () => {
    const folder = folderWith({
      "net/index.ts": "export * from '../layers'",
      "layers.ts": "import data from './data.json'; export const layers = data",
      "data.json": "{}",
    });
    const modules = new LocalModules(folder);
    modules.findChanges("const net = await import('./net')");
    write(join(folder, "data.json"), '{"a":1}');
    expect([...modules.findChanges("")]).toEqual([[join(folder, "data.json"), "changed"]]);
  });

  it("findChanges() follows an import that a change has brought", () => {
    const folder = folderWith({ "a.ts": "", "b.ts": "export const b = 1" });
    const modules = new LocalModules(folder);
    modules.findChanges('import "./a.ts"');
    write(join(folder, "a.ts"), "export * from './b.ts'");
    modules.findChanges("");
    write(join(folder, "b.ts"), "export const b = 2");
    expect([...modules.findChanges("").keys()]).toEqual([join(folder, "b.ts")]);
  });

  it("findChanges() leaves packages alone", () => {
    const folder = folderWith({ "node_modules/a/index.ts": "", "a.ts": "" });
    const modules = new LocalModules(folder);
    modules.findChanges("import a from 'a'");
    write(join(folder, "a.ts"), "changed");
    write(join(folder, "node_modules/a/index.ts"), "changed");
    expect(modules.findChanges("").size).toBe(0);
  });
});
