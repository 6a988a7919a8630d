import { describe, expect, it } from "vitest";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import { createSession, emptyScope, runCells, tools } from "./session.ts";

const EARLY = (name: string): string => `ReferenceError: Cannot access '${name}' before initialization`;
const CONSTANT = "TypeError: Assignment to constant variable.";
const code = (source: string): string => compileCell(source, emptyScope, tools).code;

describe("findPlaces() lets cells share names as one program does", () => {
  it.each<[string, unknown, ...string[]]>([
    [
      "a function changes a variable that a later cell sets",
      6,
      "let count=0; function inc(){return ++count}",
      "count=5; inc(); count",
    ],
    ["an arrow changes a variable of a later cell's view", 1, "let n = 0; const inc = () => ++n", "inc(); n"],
    ["a function sees the newest const of its name", 2, "const v = 1; const get = () => v", "const v = 2", "get()"],
    [
      "a function calls the newest function of a name",
      2,
      "function f() { return 1 }\nfunction g() { return f() }",
      "const f = () => 2",
      "g()",
    ],
    ["a let of functions is one for all", 2, "let q = 1\nlet f = () => { q = 2 }\nf()\nq"],
    [
      "a variable that only the top level touches reaches the next cell",
      11,
      "let s = 0; for (let q = 0; q < 5; q++) s += q\ns++",
      "s",
    ],
    [
      "such a variable keeps the value of a cell that fails",
      3,
      "let s = 0; try { for (;;) { s += 1; if (s === 3) throw 1 } } catch {}",
      "s",
    ],
    [
      "an earlier function changes a redeclared variable",
      11,
      "let c = 0; const inc = () => ++c",
      "let c = 10; inc(); c",
    ],
    ["a redeclaration may change the kind", 2, "function h() {}", "const h = 2", "h"],
    [
      "class after const after function",
      "class",
      "function k() {}",
      "const k = 1",
      "class k {}",
      "String(k).slice(0, 5)",
    ],
    ["names of globals are free", 0.9, "const name = 1", "const performance = 0.9", "performance"],
    ["an arrow may call itself", 120, "const fact = n => n ? n * fact(n - 1) : 1", "fact(5)"],
    ["a default of a pattern may call a function at once", 7, "const { a, b = (() => a + 1)() } = { a: 6 }", "b"],
    ["a preloaded or global name is found", "function", "typeof setTimeout"],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });

  it("a cell that fails half-way keeps the old value of what it did not reach", async () => {
    const session = createSession();
    await session.run("const a = 1");
    await expect(session.run("null.x; const a = 2")).rejects.toThrow(TypeError);
    expect(await session.run("a")).toBe(1);
  });
});

describe("findPlaces() makes a name that is read too early throw as V8 does", () => {
  it.each<[string, ...string[]]>([
    [EARLY("x"), "x; const x = 1"],
    [EARLY("x"), "const f = () => x; f(); const x = 1"],
    [EARLY("x"), "x = 1; let x"],
    [EARLY("x"), "typeof x; let x"],
    [EARLY("x"), "const x = x + 1"],
    [EARLY("x"), "const x = 1", "x; const x = 2"],
    [EARLY("A"), "new A(); class A {}"],
    [EARLY("A"), "class A extends A {}"],
    [EARLY("E"), "E.A; enum E { A }"],
  ])("%s: %s", async (message, ...cells) => {
    expect(await runCells(...cells)).toBe(message);
  });

  it("after a cell that failed before the declaration", async () => {
    const session = createSession();
    await expect(session.run("null.x; const late = 1")).rejects.toThrow(TypeError);
    await expect(session.run("late")).rejects.toThrow("Cannot access 'late' before initialization");
  });
});

describe("findPlaces() makes assigning to a constant throw as V8 does", () => {
  it.each<[...string[]]>([
    ["const c = 1; c = 2"],
    ["const c = 1", "c = 2"],
    ["const c = 1", "c += 2"],
    ["const c = 1", "c++"],
    ["const c = 1", "--c"],
    ["const c = 1", "[c] = [2]"],
    ["const c = 1", "({ c } = { c: 3 })"],
    ["const c = 1", "({ c = 2 } = {})"],
    ["const c = 1", "for (c of [1]) {}"],
    ["const c = 1", "for (c in { a: 1 }) {}"],
    ["const c = 1", "c &&= 2"],
    ["const c = null", "c ??= 2"],
    ["const c = 1; const f = () => { c = 2 }", "f()"],
    ["const { c } = { c: 1 }", "(c as any) = 2"],
    ["class c { static { c = 1 } }"],
  ])("%s %s", async (...cells) => {
    expect(await runCells(...cells)).toBe(CONSTANT);
  });

  it("but not where the assignment would not happen", async () => {
    expect(await runCells("const c = 1", "c ??= 2\nc ||= 3")).toBe(1);
    expect(await runCells("const c = 0", "c &&= 3")).toBe(0);
  });

  it("and evaluates the right side first", async () => {
    expect(await runCells("const c = 1; let seen = 0", "try { c = (seen = 5) } catch {}\nseen")).toBe(5);
  });

  it("and lets a variable, a function and a class be assigned", async () => {
    expect(await runCells("function f() {}; class A {}; let x", "f = 1; A = 2; x = 3", "[f, A, x]")).toEqual([1, 2, 3]);
  });
});

describe("findPlaces() keeps out of the box what can stay a variable", () => {
  it("reads a const of the top level from its variable", () => {
    expect(code("const a = 1\nfor (;;) a")).toContain("for (;;) a");
  });

  it("reads a const inside a function from its box", () => {
    expect(code("const a = 1\nconst f = () => a")).toContain("() => $box_a.v");
  });

  it("repeats the assignments to a let that no function uses in its box", () => {
    expect(code("let s = 0\nfor (const x of [1]) s += x")).toContain("$box_s.v = s += x");
  });

  it("uses the box for a let that a function uses", () => {
    expect(code("let s = 0\ns += 1\nconst f = () => s")).toContain("$box_s.v += 1");
  });

  it("uses the box for a let that an earlier cell had, whose functions may use it", () => {
    const scope = { has: () => true, kindOf: () => "let" as const };
    expect(compileCell("let s = 0\ns += 1", scope, tools).code).toContain("$box_s.v += 1");
  });
});

describe("findPlaces() repeats every form of assignment", () => {
  it.each<[unknown, string]>([
    [[5, 6], "let s = 5; const old = s++\n;[old, s]"],
    [[6, 6], "let s = 5; const now = ++s\n;[now, s]"],
    [7, "let s = 5; s++, s++"],
    [3n, "let s = 1n; s++; for (; s < 3n; s++) ;"],
    [9, "let s; s ??= 9"],
    [1, "let t, s; s = t = 1"],
    [4, "let s = 1; (s as number)++; s!++; (s) = s + 1"],
    [-8, "let s = 7; const t = -++s; s = t"],
    [2, "let s = 0; const t = [1, 2].map(x => x); for (s of t) ;"],
    [3, "let s = 0; [s] = [3]"],
    [1, "let s = 0; true ? s = 1 : s = 2"],
  ])("%s: %s", async (value, cell) => {
    const session = createSession();
    const last = await session.run(cell);
    if (!Array.isArray(value)) expect(session.boxes.get("s")!.v).toEqual(value);
    else expect([last, session.boxes.get("s")!.v]).toEqual([value, value[1]]);
  });
});
