import { chmodSync, existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findTypeServer, moduleNamer, notebookConfig } from "../../../kernel/node/typeServerProject.ts";
import { PRELOADS } from "../core/types/cells.ts";
import { briefly, fakePackage, folderWith, openNotebook } from "./fakePackage.ts";

describe("findTypeServer()", () => {
  it("finds a native program, not a script", () => {
    const command = findTypeServer(fakePackage());
    expect(command).toMatch(/typescript-\w+-\w+[\\/]lib[\\/]tsc(?:\.exe)?$/);
    expect(existsSync(command)).toBe(true);
  });

  it("throws when TypeScript is not installed", () => {
    expect(() => findTypeServer(folderWith({ "package.json": "{}" }))).toThrow("Cannot find module");
  });
});

describe("moduleNamer()", () => {
  it.each([
    ["PACKAGE/dist/lib/index", "gradbook"],
    ["PACKAGE/dist/datasets/index.d.ts", "datasets"],
    ["PACKAGE/dist/lib/plot/index", "plot"],
    ["PACKAGE/dist/lib/plot/figure", "figure"],
    ["FOLDER/nets/small", "./nets/small"],
    ["FOLDER/node_modules/zod/v4/index", "zod"],
    ["/elsewhere/node_modules/@types/node/fs", "node"],
    ["/elsewhere/node_modules/@scope/net/lib/a", "@scope/net"],
    ["/elsewhere/shared/net", "net"],
  ])("calls %s %s", (path, name) => {
    const [folder, root] = [folderWith(), fakePackage()];
    expect(moduleNamer(folder, root, PRELOADS)(path.replace("PACKAGE", root).replace("FOLDER", folder))).toBe(name);
  });
});

describe("notebookConfig()", () => {
  it("maps the package's own specifiers to its declarations", () => {
    const root = fakePackage();
    expect(JSON.parse(notebookConfig(root)).compilerOptions.paths).toEqual({
      gradbook: [join(root, "./dist/lib/index.d.ts")],
      "gradbook/datasets": [join(root, "./dist/datasets/index.d.ts")],
    });
  });

  it("writes nothing into the folder, which may be read-only", async () => {
    const { run, folder } = openNotebook({ "a.txt": "" });
    chmodSync(folder, 0o555);
    expect(briefly(await run("const n: number = 'x'", ["const n"]))).toEqual([
      "TS2322 at 0:6-7: Type 'string' is not assignable to type 'number'.",
    ]);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
    chmodSync(folder, 0o755);
  });

  it("overrules a tsconfig.json in the folder", async () => {
    const config = JSON.stringify({
      compilerOptions: { strict: false, lib: ["dom", "es5"], types: [] },
      include: ["x"],
    });
    const { run } = openNotebook({ "tsconfig.json": config });
    expect(await run("const name = 1; [3, 1].toSorted(); Buffer.from('')", ["const name"])).toEqual([]);
    expect(briefly(await run("(a) => a"))).toEqual(["TS7006 at 0:1-2: Parameter 'a' implicitly has an 'any' type."]);
  });

  it("has Node's globals but no web page", async () => {
    const { run } = openNotebook();
    const globals =
      "console.log(1); new URL('a:b'); setTimeout(() => {}, 1); process.env; structuredClone(1); using x = { [Symbol.dispose]() {} }; performance.now(); const r: Response = await fetch('x')";
    expect(await run(globals, ["const r"])).toEqual([]);
    expect(await run("const name = 1, status = 2, event = 3, length = 4", ["const name", "const status"])).toEqual([]);
    expect(briefly(await run("document.title"))).toEqual(["TS2584 at 0:0-8: Cannot find name 'document'."]);
  });

  it.each(["Übung 1 [a]", "100% #2", "x*?{y}", "a'b"])("works in a folder called %j", async (name) => {
    const folder = join(folderWith({ [`${name}/net.ts`]: "export class Net { #w = 1 }" }), name);
    const { run } = openNotebook({}, { folder });
    expect(
      await run('import { Net } from "./net.ts"; class Own { #w = 1 }', ["import Net", "class Own"], ["Net"]),
    ).toEqual([]);
    expect(briefly(await run("const n: Net = new Own(); Net.x", ["const n"]))).toEqual([
      "TS2322 at 0:6-7: Type 'Own' is not assignable to type 'Net'.\n  Property '#w' in type 'Own' refers to a different member that cannot be accessed from within type 'Net'.",
      "TS2339 at 0:30-31: Property 'x' does not exist on type 'typeof Net'.",
    ]);
  });

  it("treats every cell as a module, be it only an await or an expression", async () => {
    const { run } = openNotebook({ "package.json": '{"type":"commonjs"}' });
    for (const text of ["await 1", "1 + 1", "'text'", "[1, 2]", "", "// nothing", "for (const i of [1]) i"]) {
      expect(await run(text)).toEqual([]);
    }
  });

  it("resolves packages with exports, local files and JSON", async () => {
    const { run } = openNotebook({
      "node_modules/only-exports/package.json": JSON.stringify({
        name: "only-exports",
        exports: { ".": { node: { types: "./node.d.ts" }, default: "./web.js" } },
      }),
      "node_modules/only-exports/node.d.ts": "export declare const depth: number;",
      "node_modules/plain/package.json": '{"name":"plain","main":"plain.js"}',
      "node_modules/plain/plain.js": "exports.x = 1",
      "net.ts": "export const width: number = 3;",
      "old.js": "export const size = 1;",
      "data.json": '{"rows":[1,2]}',
    });
    const text = `import { depth } from "only-exports";
import { width } from "./net.ts";
import { size } from "./old.js";
import data from "./data.json";
import fs, { readFileSync } from "node:fs";
const sum: number = depth + width + size + data.rows[0]!;
const wrong: string[] = [depth, width, size, data.rows];`;
    const declares = ["import depth", "import width", "import size", "import data", "const sum", "const wrong"];
    expect(briefly(await run(text, declares))).toEqual([
      "TS2322 at 6:25-30: Type 'number' is not assignable to type 'string'.",
      "TS2322 at 6:32-37: Type 'number' is not assignable to type 'string'.",
      "TS2322 at 6:39-43: Type 'number' is not assignable to type 'string'.",
      "TS2322 at 6:45-54: Type 'number[]' is not assignable to type 'string'.",
    ]);
    expect(briefly(await run('import { x } from "plain"; x.anything', ["import x"]))).toEqual([
      `hint TS7016 at 0:18-25: "plain" comes without types, so everything from it has the type any`,
    ]);
  });

  it("tells of a missing package and file, and finds them once they are there", async () => {
    const { run, folder } = openNotebook();
    const text = `import { a } from "late"; import { b } from "./late.ts"; const sum: number = a + b`;
    const first = await run(text, ["import a", "import b", "const sum"]);
    expect(first.map(({ code, hint }) => [code, hint])).toEqual([
      [2307, "install it in the notebook's folder: npm install late"],
      [2307, "there is no such file beside the notebook; paths begin at its folder and end in .ts"],
    ]);
    const { cpSync } = await import("node:fs");
    const files = {
      "late/package.json": '{"name":"late","types":"late.d.ts"}',
      "late/late.d.ts": "export declare const a: number;",
    };
    cpSync(folderWith(files), join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, "late.ts"), "export const b = 1;");
    expect(await run(text, ["import a", "import b", "const sum"])).toEqual([]);
  });

  it("sees that a local file has changed", async () => {
    const { run, folder } = openNotebook({ "net.ts": "export const width: number = 3;" });
    const text = 'import { width } from "./net.ts"; const w: number = width';
    expect(await run(text, ["import width", "const w"])).toEqual([]);
    writeFileSync(join(folder, "net.ts"), "export const width: string = '3';");
    utimesSync(join(folder, "net.ts"), 1_700_000_000, 1_700_000_000);
    expect(briefly(await run(text, ["import width", "const w"]))).toEqual([
      "TS2322 at 0:40-41: Type 'string' is not assignable to type 'number'.",
    ]);
    expect(briefly(await run("const next: boolean = width", ["const next"]))).toEqual([
      "TS2322 at 0:6-10: Type 'string' is not assignable to type 'boolean'.",
    ]);
  });
});
