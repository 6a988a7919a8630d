// Declarations of variables: published to their boxes, or turned into assignments where nothing but the box is left.
import type { SyntaxNode } from "./compiledCell.ts";
import { after, before, type Edit, replace } from "./edits.ts";
import type { CellText } from "./rewriteReferences.ts";
import { boundIdentifiers, isInList, type Path, withExport } from "./syntaxTree.ts";
import { blanked, findPunctuator } from "./tokens.ts";

/** `const a = 1, b = 2` → `const a = 1; $box_a.v = a; const b = 2; $box_b.v = b;` */
export function publishVariables(declaration: SyntaxNode, { source, names }: CellText): Edit[] {
  const publish = ({ id }: SyntaxNode): string =>
    boundIdentifiers(id)
      .map(({ name }) => ` ${names.box(name)}.v = ${name};`)
      .join("");
  const declarators: readonly SyntaxNode[] = declaration.declarations;
  return declarators.map((declarator, index) => {
    const next = declarators[index + 1];
    if (!next) {
      const { start, end } = declaration;
      return source[end - 1] === ";"
        ? after(declaration, publish(declarator))
        : after({ start, end }, `;${publish(declarator)}`);
    }
    const comma = findPunctuator(source, declarator.end, ",");
    return replace(comma, comma + 1, `;${publish(declarator)} ${declaration.kind}`);
  });
}

/** `var a = 1, b` → `$box_a.v = 1, $box_b.v`, in a statement or a loop's head; the names are rewritten elsewhere. */
export function assignVariables(path: Path, { source }: CellText): Edit[] {
  const { node: declaration, key } = path;
  const declarators: readonly SyntaxNode[] = declaration.declarations;
  const statement = withExport(path);
  const { start } = statement.node;
  const end = declaration.start + declaration.kind.length;
  const edits = [replace(start, end, blanked(source.slice(start, end)))];
  if (key === "left") return edits;
  const isPattern = declarators[0]!.id.type !== "Identifier";
  if (key !== "init" && isPattern && isInList(statement)) edits.push(before(declarators[0]!, ";"));
  for (const declarator of declarators) {
    if (declarator.id.type !== "Identifier") edits.push(before(declarator, "("), after(declarator, ")"));
  }
  return edits;
}
