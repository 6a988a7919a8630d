// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scanned texts have templates in them
import { describe, expect, it } from "vitest";
import {
  allNames,
  findDeclaredNames,
  findOpenCallee,
  findUse,
  nameAt,
  scanWords,
} from "../../../../kernel/core/types/words.ts";

const namesIn = (text: string): string[] => scanWords(text).flatMap((word) => (word.isName ? [word.text] : []));

describe("allNames()", () => {
  it("gives every word, in strings and comments too, and whole where letters are not ASCII", () => {
    expect([...allNames("größe + $x1 // note\n'text' + 3e5")]).toEqual(["größe", "$x1", "note", "text", "e5"]);
  });
});

describe("scanWords()", () => {
  it.each([
    ["a // b\nc /* d\n e */ f", ["a", "c", "f"]],
    [`a + "b" + 'c\\'d' + e`, ["a", "e"]],
    ["`a ${b + `c ${d} e` + { f }.f} g` + h", ["b", "d", "f", "f", "h"]],
    ["`a \\${b} \\` c` + d", ["d"]],
    ["a + 'never closed\nb", ["a", "b"]],
    ["a + `never closed ${b", ["a", "b"]],
    ["x /* never closed", ["x"]],
  ])("finds the names of %j", (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it("counts the brackets around a word", () => {
    expect(scanWords("a({ b: `${[c]}` }) + d").flatMap((word) => (word.isName ? [word.depth] : []))).toEqual([
      0, 2, 4, 0,
    ]);
  });
});

describe("findUse()", () => {
  it.each([
    ["losses.push(1)", 0],
    ["model.losses; losses", 14],
    ["// losses\nlosses", 10],
    ["'losses' + `${losses}`", 14],
    ["[...losses]", 4],
    ["({ losses })", 3],
    ["({ losses: 1 })", null],
    ["model.losses.length", null],
    ["model?.losses", null],
    ["allLosses + losses2", null],
    ["ok ? losses : 0", 5],
  ])("finds losses in %j at %j", (text, offset) => {
    expect(findUse(text, "losses")).toBe(offset);
  });
});

describe("findDeclaredNames()", () => {
  it.each([
    ["const a = f(1, { x: 2 }), b = 3\nlet c", ["a", "b", "c"]],
    ["const { a, b: [c] } = value; function f() { const inner = 1 }", ["a", "b", "c", "f"]],
    ["export class Model {\n  rate = 1\n}\nabstract class Base {}", ["Model", "Base"]],
    ["import x, { y as z, type T } from 'm'\nlet after = 1", ["x", "y", "z", "T", "after"]],
    ["import 'side'\nuse(it)", []],
    ["interface P {}\ntype Q = P\nenum E { A }\nasync function* g() {}", ["P", "Q", "E", "g"]],
    ["options.type = 3\nfor (const i of []) {}", []],
    ["const unfinished = call(", ["unfinished"]],
  ])("finds what %j declares at its top level", (text, names) => {
    expect([...findDeclaredNames(text)].sort()).toEqual(names.toSorted());
  });
});

describe("nameAt()", () => {
  it.each([
    ["Math.sq", 7, { start: 5, end: 7, typed: "sq" }],
    ["Math.sqrt(2)", 7, { start: 5, end: 9, typed: "sq" }],
    ["a + b", 0, { start: 0, end: 1, typed: "" }],
    ["a + b", 3, { start: 3, end: 3, typed: "" }],
    ["x.", 2, { start: 2, end: 2, typed: "" }],
    ["x + 5", 4, { start: 4, end: 4, typed: "" }],
    ["'😀' + größ", 10, { start: 7, end: 11, typed: "grö" }],
  ])("of %j at %i", (text, offset, name) => {
    expect(nameAt(text, offset)).toEqual(name);
  });
});

describe("findOpenCallee()", () => {
  it.each([
    ["mse(", 3],
    ["mse(f(1), [2, 3], ", 3],
    ["new Vector(", 10],
    ["data.map((x) => g(", 17],
    ["mse(a)", null],
    ["mse([", null],
    ["const a = 1", null],
    ["mse(')', ", 3],
  ])("of %j is at %j", (text, end) => {
    expect(findOpenCallee(text, text.length)).toBe(end);
  });
});
