// Between offsets and places of line and column, both counted from 0.
import type { Position } from "./compiledCell.ts";

/** What ends a line for V8. An editor knows only the first three: in JavaScript a string may hold the others. */
const V8_BREAK = /\r\n|[\n\r\u2028\u2029]/g;
const EDITOR_BREAK = /\r\n|[\n\r]/g;

export interface Lines {
  offsetOf(position: Position): number;
  positionOf(offset: number): Position;
}

/** The lines of a learner's text. */
export function editorLines(text: string): Lines {
  return linesOf(text, EDITOR_BREAK);
}

/** The lines of a text that V8 runs. */
export function v8Lines(text: string): Lines {
  return linesOf(text, V8_BREAK);
}

function linesOf(text: string, lineBreak: RegExp): Lines {
  const starts = [0, ...Array.from(text.matchAll(lineBreak), (match) => match.index + match[0].length)];
  return {
    offsetOf: ({ line, column }) => (starts[line] ?? text.length) + column,
    positionOf: (offset) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low, column: offset - starts[low]! };
    },
  };
}
