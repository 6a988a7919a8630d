// What does a cell declare at its top level?
import type { SyntaxNode } from "./compiledCell.ts";
import { type Declared, findLexical, findVars, namespacePath } from "./findDeclared.ts";
import { isErased, isTypeSpecifier } from "./isErased.ts";
import { forEachChild, walk, withoutExport } from "./syntaxTree.ts";

export interface Declarations {
  /** The values by name, in order of appearance; a name with two declarations has the kind of its main one. */
  readonly values: ReadonlyMap<string, Declared>;
  readonly types: readonly string[];
}

export function findDeclarations(program: SyntaxNode): Declarations {
  const loops = findLoopVariables(program);
  const all = [...findLexical(program.body), ...findVars(program)].sort((a, b) => a.id.start - b.id.start);
  const values = new Map<string, Declared>();
  for (const declared of all) {
    const known = values.get(declared.name);
    const added = known === undefined || isMainDeclaration(declared, known);
    if (added) values.set(declared.name, loops.has(declared.id) ? { ...declared, growing: null } : declared);
  }
  const isAlsoType = (name: string): boolean => /class|enum|import|namespace/.test(values.get(name)?.kind ?? "");
  const types = new Set(program.body.flatMap(typeNames).filter((name: string) => !isAlsoType(name)));
  return { values, types: [...types] as string[] };
}

/** A namespace adds to the function, class or enum of its name; a second `var` changes nothing. */
function isMainDeclaration(next: Declared, known: Declared): boolean {
  if (next.kind === "namespace" || next.kind === "var") return false;
  return next.kind !== "enum" || known.kind !== "enum";
}

/** `for (var x of …)` gives `x` its value without an initializer. */
function findLoopVariables(program: SyntaxNode): Set<SyntaxNode> {
  const found = new Set<SyntaxNode>();
  walk(program, (node) => {
    if (node.type !== "ForOfStatement" && node.type !== "ForInStatement") return;
    if (node.left.type === "VariableDeclaration") forEachChild(node.left.declarations[0], (id) => void found.add(id));
  });
  return found;
}

function typeNames(statement: SyntaxNode): string[] {
  if (statement.type === "ImportDeclaration") {
    const types: SyntaxNode[] = statement.specifiers.filter(
      (specifier: SyntaxNode) => statement.importKind === "type" || isTypeSpecifier(specifier),
    );
    return types.map(({ local }) => local.name);
  }
  const declaration = withoutExport(statement);
  if (!isErased(declaration) || declaration.global === true) return [];
  switch (declaration.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "ClassDeclaration":
    case "TSEnumDeclaration":
    case "TSImportEqualsDeclaration":
      return [declaration.id.name];
    case "TSModuleDeclaration":
      return declaration.id.type === "Literal" ? [] : [namespacePath(declaration)[0]!.name];
    default:
      return [];
  }
}
