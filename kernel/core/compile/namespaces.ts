// The parts of TypeScript's namespaces and enums that share names: declarations of one name are one object.
import type { SyntaxNode } from "./compiledCell.ts";
import { findLexical, findVars, namespacePath } from "./findDeclared.ts";
import { isErased } from "./isErased.ts";
import type { Home } from "./scope.ts";
import { withoutExport } from "./syntaxTree.ts";

/** Where the names of a namespace's block live, given the expression for its object. */
export function namespaceHomes(
  namespace: SyntaxNode,
  siblings: readonly SyntaxNode[],
  object: string,
): Map<string, Home> {
  const homes = new Map<string, Home>();
  const path = pathText(namespace);
  for (const sibling of siblings.map(withoutExport)) {
    const shares = sibling.type === "TSModuleDeclaration" && !isErased(sibling) && pathText(sibling) === path;
    if (shares && sibling !== namespace)
      for (const name of exportedNames(sibling)) homes.set(name, `${object}.${name}`);
  }
  for (const { name } of namespacePath(namespace)) homes.set(name, null);
  for (const { name } of findLexical(namespace.body.body)) homes.set(name, null);
  for (const { name } of findVars(namespace.body)) homes.set(name, null);
  for (const { name } of exportedVariables(namespace)) homes.set(name, `${object}.${name}`);
  return homes;
}

/** Where the members of an enum live, as its initializers see them. */
export function enumHomes(enumeration: SyntaxNode, siblings: readonly SyntaxNode[]): Map<string, Home> {
  const { name } = enumeration.id;
  const homes = new Map<string, Home>();
  for (const sibling of siblings.map(withoutExport)) {
    if (sibling.type !== "TSEnumDeclaration" || sibling.id.name !== name) continue;
    for (const member of sibling.body.members) {
      if (member.id.type === "Identifier") homes.set(member.id.name, `${name}.${member.id.name}`);
    }
  }
  return homes.set(name, null);
}

/** True for the declaration that must make the object; those after it, and a class or function, share it. */
export function makesObject(declaration: SyntaxNode, siblings: readonly SyntaxNode[]): boolean {
  const name = objectName(declaration);
  const sharing = siblings
    .map(withoutExport)
    .filter((sibling) => SHARING.test(sibling.type) && !isErased(sibling) && objectName(sibling) === name);
  return sharing[0] === declaration && sharing.every(({ type }) => type.startsWith("TS"));
}

const SHARING = /^(?:FunctionDeclaration|ClassDeclaration|TSEnumDeclaration|TSModuleDeclaration)$/;

export function objectName(declaration: SyntaxNode): string | null {
  return declaration.type === "TSModuleDeclaration"
    ? namespacePath(declaration)[0]!.name
    : (declaration.id?.name ?? null);
}

function exportedNames({ body }: SyntaxNode): string[] {
  const exported = (body.body as SyntaxNode[]).filter(({ type }) => type === "ExportNamedDeclaration");
  return [...findLexical(exported), ...exported.flatMap(findVars)].map(({ name }) => name);
}

function exportedVariables({ body }: SyntaxNode): { name: string }[] {
  const exported = (body.body as SyntaxNode[]).filter(
    ({ type, declaration }) => type === "ExportNamedDeclaration" && declaration?.type === "VariableDeclaration",
  );
  return [...findLexical(exported), ...exported.flatMap(findVars)];
}

function pathText(namespace: SyntaxNode): string {
  return namespacePath(namespace)
    .map(({ name }) => name)
    .join(".");
}
