// `const losses = []` and `let model;`: TypeScript lets such a type grow inside one file only, and a cell is a file.
import type { Declaration, Position } from "../compile/compiledCell.ts";
import { editorLines } from "../compile/positions.ts";
import type { Diagnostic } from "./typeService.ts";
import { findUse } from "./words.ts";

/** TypeScript's own number for it: "implicitly has type 'any[]' in some locations". */
export const GROWING_CODE = 7034;

/** The remark at a growing name's first use in another cell; null when the cell does not use it. */
export function describeGrowing(
  name: string,
  known: Pick<Declaration, "kind" | "growing">,
  text: string,
): Diagnostic | null {
  const offset = findUse(text, name);
  if (offset === null || known.growing === null) return null;
  const lines = editorLines(text);
  return growingDiagnostic(name, known.growing, known.kind, text, {
    start: lines.positionOf(offset),
    end: lines.positionOf(offset + name.length),
    border: "across cells",
  });
}

/** The remark on a growing name that a function of the same cell uses. */
export function describeGrowingInFunction(
  name: string,
  message: string,
  text: string,
  start: Position,
  end: Position,
): Diagnostic {
  const growing = message.includes("'any[]'") ? "any[]" : "any";
  const kind = new RegExp(`\\b(?:let|var)\\s+${escaped(name)}(?![\\p{ID_Continue}$])`, "u").test(text)
    ? "let"
    : "const";
  return growingDiagnostic(name, growing, kind, text, { start, end, border: "across functions" });
}

function growingDiagnostic(
  name: string,
  growing: "any" | "any[]",
  kind: Declaration["kind"],
  text: string,
  place: { readonly start: Position; readonly end: Position; readonly border: string },
): Diagnostic {
  const type = growing === "any[]" ? `${elementType(name, text) ?? "number"}[]` : assignedType(name, text);
  const cure =
    type === null
      ? `give it a type where it is declared, as in ${kind} ${name}: number`
      : `try ${kind} ${name}: ${type}${growing === "any[]" ? " = []" : ""}`;
  const { start, end, border } = place;
  const message = `${name} has the type ${growing} as its type cannot grow ${border}`;
  return { severity: "hint", code: GROWING_CODE, message, hint: cure, start, end };
}

/** The type of what is pushed first, where that is plain to see. */
function elementType(name: string, text: string): string | null {
  return typeOfLiteral(new RegExp(`${boundary(name)}\\.(?:push|unshift)\\(\\s*([^\\n]*)`, "u").exec(text)?.[1]);
}

/** The type of what is assigned first, where that is plain to see. */
function assignedType(name: string, text: string): string | null {
  return typeOfLiteral(new RegExp(`${boundary(name)}\\s*=(?![=>])\\s*([^\\n]*)`, "u").exec(text)?.[1]);
}

function typeOfLiteral(value: string | undefined): string | null {
  if (value === undefined) return null;
  const [literal] = /^(?:"[^"]*"|'[^']*'|`[^`]*`|[-+]?[\d._]+|true|false)(?=\s*(?:[),;}]|$))/.exec(value) ?? [];
  if (literal !== undefined) return /^["'`]/.test(literal) ? "string" : /^[tf]/.test(literal) ? "boolean" : "number";
  const fields = /^\{([^{}[\]()]*)\}/.exec(value)?.[1]?.split(",");
  return fields === undefined ? null : typeOfFields(fields);
}

function typeOfFields(fields: readonly string[]): string | null {
  const typed = fields
    .filter((field) => field.trim() !== "")
    .map((field) => {
      const match = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*:\s*(.+)$/u.exec(field);
      const type = typeOfLiteral(match?.[2]);
      return match && type !== null ? `${match[1]}: ${type}` : null;
    });
  return typed.length === 0 || typed.includes(null) ? null : `{ ${typed.join("; ")} }`;
}

function boundary(name: string): string {
  return `(?<![\\p{ID_Continue}$.])${escaped(name)}`;
}

function escaped(name: string): string {
  return name.replaceAll("$", "\\$");
}
