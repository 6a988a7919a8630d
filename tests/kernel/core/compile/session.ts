// Runs cells one after the other with real boxes, as the runtime does.
import { createRequire } from "node:module";
import vm from "node:vm";
import { withoutBoxNames } from "../../../../kernel/core/compile/boxNames.ts";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import type {
  CellScope,
  CompiledCell,
  DeclarationKind,
  Position,
} from "../../../../kernel/core/compile/compiledCell.ts";
import { type Box, createBox } from "../../../../kernel/core/execute/box.ts";
import { createCompilerTools } from "../../../../kernel/node/compilerTools.ts";

export const tools = createCompilerTools();

export interface Session {
  readonly scope: CellScope;
  readonly boxes: ReadonlyMap<string, Box>;
  /** What cells imported, in order. */
  readonly imported: readonly string[];
  run(source: string): Promise<unknown>;
}

/** @param modules what `import` gives; @param preloaded names that are there from the start */
export function createSession(
  modules: Record<string, Record<string, unknown>> = {},
  preloaded: Record<string, unknown> = {},
): Session {
  const boxes = new Map<string, Box>();
  const kinds = new Map<string, DeclarationKind | null>();
  const imported: string[] = [];
  const boxOf = (name: string): Box => {
    const box = boxes.get(name) ?? createBox(name);
    boxes.set(name, box);
    return box;
  };
  for (const [name, value] of Object.entries(preloaded)) {
    kinds.set(name, null);
    boxOf(name).v = value;
  }
  const scope: CellScope = { has: (name) => kinds.has(name), kindOf: (name) => kinds.get(name) ?? null };
  const run = {
    async import(specifier: string, options?: unknown) {
      imported.push(options === undefined ? specifier : `${specifier} ${JSON.stringify(options)}`);
      const module = modules[specifier];
      if (!module) throw new Error(`Cannot find module '${specifier}'`);
      return module;
    },
    meta: { url: "file:///notebooks/" },
    require: createRequire(import.meta.url),
  };
  return {
    scope,
    boxes,
    imported,
    async run(source) {
      const cell = compileCell(source, scope, tools);
      for (const { name, kind } of cell.declares) kinds.set(name, kind);
      return evaluate(cell)(...cell.boxes.map(boxOf), run);
    },
  };
}

export function evaluate(cell: CompiledCell): (...parameters: unknown[]) => Promise<unknown> {
  return new vm.Script(cell.code, { filename: "CELL" }).runInThisContext();
}

/** Runs cells in one session; the value of the last one, or its error as "TypeError: …" without our names. */
export async function runCells(...sources: string[]): Promise<unknown> {
  const session = createSession();
  let value: unknown;
  for (const source of sources) {
    value = await session.run(source).catch((error: unknown) => {
      if (source === sources.at(-1) && error instanceof Error)
        return `${error.name}: ${withoutBoxNames(error.message)}`;
      throw error;
    });
  }
  return value;
}

/** The first place of a thrown error's stack that lies in the cell, from V8's counting to ours. */
export function thrownAt(error: unknown): Position {
  const [, line, column] = /CELL:(\d+):(\d+)/.exec((error as Error).stack ?? "") ?? [];
  return { line: Number(line) - 1, column: Number(column) - 1 };
}

export const emptyScope: CellScope = { has: () => false, kindOf: () => null };
