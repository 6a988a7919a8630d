// Names in a text that may be unfinished: a scan of its words, not a parse. What must be exact comes from the compiler.

/** A name or a punctuator outside of comments; every string is one `"`. */
export interface Word {
  readonly text: string;
  readonly offset: number;
  readonly isName: boolean;
  /** How many brackets are open around it. */
  readonly depth: number;
}

const NAMES = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
const NAME_FIRST = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/u;
const NAME_LAST = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const REST_OF_NAME = /^[\p{ID_Continue}$\u200c\u200d]*/u;
const TOKENS =
  /\s+|\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*|[\s\S]/gu;
const DECLARING = new Set(["const", "let", "var", "function", "class", "enum", "interface", "type", "namespace"]);

/** Every word of the text, those in strings and comments included: more than it uses, never less. */
export function allNames(text: string): Set<string> {
  return new Set(text.match(NAMES));
}

/** The words outside of comments and strings; what stands in `${…}` counts. */
export function scanWords(text: string): Word[] {
  const words: Word[] = [];
  /** For each open `${`, how many brackets were open before it. */
  const templates: number[] = [];
  let depth = 0;
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(text); match !== null; match = TOKENS.exec(text)) {
    const offset = match.index;
    const first = match[0][0]!;
    const endsPlaceholder = first === "}" && templates.at(-1) === depth - 1;
    if (first === "`" || endsPlaceholder) {
      if (endsPlaceholder) depth = templates.pop()!;
      else words.push({ text: '"', offset, isName: false, depth });
      TOKENS.lastIndex = endOfTemplatePart(text, offset + 1);
      if (text.startsWith("${", TOKENS.lastIndex - 2)) templates.push(depth++);
    } else if (first === '"' || first === "'") {
      words.push({ text: '"', offset, isName: false, depth });
    } else if (!/^(?:\s|\d|\/[/*])/.test(match[0])) {
      if (")]}".includes(first)) depth = Math.max(0, depth - 1);
      words.push({ text: match[0], offset, isName: NAME_FIRST.test(match[0]), depth });
      if ("([{".includes(first)) depth++;
    }
  }
  return words;
}

/** Behind the back quote or the `${` that ends a part of a template. */
function endOfTemplatePart(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at + 1;
    else if (text.startsWith("${", at)) return at + 2;
  }
  return text.length;
}

/** Where a name is first used as a name of its own, not as a property or a key; null when it is not. */
export function findUse(text: string, name: string): number | null {
  const words = scanWords(text);
  return words.find((word, i) => word.text === name && !isMember(words, i) && !isKey(words, i))?.offset ?? null;
}

function isMember(words: readonly Word[], i: number): boolean {
  return words[i - 1]?.text === "." && words[i - 2]?.text !== ".";
}

function isKey(words: readonly Word[], i: number): boolean {
  return words[i + 1]?.text === ":" && /^[{,]$/.test(words[i - 1]?.text ?? "");
}

/** Names that an unfinished cell seems to declare at its top level. */
export function findDeclaredNames(text: string): Set<string> {
  const names = new Set<string>();
  const words = scanWords(text);
  for (let i = 0; i < words.length; i++) {
    if (words[i]!.depth > 0 || isMember(words, i)) continue;
    if (words[i]!.text === "import") i = addNamesUntil(/^(?:from|["(;])$/, words, i + 1, names);
    else if (DECLARING.has(words[i]!.text)) i = addDeclared(words, i + 1, names);
  }
  return names;
}

/** Adds the names of `a = 1, { b, c: d } = e`, or the one behind `function`, `class` and their like. */
function addDeclared(words: readonly Word[], start: number, names: Set<string>): number {
  const declaresMany = /^(?:const|let|var)$/.test(words[start - 1]!.text);
  let i = words[start]?.text === "*" ? start + 1 : start;
  for (; i < words.length; i++) {
    if (words[i]!.isName) names.add(words[i]!.text);
    else i = addNamesUntil(/^[=;]$/, words, i, names) - 1;
    if (!declaresMany) return i;
    do i++;
    while (i < words.length && !isAtTop(words[i]!, /^[,;]$/) && !DECLARING.has(words[i]!.text));
    if (words[i]?.text !== ",") return i - 1;
  }
  return i;
}

function addNamesUntil(end: RegExp, words: readonly Word[], start: number, names: Set<string>): number {
  let i = start;
  for (; i < words.length && !isAtTop(words[i]!, end); i++) {
    if (words[i]!.isName && !/^(?:type|as)$/.test(words[i]!.text)) names.add(words[i]!.text);
  }
  return i;
}

function isAtTop(word: Word, pattern: RegExp): boolean {
  return word.depth === 0 && pattern.test(word.text);
}

/** The name that touches an offset, and how much of it stands before; empty between names. */
export function nameAt(text: string, offset: number): { start: number; end: number; typed: string } {
  const typed = NAME_LAST.exec(text.slice(0, offset))?.[0] ?? "";
  const rest = (typed === "" ? NAME_FIRST : REST_OF_NAME).exec(text.slice(offset))?.[0] ?? "";
  return { start: offset - typed.length, end: offset + rest.length, typed };
}

/** Where the callee ends whose argument list is open at an offset; null when none is. */
export function findOpenCallee(text: string, offset: number): number | null {
  const words = scanWords(text.slice(0, offset));
  let closed = 0;
  for (let i = words.length - 1; i > 0; i--) {
    const { text: word } = words[i]!;
    if (")]}".includes(word)) closed++;
    if (!"([{".includes(word)) continue;
    if (closed-- > 0) continue;
    const callee = words[i - 1]!;
    return word === "(" && callee.isName ? callee.offset + callee.text.length : null;
  }
  return null;
}
