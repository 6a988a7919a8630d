// The types of classes: modifiers, marks, `implements`.
import type { Blanking } from "./blanking.ts";
import type { SyntaxNode } from "./compiledCell.ts";
import { skipTrivia, wordsBetween } from "./tokens.ts";

const MODIFIERS = new Set(["public", "private", "protected", "readonly", "override", "abstract", "declare"]);

/** `abstract class A<T> extends B<T> implements C`: the words; type parameters are blanked for themselves. */
export function blankClassHead(node: SyntaxNode, { source, blank }: Blanking): void {
  if (node.abstract) {
    const from = afterDecorators(node, source);
    blank(from, from + "abstract".length);
  }
  if (node.implements?.length > 0) {
    const before: SyntaxNode | null = node.superTypeArguments ?? node.superClass ?? node.typeParameters ?? node.id;
    const words = wordsBetween(source, before === null ? node.start : before.end, node.implements[0].start);
    blank(words.find(({ word }) => word === "implements")!.start, node.implements.at(-1).end);
  }
}

/** Modifiers of a field or method, and its `?` or `!`. */
export function blankMember(node: SyntaxNode, { source, blank }: Blanking): void {
  const { key, computed, optional, definite, typeAnnotation, value, end } = node;
  blankModifiers(afterDecorators(node, source), key.start, source, blank);
  if (!optional && !definite) return;
  const afterKey = skipTrivia(source, key.end);
  const mark = skipTrivia(source, computed ? afterKey + 1 : afterKey);
  const isMark = source[mark] === "?" || source[mark] === "!";
  if (isMark && mark < (typeAnnotation?.start ?? value?.start ?? end)) blank(mark, mark + 1);
}

/** `private readonly x` in a constructor's parameters. */
export function blankParameterModifiers(node: SyntaxNode, { source, blank }: Blanking): void {
  blankModifiers(afterDecorators(node, source), node.parameter.start, source, blank);
}

function blankModifiers(from: number, to: number, source: string, blank: Blanking["blank"]): void {
  for (const { word, start, end } of wordsBetween(source, from, to)) if (MODIFIERS.has(word)) blank(start, end);
}

function afterDecorators({ decorators, start }: SyntaxNode, source: string): number {
  const after = decorators?.length > 0 ? Math.max(decorators.at(-1).end, start) : start;
  return skipTrivia(source, after);
}
