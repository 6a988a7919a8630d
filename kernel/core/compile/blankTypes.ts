// Types are blanked out, so that every line and column of what is left stays where it was.
import type { Blanking } from "./blanking.ts";
import { blankClassHead, blankMember, blankParameterModifiers } from "./blankMembers.ts";
import type { SyntaxNode } from "./compiledCell.ts";
import { after, type Edit, replace } from "./edits.ts";
import { isErased } from "./isErased.ts";
import { walk } from "./syntaxTree.ts";
import { blanked, endOfWord, findPunctuator, hasLineBreak, skipTrivia } from "./tokens.ts";

/** Syntax of TypeScript with values in it; all the rest is types. */
const WITH_VALUES =
  /^TS(?:As|Satisfies|NonNull|Instantiation)Expression$|^TSTypeAssertion$|^TSEnum|^TSModule|^TSParameterProperty$|^TSExportAssignment$/;

export function blankTypes(program: SyntaxNode, source: string): Edit[] {
  const edits: Edit[] = [];
  const blank = (start: number, end: number): void => {
    if (end > start) edits.push(replace(start, end, blanked(source.slice(start, end))));
  };
  const blanking: Blanking = { source, edits, done: new Set(), blank };
  if (program.hashbang) blank(program.hashbang.start, program.hashbang.end);
  walk(program, (node) => {
    if (isErased(node)) edits.push(erase(node, source));
    if (isErased(node) || blanking.done.has(node)) return false;
    BLANKERS[node.type]?.(node, blanking);
    return WITH_VALUES.test(node.type) || !LEAVES.test(node.type);
  });
  return edits;
}

const LEAVES = /^TS|^Import.*Declaration$|^ExportAllDeclaration$|^ExportSpecifier$/;

const BLANKERS: Record<string, (node: SyntaxNode, blanking: Blanking) => void> = {
  TSTypeAnnotation: blankAll,
  TSTypeParameterDeclaration: blankAll,
  TSTypeParameterInstantiation: blankAll,
  TSAsExpression: blankAfterExpression,
  TSSatisfiesExpression: blankAfterExpression,
  TSNonNullExpression: blankAfterExpression,
  TSTypeAssertion: blankAssertion,
  TSParameterProperty: blankParameterModifiers,
  ArrowFunctionExpression: blankArrow,
  FunctionDeclaration: blankThis,
  FunctionExpression: blankThis,
  ClassDeclaration: blankClassHead,
  ClassExpression: blankClassHead,
  MethodDefinition: blankMember,
  PropertyDefinition: blankMember,
  AccessorProperty: blankMember,
  Identifier: blankAfterName,
  ObjectPattern: blankAfterPattern,
  ArrayPattern: blankAfterPattern,
};

/** Anything may follow on the next line, even a parenthesis: a semicolon keeps it apart from the line before. */
function erase({ start, end }: SyntaxNode, source: string): Edit {
  return replace(start, end, `;${blanked(source.slice(start + 1, end))}`);
}

function blankAll({ start, end }: SyntaxNode, { blank }: Blanking): void {
  blank(start, end);
}

/** `as T`, `satisfies T`, `!`. */
function blankAfterExpression({ expression, end }: SyntaxNode, { blank }: Blanking): void {
  blank(expression.end, end);
}

/** `<T>x`. Over several lines it becomes a parenthesis, as `return` would not look at the next line for its value. */
function blankAssertion(node: SyntaxNode, { source, edits, blank }: Blanking): void {
  const { start, expression } = node;
  const text = source.slice(start, expression.start);
  if (!hasLineBreak(text)) blank(start, expression.start);
  else edits.push(replace(start, expression.start, `(${blanked(text.slice(1))}`), after(node, ")"));
}

/** `x?: T` and `x!: T`: the mark; the type is blanked for itself. */
function blankAfterName(
  { start, end, decorators, typeAnnotation, optional }: SyntaxNode,
  { source, blank }: Blanking,
): void {
  if (!typeAnnotation && !optional) return;
  const name = decorators?.length > 0 ? skipTrivia(source, decorators.at(-1).end) : start;
  blank(endOfWord(source, name), typeAnnotation ? typeAnnotation.start : end);
}

function blankAfterPattern({ optional, typeAnnotation, end }: SyntaxNode, { source, blank }: Blanking): void {
  if (!optional) return;
  const mark = source.lastIndexOf("?", (typeAnnotation?.start ?? end) - 1);
  blank(mark, mark + 1);
}

/** A parameter `this` is a type and no more. */
function blankThis({ params }: SyntaxNode, { source, blank, done }: Blanking): void {
  const [first] = params;
  if (first?.type !== "Identifier" || first.name !== "this") return;
  const comma = skipTrivia(source, first.end);
  blank(first.start, source[comma] === "," ? comma + 1 : first.end);
  done.add(first);
}

/** No line break may stand before `=>`, nor after `async`: the parentheses move, so that the breaks are inside. */
function blankArrow(node: SyntaxNode, blanking: Blanking): void {
  const { source, edits, done } = blanking;
  const { typeParameters, returnType, params } = node;
  const open = typeParameters ? findPunctuator(source, typeParameters.end, "(") : 0;
  if (typeParameters && hasLineBreak(source.slice(typeParameters.start, open))) {
    edits.push(
      replace(typeParameters.start, open + 1, `(${blanked(source.slice(typeParameters.start + 1, open + 1))}`),
    );
    done.add(typeParameters);
  }
  if (returnType) {
    const from = params.at(-1)?.end ?? typeParameters?.end ?? node.start;
    const close = findPunctuator(source, from, ")");
    const text = source.slice(close, returnType.end);
    if (!hasLineBreak(text)) return;
    edits.push(replace(close, returnType.end, `${blanked(text.slice(0, -1))})`));
    done.add(returnType);
  }
}
