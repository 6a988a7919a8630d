// A type error as a learner reads it: where, what, the line with its neighbours and a caret, and the cure.
import { excerpt } from "../execute/excerpt.ts";
import type { Diagnostic } from "./typeService.ts";

export interface CaretOptions {
  /** Whether to colour for a terminal or a notebook; plain text otherwise. */
  readonly colours?: boolean;
}

const RESET = "\u001b[0m";
const BOLD = "\u001b[1m";
const RED = "\u001b[31m";
const CYAN = "\u001b[36m";

/** `cellName` is what the learner calls the cell, as "Cell [7]"; `text` is all of it. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  cellName: string,
  text: string,
  options: CaretOptions = {},
): string {
  const { severity, code, message, hint, start, end } = diagnostic;
  const paint = (style: string, part: string): string => (options.colours ? `${style}${part}${RESET}` : part);
  const colour = severity === "error" ? RED : CYAN;
  const place = paint(BOLD, `${cellName} line ${start.line + 1}:`);
  const lines = [`${place} ${paint(colour, `TS${code}`)}: ${message}`];
  for (const line of excerpt(text, start, end).split("\n")) {
    lines.push(/^ +\| +\^+$/.test(line) ? paint(colour, line) : line);
  }
  if (hint !== null) lines.push(`${paint(BOLD, "Hint:")} ${hint}`);
  return lines.join("\n");
}
