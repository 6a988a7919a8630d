// Which statements that end with their line need a semicolon, now that their text has changed?
import type { SyntaxNode } from "./compiledCell.ts";
import { after, type Edit } from "./edits.ts";
import { isErased } from "./isErased.ts";
import { walk } from "./syntaxTree.ts";

const STATEMENT = /^(?:ExpressionStatement|VariableDeclaration|ReturnStatement|ThrowStatement)$/;
const FIELD = /^(?:PropertyDefinition|AccessorProperty)$/;

/**
 * After `x as T` no call can follow, so that a line beginning with a parenthesis is another statement; after `x` it is
 * a call. The same holds for a declaration that has become an assignment, and for a field when the modifiers of the
 * next member are gone.
 *
 * @param blanks what was blanked out
 * @param assignments declarations that became assignments
 */
export function terminateStatements(
  program: SyntaxNode,
  source: string,
  blanks: readonly Edit[],
  assignments: ReadonlySet<SyntaxNode>,
): Edit[] {
  const ends = new Set(blanks.map(({ end }) => end));
  const edits: Edit[] = [];
  walk(program, (node, { key }) => {
    if (isErased(node)) return false;
    const isHead = node.type === "VariableDeclaration" && (key === "left" || key === "init");
    const changed = STATEMENT.test(node.type) && (ends.has(node.end) || assignments.has(node));
    const needsOne = FIELD.test(node.type) || (changed && !isHead);
    if (needsOne && source[node.end - 1] !== ";") edits.push(after(node, ";"));
    return true;
  });
  return edits;
}
