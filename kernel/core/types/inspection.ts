// From the checker's hover to a signature and its documentation.
import { cleanSignature } from "./completions.ts";
import type { ServerHover } from "./languageServerAnswers.ts";
import type { Inspection } from "./typeService.ts";
import type { NameOfModule } from "./typeText.ts";
import { findOpenCallee, nameAt } from "./words.ts";

const CODE_BLOCK = /^```(?:typescript|ts|tsx)\n([\s\S]*?)\n```\n?([\s\S]*)$/;

/** Where to ask about an offset: the name that it touches, else the function whose arguments are being written. */
export function findInspected(text: string, offset: number): { start: number; name: string } | null {
  const touched = nameAt(text, offset);
  if (touched.end > touched.start) return { start: touched.start, name: text.slice(touched.start, touched.end) };
  const callee = findOpenCallee(text, offset);
  if (callee === null) return null;
  const { start, end } = nameAt(text, callee);
  return { start, name: text.slice(start, end) };
}

/** Null when the checker has nothing to say, or only that it knows nothing. */
export function readHover(hover: ServerHover | null, name: string, nameOfModule: NameOfModule): Inspection | null {
  const match = CODE_BLOCK.exec(hover?.contents.value ?? "");
  if (!match || match[1] === "any") return null;
  return { signature: cleanSignature(match[1]!, name, nameOfModule), documentation: cleanDocumentation(match[2]!) };
}

/** Tags as markdown: parameters as a list, the rest by its name. */
function cleanDocumentation(markdown: string): string {
  return markdown
    .replace(/^\*@param\* `([^`]*)`(?: —)?/gm, "- `$1`:")
    .replace(/^(- `[^\n]*)\n\n(?=- `)/gm, "$1\n")
    .replace(/^\*@(\w+)\*(?: —)?[ \t]*/gm, (_, tag: string) => `**${TAGS[tag] ?? tag}** `)
    .replace(/^(\*\*[^\n]*\*\*) +$/gm, "$1")
    .replace(/^```tsx$/gm, "```ts")
    .replace(/\n{3,}(?=\*\*)/g, "\n\n")
    .trim();
}

const TAGS: Readonly<Record<string, string>> = {
  returns: "Returns",
  return: "Returns",
  throws: "Throws",
  example: "Example",
  deprecated: "Deprecated",
  see: "See",
  default: "Default",
};
