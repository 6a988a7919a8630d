// Which names does each scope of a program hold, and where does a name that is used come from?
import type { SyntaxNode } from "./compiledCell.ts";
import { findLexical, findVars } from "./findDeclared.ts";
import { boundIdentifiers } from "./syntaxTree.ts";

/** The text by which a name is reached that has no variable of its own (`space.x`), or null for a variable. */
export type Home = string | null;

export interface Scope {
  readonly names: ReadonlyMap<string, Home>;
  /** True where a function begins: what is inside may run later, and more than once. */
  readonly isFunction: boolean;
  /** The scope around; the cell's own scope has none. */
  readonly parent: Scope | null;
}

export interface Found {
  readonly where: "cell" | "inside" | "outside";
  readonly home: Home;
  /** True when a function lies between the use and the cell's top level. */
  readonly inFunction: boolean;
}

export function scopeOf(names: Iterable<string>, parent: Scope | null, isFunction = false): Scope {
  return { names: new Map(Array.from(names, (name) => [name, null])), isFunction, parent };
}

export function blockScope(statements: readonly SyntaxNode[], parent: Scope | null): Scope {
  return scopeOf(
    findLexical(statements).map(({ name }) => name),
    parent,
  );
}

/** The parameters of a function, and the names that it gives itself; its body has a scope of its own. */
export function parameterScope(fn: SyntaxNode, parent: Scope): Scope {
  const names: string[] = fn.params.flatMap(boundIdentifiers).map(({ name }: SyntaxNode) => name);
  if (fn.type !== "ArrowFunctionExpression") names.push("arguments");
  if (fn.type === "FunctionExpression" && fn.id !== null) names.push(fn.id.name);
  return scopeOf(names, parent, true);
}

/** The statements of a function's body, a class's static block or a namespace, with what `var` brings up to them. */
export function bodyScope(body: SyntaxNode, parent: Scope, isFunction = false): Scope {
  const vars = (body.body as SyntaxNode[]).flatMap(findVars);
  return scopeOf(
    [...findLexical(body.body), ...vars].map(({ name }) => name),
    parent,
    isFunction,
  );
}

export function lookUp(name: string, from: Scope): Found {
  let inFunction = false;
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
    const home = scope.names.get(name);
    if (home !== undefined) return { where: scope.parent === null ? "cell" : "inside", home, inFunction };
    inFunction ||= scope.isFunction;
  }
  return { where: "outside", home: null, inFunction };
}
