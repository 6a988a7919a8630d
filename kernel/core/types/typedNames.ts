// Which cell each name has its type from. Values and types have names of their own, as in TypeScript.
import type { Declaration, DeclarationKind } from "../compile/compiledCell.ts";
import type { TypedCell } from "./typeService.ts";

/** A value that lives from cell to cell. */
export interface KnownValue {
  /** The number of the newest cell that declares it. */
  readonly cell: number;
  readonly kind: DeclarationKind;
  readonly growing: Declaration["growing"];
}

/** A type that lives from cell to cell. */
export interface KnownType {
  readonly cell: number;
  /** Whether the same cell declares a value of this name: an import then brings both. */
  readonly withValue: boolean;
}

/** Declarations of these kinds are types as well. */
const ALSO_TYPES: ReadonlySet<DeclarationKind> = new Set(["class", "enum", "namespace"]);

export function isAlsoType({ kind }: Pick<Declaration, "kind">): boolean {
  return ALSO_TYPES.has(kind);
}

/** The names of a session, each mapped to its newest cell. */
export class TypedNames {
  readonly values = new Map<string, KnownValue>();
  readonly types = new Map<string, KnownType>();
  /** Names that a restart took away and that no cell has declared since. */
  readonly lost = new Set<string>();
  /** For each cell that is kept, the cells from which its types derive. */
  readonly #uses = new Map<number, ReadonlySet<number>>();

  /** Takes over the names of a cell that ran; `uses` are the cells that its prelude names. */
  remember(number: number, cell: TypedCell, uses: ReadonlySet<number>): void {
    this.#uses.set(number, uses);
    const values = new Set(cell.declares.map(({ name }) => name));
    for (const declaration of cell.declares) {
      const { name, kind, growing } = declaration;
      this.values.set(name, { cell: number, kind, growing });
      this.lost.delete(name);
      if (isAlsoType(declaration)) this.types.set(name, { cell: number, withValue: true });
      else if (this.types.get(name)?.withValue) this.types.delete(name);
    }
    for (const name of cell.declaresTypes) {
      this.types.set(name, { cell: number, withValue: values.has(name) });
      this.lost.delete(name);
    }
  }

  /** Drops the cells from which no name has its type any more, and gives their numbers. */
  dropUnneeded(): number[] {
    const needed = new Set<number>();
    for (const { cell, growing } of this.values.values()) if (growing === null) needed.add(cell);
    for (const { cell } of this.types.values()) needed.add(cell);
    // A set that grows while it is walked: every cell is reached, however long the chain.
    for (const cell of needed) for (const used of this.#uses.get(cell) ?? []) needed.add(used);
    const dropped = [...this.#uses.keys()].filter((cell) => !needed.has(cell));
    for (const cell of dropped) this.#uses.delete(cell);
    return dropped;
  }

  /** Turns every name into a lost one. */
  forgetAll(): void {
    for (const name of [...this.values.keys(), ...this.types.keys()]) this.lost.add(name);
    this.values.clear();
    this.types.clear();
    this.#uses.clear();
  }
}
