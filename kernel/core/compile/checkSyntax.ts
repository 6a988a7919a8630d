// Is the cell TypeScript, and of a kind that a cell can be?

import { syntaxErrorAt } from "./cellSyntaxError.ts";
import type { CompilerTools, SyntaxNode } from "./compiledCell.ts";
import type { Reference } from "./findReferences.ts";
import { plainMessage } from "./plainMessage.ts";
import { walk } from "./syntaxTree.ts";

/**
 * @returns the cell's syntax tree
 * @throws CellSyntaxError at the first mistake
 */
export function checkSyntax(source: string, tools: CompilerTools): SyntaxNode {
  const { program, errors } = tools.parse(source);
  const [error] = errors;
  if (error) throw syntaxErrorAt(plainMessage(error, source), source, error.start, error.end);
  checkSupported(program, source);
  return program;
}

/** What the parser lets pass and JavaScript does not. */
function checkSupported(program: SyntaxNode, source: string): void {
  walk(program, (node, { key }) => {
    const refuse = (message: string): never => {
      throw syntaxErrorAt(message, source, node.start, node.end);
    };
    if (node.regex) {
      const problem = regexProblem(node.regex);
      if (problem !== null) refuse(problem);
    }
    if (node.type === "Decorator" && key === "decorators" && isParameter(node, program)) {
      refuse("Cannot decorate a parameter as JavaScript has decorators for classes and their members only");
    }
    if (node.type === "ImportDeclaration" && node.phase === "source") {
      refuse("Cannot import a source as cells import values only; leave out `source`");
    }
  });
}

function isParameter(decorator: SyntaxNode, program: SyntaxNode): boolean {
  let found = false;
  walk(program, ({ params }) => {
    const parameters: readonly SyntaxNode[] = Array.isArray(params) ? params : [];
    found ||= parameters.some(({ decorators }) => decorators?.includes(decorator));
    return !found;
  });
  return found;
}

function regexProblem({ pattern, flags }: { pattern: string; flags: string }): string | null {
  try {
    new RegExp(pattern, flags);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** `arguments` belongs to functions; a cell is compiled to one, which must not show. */
export function checkReferences(references: readonly Reference[], source: string): void {
  for (const { name, where, path } of references) {
    if (name === "arguments" && where === "outside") {
      const { start, end } = path.node;
      throw syntaxErrorAt("`arguments` exists only inside a function", source, start, end);
    }
  }
}
