// How much of a page is comment, and what its head says about its place in the book.
import type { ParsedSource } from "./sourceFiles.ts";

/**
 * Percent of a file's lines on which a comment says something: of all lines with words in a comment or with code, those with
 * words in a comment. Lines that are empty, or hold only the signs around a comment, count for neither side.
 */
export function commentPercent({ text, comments }: Pick<ParsedSource, "text" | "comments">): number {
  let [code, words] = [text, text.replaceAll(/[^\n]/g, " ")];
  for (const { start, end } of comments) {
    const comment = text.slice(start, end);
    code = code.slice(0, start) + comment.replaceAll(/[^\n]/g, " ") + code.slice(end);
    words = words.slice(0, start) + comment + words.slice(end);
  }
  const [codeLines, commentLines] = [code.split("\n"), words.split("\n")];
  const says = commentLines.map((line) => /[\p{L}\p{N}]/u.test(line));
  const counted = codeLines.filter((line, i) => says[i] || line.trim() !== "").length;
  return (100 * says.filter(Boolean).length) / Math.max(1, counted);
}

/** The line that ends a page's head: "Page 4 · before it: data/random.ts · after it: plain/matrix.ts". */
export function pageFooter(text: string): { number: number; before: string; after: string } | null {
  const head = text.slice(0, text.indexOf("*/"));
  const found = /Page (\d+) · before it: (\S+) · after it: (\S+)/.exec(head);
  return found === null ? null : { number: Number(found[1]), before: found[2], after: found[3] };
}
