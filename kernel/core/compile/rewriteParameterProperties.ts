// `constructor(private size: number)` declares a field as well: the one thing in a class that TypeScript lets run.
import type { SyntaxNode } from "./compiledCell.ts";
import { after, type Edit } from "./edits.ts";
import { isErased } from "./isErased.ts";
import { walk } from "./syntaxTree.ts";

/** Adds the fields, first of all, and their assignments, at the first place where `this` exists. */
export function rewriteParameterProperties(program: SyntaxNode): Edit[] {
  const edits: Edit[] = [];
  walk(program, (node) => {
    if (isErased(node)) return false;
    if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") return true;
    const builder = node.body.body.find((member: SyntaxNode) => member.kind === "constructor" && !isErased(member));
    const properties: string[] = (builder?.value.params ?? [])
      .filter(({ type }: SyntaxNode) => type === "TSParameterProperty")
      .map(({ parameter }: SyntaxNode) => (parameter.left ?? parameter).name);
    if (properties.length === 0) return true;
    const { body } = builder.value;
    const superCall = body.body.find(isSuperCall);
    const assignments = properties.map((name) => ` this.${name} = ${name};`).join("");
    edits.push(
      after(openingOf(node.body), properties.map((name) => ` ${name};`).join("")),
      superCall ? after(superCall, `;${assignments}`) : after(openingOf(body), assignments),
    );
    return true;
  });
  return edits;
}

function isSuperCall({ type, expression }: SyntaxNode): boolean {
  return type === "ExpressionStatement" && expression.type === "CallExpression" && expression.callee.type === "Super";
}

function openingOf({ start }: SyntaxNode): { start: number; end: number } {
  return { start, end: start + 1 };
}
