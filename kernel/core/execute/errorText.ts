// What Jupyter's `error` message says of everything that can go wrong with a cell.
import type { CellSyntaxError } from "../compile/cellSyntaxError.ts";
import { formatDiagnostic } from "../types/caret.ts";
import type { Diagnostic } from "../types/typeService.ts";
import type { RawError } from "./runtimePort.ts";
import { formatTraceback, type ShownCell } from "./traceback.ts";

export interface ErrorText {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A thrown error, at the learner's own line and column. Only errors carry a place; for another value the cell is named. */
export function describeThrown(error: RawError, cells: ReadonlyMap<string, ShownCell>, cellName: string): ErrorText {
  const traceback = formatTraceback(error, cells);
  if (error.stack === "" && error.name === "Thrown") {
    traceback.push(`${cellName} threw a value that is no Error, so its line is not known; try throw new Error("…")`);
  }
  return { ename: error.name, evalue: error.message, traceback };
}

/** Type errors, all of them; nothing of the cell has run. */
export function describeTypeErrors(errors: readonly Diagnostic[], cell: ShownCell): ErrorText {
  const [first] = errors;
  return {
    ename: `TS${first!.code}`,
    evalue: first!.message,
    traceback: errors.map((error) => formatDiagnostic(error, cell.name, cell.text)),
  };
}

/** Text that is not TypeScript. */
export function describeSyntaxError(error: CellSyntaxError, cell: ShownCell): ErrorText {
  const diagnostic: Diagnostic = {
    severity: "error",
    code: 0,
    message: error.message,
    hint: null,
    start: error.start,
    end: error.end,
  };
  return {
    ename: "SyntaxError",
    evalue: error.message,
    traceback: [formatDiagnostic(diagnostic, cell.name, cell.text)],
  };
}

/** The end of the runtime process: memory, a crash of native code, an interrupt that nothing else could carry out. */
export function describeLost(reason: string): ErrorText {
  const evalue = `${reason}; a new runtime has started and every variable is gone; run the cells above again`;
  return { ename: "RuntimeLost", evalue, traceback: [`RuntimeLost: ${evalue}`] };
}
