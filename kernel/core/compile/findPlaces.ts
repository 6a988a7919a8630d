// Where does each name of a cell live: in its box, or in a variable of the cell that is published to the box?
import type { BoxNames } from "./boxNames.ts";
import type { CellScope, SyntaxNode } from "./compiledCell.ts";
import type { Declarations } from "./findDeclarations.ts";
import type { Reference } from "./findReferences.ts";
import { isUnused, writeTo } from "./writes.ts";

export type Place =
  /** A variable, or a global: the text stays as it is. */
  | { readonly type: "variable" }
  /** A property: the text that stands for it. */
  | { readonly type: "property"; readonly text: string }
  /** A variable that must not be assigned to, and cannot complain for itself as it lives in a box. */
  | { readonly type: "constant"; readonly text: string }
  /** A variable whose every assignment is repeated in its box. */
  | { readonly type: "mirrored"; readonly text: string };

export type PlaceOf = (reference: Reference) => Place;

const VARIABLE: Place = { type: "variable" };

/**
 * What functions share goes through the box, so that they see the newest value. Outside of functions a `const` is read
 * from its variable, which is fast and complains by itself when used too early or assigned to. A `let` that only the
 * top level of this cell touches is read from its variable too.
 */
export function findPlaces(
  declarations: Declarations,
  references: readonly Reference[],
  scope: CellScope,
  names: BoxNames,
  value: SyntaxNode | null,
): PlaceOf {
  const mirrored = findMirrored(declarations, references, scope, value);
  return (reference) => {
    const { name, where, home, inFunction, path } = reference;
    if (where === "inside") return { type: "property", text: home! };
    if (where === "outside") return placeOutside(reference, scope, names);
    const text = `${names.box(name)}.v`;
    const { kind, readyAt, pattern } = declarations.values.get(name)!;
    switch (kind) {
      case "const":
      case "enum":
      case "namespace":
        return inFunction && !contains(pattern, path.node) && writeTo(path) === null
          ? { type: "property", text }
          : VARIABLE;
      case "let":
        if (mirrored.has(name)) return { type: "mirrored", text };
        return inFunction || path.node.start >= readyAt ? { type: "property", text } : VARIABLE;
      case "class":
        return inFunction || path.node.start >= readyAt ? { type: "property", text } : VARIABLE;
      case "import":
        return writeTo(path) !== null ? { type: "constant", text } : { type: "property", text };
      default:
        return { type: "property", text };
    }
  };
}

function contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function placeOutside({ name, path }: Reference, scope: CellScope, names: BoxNames): Place {
  if (!scope.has(name)) return name === "require" ? { type: "property", text: `${names.run}.require` } : VARIABLE;
  const text = `${names.box(name)}.v`;
  const kind = scope.kindOf(name);
  if ((kind === "const" || kind === "import") && writeTo(path) !== null) return { type: "constant", text };
  return { type: "property", text };
}

/** Every `let` that is new, that no function uses, and whose every assignment can be repeated where it stands. */
function findMirrored(
  { values }: Declarations,
  references: readonly Reference[],
  scope: CellScope,
  value: SyntaxNode | null,
): ReadonlySet<string> {
  const mirrored = new Set<string>();
  for (const { name, kind } of values.values()) if (kind === "let" && !scope.has(name)) mirrored.add(name);
  for (const { name, where, inFunction, path } of references) {
    if (where !== "cell" || !mirrored.has(name)) continue;
    const write = writeTo(path);
    const simple =
      write === null ||
      write.node.type === "AssignmentExpression" ||
      (write.node.type === "UpdateExpression" && (write.node.prefix || isUnused(write, value)));
    if (inFunction || !simple) mirrored.delete(name);
  }
  return mirrored;
}
