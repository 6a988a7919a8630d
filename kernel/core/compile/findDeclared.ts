// Which names does a list of statements, or a function's body, declare, and how?
import type { Declaration, DeclarationKind, SyntaxNode } from "./compiledCell.ts";
import { isErased, isTypeSpecifier } from "./isErased.ts";
import { boundIdentifiers, forEachChild, unwrap, withoutExport } from "./syntaxTree.ts";

export interface Declared extends Declaration {
  readonly id: SyntaxNode;
  /** The place from which on the name has its value. */
  readonly readyAt: number;
  /** The pattern in which the name stands: its defaults may have functions that use the name at once. */
  readonly pattern: SyntaxNode;
}

/** The names that live in the block of these statements: all but `var`. */
export function findLexical(statements: readonly SyntaxNode[]): Declared[] {
  return statements.flatMap((statement): Declared[] => {
    if (isErased(statement)) return [];
    if (statement.type === "ImportDeclaration") {
      const values: SyntaxNode[] = statement.specifiers.filter((specifier: SyntaxNode) => !isTypeSpecifier(specifier));
      return values.map((specifier) => declared(specifier.local, "import", statement));
    }
    const declaration = withoutExport(statement);
    switch (declaration.type) {
      case "VariableDeclaration":
        return declaration.kind === "var" ? [] : findInVariables(declaration);
      case "FunctionDeclaration":
        return named(declaration, "function");
      case "ClassDeclaration":
        return named(declaration, "class");
      case "TSEnumDeclaration":
        return named(declaration, "enum");
      case "TSModuleDeclaration":
        return [declared(namespacePath(declaration)[0]!, "namespace", declaration)];
      case "TSImportEqualsDeclaration":
        return named(declaration, "import");
      default:
        return [];
    }
  });
}

/** The names of every `var` below a node, in whatever block or loop, but not in inner functions. */
export function findVars(node: SyntaxNode): Declared[] {
  if (OWN_VARS.test(node.type) || isErased(node)) return [];
  const found = node.type === "VariableDeclaration" && node.kind === "var" ? findInVariables(node) : [];
  forEachChild(node, (child) => {
    found.push(...findVars(child));
  });
  return found;
}

const OWN_VARS = /Function|^StaticBlock$|^PropertyDefinition$|^AccessorProperty$|^TSModuleDeclaration$/;

/** The identifiers of `namespace A.B.C`. */
export function namespacePath(namespace: SyntaxNode): SyntaxNode[] {
  const parts = (id: SyntaxNode): SyntaxNode[] =>
    id.type === "TSQualifiedName" ? [...parts(id.left), id.right] : [id];
  return parts(namespace.id);
}

function findInVariables(declaration: SyntaxNode): Declared[] {
  const kind: DeclarationKind = declaration.kind === "let" || declaration.kind === "var" ? declaration.kind : "const";
  return declaration.declarations.flatMap((declarator: SyntaxNode) =>
    boundIdentifiers(declarator.id).map((id) => ({
      ...declared(id, kind, declarator),
      growing: growing(kind, declarator),
      pattern: declarator.id,
    })),
  );
}

/** TypeScript finds the type of such a variable from its later uses, but only of those in the same file. */
function growing(kind: DeclarationKind, { id, init }: SyntaxNode): Declaration["growing"] {
  if (id.type !== "Identifier" || id.typeAnnotation) return null;
  if (init === null) return kind === "const" ? null : "any";
  const value = init.type === "ParenthesizedExpression" ? unwrap(init) : init;
  if (value.type === "ArrayExpression" && value.elements.length === 0) return "any[]";
  const nothing = (value.type === "Literal" && value.raw === "null") || value.name === "undefined";
  return nothing && kind !== "const" ? "any" : null;
}

function named(node: SyntaxNode, kind: DeclarationKind): Declared[] {
  return node.id === null ? [] : [declared(node.id, kind, node)];
}

function declared(id: SyntaxNode, kind: DeclarationKind, node: SyntaxNode): Declared {
  return { name: id.name, kind, growing: null, id, readyAt: node.end, pattern: id };
}
