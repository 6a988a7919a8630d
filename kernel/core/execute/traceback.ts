// From V8's stack to what a learner reads: cells and the library only, at the learner's own lines and columns.
import type { Position } from "../compile/compiledCell.ts";
import { excerpt } from "./excerpt.ts";
import type { RawError } from "./runtimePort.ts";

/** A cell as the traceback needs it: its name in stacks, its text, and the way back from compiled places. */
export interface ShownCell {
  readonly name: string;
  readonly text: string;
  toSource(position: Position): Position | null;
}

interface Frame {
  readonly functionName: string;
  readonly file: string;
  readonly position: Position;
}

const FRAME = /^\s+at (?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/;
const LIBRARY = /\/(?:dist\/)?(lib|datasets)\/(.+)\.js$/;
const MAX_FRAMES = 12;
const MAX_LIBRARY_FRAMES = 3;

/**
 * The lines of a traceback: the error, the place in the cell with an excerpt, how it came there, where in the library it
 * was thrown, and the causes. Library frames carry no line: what runs is its compiled form.
 */
export function formatTraceback(error: RawError, cells: ReadonlyMap<string, ShownCell>): string[] {
  const own: string[] = [];
  const library: string[] = [];
  for (const frame of framesOf(error.stack)) {
    const cell = cells.get(frame.file);
    const at = cell?.toSource(frame.position) ?? null;
    if (cell && at && own.length <= MAX_FRAMES) {
      own.push(`${cell.name} line ${at.line + 1}${inFunction(frame)}`);
      if (own.length === 1) own.push(excerpt(cell.text, at, at));
    }
    const page = LIBRARY.exec(frame.file);
    if (page && library.length < MAX_LIBRARY_FRAMES)
      library.push(`  inside ${page[1]}/${page[2]}.ts${inFunction(frame)}`);
  }
  const lines = [headline(error), ...own, ...library];
  if (error.cause !== null) lines.push("caused by", ...formatTraceback(error.cause, cells));
  return lines;
}

/** "TypeError: …", the message's own further lines included. */
export function headline(error: RawError): string {
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

function inFunction(frame: Frame): string {
  return frame.functionName === "" ? "" : `, in ${frame.functionName}`;
}

function framesOf(stack: string): Frame[] {
  const frames: Frame[] = [];
  for (const line of stack.split("\n")) {
    const match = FRAME.exec(line);
    if (!match) continue;
    const [, functionName = "", file, lineNumber, column] = match;
    frames.push({
      functionName: /^(?:async )?(?:Object\.)?<anonymous>$|^$|^async Cell/.test(functionName)
        ? ""
        : functionName.replace(/^async /, ""),
      file: file!.replace(/^async /, ""),
      position: { line: Number(lineNumber) - 1, column: Number(column) - 1 },
    });
  }
  return frames;
}
