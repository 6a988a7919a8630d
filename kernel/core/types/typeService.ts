// What the kernel asks of a type checker. TypeScript's native server answers in Node (node/typeServer.ts); a browser will have its own.
import type { Declaration, Position } from "../compile/compiledCell.ts";

/** A cell as the type checker gets to know it. */
export interface TypedCell {
  readonly text: string;
  readonly declares: readonly Declaration[];
  readonly declaresTypes: readonly string[];
}

/** How much the checker may say. */
export type Strictness = "strict" | "warn" | "off";

/** A type error or hint, at its place in the cell. Never names a virtual file or the prelude. */
export interface Diagnostic {
  readonly severity: "error" | "hint";
  /** TypeScript's number, as in TS2322. */
  readonly code: number;
  readonly message: string;
  /** A cure in one line for the frequent codes. */
  readonly hint: string | null;
  readonly start: Position;
  readonly end: Position;
}

export interface Completion {
  /** What is inserted in place of the text between `start` and `end` of the answer. */
  readonly text: string;
  /** Jupyter's kind: function, class, instance, module, keyword, property, type. */
  readonly kind: string;
  /** The type or signature, as one line; empty where the checker gives none. */
  readonly signature: string;
}

export interface CompletionAnswer {
  readonly matches: readonly Completion[];
  /** Offsets in UTF-16 units into the cell's text. */
  readonly start: number;
  readonly end: number;
}

export interface Inspection {
  /** The signature, as TypeScript. */
  readonly signature: string;
  /** The documentation, as markdown. */
  readonly documentation: string;
}

/** A module whose exports are there in every cell without an import. */
export interface Preload {
  /** What a cell would import it by, as "gradbook". */
  readonly specifier: string;
  /** Either every export under its own name, or the whole module under one name. */
  readonly namespace: string | null;
  readonly values: readonly string[];
  readonly types: readonly string[];
}

export interface TypeService {
  /** Answers once the checker runs. Calls before that wait. */
  ready(): Promise<void>;
  /** Checks a cell before it runs. The cell is not remembered. */
  check(cell: TypedCell): Promise<readonly Diagnostic[]>;
  /** Remembers a cell that ran, so that later cells see its names with their types; a redeclared name maps to its newest cell. */
  remember(cell: TypedCell): void;
  /** Forgets every name (the runtime had to restart); using one then says that it was lost. */
  forgetAll(): void;
  /** Completions at an offset (UTF-16) of an unfinished cell. */
  complete(text: string, offset: number): Promise<CompletionAnswer>;
  /** What is known about the name at an offset (UTF-16); null when there is none. */
  inspect(text: string, offset: number): Promise<Inspection | null>;
  dispose(): void;
}
