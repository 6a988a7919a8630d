// Is an identifier assigned to, and how?
import type { SyntaxNode } from "./compiledCell.ts";
import { type Path, wrapped } from "./syntaxTree.ts";

/** The assignment, update, loop, pattern or declaration that gives the identifier a value; null when it is only read. */
export function writeTo(identifier: Path): Path | null {
  const target = wrapped(identifier);
  const { key, parent } = target;
  if (parent === null) return null;
  switch (parent.node.type) {
    case "AssignmentExpression":
    case "ForOfStatement":
    case "ForInStatement":
    case "AssignmentPattern":
      return key === "left" ? parent : null;
    case "UpdateExpression":
    case "ArrayPattern":
    case "RestElement":
      return parent;
    case "Property":
      return key === "value" && parent.parent?.node.type === "ObjectPattern" ? parent : null;
    case "VariableDeclarator":
      return key === "id" ? parent : null;
    default:
      return null;
  }
}

/** True when nothing looks at the value of an expression; `value` is the statement whose value is the cell's. */
export function isUnused(path: Path, value: SyntaxNode | null): boolean {
  const { node, key, parent } = path;
  if (parent === null) return false;
  switch (parent.node.type) {
    case "ExpressionStatement":
      return parent.node !== value;
    case "ForStatement":
      return key === "update" || key === "init";
    case "SequenceExpression":
      return parent.node.expressions.at(-1) !== node || isUnused(parent, value);
    default:
      return false;
  }
}
