import { describe, expect, it } from "vitest";
import { findTypeServer } from "../../../kernel/node/typeServerProject.ts";
import { cell } from "../core/types/cells.ts";
import { briefly, fakePackage, type Notebook, openNotebook, recording } from "./fakePackage.ts";

/** Cells with their declarations; every one must be free of errors. Gives all that was said. */
async function runAll(
  notebook: Notebook,
  cells: readonly (readonly [text: string, ...declares: string[]])[],
): Promise<string[]> {
  const said: string[] = [];
  for (const [text, ...declares] of cells) said.push(...briefly(await notebook.run(text, declares)));
  return said;
}

describe("check() and remember()", () => {
  it.each([
    ["a redeclared function", [["function h() {}", "function h"], ["const h = 2", "const h"], ["h.toFixed()"]]],
    ["a name that the DOM has", [["const name = 1", "const name"], ["name.toFixed()"]]],
    ["a closure on a variable", [["let n = 0; const inc = () => ++n", "let n", "const inc"], ["inc(); n"], ["n = 5"]]],
    ["a variable without a value yet", [["let w: number", "let w"], ["w = 3"], ["w + 1"]]],
    ["a union that an assignment narrows", [["let y: number | null = null", "let y"], ["y = 5; y.toFixed()"]]],
    [
      "an export of the learner's own",
      [["export const a = 1", "const a"], ["export { a as b }; export default a"], ["a + 1"]],
    ],
    ["a library name taken over", [["const mse = 3", "const mse"], ["mse.toFixed()"], ["mean([1])"]]],
    ["a destructured name", [["const { a, ...rest } = { a: 1, b: 2 }", "const a", "const rest"], ["rest.b + a"]]],
    ["a label and code that is never reached", [["out: for (;;) { break out }"], ["throw 1; 2"]]],
    ["a name in a string or as a key", [["let lost = 1", "let lost"], ["({ lost: 'lost' }).lost.length"]]],
  ] as const)("know %s", async (_name, cells) => {
    expect(await runAll(openNotebook(), cells)).toEqual([]);
  });

  it("give a growing array the type any[], with one hint", async () => {
    const losses = ["const losses = []", "const losses any[]"] as const;
    const notebook = openNotebook();
    expect(await runAll(notebook, [losses, ["losses.push(1)"], ["losses.length"], losses, ["losses.push(2)"]])).toEqual(
      ["hint TS7034 at 0:0-6: losses has the type any[] as its type cannot grow across cells"],
    );
    expect(briefly(await notebook.run("losses = []"))).toEqual([
      "TS2588 at 0:0-6: Cannot assign to 'losses' because it is a constant.",
    ]);
  });

  it("give a growing variable the type any, with one hint", async () => {
    const cells = [["let model;", "let model any"], ["model = { w: 1 }"], ["model.w"], ["model.any.thing"]] as const;
    expect(await runAll(openNotebook(), cells)).toEqual([
      "hint TS7034 at 0:0-5: model has the type any as its type cannot grow across cells",
    ]);
  });

  it("let types grow inside a cell", async () => {
    const { run } = openNotebook();
    const text = "let m; m = 1; m.toFixed(); const f = () => m; const xs = []; xs.push(1); xs[0].toFixed()";
    expect(await run(text, ["let m any", "const f", "const xs any[]"])).toEqual([]);
    expect(briefly(await run("const xs = []; xs.push(1); xs[0].length", ["const xs any[]"]))).toEqual([
      "TS2339 at 0:33-39: Property 'length' does not exist on type 'number'.",
    ]);
  });

  it("make an array that grows in a function of its own cell a hint too", async () => {
    const text = "const xs = []; [1].forEach((x) => xs.push(x)); xs.join()";
    expect(briefly(await openNotebook().run(text, ["const xs any[]"]))).toEqual([
      "hint TS7034 at 0:6-8: xs has the type any[] as its type cannot grow across functions",
    ]);
  });

  it("report the wrong element alone where an array could stand for several types", async () => {
    const { run } = openNotebook();
    const declaring = "type Points = ArrayLike<number> | { x: number[] }; function line(o: { y: Points }) {}";
    await run(declaring, ["function line"], ["Points"]);
    const said = await run('line({ y: [1, NaN, 3, "4"] })');
    expect(said.map(({ start, hint }) => [start.column, hint])).toEqual([[22, "leave the quotes out: 4"]]);
  });

  it("tell a function without a return, and a shell's command", async () => {
    const { run } = openNotebook();
    const [unreturned] = await run("[2, 1].sort((a, b) => { a - b })");
    expect(unreturned?.hint).toBe("the function returns nothing: add a return before its value, as number is wanted");
    const [command] = await run("!ls");
    expect(command?.hint).toContain('execSync("ls")');
  });

  it("put the caret exactly under what is wrong, behind an emoji too", async () => {
    const { run } = openNotebook();
    expect(briefly(await run("const n: number = 'x'", ["const n"]))).toEqual([
      "TS2322 at 0:6-7: Type 'string' is not assignable to type 'number'.",
    ]);
    expect(briefly(await run("1;\r\n/* 😀 größer */ const n: number = 'x'", ["const n"]))).toEqual([
      "TS2322 at 1:22-23: Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("keep generics, interfaces, classes, enums and namespaces", async () => {
    const { run } = openNotebook();
    const declaring = `function pair<T, U>(a: T, b: U): [T, U] { return [a, b] }
interface Box<T = string> { value: T }
class Net<T> { #w = 1; constructor(readonly input: T) {} map<U>(f: (x: T) => U) { return new Net(f(this.input)) } }
enum Kind { Train, Test }
namespace shapes { export type Size = 1 | 2; export const one: Size = 1 }
type Pick2<K extends string> = { [P in K]: number };`;
    const names = ["function pair", "class Net", "enum Kind", "namespace shapes"];
    expect(await run(declaring, names, ["Box", "Pick2"])).toEqual([]);
    const using = `const p: [number, string] = pair(1, "a");
const b: Box = { value: "x" }, c: Box<number> = { value: 1 };
const net: Net<string> = new Net(1).map((x) => x.toFixed());
class Deep extends Net<number> { kind: Kind = Kind.Test; size: shapes.Size = shapes.one }
const picked: Pick2<"a"> = { a: 1 };`;
    const declares = ["const p", "const b", "const c", "const net", "class Deep", "const picked"];
    expect(await run(using, declares)).toEqual([]);
    expect(briefly(await run("pair(1, 2).x; net.input.y; new Deep(1).size = 3; picked.b; c.value.z"))).toEqual([
      "TS2339 at 0:11-12: Property 'x' does not exist on type '[number, number]'.",
      "TS2339 at 0:24-25: Property 'y' does not exist on type 'string'.",
      "TS2322 at 0:27-43: Type '3' is not assignable to type 'Size'.",
      "TS2339 at 0:56-57: Property 'b' does not exist on type 'Pick2<\"a\">'.",
      "TS2339 at 0:67-68: Property 'z' does not exist on type 'number'.",
    ]);
  });

  it("map a redeclared name to its new type, and keep what was made with the old one", async () => {
    const { run } = openNotebook();
    await run("class Net { #w = 1 }", ["class Net"]);
    await run("const old = new Net(); const rate = 1", ["const old", "const rate"]);
    await run("class Net { #w = 2 }", ["class Net"]);
    await run("const rate = 'fast'", ["const rate"]);
    const [first, second] = await run("const n: Net = old; rate.toFixed()", ["const n"]);
    expect(first?.message.split("\n")[0]).toBe("Type 'Net' is not assignable to type 'Net'.");
    expect(first?.hint).toContain("the two types named Net come from different runs of a cell");
    expect(second?.message).toContain("Property 'toFixed' does not exist on type '\"fast\"'");
  });

  it("let a value and a type of one name come from different cells", async () => {
    const { run } = openNotebook();
    await run("interface Point { x: number }", [], ["Point"]);
    await run("const Point = (x: number): Point => ({ x })", ["const Point"]);
    expect(await run("const p: Point = Point(1)", ["const p"])).toEqual([]);
    await run("class Model { w = 1 }", ["class Model"]);
    expect(await run("interface Model { b: number }; new Model()", [], ["Model"])).toEqual([]);
    expect(await run("const m: Model = { b: 1 }; new Model().w", ["const m"])).toEqual([]);
  });

  it("say in plain words why a name of another cell or of the library cannot be assigned to", async () => {
    const { run } = openNotebook();
    await run("const a = 1; function f() {}; class C {}; import os from 'node:os'", [
      "const a",
      "function f",
      "class C",
      "import os",
    ]);
    expect(briefly(await run("a = 2; a++; f = a; C = f; mse = f; datasets = 1; os = 1"))).toEqual([
      "TS2588 at 0:0-1: Cannot assign to 'a' because it is a constant.",
      "TS2588 at 0:7-8: Cannot assign to 'a' because it is a constant.",
      "TS2630 at 0:12-13: Cannot assign to 'f' because it is a function.",
      "TS2629 at 0:19-20: Cannot assign to 'C' because it is a class.",
      "TS2632 at 0:26-29: Cannot assign to 'mse' as it belongs to gradbook; try const mse = …, for one of your own",
      "TS2632 at 0:35-43: Cannot assign to 'datasets' as it belongs to gradbook/datasets; try const datasets = …, for one of your own",
      "TS2632 at 0:49-51: Cannot assign to 'os' because it is an import.",
    ]);
  });

  it("refuse parameters without a type, with the cure", async () => {
    expect(await openNotebook().run("const add = (a, b) => a + b", ["const add"])).toMatchObject([
      { severity: "error", code: 7006, hint: "say what a is, as in a: number" },
      { severity: "error", code: 7006, hint: "say what b is, as in b: number" },
    ]);
  });

  it("know the library by its types", async () => {
    const { run } = openNotebook();
    expect(
      await run("const iris = await datasets.iris(); const m: Matrix = iris.features", ["const iris", "const m"]),
    ).toEqual([]);
    expect(await run('import { mse as error } from "gradbook"; error([1], [2])', ["import error"])).toEqual([]);
    expect(briefly(await run("mse([1], 2); datasets.irish; iris.features[0].x"))).toEqual([
      "TS2345 at 0:9-10: Argument of type 'number' is not assignable to parameter of type 'readonly number[]'.",
      "TS2551 at 0:22-27: Property 'irish' does not exist on type 'typeof datasets'. Did you mean 'iris'?",
      "TS2339 at 0:46-47: Property 'x' does not exist on type 'number[]'.",
    ]);
  });

  it("show neither the prelude nor a virtual path", async () => {
    const { run } = openNotebook();
    await run("class A { #x = 1 }; enum E { One }; type T = { a: A }", ["class A", "enum E"], ["T"]);
    await run("const a = new A(); const e = E.One; const t: T = { a }", ["const a", "const e", "const t"]);
    const said = briefly(
      await run("const x: string = a, y: string = e, z: string = t; a.q; (t as never as { b: T }).b.c"),
    ).join("\n");
    expect(said).toContain("Type 'A' is not assignable to type 'string'.");
    expect(said).toContain("Type 'E' is not assignable to type 'string'.");
    expect(said).toContain("Property 'c' does not exist on type 'T'.");
    expect(said).not.toMatch(/import|gradbook-cell|\$cell/);
  });

  it("check a cell as often as it is asked, and remember only what ran", async () => {
    const { types } = openNotebook();
    expect(await types.check(cell("const a = 1", ["const a"]))).toEqual([]);
    expect(briefly(await types.check(cell("a + 1")))).toEqual(["TS2304 at 0:0-1: Cannot find name 'a'."]);
    types.remember(cell("const a = 1", ["const a"]));
    expect(await Promise.all([types.check(cell("a + 1")), types.check(cell("a.length"))])).toMatchObject([
      [],
      [{ code: 2339 }],
    ]);
  });

  it("respect the learner's own word not to check", async () => {
    const { run } = openNotebook();
    expect(await run("// once\n// @ts-nocheck\nconst n: number = 'x'", ["const n"])).toEqual([]);
    expect(await run("// @ts-ignore\nconst n: number = 'x'", ["const n"])).toEqual([]);
  });

  it("stay exact over many cells, of which only the needed are kept", async () => {
    const { run, types } = openNotebook();
    await run("let step = 0; const first = { w: 1 }", ["let step", "const first"]);
    for (let i = 0; i < 60; i++) {
      types.remember(cell(`const current = { ...first, i${i}: step }; step++`, ["const current"]));
    }
    expect(await run("current.w + current.i59 + step")).toEqual([]);
    expect(briefly(await run("current.i58"))).toEqual([
      "TS2339 at 0:8-11: Property 'i58' does not exist on type '{ w: number; i59: number; }'.",
    ]);
  });
});

describe("the documents of cells", () => {
  it("are open only while a name has its type from them", async () => {
    const server = recording(findTypeServer(fakePackage()));
    const { run, types } = openNotebook({}, { command: server.command });
    await run("const base = { w: 1 }", ["const base"]);
    for (let i = 0; i < 30; i++) await run(`const run = { ...base, i${i}: ${i} }`, ["const run"]);
    await run("run.i29");
    const numTold = (method: string): number => server.told().split(`"textDocument/${method}"`).length - 1;
    // 32 cells, the configuration and the document of completions; the first run and the last, too, still have names.
    await expect.poll(() => [numTold("didOpen"), numTold("didClose")]).toEqual([34, 30]);
    types.forgetAll();
    await expect.poll(() => numTold("didClose")).toBe(32);
  });
});

describe("forgetAll()", () => {
  it("makes names lost until their cell runs again", async () => {
    const { run, types } = openNotebook();
    await run("const losses = [1]; let step = 2; interface P { v: 1 }", ["const losses", "let step"], ["P"]);
    types.forgetAll();
    const lost = (name: string): string =>
      `Cannot use '${name}' as it was lost when the runtime restarted; run the cell that defines it again`;
    const diagnostics = await run("losses.length; const o = { step }; let p: P; mean([1]); other", [
      "const o",
      "let p",
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      lost("losses"),
      lost("step"),
      lost("P"),
      "Cannot find name 'other'.",
    ]);
    expect((await types.complete("los", 3)).matches).toEqual([]);
    await run("const losses = [1]", ["const losses"]);
    expect(await run("losses.length")).toEqual([]);
  });
});
