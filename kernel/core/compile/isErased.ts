// Does TypeScript have this statement or class member for itself, so that nothing of it is left to run?
import type { SyntaxNode } from "./compiledCell.ts";

const ALWAYS = new Set([
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSDeclareFunction",
  "TSNamespaceExportDeclaration",
  "TSAbstractMethodDefinition",
  "TSAbstractPropertyDefinition",
  "TSAbstractAccessorProperty",
  "TSIndexSignature",
]);

export function isErased(node: SyntaxNode): boolean {
  if (ALWAYS.has(node.type) || node.declare === true) return true;
  switch (node.type) {
    case "TSModuleDeclaration":
      return node.global === true || !hasValues(node);
    case "TSImportEqualsDeclaration":
      return node.importKind === "type";
    case "ImportDeclaration":
      return node.importKind === "type" || (node.specifiers.length > 0 && node.specifiers.every(isTypeSpecifier));
    case "ExportNamedDeclaration":
      if (node.exportKind === "type") return true;
      return node.declaration ? isErased(node.declaration) : node.source === null;
    case "ExportAllDeclaration":
      return node.exportKind === "type";
    case "ExportDefaultDeclaration":
      return isErased(node.declaration);
    case "MethodDefinition":
      return node.value.type === "TSEmptyBodyFunctionExpression";
    default:
      return false;
  }
}

/** True for `type A` in `import { type A, b }`. */
export function isTypeSpecifier(specifier: SyntaxNode): boolean {
  return specifier.importKind === "type";
}

/** A namespace of types alone exists for the type checker only. */
function hasValues(namespace: SyntaxNode): boolean {
  return namespace.body?.body.some((statement: SyntaxNode) => !isErased(statement));
}
