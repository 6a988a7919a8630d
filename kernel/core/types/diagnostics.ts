// From the checker's answers to what a learner reads: the learner's own places, names and reasons.
import type { DeclarationKind, Position } from "../compile/compiledCell.ts";
import { editorLines } from "../compile/positions.ts";
import { dropFittingElements } from "./arrayElements.ts";
import { describeGrowingInFunction, GROWING_CODE } from "./growingNames.ts";
import { findHint } from "./hints.ts";
import type { ServerDiagnostic, ServerPosition } from "./languageServerAnswers.ts";
import { type CellModule, preloadedNames } from "./prelude.ts";
import { findSimilarName } from "./spelling.ts";
import type { TypedNames } from "./typedNames.ts";
import type { Diagnostic, Preload, TypedCell } from "./typeService.ts";
import { cleanTypeText, type NameOfModule } from "./typeText.ts";

/** What has to be known to speak of the session's names. */
export interface DiagnosticContext {
  readonly names: TypedNames;
  readonly preloads: readonly Preload[];
  readonly nameOfModule: NameOfModule;
}

/** An error whose words are still the checker's. */
interface Finding {
  readonly code: number;
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
}

const GROWING_USED_CODE = 7005;
const UNTYPED_MODULE_CODE = 7016;
const ASSIGNS_IMPORT_CODE = 2632;
const USED_BEFORE_DECLARATION = 2448;
const USED_BEFORE_ASSIGNMENT = 2454;
const LAST_SYNTAX_CODE = 1999;
/** The many ways in which TypeScript says that it does not know a name. */
const UNKNOWN_NAME =
  /^(?:Cannot find (?:name|namespace)|No value exists in scope for the shorthand property) '([^']*)'/;

/** The errors and hints of a cell, in the order of its text. */
export function translateDiagnostics(
  answers: readonly ServerDiagnostic[],
  cell: TypedCell,
  module: CellModule,
  context: DiagnosticContext,
): Diagnostic[] {
  const findings = answers
    .filter(({ severity }) => severity === undefined || severity <= 2)
    .map((answer) => locate(answer, cell.text, module, context))
    .filter((finding) => finding !== null)
    .sort((a, b) => a.start.line - b.start.line || a.start.column - b.start.column || a.code - b.code);
  const lines = editorLines(cell.text);
  const placed = findings.map((finding) => {
    return { ...finding, from: lines.offsetOf(finding.start), to: lines.offsetOf(finding.end) };
  });
  return dropFittingElements(placed, cell.text)
    .filter((finding, i, all) => !isSaidBefore(finding, all.slice(0, i)))
    .map((finding) => describe(finding, cell, context));
}

/** Null for what concerns the prelude or the exports alone. */
function locate(
  answer: ServerDiagnostic,
  text: string,
  module: CellModule,
  context: DiagnosticContext,
): Finding | null {
  const code = Number(answer.code ?? 0);
  const lines = editorLines(text);
  const last = lines.positionOf(text.length);
  let start = module.toCell(position(answer.range.start));
  if (start === null) {
    // A bracket that is never closed is missed behind the text.
    if (code > LAST_SYNTAX_CODE || answer.range.start.line === 0) return null;
    start = last;
  }
  const end = module.toCell(position(answer.range.end)) ?? last;
  return { code, message: cleanTypeText(answer.message, context.nameOfModule), start, end };
}

function position({ line, character }: ServerPosition): Position {
  return { line, column: character };
}

/** One mistake is one error: TypeScript tells some twice. */
function isSaidBefore(finding: Finding, before: readonly Finding[]): boolean {
  if (finding.code === GROWING_USED_CODE) return before.some(({ code }) => code === GROWING_CODE);
  if (finding.code !== USED_BEFORE_ASSIGNMENT) return false;
  return before.some(({ code, start }) => code === USED_BEFORE_DECLARATION && isSame(start, finding.start));
}

function isSame(a: Position, b: Position): boolean {
  return a.line === b.line && a.column === b.column;
}

function describe(finding: Finding, cell: TypedCell, context: DiagnosticContext): Diagnostic {
  const { start, end } = finding;
  const { text } = cell;
  const lines = editorLines(text);
  const marked = text.slice(lines.offsetOf(start), lines.offsetOf(end));
  if (finding.code === GROWING_CODE) return describeGrowingInFunction(marked, finding.message, text, start, end);
  if (finding.code === UNTYPED_MODULE_CODE) {
    const message = `${marked} comes without types, so everything from it has the type any`;
    return { severity: "hint", code: finding.code, message, hint: null, start, end };
  }
  const { code, message } = reword(finding, marked, cell, context);
  const behind = text.slice(lines.offsetOf(end)).split(/[\n\r]/, 1)[0]!;
  const before = text.slice(lines.offsetOf({ line: start.line, column: 0 }), lines.offsetOf(start));
  const ownTypes = new Set([
    ...context.names.types.keys(),
    ...cell.declaresTypes,
    ...cell.declares.map(({ name }) => name),
  ]);
  const hint = findHint(code, { message, marked, before, behind, ownTypes });
  return { severity: "error", code, message, hint, start, end };
}

/** Says what TypeScript cannot know: that a name was lost, lives in another cell, or belongs to the library. */
function reword(
  finding: Finding,
  marked: string,
  cell: TypedCell,
  context: DiagnosticContext,
): Pick<Finding, "code" | "message"> {
  const unknown = UNKNOWN_NAME.exec(finding.message)?.[1];
  if (unknown !== undefined) return rewordUnknownName(unknown, finding, context);
  const isOwnImport = cell.declares.some(({ name }) => name === marked);
  if (finding.code === ASSIGNS_IMPORT_CODE && !isOwnImport) return rewordAssignment(marked, finding, context);
  return finding;
}

function rewordUnknownName(
  name: string,
  { code, message }: Finding,
  { names, preloads }: DiagnosticContext,
): Pick<Finding, "code" | "message"> {
  if (names.lost.has(name)) {
    const lost = `Cannot use '${name}' as it was lost when the runtime restarted; run the cell that defines it again`;
    return { code, message: lost };
  }
  const candidates = [...names.values.keys(), ...names.types.keys(), ...preloads.flatMap(preloadedNames)];
  const similar = findSimilarName(name, candidates);
  // TypeScript's advice behind the first sentence is about its configuration and packages of types.
  const [first] = /^[^.]*\./.exec(message) ?? [message];
  if (similar !== null) return { code: 2552, message: `${first} Did you mean '${similar}'?` };
  return { code, message: message.includes("Did you mean") ? message : first };
}

const ASSIGNMENT_CODES: Partial<Record<DeclarationKind, readonly [code: number, reason: string]>> = {
  const: [2588, "it is a constant"],
  function: [2630, "it is a function"],
  class: [2629, "it is a class"],
  enum: [2628, "it is an enum"],
  namespace: [2631, "it is a namespace"],
};

/** Names of earlier cells and of the library are imports for TypeScript, but not for the learner. */
function rewordAssignment(
  name: string,
  finding: Finding,
  { names, preloads }: DiagnosticContext,
): Pick<Finding, "code" | "message"> {
  const known = names.values.get(name);
  const [code, reason] = (known && ASSIGNMENT_CODES[known.kind]) ?? [finding.code, null];
  if (reason !== null) return { code, message: `Cannot assign to '${name}' because ${reason}.` };
  const library = known === undefined && preloads.find((preload) => preloadedNames(preload).includes(name));
  if (!library) return finding;
  const message = `Cannot assign to '${name}' as it belongs to ${library.specifier}; try const ${name} = …, for one of your own`;
  return { code: finding.code, message };
}
