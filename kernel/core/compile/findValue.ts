// Which statement's value is the value of the cell?
import type { SyntaxNode } from "./compiledCell.ts";

/** The last statement, when it is an expression that no semicolon ends. */
export function findValue(program: SyntaxNode, source: string): SyntaxNode | null {
  const last: SyntaxNode | undefined = program.body.at(-1);
  return last?.type === "ExpressionStatement" && source[last.end - 1] !== ";" ? last : null;
}
