import { describe, expect, it } from "vitest";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import { createSession, emptyScope, runCells, tools } from "./session.ts";

const modules = {
  shapes: { default: "d", circle: () => "o", "a-b": 7, size: 1 },
  other: { x: 2 },
  "./data.json": { default: [1] },
};

describe("hoistImports() binds what modules export", () => {
  it.each<[string, unknown, ...string[]]>([
    ["named", "o", "import { circle } from 'shapes'", "circle()"],
    ["renamed", 1, "import { size as s } from 'shapes'", "s"],
    ["by a string", 7, "import { 'a-b' as ab } from 'shapes'", "ab"],
    ["default", "d", "import d from 'shapes'", "d"],
    ["default by name", "d", "import { default as d } from 'shapes'", "d"],
    ["namespace", 2, "import * as o from 'other'", "o.x"],
    ["default and namespace", ["d", 1], "import d, * as s from 'shapes'", "[d, s.size]"],
    ["before the line that uses it", 2, "const y = x; import { x } from 'other'", "y"],
    ["with attributes", [1], "import data from './data.json' with { type: 'json' }", "data"],
    ["a missing export is undefined, as it may be a type", undefined, "import { Circle } from 'shapes'", "Circle"],
    ["the call gets no `this`", undefined, "import { thisOf } from 'this'", "thisOf()"],
    ["a redeclared name", 3, "import { x } from 'other'", "const x = 3", "x"],
  ])("%s", async (_, value, ...cells) => {
    const session = createSession({
      ...modules,
      this: {
        thisOf: function (this: unknown) {
          return this;
        },
      },
    });
    let last: unknown;
    for (const cell of cells) last = await session.run(cell);
    expect(last).toEqual(value);
  });

  it("imports in the order of the text, and for their effect alone", async () => {
    const session = createSession({ ...modules, effect: {} });
    await session.run(
      "import 'effect'\nimport { x } from 'other'\nexport * from 'shapes'\nimport data from './data.json' with { type: 'json' }",
    );
    expect(session.imported).toEqual(["effect", "other", "shapes", './data.json {"with":{"type":"json"}}']);
  });

  it("erases what is imported as a type", async () => {
    const session = createSession(modules);
    await session.run(
      "import type { A } from 'types'\nimport { type B } from 'types'\nimport { type C, x } from 'other'",
    );
    expect(session.imported).toEqual(["other"]);
  });

  it("rejects with the loader's error when there is no such module", async () => {
    await expect(createSession().run("import 'gone'")).rejects.toThrow("Cannot find module 'gone'");
  });

  it("refuses an assignment to what is imported, in this cell and in later ones", async () => {
    const session = createSession(modules);
    await expect(session.run("import { x } from 'other'\nx = 1")).rejects.toThrow("Assignment to constant variable.");
    await expect(session.run("x++")).rejects.toThrow("Assignment to constant variable.");
  });
});

describe("rewriteModuleExpressions() gives a cell what a module has", () => {
  it("import() in any place, with its options", async () => {
    const session = createSession(modules);
    expect(await session.run("const load = async (name: string) => (await import(name)).x\nawait load('other')")).toBe(
      2,
    );
    await session.run("await import('./data.json', { with: { type: 'json' } })");
    expect(session.imported).toEqual(["other", './data.json {"with":{"type":"json"}}']);
  });

  it("import.meta and require", async () => {
    expect(await runCells("import.meta.url")).toBe("file:///notebooks/");
    expect(await runCells("require('node:path').sep.length")).toBe(1);
    expect(await runCells("typeof require")).toBe("function");
    expect(await runCells("import p = require('node:path')", "typeof p.join")).toBe("function");
    expect(await runCells("const require = () => 'own'", "require()")).toBe("own");
  });
});

describe("rewriteModuleStatements() drops `export` and keeps what is declared", () => {
  it.each<[unknown, ...string[]]>([
    [5, "export const e = 5", "e"],
    [5, "const e = 5\nexport { e, e as f }", "e"],
    [6, "export function ef() { return 6 }", "ef()"],
    [6, "export var ev = 6", "ev"],
    [[1, 2], "export let [a, b] = [1, 2]", "[a, b]"],
    [6, "export enum EE { A = 6 }", "EE.A"],
    ["D", "export default class D {}", "D.name"],
    ["fd", "export default function fd() {}", "fd.name"],
    [undefined, "export default { a: 1 }"],
    [1, "export default function () {}\n1"],
    [1, "let a = 1\nexport default a\n;(a)"],
    [undefined, "export type { A } from 'x'"],
    [8, "let ran = 1\nexport default (ran = 8)\nran"],
  ])("%s: %s", async (value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });

  it("an alias lives in its box", async () => {
    expect(await runCells("const ns = { A: class {} }", "import Al = ns.A", "Al.name")).toBe("A");
    expect(compileCell("import z = A.B.C", emptyScope, tools).declares).toEqual([
      { name: "z", kind: "import", growing: null },
    ]);
  });
});
