// Is there syntax that not every Node can run, so that the cell must be compiled for good?
import type { SyntaxNode } from "./compiledCell.ts";
import { isErased } from "./isErased.ts";
import { walk } from "./syntaxTree.ts";

/** Decorators, `accessor`, `using`. */
export function needsLowering(program: SyntaxNode): boolean {
  let found = false;
  walk(program, (node) => {
    if (found || isErased(node)) return false;
    found =
      node.type === "Decorator" ||
      node.type === "AccessorProperty" ||
      (node.type === "VariableDeclaration" && /using/.test(node.kind));
    return !found;
  });
  return found;
}
