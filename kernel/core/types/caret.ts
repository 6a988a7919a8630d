// A type error as a learner reads it: where, what, the line with its neighbours and a caret, and the cure.
import { excerpt } from "../execute/excerpt.ts";
import type { Diagnostic } from "./typeService.ts";

/** `cellName` is what the learner calls the cell, as "Cell [7]"; `text` is all of it. */
export function formatDiagnostic(
  { code, message, hint, start, end }: Diagnostic,
  cellName: string,
  text: string,
): string {
  const label = code === 0 ? "SyntaxError" : `TS${code}`;
  const lines = [`${cellName} line ${start.line + 1}: ${label}: ${message}`, excerpt(text, start, end)];
  if (hint !== null) lines.push(`Hint: ${hint}`);
  return lines.join("\n");
}

/** A remark that stops nothing, as one line. */
export function formatHint({ message, hint }: Diagnostic): string {
  return `Hint: ${hint === null ? message : `${message}; ${hint}`}`;
}
