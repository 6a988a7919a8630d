// Each `golden/x.ts` is a cell, and `x.out.js` what becomes of it: look at both. UPDATE_GOLDENS=1 writes them anew.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutBoxNames } from "../../../../kernel/core/compile/boxNames.ts";
import { CellSyntaxError } from "../../../../kernel/core/compile/cellSyntaxError.ts";
import { compileCell } from "../../../../kernel/core/compile/compileCell.ts";
import type {
  CellScope,
  CompiledCell,
  DeclarationKind,
  Position,
} from "../../../../kernel/core/compile/compiledCell.ts";
import { createBox } from "../../../../kernel/core/execute/box.ts";
import { createObserver, randomProgram } from "./randomProgram.ts";
import { createSession, evaluate, thrownAt, tools } from "./session.ts";

const FOLDER = new URL("golden/", import.meta.url);
const MARK = "/*@*/";
const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ name: file.slice(0, -3), source: readFileSync(new URL(file, FOLDER), "utf8") }));

/** The names of earlier cells, from lines as `// earlier const lr = 3`. */
function earlierNames(source: string): Map<string, { kind: DeclarationKind | null; value: unknown }> {
  const lines = [...source.matchAll(/^\/\/ earlier (\w+) (\S+) = (.+)$/gm)];
  return new Map(
    lines.map(([, kind, name, value]) => [
      name!,
      { kind: kind === "preloaded" ? null : (kind as DeclarationKind), value: new Function(`return (${value})`)() },
    ]),
  );
}

function compile(source: string): CompiledCell {
  const names = earlierNames(source);
  const scope: CellScope = { has: (name) => names.has(name), kindOf: (name) => names.get(name)?.kind ?? null };
  return compileCell(source, scope, tools);
}

function golden(source: string): string {
  try {
    const { code, boxes, declares, declaresTypes } = compile(source);
    const values = declares.map(({ name, kind, growing }) => `${kind} ${name}${growing ? ` (${growing})` : ""}`);
    return `// boxes: ${boxes.join(", ")}\n// declares: ${values.join(", ")}\n// types: ${declaresTypes.join(", ")}\n${code}\n`;
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    const { name, message, start, end } = error;
    return `${name}: ${message}\n${start.line}:${start.column} to ${end.line}:${end.column}\n`;
  }
}

describe("compileCell() makes of each golden cell what its golden says", () => {
  const write = process.env.UPDATE_GOLDENS === "1" && !process.env.CI;
  it.each(cases)("$name", ({ name, source }) => {
    const file = new URL(`${name}.out.js`, FOLDER);
    const actual = golden(source);
    if (write) writeFileSync(file, actual);
    expect(existsSync(file), "a golden without its output; UPDATE_GOLDENS=1 writes it").toBe(true);
    expect(actual).toBe(readFileSync(file, "utf8"));
  });

  it("has no output without a cell", () => {
    const outputs = readdirSync(FOLDER).filter((file) => file.endsWith(".out.js"));
    expect(outputs.map((file) => file.slice(0, -7)).sort()).toEqual(cases.map(({ name }) => name).sort());
  });
});

describe("compileCell() keeps the lines of a cell that needs no lowering", () => {
  const kept = cases.filter(({ name }) => !/^error|using|decorator|accessor/i.test(name));
  it.each(kept)("$name", ({ source }) => {
    const lines = compile(source).code.split("\n");
    expect(lines.length).toBe(source.split("\n").length + 1);
  });
});

describe("toSource() leads from where V8 says that an error was thrown to the exact place in the cell", () => {
  it.each(cases.filter(({ source }) => source.includes(MARK)))("$name", async ({ source }) => {
    const cell = compile(source);
    const names = earlierNames(source);
    const boxes = cell.boxes.map((name) => {
      const box = createBox(name);
      if (names.has(name)) box.v = names.get(name)!.value;
      return box;
    });
    const run = { import: () => Promise.reject(new Error("Cannot find it")) };
    // An import fails in the module loader: only the cell's own frame has its place.
    const error = await evaluate(cell)(...boxes, run).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect(cell.toSource(thrownAt(error))).toEqual(markedPlace(source));
  });

  it("gives null for what is not of the cell", () => {
    const cell = compile("const a = 1");
    expect(cell.toSource({ line: 0, column: 3 })).toBeNull();
    expect(cell.toSource({ line: 1, column: 0 })).toBeNull();
  });
});

describe("compileCell() makes cells that run as the same program does in one file", () => {
  // A function's text would show the names of boxes; as part of a string it is its name here.
  const prototype = Function.prototype as { [Symbol.toPrimitive]?: unknown };
  beforeAll(() => {
    prototype[Symbol.toPrimitive] = function (this: { name: string }) {
      return `function ${this.name}`;
    };
  });
  afterAll(() => {
    delete prototype[Symbol.toPrimitive];
  });

  it.each(Array.from({ length: 20 }, (_, index) => index * 10))(
    "random programs %i and the next nine",
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const { cells, plain } = randomProgram(seed);
        const [expected, actual] = [createObserver(), createObserver()];
        const whole = new AsyncFunction(...Object.keys(expected.names), `"use strict"; ${plain}`);
        const error = await outcome(() => whole(...Object.values(expected.names)));
        const session = createSession({}, actual.names);
        const cellError = await outcome(async () => {
          for (const cell of cells) await session.run(cell);
        });
        expect(actual.seen, `seed ${seed}`).toEqual(expected.seen);
        expect(cellError, `seed ${seed}`).toBe(error);
      }
    },
  );

  it("and such programs show much of themselves", async () => {
    const observer = createObserver();
    const session = createSession({}, observer.names);
    for (const cell of randomProgram(1).cells) await session.run(cell);
    expect(observer.seen.length).toBeGreaterThan(5);
  });
});

const AsyncFunction = (async () => {}).constructor as new (
  ...text: string[]
) => (...values: unknown[]) => Promise<unknown>;

async function outcome(run: () => Promise<unknown>): Promise<string> {
  return run().then(
    () => "no error",
    (error: unknown) => withoutBoxNames(String(error)),
  );
}

function markedPlace(source: string): Position {
  const offset = source.indexOf(MARK) + MARK.length;
  const before = source.slice(0, offset).split("\n");
  return { line: before.length - 1, column: before.at(-1)!.length };
}
