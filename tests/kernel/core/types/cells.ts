// Cells for tests, with what the compiler would find out about them given by hand.
import type { Declaration, DeclarationKind } from "../../../../kernel/core/compile/compiledCell.ts";
import type { Preload, TypedCell } from "../../../../kernel/core/types/typeService.ts";

/** `declares` as in "const a", "let model any", "const losses any[]". */
export function cell(text: string, declares: readonly string[] = [], declaresTypes: readonly string[] = []): TypedCell {
  return { text, declares: declares.map(declaration), declaresTypes };
}

function declaration(written: string): Declaration {
  const [kind, name, growing = null] = written.split(" ");
  return { name: name!, kind: kind as DeclarationKind, growing: growing as Declaration["growing"] };
}

/** The modules of the package in `fakePackage.ts`. */
export const PRELOADS: readonly Preload[] = [
  { specifier: "gradbook", namespace: null, values: ["mse", "mean", "Vector"], types: ["Matrix"] },
  { specifier: "gradbook/datasets", namespace: "datasets", values: [], types: [] },
];
