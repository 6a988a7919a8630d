// Which identifiers of a cell stand for a variable that is not its functions' own, and which of the cell?
import type { SyntaxNode } from "./compiledCell.ts";
import { isErased } from "./isErased.ts";
import { enumHomes, namespaceHomes } from "./namespaces.ts";
import { blockScope, bodyScope, type Home, lookUp, parameterScope, type Scope, scopeOf } from "./scope.ts";
import { boundIdentifiers, forEachChild, type Path, siblings } from "./syntaxTree.ts";

export interface Reference {
  readonly path: Path;
  readonly name: string;
  /** "inside" only for what a namespace exports, or an enum's member: `home` says how to reach it. */
  readonly where: "cell" | "inside" | "outside";
  readonly home: Home;
  readonly inFunction: boolean;
}

export interface References {
  readonly all: readonly Reference[];
  /** Declarations whose variables live elsewhere, so that they become assignments. */
  readonly assignments: readonly Path[];
}

/** Names the object of a namespace inside its block. */
export type NameSpace = (namespace: SyntaxNode) => string;

const TYPE_KEYS = new Set([
  "typeAnnotation",
  "typeParameters",
  "typeArguments",
  "superTypeArguments",
  "returnType",
  "implements",
]);

export function findReferences(program: SyntaxNode, names: Iterable<string>, nameSpace: NameSpace): References {
  const all: Reference[] = [];
  const assignments: Path[] = [];

  function use(path: Path, scope: Scope): boolean {
    const found = lookUp(path.node.name, scope);
    if (found.where === "inside" && found.home === null) return false;
    all.push({ path, name: path.node.name, ...found });
    return true;
  }

  function visit(path: Path, scope: Scope): void {
    const { node } = path;
    if (isErased(node)) return;
    const visitor = VISITORS[node.type];
    if (visitor) visitor(path, scope);
    else visitChildren(path, scope);
  }

  function visitChildren(path: Path, scope: Scope, isLeftOut: (key: string) => boolean = () => false): void {
    forEachChild(path.node, (node, key) => {
      if (!TYPE_KEYS.has(key) && !isLeftOut(key)) visit({ node, key, parent: path }, scope);
    });
  }

  function visitKey(parent: Path, key: string, scope: Scope): void {
    const node: SyntaxNode | null = parent.node[key];
    if (node !== null && node !== undefined) visit({ node, key, parent }, scope);
  }

  /** Defaults and computed keys of a pattern that declares; its identifiers too when they live elsewhere. */
  function visitBinding(path: Path, scope: Scope, live: boolean): boolean {
    const { node } = path;
    if (node.type === "Identifier") return live && use(path, scope);
    let elsewhere = false;
    forEachChild(node, (child, key) => {
      if (TYPE_KEYS.has(key)) return;
      const below = { node: child, key, parent: path };
      if (key === "right" || key === "decorators") visit(below, scope);
      else if (key !== "key") elsewhere = visitBinding(below, scope, live) || elsewhere;
      else if (node.computed) visit(below, scope);
    });
    return elsewhere;
  }

  function visitFunction(path: Path, scope: Scope): void {
    const { node } = path;
    const parameters = parameterScope(node, scope);
    for (const parameter of node.params) {
      visitBinding({ node: parameter, key: "params", parent: path }, parameters, false);
    }
    const body: Path = { node: node.body, key: "body", parent: path };
    if (node.body.type === "BlockStatement") visitChildren(body, bodyScope(node.body, parameters));
    else visit(body, parameters);
  }

  function visitClass(path: Path, scope: Scope): void {
    const { node } = path;
    for (const decorator of node.decorators) visit({ node: decorator, key: "decorators", parent: path }, scope);
    const inner = scopeOf(node.id === null ? [] : [node.id.name], scope);
    visitKey(path, "superClass", inner);
    visitKey(path, "body", inner);
  }

  function visitMember(path: Path, scope: Scope): void {
    const { node } = path;
    for (const decorator of node.decorators) visit({ node: decorator, key: "decorators", parent: path }, scope);
    if (node.computed) visitKey(path, "key", scope);
    visitKey(path, "value", node.type === "MethodDefinition" ? scope : scopeOf([], scope, true));
  }

  function visitLoop(path: Path, scope: Scope): void {
    const head: SyntaxNode | null = path.node.init ?? path.node.left ?? null;
    visitChildren(path, head?.type === "VariableDeclaration" ? blockScope([head], scope) : scope);
  }

  const VISITORS: Record<string, (path: Path, scope: Scope) => void> = {
    Identifier: use,
    FunctionDeclaration: visitFunction,
    FunctionExpression: visitFunction,
    ArrowFunctionExpression: visitFunction,
    ClassDeclaration: visitClass,
    ClassExpression: visitClass,
    MethodDefinition: visitMember,
    PropertyDefinition: visitMember,
    AccessorProperty: visitMember,
    StaticBlock: (path, scope) => visitChildren(path, bodyScope(path.node, scope, true)),
    BlockStatement: (path, scope) => visitChildren(path, blockScope(path.node.body, scope)),
    ForStatement: visitLoop,
    ForInStatement: visitLoop,
    ForOfStatement: visitLoop,
    SwitchStatement: (path, scope) => {
      visitKey(path, "discriminant", scope);
      const statements = path.node.cases.flatMap(({ consequent }: SyntaxNode) => consequent);
      visitChildren(path, blockScope(statements, scope), (key) => key === "discriminant");
    },
    CatchClause: (path, scope) => {
      const inner = scopeOf(
        boundIdentifiers(path.node.param).map(({ name }) => name),
        scope,
      );
      if (path.node.param) visitBinding({ node: path.node.param, key: "param", parent: path }, inner, false);
      visitKey(path, "body", inner);
    },
    VariableDeclaration: (path, scope) => {
      let elsewhere = false;
      for (const declarator of path.node.declarations) {
        const below: Path = { node: declarator, key: "declarations", parent: path };
        // The `let` and `const` of a cell stay variables, beside their boxes; those that a namespace exports do not.
        const live = path.node.kind === "var" || path.parent?.parent?.node.type === "TSModuleBlock";
        elsewhere = visitBinding({ node: declarator.id, key: "id", parent: below }, scope, live) || elsewhere;
        visitKey(below, "init", scope);
      }
      if (elsewhere) assignments.push(path);
    },
    MemberExpression: (path, scope) => {
      visitKey(path, "object", scope);
      if (path.node.computed) visitKey(path, "property", scope);
    },
    Property: (path, scope) => {
      if (path.node.computed) visitKey(path, "key", scope);
      visitKey(path, "value", scope);
    },
    LabeledStatement: (path, scope) => visitKey(path, "body", scope),
    BreakStatement: () => {},
    ContinueStatement: () => {},
    MetaProperty: () => {},
    ImportDeclaration: () => {},
    ExportAllDeclaration: () => {},
    ExportNamedDeclaration: (path, scope) => visitKey(path, "declaration", scope),
    TSEnumDeclaration: (path, scope) => {
      const inner: Scope = { names: enumHomes(path.node, siblings(path)), isFunction: false, parent: scope };
      for (const member of path.node.body.members)
        visitKey({ node: member, key: "members", parent: path }, "initializer", inner);
    },
    TSModuleDeclaration: (path, scope) => {
      const names = namespaceHomes(path.node, siblings(path), nameSpace(path.node));
      const body: Path = { node: path.node.body, key: "body", parent: path };
      visitChildren(body, { names, isFunction: true, parent: scope });
    },
    TSImportEqualsDeclaration: (path, scope) => {
      let at: Path = { node: path.node.moduleReference, key: "moduleReference", parent: path };
      while (at.node.type === "TSQualifiedName") at = { node: at.node.left, key: "left", parent: at };
      if (at.node.type === "Identifier") use(at, scope);
    },
  };

  visitChildren({ node: program, key: "", parent: null }, scopeOf(names, null));
  return { all, assignments };
}
