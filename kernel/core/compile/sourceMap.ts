// Reading the `mappings` of a source map, version 3.
import type { Position } from "./compiledCell.ts";

interface Segment {
  readonly column: number;
  readonly original: Position;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Finds, for a place in the compiled text, the nearest place at or before it on its line that the map knows. */
export function readMappings(mappings: string): (at: Position) => { compiled: Position; original: Position } | null {
  const lines = decode(mappings);
  return ({ line, column }) => {
    const segment = lines[line]?.findLast((candidate) => candidate.column <= column);
    return segment ? { compiled: { line, column: segment.column }, original: segment.original } : null;
  };
}

function decode(mappings: string): Segment[][] {
  let source = 0;
  let line = 0;
  let column = 0;
  return mappings.split(";").map((text) => {
    let compiledColumn = 0;
    const segments: Segment[] = [];
    for (const part of text === "" ? [] : text.split(",")) {
      const fields = decodeNumbers(part);
      compiledColumn += fields[0]!;
      if (fields.length < 4) continue;
      source += fields[1]!;
      line += fields[2]!;
      column += fields[3]!;
      if (source === 0) segments.push({ column: compiledColumn, original: { line, column } });
    }
    return segments;
  });
}

/** Base 64 digits of five bits each, least first; the lowest bit of a number is its sign. */
function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
