// The cell compiler's tools in Node: oxc to parse, esbuild to lower, which is loaded only when a cell needs it.
import { createRequire } from "node:module";
import { parseSync } from "oxc-parser";
import type { CompilerTools, ParseError, SyntaxNode } from "../core/compile/compiledCell.ts";

const require = createRequire(import.meta.url);

export function createCompilerTools(): CompilerTools {
  return {
    parse(text) {
      const { program, errors } = parseSync("cell.ts", text, {
        lang: "ts",
        sourceType: "module",
        showSemanticErrors: true,
      });
      return { program: program as unknown as SyntaxNode, errors: errors.map((error) => toParseError(error, text)) };
    },
    lower(text) {
      const esbuild = require("esbuild") as typeof import("esbuild");
      const { code, map } = esbuild.transformSync(text, {
        loader: "js",
        target: "es2022",
        // Functions keep the names that the learner gave them, even where esbuild has to rename a variable.
        keepNames: true,
        sourcemap: "external",
        logLevel: "silent",
      });
      return { code, mappings: (JSON.parse(map) as { mappings: string }).mappings };
    },
  };
}

interface OxcError {
  readonly message: string;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

/** Of two places, as of two declarations of a name, the later one is the mistake. */
function toParseError({ message, labels }: OxcError, text: string): ParseError {
  const isDouble = message.endsWith("has already been declared");
  const { start, end } = (isDouble ? labels.at(-1) : labels[0]) ?? { start: text.length, end: text.length };
  return { message, start, end };
}
