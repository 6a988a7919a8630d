// Three lines of a cell with a caret under the place that is meant.
import type { Position } from "../compile/compiledCell.ts";

/** The line of `start` with its neighbours, numbered from 1, and carets up to `end` (of that line at most). */
export function excerpt(text: string, start: Position, end: Position): string {
  const lines = text.split("\n");
  const first = Math.max(0, start.line - 1);
  const last = Math.min(lines.length - 1, start.line + 1);
  const width = String(last + 1).length;
  const out: string[] = [];
  for (let line = first; line <= last; line++) {
    const content = lines[line]!.replace(/\r$/, "");
    const marker = line === start.line ? ">" : " ";
    out.push(`${marker} ${String(line + 1).padStart(width)} | ${content}`.trimEnd());
    if (line !== start.line) continue;
    const endColumn = end.line === start.line ? end.column : content.length;
    const span = Math.max(1, endColumn - start.column);
    out.push(`  ${" ".repeat(width)} | ${padding(content, start.column)}${"^".repeat(span)}`);
  }
  return out.join("\n");
}

/** As wide as the text before the column: tabs stay tabs, wide characters take two cells, as most fonts draw them. */
function padding(line: string, column: number): string {
  let out = "";
  for (const character of line.slice(0, column)) {
    out += character === "\t" ? "\t" : isWide(character.codePointAt(0)!) ? "  " : " ";
  }
  return out;
}

function isWide(codePoint: number): boolean {
  return (
    codePoint > 0xffff || (codePoint >= 0x1100 && codePoint <= 0x115f) || (codePoint >= 0x2e80 && codePoint <= 0xffe6)
  );
}
