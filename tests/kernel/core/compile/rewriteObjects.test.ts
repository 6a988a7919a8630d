import { describe, expect, it } from "vitest";
import { runCells } from "./session.ts";

describe("rewriteObjects() makes an enum an object that leads both ways", () => {
  it.each<[string, unknown, ...string[]]>([
    ["numbers count on", [0, 1, 5, 6], "enum E { A, B, C = 5, D }", "[E.A, E.B, E.C, E.D]"],
    ["numbers lead back to names", "A", "enum E { A, B }", "E[0]"],
    ["members use each other", [3, 6, 7], "enum E { A = 3, B = A << 1, C = E.A + 4 }", "[E.A, E.B, E.C]"],
    ["strings do not lead back", ["A", "b c"], "enum S { A = 's', 'b c' = 'd' }", "Object.keys(S)"],
    ["nor do strings of another cell's enum", ["Y"], "enum S { A = 's' }", "enum T { Y = S.A }", "Object.keys(T)"],
    ["names of earlier cells", 12, "const base = 12", "enum E { A = base }", "E.A"],
    ["two of one cell are one", [0, 5, 6], "enum E { A }\nenum E { B = 5, C = B + 1 }", "[E.A, E.B, E.C]"],
    ["a new one begins anew", undefined, "enum E { A }", "enum E { B }", "E.A"],
    ["const enum", 1, "const enum C { X, Y }", "C.Y"],
    ["inside a function", 5, "function f() { enum L { A = 5 } return L.A }", "f()"],
    ["trailing comma and comments", [0, 1], "enum E { A, // a\n B, /* b */ }", "[E.A, E.B]"],
    ["after a line without a semicolon", 0, "let a = 1\nenum E { A }", "E.A"],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });
});

describe("rewriteObjects() makes a namespace an object of its exports", () => {
  it.each<[string, unknown, ...string[]]>([
    [
      "exports and own names",
      3,
      "namespace N { export const x = 1; const h = 2; export function f() { return x + h } }",
      "N.f()",
    ],
    ["own names are not exported", ["x"], "namespace N { export const x = 1; const h = 2 }", "Object.keys(N)"],
    [
      "an exported variable is a property",
      [2, 2],
      "namespace N { export let x = 1; export function inc() { x++; return x } }",
      "[N.inc(), N.x]",
    ],
    ["patterns", 5, "namespace N { export const { a, b: [c] } = { a: 2, b: [3] } }", "N.a + N.c"],
    ["several parts", 7, "namespace A.B.C { export const c = 7 }", "A.B.C.c"],
    [
      "parts that share",
      [7, 8],
      "namespace A.B { export const c = 7 }\nnamespace A.D { export const e = 8 }",
      "[A.B.c, A.D.e]",
    ],
    [
      "two of one name see each other",
      3,
      "namespace N { export const a = 1 }\nnamespace N { export const b = a + 2 }",
      "N.b",
    ],
    ["with a function", 9, "function f() { return f.v }\nnamespace f { export const v = 9 }", "f()"],
    ["with a class", [1, 4], "class C { static k = 1 } namespace C { export const z = 4 }", "[C.k, C.z]"],
    ["with an enum", [1, 0], "enum E { A }\nnamespace E { export const b = E.A + 1 }", "[E.b, E.A]"],
    [
      "classes, enums and namespaces inside",
      ["M", 1, 2],
      "namespace N { export class M {} export enum E { A = 1 } export namespace I { export const q = E.A + 1 } }",
      "[N.M.name, N.E.A, N.I.q]",
    ],
    ["itself by name", 1, "namespace N { export const x = 1; export const y = N.x }", "N.y"],
    ["names of earlier cells", 4, "let k = 4", "namespace N { export const x = () => k }", "N.x()"],
    ["functions take their names", "fn", "namespace N { export const fn = () => 1 }", "N.fn.name"],
    ["an alias", 1, "namespace N { export namespace I { export const x = 1 } export import J = I }", "N.J.x"],
    [
      "types alone leave nothing",
      "undefined",
      "namespace T { export type X = 1; export interface Y {} }\nlet t: T.X = 1;",
      "typeof T",
    ],
    [
      "a new one begins anew",
      undefined,
      "namespace N { export const a = 1 }",
      "namespace N { export const b = 2 }",
      "N.a",
    ],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });
});
