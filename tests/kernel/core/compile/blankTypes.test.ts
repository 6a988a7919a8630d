import { describe, expect, it } from "vitest";
import { blankTypes } from "../../../../kernel/core/compile/blankTypes.ts";
import { applyEdits } from "../../../../kernel/core/compile/edits.ts";
import { runCells, tools } from "./session.ts";

const blank = (source: string): string =>
  applyEdits(source, blankTypes(tools.parse(source).program, source), [], "").text;

describe("blankTypes() leaves every other character in its place", () => {
  it.each<[string, string]>([
    ["let a: number = 1", "let a         = 1"],
    ["let a!: T", "let a    "],
    ["function f(a?: X, ...b: Y[]): void {}", "function f(a    , ...b     )       {}"],
    ["function f(this: T, a) {}", "function f(         a) {}"],
    ["function f(this: T) {}", "function f(       ) {}"],
    ["(a?) => a", "(a ) => a"],
    ["x as T as U", "x          "],
    ["x satisfies T", "x            "],
    ["x!.y!()", "x .y ()"],
    ["<T>x", "   x"],
    ["f<A, B>(x)", "f      (x)"],
    ["new Map<A, B>()", "new Map      ()"],
    ["const g = f<A>", "const g = f   "],
    ["class A<T> extends B<T> implements C, D<T> {}", "class A    extends B                       {}"],
    ["x = class implements A {}", "x = class              {}"],
    ["abstract class A { private static readonly x?: 1 }", "         class A {         static          x     }"],
    ["class A { m?<T>(): T { } }", "class A { m    ()    { } }"],
    ["class A { ['k']?: T; override async *g() {} }", "class A { ['k']    ;          async *g() {} }"],
    ["class A { constructor(private a, readonly b = 1) {} }", "class A { constructor(        a,          b = 1) {} }"],
    ["type A = {\n  x: 1\n}", ";         \n      \n "],
    ["interface A {}", ";             "],
    ["declare const x: 1, y: 2", ";                       "],
    ["function f(): void\nfunction f() {}", ";                 \nfunction f() {}"],
    [
      "abstract class A { [k: string]: 1; abstract m(): void }",
      "         class A { ;               ;                  }",
    ],
    ["try {} catch (e: unknown) {}", "try {} catch (e         ) {}"],
    ["(x: number): x is 1 => x", "(x        )         => x"],
    ["x /* a: b */ as /* c */ T", "x                        "],
    ["let 𝒳: string = '😀' as any", "let 𝒳         = '😀'       "],
  ])("%s", (source, text) => {
    expect(blank(source)).toBe(text);
    expect(text.length).toBe(source.length);
  });
});

describe("blankTypes() keeps statements and arrows whole when types took lines, or a line's end", () => {
  it.each<[unknown, ...string[]]>([
    [1, "let u = [1] as any\n;[u[0]][0]"],
    [[7], "let u = 5 as any\n[7]"],
    [3, "const x = 1 as number\nlet y = x as any\n(3)"],
    [4, "const g = (x: number):\n Array<\n number\n> => [x]\ng(4)[0]"],
    [4, "const g = async <\nT>(x: T) => x\nawait g(4)"],
    [4, "function f() { return <\nany>4 }\nf()"],
    [4, "function f() { return <T>\n(x: T) => x }\nf()(4)"],
    [1, "type A = number\n(1)"],
    [2, "let a = 1\ntype B = string\n;(a) = 2\na"],
    [2, "let a = 2\ninterface I { x: 1 }\n[1].map(x => x)\na"],
    [
      [1, 2, 3, 4],
      "class Q { a = 1\n public ['b'] = 2\n readonly c = 3 as number\n ['d']: number = 4 }",
      "Object.values(new Q())",
    ],
    [["a", "get"], "class Q { a\n public get: any\n private x() {} }", "Object.keys(new Q())"],
    [5, "let b; if (0) b = 1 as any\nelse b = 5\nb"],
    [6, "let b; do b = 6 as any\nwhile (0)\nb"],
    [8, "const f = () => 8 as any\n(f)()", "f()"],
    [9, "function f() { var x = 9 as any\n;(x)\nreturn x as any\n(1) }\nf()"],
    [1, "#!shebang\n1"],
  ])("%s: %s", async (value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });
});
