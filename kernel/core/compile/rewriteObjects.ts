// Enums and namespaces: objects that are filled by a block of code, on the lines where they stand.
import type { SyntaxNode } from "./compiledCell.ts";
import { after, type Edit, replace } from "./edits.ts";
import { namespacePath } from "./findDeclared.ts";
import type { NameSpace } from "./findReferences.ts";
import { isErased } from "./isErased.ts";
import { makesObject, objectName } from "./namespaces.ts";
import { requireOf } from "./rewriteModules.ts";
import type { CellText } from "./rewriteReferences.ts";
import { type Path, siblings, walk, withExport, withoutExport } from "./syntaxTree.ts";
import { skipTrivia } from "./tokens.ts";

/** The function by which enums are filled: numbers lead back to their names. */
export function memberFunction(name: string): string {
  return `const ${name} = (e, name, value) => { e[name] = value; if (typeof value === "number") e[value] = name; }; `;
}

export function rewriteObjects(program: SyntaxNode, nameSpace: NameSpace, cell: CellText): Edit[] {
  const edits: Edit[] = [];
  walk(program, (node, path) => {
    if (isErased(node)) return false;
    if (node.type === "TSEnumDeclaration") edits.push(...rewriteEnum(path, ownerOf(path, nameSpace), cell));
    if (node.type === "TSModuleDeclaration") {
      edits.push(...rewriteNamespace(path, ownerOf(path, nameSpace), nameSpace(node), cell));
      edits.push(...exportMembers(node, nameSpace(node), cell));
    }
    return true;
  });
  return edits;
}

/** Where the object of a declaration is kept as well, given its name: in its namespace when it is exported from one. */
type Owner = ((name: string) => string) | null;

function ownerOf({ parent }: Path, nameSpace: NameSpace): Owner {
  const namespace = parent?.parent?.parent?.node;
  if (parent?.node.type !== "ExportNamedDeclaration" || namespace?.type !== "TSModuleDeclaration") return null;
  return (name) => `${nameSpace(namespace)}.${name}`;
}

/** The variable that holds the object, made by the first of the declarations that share it. */
function objectOf(path: Path, owner: Owner, { names }: CellText): string {
  const { node } = path;
  if (!makesObject(node, siblings(path))) return "";
  const name = objectName(node)!;
  const isTopLevel = withExport(path).parent?.node.type === "Program";
  const publish = isTopLevel ? ` ${names.box(name)}.v = ${name};` : "";
  return `const ${name} = ${owner === null ? "{}" : `${owner(name)} ??= {}`};${publish} `;
}

/** `enum A { X = 1, Y }` → `const A = {}; { member(A, "X", 1); member(A, "Y", A.X + 1) }` */
function rewriteEnum(path: Path, owner: Owner, cell: CellText): Edit[] {
  const { node } = path;
  const { source, names } = cell;
  const object = node.id.name;
  const edits = [replace(node.start, node.body.start, `;${objectOf(path, owner, cell)}`)];
  let previous: string | null = null;
  for (const member of node.body.members as SyntaxNode[]) {
    const key = JSON.stringify(member.id.name ?? member.id.value ?? member.id.quasis[0].value.cooked);
    const start = `${names.member}(${object}, ${key}, `;
    if (member.initializer) {
      edits.push(replace(member.start, member.initializer.start, start), after(member, ")"));
    } else {
      edits.push(replace(member.start, member.end, `${start}${previous === null ? "0" : `${previous} + 1`})`));
    }
    previous = `${object}[${key}]`;
    const comma = skipTrivia(source, member.end);
    if (source[comma] === ",") edits.push(replace(comma, comma + 1, ";"));
  }
  return edits;
}

/** `namespace A.B { … }` → `const A = {}; ((space1) => { const B = space1.B ??= {}; ((space2) => { … })(B); })(A);` */
function rewriteNamespace(path: Path, owner: Owner, space: string, cell: CellText): Edit[] {
  const { node } = path;
  const parts = namespacePath(node).map(({ name }) => name);
  const opening = parts.map((name, depth) => {
    const object = depth === 0 ? objectOf(path, owner, cell) : `const ${name} = ${space}.${name} ??= {}; `;
    return `${object}((${space}) => {`;
  });
  const closing = parts.reverse().map((name) => `})(${name});`);
  const { start, end } = node.body;
  return [replace(node.start, start + 1, `;${opening.join(" ")}`), replace(end - 1, end, closing.join(" "))];
}

/** The exports of a namespace that are no variables: functions from the start, the others once they are made. */
function exportMembers(namespace: SyntaxNode, space: string, cell: CellText): Edit[] {
  const edits: Edit[] = [];
  for (const statement of namespace.body.body as SyntaxNode[]) {
    const declaration = withoutExport(statement);
    if (isErased(statement)) continue;
    const exported = statement.type === "ExportNamedDeclaration";
    if (exported && declaration.type !== "VariableDeclaration") {
      edits.push(replace(statement.start, statement.start + "export".length, "      "));
    }
    const name: string | null = declaration.id?.name ?? null;
    switch (declaration.type) {
      case "FunctionDeclaration":
        if (exported) edits.push(after(openingOf(namespace.body), ` ${space}.${name} = ${name};`));
        break;
      case "ClassDeclaration":
        if (exported) edits.push(after(declaration, ` ${space}.${name} = ${name};`));
        break;
      case "TSImportEqualsDeclaration":
        edits.push(
          replace(declaration.start, declaration.moduleReference.start, `const ${name} = `),
          ...requireOf(declaration.moduleReference, cell.names.run),
          ...(exported ? [after(declaration, `; ${space}.${name} = ${name};`)] : []),
        );
        break;
    }
  }
  return edits;
}

function openingOf({ start }: SyntaxNode): { start: number; end: number } {
  return { start, end: start + 1 };
}
