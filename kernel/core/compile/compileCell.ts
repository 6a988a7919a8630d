// From a cell's text to text that can run. A chain of questions, each a file: what is declared, what is used, where
// does it live, what has to change.
import { blankTypes } from "./blankTypes.ts";
import { type BoxNames, chooseBoxNames } from "./boxNames.ts";
import { checkReferences, checkSyntax } from "./checkSyntax.ts";
import type { CellScope, CompiledCell, CompilerTools, Position, SyntaxNode } from "./compiledCell.ts";
import { applyEdits, before, type Edit, type EditedText, type Piece } from "./edits.ts";
import { type Declarations, findDeclarations } from "./findDeclarations.ts";
import { needsLowering } from "./findLowered.ts";
import { findPlaces } from "./findPlaces.ts";
import { findReferences, type NameSpace, type References } from "./findReferences.ts";
import { findValue } from "./findValue.ts";
import { lower } from "./lower.ts";
import { editorLines, v8Lines } from "./positions.ts";
import { publishDeclarations } from "./publishDeclarations.ts";
import { hoistImports, rewriteModuleExpressions, rewriteModuleStatements } from "./rewriteModules.ts";
import { memberFunction, rewriteObjects } from "./rewriteObjects.ts";
import { rewriteParameterProperties } from "./rewriteParameterProperties.ts";
import { type CellText, rewriteReferences } from "./rewriteReferences.ts";
import { assignVariables } from "./rewriteVariables.ts";
import { walk } from "./syntaxTree.ts";
import { terminateStatements } from "./terminateStatements.ts";

/**
 * Compiles a cell.
 *
 * @param source the cell's text
 * @param scope the names of earlier cells
 * @param tools parser and compiler of the platform
 * @throws CellSyntaxError when the text is not TypeScript
 */
export function compileCell(source: string, scope: CellScope, tools: CompilerTools): CompiledCell {
  const program = checkSyntax(source, tools);
  const cell: CellText = { source, names: chooseBoxNames(source), value: findValue(program, source) };
  const nameSpace = numberNamespaces(program, cell.names);
  const declarations = findDeclarations(program);
  const references = findReferences(program, declarations.values.keys(), nameSpace);
  checkReferences(references.all, source);

  const boxes = findBoxes(declarations, references, scope);
  const edits = findEdits(program, declarations, references, scope, nameSpace, cell);
  const edited = applyEdits(source, edits, prologue(program, declarations, boxes, edits, cell), "\n})");
  const runnable = needsLowering(program) ? lower(edited, tools) : edited;
  return {
    code: runnable.text,
    boxes,
    declares: [...declarations.values.values()].map(({ name, kind, growing }) => ({ name, kind, growing })),
    declaresTypes: declarations.types,
    toSource: wayBack(runnable, source),
  };
}

function findEdits(
  program: SyntaxNode,
  declarations: Declarations,
  references: References,
  scope: CellScope,
  nameSpace: NameSpace,
  cell: CellText,
): Edit[] {
  const { source, names, value } = cell;
  const placeOf = findPlaces(declarations, references.all, scope, names, value);
  const blanks = blankTypes(program, source);
  const assignments = new Set(references.assignments.map(({ node }) => node));
  return [
    ...(value === null ? [] : [before(value, "return ")]),
    ...rewriteReferences(references.all, placeOf, cell),
    ...references.assignments.flatMap((path) => assignVariables(path, cell)),
    ...publishDeclarations(program, cell),
    ...rewriteObjects(program, nameSpace, cell),
    ...rewriteParameterProperties(program),
    ...rewriteModuleStatements(program, cell),
    ...rewriteModuleExpressions(program, cell),
    ...terminateStatements(program, source, blanks, assignments),
    ...blanks,
  ];
}

/** The cell's own names, then those that it takes from earlier cells. */
function findBoxes({ values }: Declarations, { all }: References, scope: CellScope): string[] {
  const used = all.filter(({ name, where }) => where === "outside" && scope.has(name)).map(({ name }) => name);
  return [...new Set([...values.keys(), ...used])];
}

/** What runs before the first line, and on it: functions are there at once, imports come first. */
function prologue(
  program: SyntaxNode,
  { values }: Declarations,
  boxes: readonly string[],
  edits: readonly Edit[],
  cell: CellText,
): Piece[] {
  const { names } = cell;
  const parameters = [...boxes.map(names.box), names.run].join(", ");
  const hoisted = [...values.values()].map(({ name, kind }) => {
    if (kind === "function") return `${names.box(name)}.v = ${name}; `;
    return kind === "var" ? `${names.box(name)}.declareVar(); ` : "";
  });
  const uses = (name: string): boolean => edits.some(({ text }) => text.includes(name));
  const ours = [
    uses(names.constant) ? `const ${names.constant} = 0; ` : "",
    uses(names.member) ? memberFunction(names.member) : "",
  ];
  const text = `(async function (${parameters}) { "use strict"; ${ours.join("")}${hoisted.join("")}`;
  return [{ text, origin: null }, ...hoistImports(program, cell)];
}

function numberNamespaces(program: SyntaxNode, names: BoxNames): NameSpace {
  const numbers = new Map<SyntaxNode, string>();
  walk(program, (node) => {
    if (node.type === "TSModuleDeclaration") numbers.set(node, names.space(numbers.size + 1));
  });
  return (namespace) => numbers.get(namespace)!;
}

function wayBack(runnable: EditedText, source: string): (position: Position) => Position | null {
  const codeLines = v8Lines(runnable.text);
  const cellLines = editorLines(source);
  return (position) => {
    const offset = runnable.toOriginal(codeLines.offsetOf(position));
    return offset === null ? null : cellLines.positionOf(offset);
  };
}
