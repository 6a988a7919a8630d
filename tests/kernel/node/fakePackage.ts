// A package like ours and a notebook's folder, for tests of the type server: declarations only, nothing to run.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Diagnostic } from "../../../kernel/core/types/typeService.ts";
import { startTypeServer, type TypeServer, type TypeServerOptions } from "../../../kernel/node/typeServer.ts";
import { cell, PRELOADS } from "../core/types/cells.ts";

const FILES: Record<string, string> = {
  "package.json": JSON.stringify({
    name: "gradbook",
    exports: {
      ".": { types: "./dist/lib/index.d.ts" },
      "./datasets": { types: "./dist/datasets/index.d.ts" },
      "./package.json": "./package.json",
    },
  }),
  "dist/lib/index.d.ts": `export { mean, mse, Vector } from "./vectors.js";\nexport type { Matrix } from "./vectors.js";\n`,
  "dist/lib/vectors.d.ts": `/**
 * The mean squared error.
 * @param predicted what the model says
 * @param target what is true
 * @example
 * \`\`\`ts
 * mse([1, 2], [1, 4]); // 2
 * \`\`\`
 */
export declare function mse(predicted: readonly number[], target: readonly number[]): number;
export declare function mean(values: readonly number[]): number;
export declare class Vector { readonly size: number; constructor(values: number[]); dot(other: Vector): number; }
export type Matrix = number[][];
`,
  "dist/datasets/index.d.ts": "export declare function iris(): Promise<{ readonly features: number[][] }>;\n",
};

/** A new folder with files, removed after the test. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gradbook-types-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The package, with our own node_modules. */
export function fakePackage(): string {
  const folder = folderWith(FILES);
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}

export interface Notebook {
  readonly types: TypeServer;
  readonly folder: string;
  readonly problems: readonly string[];
  /** Checks a cell, and remembers it when it has no errors. */
  run(text: string, declares?: readonly string[], declaresTypes?: readonly string[]): Promise<readonly Diagnostic[]>;
}

/** A notebook's type service in a folder of its own; ended after the test. */
export function openNotebook(files: Record<string, string> = {}, options: Partial<TypeServerOptions> = {}): Notebook {
  const folder = folderWith(files);
  const problems: string[] = [];
  const onProblem = (message: string): void => void problems.push(message);
  const types = startTypeServer({ folder, preload: PRELOADS, packageRoot: fakePackage(), onProblem, ...options });
  onTestFinished(() => types.dispose());
  return {
    types,
    folder,
    problems,
    run: async (text, declares, declaresTypes) => {
      const one = cell(text, declares, declaresTypes);
      const diagnostics = await types.check(one);
      if (!diagnostics.some(({ severity }) => severity === "error")) types.remember(one);
      return diagnostics;
    },
  };
}

/** A program that runs another one and writes down all that it is told. */
export function recording(command: string): { readonly command: string; told(): string } {
  const folder = folderWith({ "record.sh": `#!/bin/sh\ntee "$(dirname "$0")/told" | '${command}' "$@"\n`, told: "" });
  chmodSync(join(folder, "record.sh"), 0o755);
  return { command: join(folder, "record.sh"), told: () => readFileSync(join(folder, "told"), "utf8") };
}

/** "TS2322 at 0:6-7: …", to compare whole answers at a glance. */
export function briefly(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ severity, code, message, start, end }) => {
    const to = end.line === start.line ? `${end.column}` : `${end.line}:${end.column}`;
    return `${severity === "hint" ? "hint " : ""}TS${code} at ${start.line}:${start.column}-${to}: ${message}`;
  });
}
