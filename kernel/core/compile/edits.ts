// Changes to a text that remember where everything came from.

/** One change. Places are offsets into the original text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The place that all of the text stands for; by default its start. */
  readonly origin?: number;
  /**
   * For an insertion, the other end of what it goes around: text after `a` comes before text after an outer `a + b`.
   * Null for a replacement.
   */
  readonly around: { readonly side: "before" | "after"; readonly other: number } | null;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text put before the first character of a span, inside of what is put before an outer span. */
export function before(span: Span, text: string): Edit {
  return { start: span.start, end: span.start, text, around: { side: "before", other: span.end } };
}

/** Text put after the last character of a span, inside of what is put after an outer span. */
export function after(span: Span, text: string): Edit {
  return { start: span.end, end: span.end, text, around: { side: "after", other: span.start } };
}

export function replace(start: number, end: number, text: string, origin = start): Edit {
  return { start, end, text, origin, around: null };
}

/** Text of ours at the start of everything; `origin` is the place in the original that it stands for, if any. */
export interface Piece {
  readonly text: string;
  readonly origin: number | null;
}

export interface EditedText {
  readonly text: string;
  /** From an offset in `text` to one in the original; null where the text is ours alone. */
  toOriginal(offset: number): number | null;
}

interface Chunk {
  readonly at: number;
  readonly original: number | null;
  readonly copied: boolean;
}

/** Applies all changes at once. A replaced part keeps its line breaks, so that every later line stays where it was. */
export function applyEdits(
  source: string,
  edits: readonly Edit[],
  prologue: readonly Piece[],
  epilogue: string,
): EditedText {
  const chunks: Chunk[] = [];
  let text = "";
  const put = (part: string, original: number | null, copied: boolean): void => {
    if (part === "") return;
    chunks.push({ at: text.length, original, copied });
    text += part;
  };
  for (const piece of prologue) put(piece.text, piece.origin, false);
  let at = 0;
  for (const edit of inOrder(edits)) {
    if (edit.start < at)
      throw new Error(`Cannot apply two edits as they overlap: one ends at ${at}, ${describe(edit)}`);
    put(source.slice(at, edit.start), at, true);
    put(edit.text + missingBreaks(source.slice(edit.start, edit.end), edit.text), edit.origin ?? edit.start, false);
    at = edit.end;
  }
  put(source.slice(at), at, true);
  put(epilogue, null, false);
  return { text, toOriginal: (offset) => originalOffset(chunks, offset) };
}

/** By place; what closes comes before what opens, inner closes first, outer opens first, replacements last. */
function inOrder(edits: readonly Edit[]): Edit[] {
  const rank = ({ around }: Edit): number => (around === null ? 2 : around.side === "after" ? 0 : 1);
  return [...edits].sort(
    (a, b) => a.start - b.start || rank(a) - rank(b) || (b.around?.other ?? 0) - (a.around?.other ?? 0),
  );
}

function missingBreaks(original: string, text: string): string {
  const breaks = original.match(/\r\n|[\n\r\u2028\u2029]/g) ?? [];
  const kept = text.match(/\r\n|[\n\r\u2028\u2029]/g)?.length ?? 0;
  return breaks.slice(kept).join("");
}

function originalOffset(chunks: readonly Chunk[], offset: number): number | null {
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (chunks[middle]!.at <= offset) low = middle;
    else high = middle - 1;
  }
  const chunk = chunks[low];
  if (chunk === undefined || chunk.original === null) return null;
  return chunk.copied ? chunk.original + (offset - chunk.at) : chunk.original;
}

function describe({ start, end, text }: Edit): string {
  return `another is ${JSON.stringify(text)} at ${start} to ${end}`;
}
