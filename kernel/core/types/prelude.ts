// A cell as a module of its own: one line that brings in the names it uses, the text, and a last line that exports
// its names. So the text's columns stay, and its lines move by one.
import type { Position } from "../compile/compiledCell.ts";
import { editorLines } from "../compile/positions.ts";
import { isAlsoType, type TypedNames } from "./typedNames.ts";
import type { Preload, TypedCell } from "./typeService.ts";
import { allNames, findDeclaredNames } from "./words.ts";

/** The text of a virtual module. */
export interface CellModule {
  readonly text: string;
  /** The cells whose modules it imports. */
  readonly uses: ReadonlySet<number>;
  toModule(position: Position): Position;
  /** Null before and behind the cell's own text. */
  toCell(position: Position): Position | null;
}

/** Names are exported under this prefix, so that a learner's own `export` cannot clash. */
export const EXPORTED = "$cell_";

/** A name that no file of a learner has. */
export function moduleName(cell: number | "typing"): string {
  return `gradbook-cell-${cell}`;
}

/** A cell to be checked; what the compiler found out says what it declares. */
export function writeCellModule(cell: TypedCell, names: TypedNames, preloads: readonly Preload[]): CellModule {
  const own: OwnNames = {
    values: new Set(cell.declares.map(({ name }) => name)),
    types: new Set([...cell.declares.filter(isAlsoType).map(({ name }) => name), ...cell.declaresTypes]),
  };
  // A growing name is never imported, and an export would be a use that ends its growth.
  const growing = new Set(cell.declares.flatMap((one) => (one.growing === null ? [] : [one.name])));
  const exported = [...new Set([...own.values, ...own.types])]
    .filter((name) => !growing.has(name))
    .map((name) => `${name} as ${EXPORTED}${name}`);
  return wrap(
    cell.text,
    writePrelude(allNames(cell.text), own, names, preloads),
    `\nexport { ${exported.join(", ")} };\n`,
  );
}

/** An unfinished cell, with every name that it could use. */
export function writeTypingModule(text: string, names: TypedNames, preloads: readonly Preload[]): CellModule {
  const declared = findDeclaredNames(text);
  const wanted = [...names.values.keys(), ...names.types.keys(), ...preloads.flatMap(preloadedNames)];
  return wrap(text, writePrelude(new Set(wanted), { values: declared, types: declared }, names, preloads), "");
}

export function preloadedNames({ namespace, values, types }: Preload): readonly string[] {
  return namespace === null ? [...values, ...types] : [namespace];
}

interface OwnNames {
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

interface Prelude {
  readonly line: string;
  readonly uses: ReadonlySet<number>;
}

function wrap(text: string, prelude: Prelude, postlude: string): CellModule {
  const lastLine = editorLines(text).positionOf(text.length).line;
  return {
    text: `${prelude.line}\n${text}${postlude}`,
    uses: prelude.uses,
    toModule: ({ line, column }) => ({ line: line + 1, column }),
    toCell: ({ line, column }) => (line < 1 || line - 1 > lastLine ? null : { line: line - 1, column }),
  };
}

/** Brings in the wanted names that live, except the cell's own: importing those would clash. */
function writePrelude(
  wanted: ReadonlySet<string>,
  own: OwnNames,
  names: TypedNames,
  preloads: readonly Preload[],
): Prelude {
  const uses = new Set<number>();
  const imports = new Map<string, string[]>();
  const lines: string[] = [];
  const use = (cell: number): string => {
    uses.add(cell);
    return `./${moduleName(cell)}.ts`;
  };
  const addImport = (from: string, clause: string): void => {
    if (!imports.has(from)) imports.set(from, []);
    imports.get(from)!.push(clause);
  };

  const bringValue = (name: string): void => {
    const value = names.values.get(name)!;
    const keyword = value.kind === "let" || value.kind === "var" ? "let" : "const";
    if (value.growing !== null) {
      lines.push(`declare ${keyword} ${name}: ${value.growing};`);
      return;
    }
    const from = use(value.cell);
    const type = names.types.get(name);
    if (keyword === "const" && !own.types.has(name) && (type === undefined || type.cell === value.cell)) {
      addImport(from, `${EXPORTED}${name} as ${name}`);
    } else {
      // An import would bring the type side as well, and no variable could be assigned to.
      lines.push(`declare ${keyword} ${name}: typeof import("${from}").${EXPORTED}${name};`);
    }
  };
  const bringType = (name: string): void => {
    const { cell, withValue } = names.types.get(name)!;
    if (!withValue) addImport(use(cell), `${EXPORTED}${name} as ${name}`);
    else if (!own.values.has(name)) {
      const value = names.values.get(name);
      const comesWithValue = value?.cell === cell && value.kind !== "let" && value.kind !== "var";
      if (!comesWithValue) lines.push(`type ${name} = import("${use(cell)}").${EXPORTED}${name};`);
    }
  };

  for (const name of wanted) {
    if (names.values.has(name) && !own.values.has(name)) bringValue(name);
    if (names.types.has(name) && !own.types.has(name)) bringType(name);
  }
  for (const { specifier, namespace, values, types } of preloads) {
    const isFree = (name: string): boolean =>
      wanted.has(name) && !names.values.has(name) && !names.types.has(name) && !own.values.has(name);
    if (namespace !== null) {
      if (isFree(namespace) && !own.types.has(namespace)) lines.push(`import * as ${namespace} from "${specifier}";`);
      continue;
    }
    for (const name of new Set([...values, ...types])) {
      if (!isFree(name)) continue;
      if (!own.types.has(name)) addImport(specifier, name);
      else if (values.includes(name)) lines.push(`declare const ${name}: typeof import("${specifier}").${name};`);
    }
  }
  for (const [from, clauses] of imports) lines.push(`import { ${clauses.join(", ")} } from "${from}";`);
  return { line: lines.join(" "), uses };
}
