// Where several types could be wanted, TypeScript reports every element of an array, those that fit too: here the ones
// that are wrong are found.
import { readMismatches } from "./assignability.ts";
import { scanWords } from "./words.ts";

/** An error with its place in the cell's text, as offsets. */
export interface PlacedError {
  readonly code: number;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

const NOT_ASSIGNABLE = 2322;

/**
 * The errors without those at elements that fit, where another element of the array does not; what does not fit is told
 * to be of the fitting ones' type. `errors` come in the order of the text.
 */
export function dropFittingElements<E extends PlacedError>(errors: readonly E[], text: string): E[] {
  const reworded = new Map<E, E | null>();
  for (const elements of groupElements(errors, text)) {
    const sources = elements.map(({ message }) => readMismatches(message)[0]!.source);
    const wanted = wantedOf(sources, readMismatches(elements[0]!.message)[0]!.target);
    if (wanted === null) continue;
    for (const [i, element] of elements.entries()) {
      const message = `Type '${sources[i]}' is not assignable to type '${wanted}'.`;
      reworded.set(element, sources[i] === wanted ? null : { ...element, message });
    }
  }
  return errors.map((error) => (reworded.has(error) ? reworded.get(error)! : error)).filter((error) => error !== null);
}

/**
 * Which of several types the elements should have: one that the target names as `X[]`, or number where the target is a
 * named type, as the library's Points. A target that is itself one type, as string, is what every element misses.
 */
function wantedOf(sources: readonly string[], target: string): string | null {
  const different = [...new Set(sources)];
  if (different.length < 2) return null;
  const named = different.filter((source) => target.includes(`${source}[]`));
  if (named.length > 0) return named.length === 1 ? named[0]! : null;
  return /^\p{Lu}[\w.]*$/u.test(target) && different.includes("number") ? "number" : null;
}

/** The errors at elements of one array that want one type, for each such array. */
function groupElements<E extends PlacedError>(errors: readonly E[], text: string): E[][] {
  const groups = new Map<string, E[]>();
  const open: { offset: number; isArray: boolean }[] = [];
  const words = scanWords(text);
  let next = 0;
  for (const error of errors) {
    for (; next < words.length && words[next]!.offset < error.from; next++) {
      const { text: word, offset } = words[next]!;
      if ("([{".includes(word)) open.push({ offset, isArray: word === "[" });
      else if (")]}".includes(word)) open.pop();
    }
    const array = open.at(-1);
    const [mismatch] = readMismatches(error.message);
    if (error.code !== NOT_ASSIGNABLE || mismatch === undefined || !array?.isArray) continue;
    if (!/[[,]\s*$/.test(text.slice(array.offset, error.from)) || !/^\s*[,\]]/.test(text.slice(error.to))) continue;
    const key = `${array.offset} ${mismatch.target}`;
    groups.set(key, [...(groups.get(key) ?? []), error]);
  }
  return [...groups.values()];
}
