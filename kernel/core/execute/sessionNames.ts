// The names that live from cell to cell, and how each was declared last.
import type { CellScope, CompiledCell, DeclarationKind } from "../compile/compiledCell.ts";

export interface SessionNames extends CellScope {
  /** Takes over what a cell that ran has declared. */
  declare(cell: CompiledCell): void;
  /** Forgets all but the preloaded names. */
  reset(): void;
}

export function createSessionNames(preloaded: readonly string[]): SessionNames {
  const kinds = new Map<string, DeclarationKind | null>();
  const reset = (): void => {
    kinds.clear();
    for (const name of preloaded) kinds.set(name, null);
  };
  reset();
  return {
    has: (name) => kinds.has(name),
    kindOf: (name) => kinds.get(name) ?? null,
    declare: (cell) => {
      for (const { name, kind } of cell.declares) kinds.set(name, kind);
    },
    reset,
  };
}
