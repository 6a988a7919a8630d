import { describe, expect, it } from "vitest";
import { runCells } from "./session.ts";

describe("rewriteReferences() leaves a cell's meaning as it is", () => {
  it.each<[string, unknown, ...string[]]>([
    ["a shorthand property", { lr: 3, epochs: 3 }, "const lr=3", "const o={lr, epochs:3}", "o"],
    [
      "a property and a method of the same name",
      ["v", 2],
      "let x = 'v'",
      "const o = { x() { return x }, y: { x: 2 } }",
      ";[o.x(), o.y.x]",
    ],
    ["a computed property", 12, "const k = 'dyn'", "const o = { [k]: 12 }", "o.dyn"],
    ["a label", 1, "let label = 1", "label: for (;;) { break label }\nlabel"],
    ["targets of a pattern", [1, [2]], "let a, b", "({ a, b: [...b] } = { a: 1, b: [2] })", "[a, b]"],
    ["defaults of a pattern", [5, 6], "let a, b", "({ a = 5, c: b = 6 } = {})", "[a, b]"],
    ["a swap", [2, 1], "let a = 1, b = 2", "[a, b] = [b, a]", "[a, b]"],
    ["for-of", 4, "let x", "for (x of [1, 4]) ;", "x"],
    ["for-in", "k", "let x", "for (x in {k: 1}) ;", "x"],
    ["for-of into a pattern", 2, "let x", "for ([x] of [[1], [2]]) ;", "x"],
    ["updates", [3, 2, 3], "let a = 1", "a++; const before = a++;", "[a, before, a]"],
    [
      "compound and logical assignment",
      [3, 8, 7],
      "let a = 1, b = 2, c = null",
      "a += 2; b **= 3; c ??= 7",
      "[a, b, c]",
    ],
    ["typeof a name", "number", "let a = 1", "typeof a"],
    ["typeof an unknown name", "undefined", "typeof nope"],
    ["delete of a property", [], "let o = {p: 1}", "delete o.p; Object.keys(o)"],
    ["a tagged template", "x1y", "function tag(s, v) { return s[0] + v + s[1] }", `tag\`x\${1}y\``],
    ["new", "K", "class K {}", "new K().constructor.name"],
    ["new of a member", "K", "const ns = { K: class K {} }", "new ns.K().constructor.name"],
    ["an optional call", [1, undefined], "let f = () => 1, g = null", "[f?.(), g?.()]"],
    ["a spread", 3, "let arr = [1, 2]", "Math.max(...arr, arr.length + 1)"],
    ["an awaited promise of an earlier cell", 5, "const p = Promise.resolve(5)", "await p"],
    ["extends", ["B", "A"], "class A { n() { return 'A' } }", "class B extends A {}", "[B.name, new B().n()]"],
    ["a parameter hides a name", [3, 1], "let x = 1", "function p(x = 3) { return x }", "[p(), x]"],
    ["a default sees what the body hides", 3, "let x = 1", "function f(a = x) { var x = 2; return a + x }", "f()"],
    ["a block hides a name", [2, 1], "let x = 1", "let seen; { let x = 2; seen = x }", "[seen, x]"],
    ["a catch hides a name", ["err", 1], "let e = 1", "let got; try { throw 'err' } catch (e) { got = e }", "[got, e]"],
    ["a loop hides a name", 10, "let i = 10", "for (let i = 0; i < 3; i++) ;", "i"],
    ["a function expression's own name", 120, "const fact = function f(n) { return n ? n * f(n - 1) : 1 }", "fact(5)"],
    ["a function in a block is the block's own", "undefined", "{ function hidden() {} }", "typeof hidden"],
    [
      "a switch",
      [3, 0],
      "let i = 3",
      "let w; switch (i) { case 3: let i2 = i; w = i2; break; default: w = 0 }",
      "[w, i - 3]",
    ],
    [
      "functions before their line",
      true,
      "isEven(10); function isEven(n) { return n === 0 || isOdd(n - 1) } function isOdd(n) { return n !== 0 && isEven(n - 1) }",
      "isEven(10)",
    ],
    ["generators", [1, 2], "function* gen() { yield 1; yield 2 }", "[...gen()]"],
    [
      "asynchronous iteration",
      [0, 1, 4],
      "async function* sq() { for (let i = 0; i < 3; i++) yield i * i }",
      "const out = []\nfor await (const x of sq()) out.push(x)",
      "out",
    ],
    [
      "private fields",
      [1, true],
      "class A { #x = 1; static has(o) { return #x in o } get x() { return this.#x } }",
      "const a = new A()",
      "[a.x, A.has(a)]",
    ],
    ["static blocks", 3, "class A { static n = 2; static { A.n = 3 } }", "A.n"],
    ["a name beyond the basic plane", 2, "let 𝒳 = 1", "𝒳 + 1"],
    ["a name that is special as a key", ["__proto__"], "let __proto__ = {}", "Object.keys({ __proto__ })"],
    ["an escaped name", 1, "let \\u0061b = 1", "ab"],
    ["names like our own", [1, 2, 3], "let $box_x = 1, $run = 2, x = 3", "[$box_x, $run, x]"],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });
});

describe("rewriteReferences() hands nothing to a function as its `this`", () => {
  it.each<[...string[]]>([
    ["this"],
    ["(() => this)()"],
    ["t()"],
    ["t`x`"],
    ["t?.()"],
    ["(t)()"],
    ["(t as any)()"],
    ["t!()"],
    ["t<number>()"],
    ["[1].map(() => t())[0]"],
  ])("%s", async (cell) => {
    expect(await runCells("function t() { return this }", cell)).toBeUndefined();
  });

  it("and the object to a method", async () => {
    expect(await runCells("const o = { n: 1, get() { return this.n } }", "o.get()")).toBe(1);
  });
});

describe("rewriteReferences() lets functions and classes take their names from variables", () => {
  it.each<[string, ...string[]]>([
    ["f", "const f = () => 1", "f.name"],
    ["f", "let f = function () {}", "f.name"],
    ["K", "let K = class {}", "K.name"],
    ["K", "class K {}", "K.name"],
    ["v", "var v = () => 1", "v.name"],
    ["v", "var v = (async () => 1)", "v.name"],
    ["g", "let g", "g = () => 1", "g.name"],
    ["g", "let g", "g ??= (() => 1) as any", "g.name"],
    ["g", "var { g = () => 1 } = {}", "g.name"],
    ["q", "let q", "[q = () => 2] = []", "q.name"],
    ["own", "let n", "n = function own() {}", "n.name"],
    ["h", "function h(){}", "h.name"],
    ["mine", "let s", "s = class { static name = 'mine' }", "s.name"],
  ])("%s: %s", async (name, ...cells) => {
    expect(await runCells(...cells)).toBe(name);
  });
});

describe("rewriteReferences() keeps a statement that begins with a call apart from the line before", () => {
  it.each<[unknown, string]>([
    [2, "let a = 1\nf(2)"],
    [2, "let a = [f]\na\nf(2)"],
    [[2, 3], "const a = f\nconst out = [a(2)]\nout.push(a(3))\nf(out)"],
    [4, "if (f === 1) f(3)\nelse f(4)\nf(4)"],
    [1, "'text'\nf(1)"],
    [1, "a: f(0)\nf(1)"],
    [3, "let s = 0\nfor (const x of [1, 2]) s += f(x)\nf(s)"],
    [5, "let g = x => x\nf`t`\nf(5)"],
  ])("%s: %s", async (value, cell) => {
    expect(await runCells("function f(x) { return x }", cell)).toEqual(value);
  });
});

describe("withoutBoxNames() gives V8's messages as if the cell had run as it stands", () => {
  it.each<[string, ...string[]]>([
    ["TypeError: f is not a function", "let f = 1", "f()"],
    ["TypeError: f is not a constructor", "let f = 1", "new f()"],
    ["TypeError: o.x is not a function", "let o = {}", "o.x()"],
    ["TypeError: o is not iterable", "let o = 1", "for (const x of o) ;"],
    ["TypeError: Cannot destructure property 'a' of 'o' as it is undefined.", "let o", "const { a } = o"],
    ["ReferenceError: nope is not defined", "nope"],
    ["TypeError: größe is not a function", "let größe = 1", "größe()"],
  ])("%s", async (message, ...cells) => {
    expect(await runCells(...cells)).toBe(message);
  });
});
