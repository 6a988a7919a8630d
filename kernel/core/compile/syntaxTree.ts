// Ways through a syntax tree: ESTree with TypeScript's nodes.
import type { SyntaxNode } from "./compiledCell.ts";

/** A node with the way down to it. */
export interface Path {
  readonly node: SyntaxNode;
  /** The property of the parent that holds the node, itself or in its array. */
  readonly key: string;
  readonly parent: Path | null;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

export function forEachChild(node: SyntaxNode, visit: (child: SyntaxNode, key: string) => void): void {
  for (const key in node) {
    const value: unknown = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, key);
    } else if (isNode(value)) visit(value, key);
  }
}

/** Visits a node and all below it, parents first; `visit` returns false to leave out what is below. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, path: Path) => boolean | undefined): void {
  const descend = (path: Path): void => {
    if (visit(path.node, path) === false) return;
    forEachChild(path.node, (child, key) => descend({ node: child, key, parent: path }));
  };
  descend({ node, key: "", parent: null });
}

const WRAPPERS = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
]);

/** True for parentheses and for what TypeScript puts around an expression without changing its value. */
export function isWrapper(node: SyntaxNode): boolean {
  return WRAPPERS.has(node.type);
}

/** The path of the outermost wrapper around an expression. */
export function wrapped(path: Path): Path {
  let outer = path;
  while (outer.parent !== null && isWrapper(outer.parent.node) && outer.key === "expression") outer = outer.parent;
  return outer;
}

/** The expression inside all wrappers. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  return isWrapper(node) ? unwrap(node.expression) : node;
}

/** The declaration that an `export` carries, or the statement itself. */
export function withoutExport(statement: SyntaxNode): SyntaxNode {
  const exported = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration";
  return exported && statement.declaration ? statement.declaration : statement;
}

/** The statement that a declaration is, its `export` included. */
export function withExport(path: Path): Path {
  const { parent } = path;
  return parent?.node.type.startsWith("Export") ? parent : path;
}

/** True where another statement may come before and after. */
export function isInList(path: Path): boolean {
  return path.parent !== null && Array.isArray(path.parent.node[path.key]);
}

/** The statements among which a declaration stands. */
export function siblings(path: Path): readonly SyntaxNode[] {
  const statement = withExport(path);
  return isInList(statement) ? statement.parent!.node[statement.key] : [statement.node];
}

/** The identifiers that a pattern binds, or a parameter. */
export function boundIdentifiers(pattern: SyntaxNode | null): SyntaxNode[] {
  if (pattern === null) return [];
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "ObjectPattern":
      return pattern.properties.flatMap((property: SyntaxNode) =>
        boundIdentifiers(property.type === "Property" ? property.value : property),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element: SyntaxNode | null) => boundIdentifiers(element));
    case "AssignmentPattern":
      return boundIdentifiers(pattern.left);
    case "RestElement":
      return boundIdentifiers(pattern.argument);
    case "TSParameterProperty":
      return boundIdentifiers(pattern.parameter);
    default:
      return [];
  }
}

/** True for a function or class that takes its `name` from what it is assigned to. */
export function isNamedByContext(expression: SyntaxNode): boolean {
  const inner = unwrap(expression);
  if (inner.type === "ArrowFunctionExpression") return true;
  return (inner.type === "FunctionExpression" || inner.type === "ClassExpression") && inner.id === null;
}
