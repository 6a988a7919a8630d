import { describe, expect, it } from "vitest";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import { emptyScope, tools } from "./session.ts";

const compile = (source: string) => compileCell(source, emptyScope, tools);

describe("findDeclarations() finds every value with its kind", () => {
  it.each<[string, string]>([
    ["const a = 1, { b, c: [d = 1, ...e] } = x", "const a, const b, const d, const e"],
    ["let a; var b", "let a, var b"],
    ["if (x) { var a; for (var b of y) { try {} catch { var c } } }", "var a, var b, var c"],
    ["{ let a; const b = 1; class C {} function d() { var e } }", ""],
    ["() => { var a }; class A { static { var b } }", "class A"],
    ["function f() {} async function g() {} function* h() {}", "function f, function g, function h"],
    ["class A {}; abstract class B {}", "class A, class B"],
    [
      "enum A {} const enum B {} namespace C { export const x = 1 } namespace D.E { f() }",
      "enum A, enum B, namespace C, namespace D",
    ],
    [
      "import a, { b, type c, d as e } from 'm'; import * as f from 'n'; import g = require('o')",
      "import a, import b, import e, import f, import g",
    ],
    ["export const a = 1; export default class B {}; export default function () {}", "const a, class B"],
    ["using a = f(); await using b = g()", "const a, const b"],
    ["declare const a: 1; declare function b(): void; declare class C {}; type D = 1; interface E {}", ""],
    ["namespace A { export const x = 1 } function A() {}", "function A"],
    ["var a = 1; var a = 2", "var a"],
    ["function f(a: string): void; function f(a: any) {}", "function f"],
  ])("%s", (source, declares) => {
    expect(
      compile(source)
        .declares.map(({ kind, name }) => `${kind} ${name}`)
        .join(", "),
    ).toBe(declares);
  });
});

describe("findDeclarations() finds whose type TypeScript lets grow", () => {
  it.each<[string, "any" | "any[]" | null]>([
    ["const x = []", "any[]"],
    ["let x = []", "any[]"],
    ["var x = ([])", "any[]"],
    ["const x: number[] = []", null],
    ["const x = [] as number[]", null],
    ["const x = [1]", null],
    ["let x", "any"],
    ["var x;", "any"],
    ["let x = null", "any"],
    ["var x = undefined", "any"],
    ["let x: number", null],
    ["let x: string | null = null", null],
    ["const x = null", null],
    ["let x = 0", null],
    ["for (var x of []) ;", null],
    ["for (var x in {}) ;", null],
    ["let [x] = []", null],
  ])("%s: %s", (source, growing) => {
    expect(compile(source).declares).toMatchObject([{ name: "x", growing }]);
  });
});

describe("findDeclarations() finds the types", () => {
  it.each<[string, string[]]>([
    ["interface A {} type B = 1; export type C = 2; export interface D {}", ["A", "B", "C", "D"]],
    [
      "declare class A {} declare enum B {} declare namespace C {} namespace D { export type E = 1 }",
      ["A", "B", "C", "D"],
    ],
    [
      "import type A from 'm'; import type { B as C } from 'm'; import { type D, e } from 'm'; import type F = require('m')",
      ["A", "C", "D", "F"],
    ],
    ["class A {} interface A {} enum B {} namespace C { f() }", []],
    ["const A = 1; type A = 2", ["A"]],
    ["interface A {} interface A {}", ["A"]],
    ["declare const a: 1; declare global { interface G {} } declare module 'm' {}", []],
  ])("%s", (source, types) => {
    expect(compile(source).declaresTypes).toEqual(types);
  });
});

describe("compileCell() asks for the boxes that the cell uses, its own first", () => {
  const scope = { has: (name: string) => ["a", "b", "c", "T"].includes(name), kindOf: () => null };
  it.each<[string, string[]]>([
    ["c; b; c", ["c", "b"]],
    ["const d = a; let e = d", ["d", "e", "a"]],
    ["function f(a) { return a + b }", ["f", "b"]],
    ["const x: T = 1 as typeof a", ["x"]],
    ["({ a: 1 }).a; a: for (;;) break a", []],
    ["globalThis; nothing", []],
    ["const a = 1; a", ["a"]],
    ["a = 1", ["a"]],
    ["var { b } = { b: c }", ["b", "c"]],
  ])("%s", (source, boxes) => {
    expect(compileCell(source, scope, tools).boxes).toEqual(boxes);
  });
});
