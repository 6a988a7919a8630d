// Compiling for good what blanking cannot do, with a way back to the text before.
import { syntaxErrorAt } from "./cellSyntaxError.ts";
import type { CompilerTools, LoweredText } from "./compiledCell.ts";
import type { EditedText } from "./edits.ts";
import { v8Lines } from "./positions.ts";
import { readMappings } from "./sourceMap.ts";

/** What the compiled text of a cell begins with, before and after lowering. */
const FUNCTION = "(async function";

/** Lowers a cell's function; what it needs beside itself is wrapped up with it. */
export function lower(cell: EditedText, tools: CompilerTools): EditedText {
  const { code, mappings } = lowered(cell.text, tools);
  const start = code.startsWith(FUNCTION) ? 0 : code.indexOf(`\n${FUNCTION}`) + 1;
  const opening = "(() => {";
  const main = `return ${code.slice(start).trimEnd()}`;
  const text = `${opening}${code.slice(0, start)}${main}\n})()`;

  const find = readMappings(mappings);
  const codeLines = v8Lines(code);
  const cellLines = v8Lines(cell.text);
  return {
    text,
    toOriginal: (offset) => {
      const inMain = offset >= opening.length + start;
      const codeOffset = offset - opening.length - (inMain ? "return ".length : 0);
      const found = codeOffset < start || codeOffset >= code.length ? null : find(codeLines.positionOf(codeOffset));
      if (found === null) return null;
      const from = codeLines.offsetOf(found.compiled);
      const to = cellLines.offsetOf(found.original);
      // Where the text is still the same, the place is exact.
      const same = code.slice(from, codeOffset) === cell.text.slice(to, to + codeOffset - from);
      return cell.toOriginal(same ? to + codeOffset - from : to);
    },
  };
}

function lowered(text: string, tools: CompilerTools): LoweredText {
  try {
    return tools.lower(text);
  } catch (error) {
    const [message] = String((error as Error).message)
      .split("\n")
      .slice(-1);
    throw syntaxErrorAt(`Cannot compile this cell: ${message}`, text, 0, 0);
  }
}
