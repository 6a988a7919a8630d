// What the compiler makes of a cell. Text in, text out: nothing here runs anything.

/** How a name came to be at the top level of a cell. */
export type DeclarationKind = "const" | "let" | "var" | "function" | "class" | "enum" | "namespace" | "import";

/** A value that a cell declares at its top level, and that later cells can use. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** True for `const losses = []`, `let model;` and `let x = null`: TypeScript lets such a type grow inside one file only. */
  readonly growing: "any" | "any[]" | null;
}

/** A place in a text: both count from 0, columns in UTF-16 units, as LSP and V8 do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A cell that can be run: `code` is an expression that gives a function, to be evaluated in sloppy global scope. */
export interface CompiledCell {
  /**
   * `(async function (…boxes, $run) { "use strict"; … })`. Each box is `{ v }`, passed in the order of `boxes`;
   * the last argument is the `CellRun` of core/execute. The promise gives the value of the last expression, or
   * undefined when there is none or when it ends in a semicolon.
   */
  readonly code: string;
  /** The names of the boxes that the cell wants, both its own and those of earlier cells, in the order of the parameters. */
  readonly boxes: readonly string[];
  /** The values declared by this cell, in order of appearance. */
  readonly declares: readonly Declaration[];
  /** Interfaces and type aliases (and the type side of imports) declared by this cell. */
  readonly declaresTypes: readonly string[];
  /** From a place in `code` to the place in the cell's own text; null where the text is ours alone. */
  toSource(position: Position): Position | null;
}

/** The parts of the outside world that compiling needs; Node and the browser each give their own. */
export interface CompilerTools {
  /** Parses TypeScript modules with top-level await into ESTree (with TypeScript's nodes); offsets are UTF-16. */
  parse(text: string): ParseResult;
  /** Compiles JavaScript that not every runtime knows (decorators, accessor, using) to ES2022. */
  lower(text: string): LoweredText;
}

export interface ParseResult {
  readonly program: SyntaxNode;
  readonly errors: readonly ParseError[];
}

export interface ParseError {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Any ESTree node. Children are found by looking at the properties whose values are nodes or arrays of nodes. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: a syntax tree has some two hundred shapes, each known by its `type`
  readonly [property: string]: any;
}

export interface LoweredText {
  readonly code: string;
  /** A source map, version 3, with `mappings` from `code` to the text that was given. */
  readonly mappings: string;
}

/** What the compiler has to know about the session. */
export interface CellScope {
  /** Every value that lives in a box: those of earlier cells and those that are preloaded. */
  has(name: string): boolean;
  /** How a name of an earlier cell was declared, null for preloaded and unknown names. */
  kindOf(name: string): DeclarationKind | null;
}
