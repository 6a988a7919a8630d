// From the checker's list to what an editor offers: what fits the typed letters, the session's own names first.
import { editorLines } from "../compile/positions.ts";
import type { ServerCompletion } from "./languageServerAnswers.ts";
import { type CellModule, moduleName, preloadedNames } from "./prelude.ts";
import type { TypedNames } from "./typedNames.ts";
import type { Completion, CompletionAnswer, Preload } from "./typeService.ts";
import { cleanTypeText, type NameOfModule } from "./typeText.ts";
import { nameAt } from "./words.ts";

/** What fits, best first, and where it goes. The signature is asked for later, as that takes a question each. */
export interface Candidates {
  readonly items: readonly Candidate[];
  readonly start: number;
  readonly end: number;
}

export interface Candidate {
  readonly text: string;
  readonly item: ServerCompletion;
}

export interface CompletionContext {
  readonly names: TypedNames;
  readonly preloads: readonly Preload[];
}

/** The session's names and those of the text itself come first, then the library's, then the rest of the world's. */
const RANKS = { near: 0, library: 1, world: 2, old: 3 } as const;
/** The checker sorts what is near as "11", what is global or a keyword as "15", what is deprecated as "z…". */
const WORLD = "15";

/** Sifts and sorts the checker's items for an offset of a text. */
export function chooseCandidates(
  items: readonly ServerCompletion[],
  text: string,
  offset: number,
  module: CellModule,
  context: CompletionContext,
): Candidates {
  const name = nameAt(text, offset);
  const edited = items.map((item) => {
    const range = item.textEdit?.range ?? item.textEdit?.insert;
    const at = range && module.toCell({ line: range.start.line, column: range.start.character });
    const start = at ? editorLines(text).offsetOf(at) : name.start;
    return { item, start, text: item.textEdit?.newText ?? item.insertText ?? item.label };
  });
  const start =
    edited.length > 0 && edited.every((one) => one.start === edited[0]!.start) ? edited[0]!.start : name.start;
  const typed = text.slice(start, offset);
  const usable = edited.filter((one) => one.start === start && !isOurs(one.item.label));
  const exact = usable.filter((one) => one.text.startsWith(typed));
  const loose = typed.toLowerCase();
  const similar = exact.length > 0 ? exact : usable.filter((one) => one.text.toLowerCase().startsWith(loose));
  const fitting = [...new Map(similar.toReversed().map((one) => [one.text, one])).values()];
  const rank = rankIn(text, offset, context);
  const order = new Map(fitting.map((one) => [one, rank(one.item)]));
  fitting.sort((a, b) => order.get(a)! - order.get(b)! || compare(a.item, b.item));
  return { items: fitting, start, end: offset };
}

/** Virtual modules and our configuration, which a path would otherwise offer. */
function isOurs(label: string): boolean {
  return label.startsWith(moduleName("typing").replace("typing", "")) || label === "tsconfig.json";
}

function rankIn(
  text: string,
  offset: number,
  { names, preloads }: CompletionContext,
): (item: ServerCompletion) => number {
  const { start } = nameAt(text, offset);
  const isMember = /\.\s*$/.test(text.slice(0, start));
  const library = new Set(preloads.flatMap(preloadedNames));
  return ({ label, sortText = "" }) => {
    if (sortText.startsWith("z")) return RANKS.old;
    if (isMember || names.values.has(label) || names.types.has(label)) return RANKS.near;
    if (sortText >= WORLD) return RANKS.world;
    return library.has(label) ? RANKS.library : RANKS.near;
  };
}

function compare(a: ServerCompletion, b: ServerCompletion): number {
  const bySort = (a.sortText ?? "").localeCompare(b.sortText ?? "");
  return bySort || a.label.localeCompare(b.label, "en", { numeric: true });
}

/** The answer; `details` are the checker's signatures for as many items as were asked about. */
export function finishCompletions(
  candidates: Candidates,
  details: ReadonlyMap<ServerCompletion, string>,
  names: TypedNames,
  nameOfModule: NameOfModule,
): CompletionAnswer {
  const matches = candidates.items.map(({ text, item }): Completion => {
    const detail = details.get(item) ?? "";
    const signature = firstOverload(cleanSignature(detail, item.label, nameOfModule));
    return { text, kind: kindOf(item, detail, names), signature };
  });
  return { matches, start: candidates.start, end: candidates.end };
}

/** A signature as TypeScript, without the checker's own remarks such as "(method)" and "import x". */
export function cleanSignature(detail: string, name: string, nameOfModule: NameOfModule): string {
  const signature = detail
    .replace(/^\([a-z]+(?: [a-z]+)*\) /gm, "")
    .replace(/\nimport [^\n]*$/, "")
    .replace(/^module "[^"]*"$/, `module ${name}`);
  return cleanTypeText(signature, nameOfModule);
}

/** One line, though the signature may have a line for each overload and object types may have lines of their own. */
function firstOverload(signature: string): string {
  const overloads = signature.split(/\n(?=[^\s}])/);
  const first = overloads[0]!.replace(/\s*\n\s*/g, " ");
  return overloads.length === 1 ? first : `${first} (+${overloads.length - 1})`;
}

/** Jupyter's kinds for LSP's numbers. */
const KINDS: Readonly<Record<number, string>> = {
  2: "function",
  3: "function",
  4: "function",
  5: "property",
  6: "instance",
  7: "class",
  8: "type",
  9: "module",
  10: "property",
  13: "class",
  14: "keyword",
  17: "path",
  19: "path",
  20: "property",
  21: "instance",
  25: "type",
};

/** What is imported is a variable for the checker; the signature knows better, and so does the session. */
function kindOf({ kind = 6, label }: ServerCompletion, detail: string, names: TypedNames): string {
  if (kind !== 6) return KINDS[kind] ?? "instance";
  const word = /^\(alias\) (\w+)/.exec(detail)?.[1] ?? names.values.get(label)?.kind;
  if (word === "function") return "function";
  if (word === "class" || word === "enum") return "class";
  if (word === "interface" || word === "type") return "type";
  return word === "namespace" || word === "module" ? "module" : "instance";
}
