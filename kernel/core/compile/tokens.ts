// Finding the punctuation and the keywords that a syntax tree does not keep.

const TRIVIA = /(?:[\s\ufeff]|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y;
const IDENTIFIER = /(?:[\p{ID_Continue}$\u200c\u200d]|\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]+\})*/uy;

/** Where the next token begins: white space and comments are passed over. */
export function skipTrivia(source: string, at: number): number {
  TRIVIA.lastIndex = at;
  return TRIVIA.test(source) ? TRIVIA.lastIndex : at;
}

/** Where a word ends that begins at `at`. */
export function endOfWord(source: string, at: number): number {
  IDENTIFIER.lastIndex = at;
  return IDENTIFIER.test(source) ? IDENTIFIER.lastIndex : at;
}

/** Where a punctuator begins, at or after `from`; comments do not count, and no string may lie between. */
export function findPunctuator(source: string, from: number, punctuator: string): number {
  for (let at = skipTrivia(source, from); at < source.length; at = skipTrivia(source, at + 1)) {
    if (source.startsWith(punctuator, at)) return at;
  }
  throw new Error(`Cannot find "${punctuator}" as the syntax tree promises it: none after offset ${from}`);
}

/** The words between two offsets, each with its place. */
export function wordsBetween(source: string, from: number, to: number): { word: string; start: number; end: number }[] {
  const words: { word: string; start: number; end: number }[] = [];
  for (let at = skipTrivia(source, from); at < to; at = skipTrivia(source, at)) {
    const end = endOfWord(source, at);
    if (end > at) words.push({ word: source.slice(at, end), start: at, end });
    at = Math.max(end, at + 1);
  }
  return words;
}

export function hasLineBreak(text: string): boolean {
  return /[\n\r\u2028\u2029]/.test(text);
}

/** Spaces in place of every character but the line breaks. */
export function blanked(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}
