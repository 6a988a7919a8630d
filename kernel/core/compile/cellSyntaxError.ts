// The error of a cell that is not TypeScript.
import type { Position } from "./compiledCell.ts";
import { editorLines } from "./positions.ts";

export class CellSyntaxError extends SyntaxError {
  override readonly name = "SyntaxError";
  readonly start: Position;
  readonly end: Position;

  constructor(message: string, start: Position, end: Position) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/** @param start,end offsets into the cell's text */
export function syntaxErrorAt(message: string, source: string, start: number, end: number): CellSyntaxError {
  const lines = editorLines(source);
  return new CellSyntaxError(message, lines.positionOf(start), lines.positionOf(end));
}
