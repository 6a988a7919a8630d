import { describe, expect, it } from "vitest";
import { type DiagnosticContext, translateDiagnostics } from "../../../../kernel/core/types/diagnostics.ts";
import type { ServerDiagnostic } from "../../../../kernel/core/types/languageServerAnswers.ts";
import { writeCellModule } from "../../../../kernel/core/types/prelude.ts";
import { TypedNames } from "../../../../kernel/core/types/typedNames.ts";
import type { Diagnostic, TypedCell } from "../../../../kernel/core/types/typeService.ts";
import { cell, PRELOADS } from "./cells.ts";

const names = new TypedNames();
names.remember(1, cell("", ["const gone"]), new Set());
names.forgetAll();
names.remember(
  2,
  cell("", ["const rate", "let step", "function fit", "class Net", "enum E", "import tool"]),
  new Set(),
);
const context: DiagnosticContext = { names, preloads: PRELOADS, nameOfModule: (path) => path };

/** A server's diagnostic at a place of the module, which is one line below the cell's. */
function raw(code: number, message: string, line: number, from: number, to: number, severity = 1): ServerDiagnostic {
  return { code, message, severity, range: { start: { line, character: from }, end: { line, character: to } } };
}

function translate(text: string | TypedCell, ...answers: ServerDiagnostic[]): Diagnostic[] {
  const one = typeof text === "string" ? cell(text) : text;
  return translateDiagnostics(answers, one, writeCellModule(one, names, PRELOADS), context);
}

describe("translateDiagnostics()", () => {
  it("moves places to the cell's own lines", () => {
    expect(
      translate("\nconst n: number = 'x'", raw(2322, "Type 'string' is not assignable to type 'number'.", 2, 6, 7)),
    ).toEqual([
      {
        severity: "error",
        code: 2322,
        message: "Type 'string' is not assignable to type 'number'.",
        hint: "'x' is a string: give a number, or change the type to string",
        start: { line: 1, column: 6 },
        end: { line: 1, column: 7 },
      },
    ]);
  });

  it("drops what concerns the prelude, the exports, or style", () => {
    const inPrelude = raw(2440, "Import declaration conflicts with local declaration of 'rate'.", 0, 9, 13);
    const inExports = raw(2304, "Cannot find name 'x'.", 2, 9, 10);
    const suggestion = raw(6133, "'a' is declared but its value is never read.", 1, 0, 1, 4);
    expect(translate("rate", inPrelude, inExports, suggestion)).toEqual([]);
  });

  it("puts a bracket that is never closed at the end of the text", () => {
    expect(translate("f(1", raw(1005, "')' expected.", 2, 0, 6))).toMatchObject([
      { code: 1005, start: { line: 0, column: 3 }, end: { line: 0, column: 3 } },
    ]);
  });

  it("orders by place and tells one mistake once", () => {
    const answers = [
      raw(2304, "Cannot find name 'zzz'.", 1, 4, 7),
      raw(2454, "Variable 'w' is used before being assigned.", 1, 0, 1),
      raw(2448, "Block-scoped variable 'w' used before its declaration.", 1, 0, 1),
    ];
    expect(translate("w + zzz; const w = 1", ...answers).map(({ code }) => code)).toEqual([2448, 2304]);
  });

  it("reports only the elements of an array that do not fit", () => {
    const wrong = (source: string, from: number, to: number): ServerDiagnostic =>
      raw(2322, `Type '${source}' is not assignable to type 'Points'.`, 1, from, to);
    const answers = [wrong("number", 11, 12), wrong("number", 14, 17), wrong("string", 19, 22)];
    expect(translate(`line({ y: [1, NaN, "4"] })`, ...answers)).toMatchObject([
      { start: { line: 0, column: 19 }, hint: "leave the quotes out: 4" },
    ]);
  });

  it.each([
    ["rate", 2588, "it is a constant"],
    ["fit", 2630, "it is a function"],
    ["Net", 2629, "it is a class"],
    ["E", 2628, "it is an enum"],
    ["tool", 2632, "it is an import"],
  ])("says why %s of an earlier cell cannot be assigned to", (name, code, reason) => {
    const answer = raw(2632, `Cannot assign to '${name}' because it is an import.`, 1, 0, name.length);
    expect(translate(`${name} = 1`, answer)).toMatchObject([
      { code, message: `Cannot assign to '${name}' because ${reason}.` },
    ]);
  });

  it("speaks of an import only when the cell itself has it", () => {
    const message = "Cannot assign to 'rate' because it is an import.";
    const own = cell("import rate from './r.ts'; rate = 1", ["import rate"]);
    expect(translate(own, raw(2632, message, 1, 27, 31))).toMatchObject([{ code: 2632, message }]);
  });

  it("says that a name belongs to the library", () => {
    const answer = raw(2632, "Cannot assign to 'mse' because it is an import.", 1, 0, 3);
    expect(translate("mse = 1", answer)[0]?.message).toBe(
      "Cannot assign to 'mse' as it belongs to gradbook; try const mse = …, for one of your own",
    );
  });

  it("says that a name was lost and how to get it back", () => {
    expect(translate("gone", raw(2304, "Cannot find name 'gone'.", 1, 0, 4))).toMatchObject([
      {
        message: "Cannot use 'gone' as it was lost when the runtime restarted; run the cell that defines it again",
        hint: null,
      },
    ]);
  });

  it("proposes names of earlier cells and of the library, which TypeScript does not see", () => {
    const [first, second] = translate(
      "stpe + meen",
      raw(2304, "Cannot find name 'stpe'.", 1, 0, 4),
      raw(2304, "Cannot find name 'meen'.", 1, 7, 11),
    );
    expect(first).toMatchObject({ code: 2552, message: "Cannot find name 'stpe'. Did you mean 'step'?" });
    expect(second).toMatchObject({ code: 2552, message: "Cannot find name 'meen'. Did you mean 'mean'?" });
  });

  it("knows the types that cells declare from the library's", () => {
    const own = cell("", [], ["Options"]);
    const unknown = (type: string): ServerDiagnostic =>
      raw(2353, `Object literal may only specify known properties, and 'k' does not exist in type '${type}'.`, 1, 0, 1);
    const hintFor = (type: string): unknown => translate({ ...own, text: "k: 1" }, unknown(type))[0]?.hint;
    const add = "leave k out, or add it to the type: k?: …";
    expect([hintFor("Options"), hintFor("Net")]).toEqual([add, add]);
    expect(hintFor("Matrix")).toBe("there is no option k; press Tab inside the braces to see the options");
  });

  it("leaves out advice on configuration", () => {
    const advice =
      "Cannot find name 'document'. Do you need to change your target library? Try changing the 'lib' compiler option to include 'dom'.";
    expect(translate("document", raw(2584, advice, 1, 0, 8))).toMatchObject([
      {
        message: "Cannot find name 'document'.",
        hint: "cells run in Node, where there is no web page and so no document",
      },
    ]);
  });

  it("makes growing names and untyped modules hints, each told once", () => {
    const text = "const xs = []; const add = () => xs.push(1)";
    const grows = raw(
      7034,
      "Variable 'xs' implicitly has type 'any[]' in some locations where its type cannot be determined.",
      1,
      6,
      8,
    );
    const used = raw(7005, "Variable 'xs' implicitly has an 'any[]' type.", 1, 33, 35);
    expect(translate(text, grows, used)).toMatchObject([
      { severity: "hint", code: 7034, hint: "try const xs: number[] = []" },
    ]);
    const untyped = raw(7016, "Could not find a declaration file for module 'old'.", 1, 14, 19);
    expect(translate("import o from 'old'", untyped)).toMatchObject([
      { severity: "hint", message: "'old' comes without types, so everything from it has the type any" },
    ]);
  });

  it("shows no virtual path", () => {
    const message = `Type 'import("/n/gradbook-cell-1").Net' is not assignable to type 'import("/n/gradbook-cell-2").Net'.`;
    expect(translate("let n: Net = old", raw(2322, message, 1, 4, 5))).toMatchObject([
      {
        message: "Type 'Net' is not assignable to type 'Net'.",
        hint: "the two types named Net come from different runs of a cell; make the value again with the newer one",
      },
    ]);
  });
});
