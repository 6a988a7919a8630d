// The declarations of a cell that stay what they are, and hand their values to the boxes.
import type { SyntaxNode } from "./compiledCell.ts";
import { after, type Edit } from "./edits.ts";
import { isErased } from "./isErased.ts";
import type { CellText } from "./rewriteReferences.ts";
import { publishVariables } from "./rewriteVariables.ts";
import { withoutExport } from "./syntaxTree.ts";

/** Functions are published before the first line runs, enums and namespaces while their objects are made. */
export function publishDeclarations(program: SyntaxNode, cell: CellText): Edit[] {
  return program.body.flatMap((statement: SyntaxNode): Edit[] => {
    const declaration = withoutExport(statement);
    if (isErased(statement)) return [];
    if (declaration.type === "VariableDeclaration" && declaration.kind !== "var") {
      return publishVariables(declaration, cell);
    }
    if (declaration.type !== "ClassDeclaration" || declaration.id === null) return [];
    const { name } = declaration.id;
    return [after(declaration, ` ${cell.names.box(name)}.v = ${name};`)];
  });
}
