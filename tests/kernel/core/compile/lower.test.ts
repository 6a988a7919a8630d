import { describe, expect, it } from "vitest";
import { CellSyntaxError } from "../../../../kernel/core/compile/cellSyntaxError.ts";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import { createSession, emptyScope, runCells, thrownAt, tools } from "./session.ts";

const RESOURCES = `const log = []
const sync = (name) => ({ name, [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() { log.push(name) } })
const slow = (name) => ({ async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() { log.push(name) } })`;

describe("lower() runs what not every Node can", () => {
  it.each<[string, unknown, ...string[]]>([
    [
      "a decorator of a method",
      ["m"],
      "const log = []; function dec(v, c) { log.push(c.name); return v }",
      "class K { @dec m() { return 1 } }",
      "log",
    ],
    [
      "a decorator of a class, which may replace it",
      "Other",
      "const other = () => class Other {}",
      "@other class K {}",
      "K.name",
    ],
    [
      "a decorator with arguments",
      [2, "m"],
      "const seen = []; const dec = (n) => (v, c) => { seen.push(n, c.name); return v }",
      "class K { @dec(2) m() {} }",
      "seen",
    ],
    ["a decorator of a field", 8, "const twice = () => (v) => v * 2", "class K { @twice x = 4 }", "new K().x"],
    ["a decorator of this cell, of an exported class", "K", "const d = (v) => v\n@d export class K {}", "K.name"],
    [
      "the call of a decorator gets no `this`",
      undefined,
      "let self = 1; function dec() { self = this; return (v) => v }",
      "@dec() class K {}",
      "self",
    ],
    [
      "accessor",
      [1, 3, true],
      "class A { accessor x = 1 }",
      "const a = new A(), first = a.x; a.x = 3",
      "[first, a.x, Object.hasOwn(A.prototype, 'x')]",
    ],
    [
      "using, at the top level of the cell",
      ["body", "b", "a"],
      RESOURCES,
      "using a = sync('a'), b = sync('b'); log.push('body')",
      "log",
    ],
    ["using, in a block", ["a", "after"], RESOURCES, "{ using a = sync('a') }\nlog.push('after')", "log"],
    [
      "using, in a loop and a function",
      ["1", "2", "f"],
      RESOURCES,
      "for (using x of [sync('1'), sync('2')]) ;\n(function () { using y = sync('f') })()",
      "log",
    ],
    ["await using", ["body", "s"], RESOURCES, "await using a = slow('s'); log.push('body')", "log"],
    [
      "disposal when the cell fails",
      ["a"],
      RESOURCES,
      "try { (() => { using a = sync('a'); throw 1 })() } catch {}",
      "log",
    ],
    [
      "a cell's value beside using",
      8,
      RESOURCES,
      "using a = sync('a')\nconst y = 7\nfunction later() { return y + 1 }\nlater()",
    ],
    [
      "names of functions",
      ["f", "g", "K"],
      "class A { accessor x = 1 }\nconst f = () => 1; var g = () => 2; let K = class {}\n{ let f = 3 }",
      "[f.name, g.name, K.name]",
    ],
    [
      "enums, parameter properties and types beside it",
      [1, 2, 3],
      "enum E { A = 1 }\nclass P { accessor q: number = 3; constructor(public p = 2) {} }",
      "[E.A, new P().p, new P().q]",
    ],
    [
      "a variable that functions share",
      6,
      "class A { accessor x = 1 }\nlet count = 0; function inc() { return ++count }",
      "count = 5; inc(); count",
    ],
    [
      "assigning to a constant",
      "TypeError: Assignment to constant variable.",
      "class A { accessor x = 1 }\nconst c = 1",
      "class B { accessor x = 1 }\nc = 2",
    ],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });

  it("keeps what is not the cell's own inside of the cell", async () => {
    const before = Object.getOwnPropertyNames(globalThis).length;
    await runCells("const d = (v) => v", "@d class K { accessor x = 1 }");
    expect(Object.getOwnPropertyNames(globalThis).length).toBe(before);
  });

  it("disposes of resources when the cell throws", async () => {
    const session = createSession();
    await session.run(RESOURCES);
    await expect(session.run("using a = sync('a'); null.x")).rejects.toThrow(TypeError);
    expect(await session.run("log")).toEqual(["a"]);
  });

  it("refuses with a CellSyntaxError what the compiler cannot do", () => {
    const compile = (): unknown => compileCell("for (await using x = f(); ; ) break", emptyScope, tools);
    expect(compile).toThrow(CellSyntaxError);
    expect(compile).toThrow("Cannot compile this cell:");
  });
});

describe("lower() leads back to the exact place", () => {
  // The class makes the cell be lowered; the place is where the text has a mark.
  it.each<[string]>([
    ["n.@x"],
    ["f + f + n.@x"],
    ["add(f, f) + add(f, @nope)"],
    ["@f(add(f, 1), 2)"],
    ["o.@foo(f)"],
    ["o.a.@b.c"],
    ["const q = [f, @f()]"],
    ["throw @new Error(String(f))"],
    ["for (const v of @f) ;"],
    ["const g = (x: number): number => { return x as number + n.@x };\n\n\ng(1)"],
    ["if (f) {\n  // comment\n  f; f; n.@x\n}"],
    ["let s = 0; for (let i = 0; i < 2; i++) { s += i; n.@x }"],
    ["class P { constructor(public p: number, public q = n.@x) {} }; new P(1)"],
    ["enum E { A = 1, B = n.@x }"],
    ["await add(f, f); await null; n.@x"],
  ])("%s", async (marked) => {
    const offset = marked.indexOf("@");
    const source = `class K { accessor k = 1 }\n${marked.replace("@", "")}`;
    const session = createSession({}, { f: 1, n: null, o: {}, add: (a: number, b: number) => a + b });
    const error = await session.run(source).catch((thrown: unknown) => thrown);
    const lines = marked.slice(0, offset).split("\n");
    const place = compileCell(source, session.scope, tools).toSource(thrownAt(error));
    expect(place).toEqual({ line: lines.length, column: lines.at(-1)!.length });
  });
});
