// Every use of a name that lives in a box becomes a use of the box: `count++` → `$box_count.v++`.
import type { BoxNames } from "./boxNames.ts";
import type { SyntaxNode } from "./compiledCell.ts";
import { after, before, type Edit, replace } from "./edits.ts";
import type { Place, PlaceOf } from "./findPlaces.ts";
import type { Reference } from "./findReferences.ts";
import { isInList, isNamedByContext, type Path, wrapped } from "./syntaxTree.ts";
import { endOfWord, findPunctuator, skipTrivia } from "./tokens.ts";
import { isUnused, writeTo } from "./writes.ts";

export interface CellText {
  readonly source: string;
  readonly names: BoxNames;
  /** The last statement when its value is the cell's, else null. */
  readonly value: SyntaxNode | null;
}

export function rewriteReferences(references: readonly Reference[], placeOf: PlaceOf, cell: CellText): Edit[] {
  return references.flatMap((reference) => rewriteReference(reference, placeOf(reference), cell));
}

function rewriteReference(reference: Reference, place: Place, cell: CellText): Edit[] {
  const { path } = reference;
  switch (place.type) {
    case "variable":
      return [];
    case "mirrored":
      return mirror(path, place.text, cell);
    case "constant":
      return refuse(reference, place.text, cell);
    case "property":
      return [...putInPlace(reference, place.text, cell), ...keepFunctionName(reference)];
  }
}

/** Puts another expression in the place of an identifier. */
function putInPlace({ path, name }: Reference, text: string, cell: CellText): Edit[] {
  const start = nameStart(path.node, cell.source);
  const end = endOfWord(cell.source, start);
  if (isShorthand(path)) return [replace(start, end, `${propertyKey(name)}: ${text}`)];
  const call = callOf(path);
  if (call === null) return [replace(start, end, text)];
  // A function in a box is no method of the box.
  const edits = [...separate(path, cell), replace(start, end, `(0, ${text})`), ...blameName(call.node, start, cell)];
  return call.key === "expression" && call.parent?.node.type === "Decorator"
    ? [before(call.node, "("), ...edits, after(call.node, ")")]
    : edits;
}

/** V8 says of a call of an expression that it is where the arguments begin, but of `f(x)` that it is at `f`. */
function blameName({ type, callee, typeArguments, quasi }: SyntaxNode, start: number, { source }: CellText): Edit[] {
  if (type === "TaggedTemplateExpression") return [replace(quasi.start, quasi.start + 1, "`", start)];
  const open = findPunctuator(source, (typeArguments ?? callee).end, "(");
  return [replace(open, open + 1, "(", start)];
}

/** A function that would get its name from the variable gets it from a property: `{ f: () => 1 }.f`. */
function keepFunctionName({ path, name }: Reference): Edit[] {
  const { node } = path.parent!;
  const value: SyntaxNode | null =
    path.key === "left" && (node.type === "AssignmentPattern" || /^(?:&&|\|\||\?\?)?=$/.test(node.operator))
      ? node.right
      : path.key === "id" && node.type === "VariableDeclarator"
        ? node.init
        : null;
  if (value === null || !isNamedByContext(value)) return [];
  return [before(value, `{ ${propertyKey(name)}: `), after(value, ` }.${name}`)];
}

/** `{ __proto__: x }` would not be a property. */
function propertyKey(name: string): string {
  return name === "__proto__" ? `["${name}"]` : name;
}

/** Repeats an assignment in the box: `s += x` → `$box_s.v = s += x`. */
function mirror(path: Path, box: string, cell: CellText): Edit[] {
  const write = writeTo(path);
  if (write === null) return [];
  const { node } = write;
  if (node.type === "AssignmentExpression") return [before(node, `${box} = `)];
  if (!isUnused(write, cell.value)) {
    return [...separate(path, cell), before(node, `(${box} = `), after(node, ")")];
  }
  if (node.prefix) return [before(node, `${box} = `)];
  const operator = findPunctuator(cell.source, node.argument.end, node.operator);
  return [before(node, `${box} = ${node.operator}`), replace(operator, operator + 2, "  ")];
}

/** An assignment to the constant of an earlier cell or of a module: it assigns to a constant of ours, which throws. */
function refuse({ path, name }: Reference, box: string, cell: CellText): Edit[] {
  const start = nameStart(path.node, cell.source);
  const end = endOfWord(cell.source, start);
  const { constant } = cell.names;
  const write = writeTo(path)!.node;
  if (write.type !== "AssignmentExpression" || !/^(?:&&|\|\||\?\?)=$/.test(write.operator)) {
    return [replace(start, end, isShorthand(path) ? `${propertyKey(name)}: ${constant}` : constant)];
  }
  // `x ??= y` assigns only when there is nothing in x.
  const operator = findPunctuator(cell.source, wrapped(path).node.end, write.operator);
  return [
    ...separate(path, cell),
    before(write, "("),
    replace(start, end, box),
    replace(operator, operator + 3, `${write.operator.slice(0, 2)} (${constant} =`),
    after(write, "))"),
  ];
}

/** A statement that now begins with a parenthesis must not continue the line before it. */
function separate(path: Path, { value }: CellText): Edit[] {
  let at = path;
  while (at.parent !== null && at.parent.node.start === path.node.start && at.node.type !== "ExpressionStatement") {
    at = at.parent;
  }
  return at.node.type === "ExpressionStatement" && at.node !== value && isInList(at) ? [before(at.node, ";")] : [];
}

/** The call whose function the identifier is, in whatever wrapping. */
function callOf(path: Path): Path | null {
  const { key, parent } = wrapped(path);
  const isCall = parent !== null && /^(?:CallExpression|TaggedTemplateExpression)$/.test(parent.node.type);
  return isCall && (key === "callee" || key === "tag") ? parent : null;
}

/** `{ x }`, in an object or in a pattern, where it may have a default. */
function isShorthand({ key, parent }: Path): boolean {
  if (parent === null) return false;
  if (parent.node.type === "AssignmentPattern" && key === "left") return isShorthand(parent);
  return parent.node.type === "Property" && parent.node.shorthand && key === "value";
}

/** The decorators of a parameter come before its name, and belong to it. */
function nameStart(identifier: SyntaxNode, source: string): number {
  const decorators: readonly SyntaxNode[] = identifier.decorators ?? [];
  return decorators.length > 0 ? skipTrivia(source, decorators.at(-1)!.end) : identifier.start;
}
