/*
 * The first part of a safetensors file: where each tensor lies in the second. The format was made so that loading a model
 * cannot run anybody's code, as unpickling can, and so that a reader can refuse a broken file before it has touched a number.
 * Everything that a file says about itself is therefore checked here, and a file that breaks one rule gives nothing at all.
 *
 *   8 bytes            n, the length of the header; the low byte comes first
 *   n bytes            {"weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, …}      JSON in UTF-8, then spaces
 *   the rest           the elements of all tensors, row by row; data_offsets count from here
 *
 *   the tensors in the order of their offsets:  begin₀ = 0,  beginₖ₊₁ = endₖ,  the last end = the end of the file
 *   each of them:                               end − begin = size₀ · size₁ · … · bytes of one element
 *
 * Notation: n a number of bytes, k a tensor's place in the file, sizeᵢ the length of its axis i.
 * Source: Hugging Face, safetensors: README, section Format; and what its reader, version 0.8, accepts.
 * NB: the official reader takes the last of two tensors with one name. Here as in the format's text that is an error: one of
 *   the two would be lost unseen.
 *
 * Page 132 · before it: metrics/perplexity.ts · after it: train/safetensors.ts
 */
import { lesson, sizesText } from "../lesson.ts";

/**
 * Bytes of one element of each kind that is read.
 * @example [storedBytes.F64, storedBytes.BF16]; // => [8, 2]
 */
export const storedBytes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, BOOL: 1 } as const;

/** A kind of elements as files call it. */
export type StoredDType = keyof typeof storedBytes;

/** What the header says of one tensor. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  /** From the first byte after the header. */
  readonly begin: number;
  readonly end: number;
}

/** A header that was checked: its tensors cover the data without holes, in this order. */
export interface Header {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data begins in the file. */
  readonly dataStart: number;
}

const mostHeaderBytes = 100_000_000;

/** A tensor's entry is at depth 2 and its shape at depth 3; what nests deeper is there to exhaust the reader. */
const mostDepth = 8;

/** Refuses a file: the rule that it breaks, and how. Every reader must stop here, since after one wrong byte nothing is sure. */
function refuse(rule: string, found: string, cause?: unknown): never {
  throw new SyntaxError(lesson({ cannot: "read the safetensors file", as: rule, found }), { cause });
}

/**
 * Text as UTF-8. `encodeURIComponent` writes each byte that is no plain character as %XX; no other function of the language
 * itself knows UTF-8.
 * @throws URIError for half of a surrogate pair, which is no text.
 * @example [...toUtf8("aé")]; // => [97, 195, 169]
 */
export function toUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] !== "%") bytes[length++] = escaped.charCodeAt(i);
    else {
      bytes[length++] = Number.parseInt(escaped.slice(i + 1, i + 3), 16);
      i += 2;
    }
  }
  return bytes.slice(0, length);
}

/**
 * The other way round; throws URIError for bytes that are no UTF-8, also for those that write a character longer than needed,
 * by which two names that look different could be the same. In pieces, as a call takes only so many arguments.
 */
function fromUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 4096) {
    const part = String.fromCharCode(...bytes.subarray(start, start + 4096)); // one character for each byte
    parts.push(part.replace(/[%\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`));
  }
  return decodeURIComponent(parts.join(""));
}

/**
 * Goes through the text once, for what `JSON.parse` would let pass: a key that comes twice, of which it keeps the last, and
 * nesting that fills the memory. Whether the text is JSON at all is not asked here; what is wrong in it is found right after.
 */
function checkKeys(text: string): void {
  const open: Set<string>[] = []; // for each bracket that is open, the keys seen in it
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "{" || text[i] === "[") {
      if (open.push(new Set()) > mostDepth)
        refuse("its header must be a table of tensors", `it nests ${open.length} deep`);
    } else if (text[i] === "}" || text[i] === "]") open.pop();
    else if (text[i] === '"') {
      const start = i++;
      // to the closing quote; what follows a backslash closes nothing
      while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
      let next = i + 1;
      while (text[next] === " " || text[next] === "\n" || text[next] === "\r" || text[next] === "\t") next += 1;
      if (text[next] !== ":") continue; // a value
      const key = parseJson(text.slice(start, i + 1)) as string; // "\u0061" is "a" too
      const keys = open.at(-1);
      if (keys?.has(key)) refuse("no name may come twice in its header", `there are two ${shown(key)}`);
      keys?.add(key);
    }
  }
}

/** `JSON.parse`, whose errors are lessons. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return refuse("its header must be JSON", (cause as Error).message, cause);
  }
}

/** The header's JSON as an object of unknown content. */
function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 123)
    refuse("its header must begin with {", bytes.length > 0 ? `byte 8 is ${bytes[0]}` : "it is empty");
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch (cause) {
    return refuse("its header must be text in UTF-8", "some of its bytes are none", cause);
  }
  checkKeys(text);
  return parseJson(text) as Record<string, unknown>;
}

/** A part of the header in a message: it may be as long as the header itself. */
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
const shown = (value: unknown): string => short(JSON.stringify(value) ?? "nothing");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether a value is text that UTF-8 can write: no half of a surrogate pair stands alone in it.
 * @example [isText("😀"), isText("\ud83d"), isText(3)]; // => [true, false, false]
 */
export const isText = (value: unknown): value is string => typeof value === "string" && !/\p{Surrogate}/u.test(value); // with the flag u, a whole pair is one other character

/** Whole numbers from 0 up which a double holds exactly; beyond 2⁵³ two sizes could be read as one. */
const areSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0 && !Object.is(size, -0));

/** What the writer said besides: names with texts, and nothing else, so that every reader can show it. */
function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const rule = "its __metadata__ must be names with texts";
  if (!isObject(value)) return refuse(rule, "it is no object");
  for (const [key, text] of Object.entries(value)) {
    if (!isText(key) || !isText(text)) refuse(rule, `${shown(key)} has ${shown(text)}`);
  }
  return value as Record<string, string>;
}

/** One tensor's entry, checked by itself: whether it says all that is needed, and whether its numbers agree. */
function readEntry(name: string, value: unknown): HeaderEntry {
  const quoted = shown(name);
  if (!isText(name)) refuse("names must be text", `${quoted} has half of a surrogate pair`);
  if (!isObject(value)) return refuse("each tensor must have a dtype, a shape and data_offsets", `${quoted} has none`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(storedBytes, dtype)) {
    const known = Object.keys(storedBytes).join(", ");
    throw new TypeError(
      lesson({
        cannot: `read the tensor ${quoted} of the safetensors file`,
        as: `its dtype must be one of ${known}`,
        found: `it is ${shown(dtype)}`,
      }),
    );
  }
  if (!areSizes(shape)) return refuse("shapes must be whole numbers from 0 up", `${quoted} has ${shown(shape)}`);
  if (!areSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return refuse("data_offsets must be a begin and an end", `${quoted} has ${shown(offsets)}`);
  }
  let bytes: number = storedBytes[dtype as StoredDType]; // of one element, then of a row, then of all
  for (const size of shape) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes))
      refuse("a tensor must fit into a file", `${quoted} has the shape ${short(sizesText(shape))}`);
  }
  const [begin, end] = offsets;
  if (end - begin !== bytes) {
    refuse(
      "as many bytes must be there as the shape has room for",
      `${quoted} of shape ${short(sizesText(shape))} and dtype ${dtype} needs ${bytes} and has ${end - begin}`,
    );
  }
  return { name, dtype: dtype as StoredDType, shape, begin, end };
}

/**
 * Reads and checks everything before the data.
 * @param bytes The whole file.
 * @throws SyntaxError when the file breaks a rule of the format; TypeError for a dtype that is not read here.
 * @example readHeader(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 123, 125)).dataStart; // => 10
 */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 8) refuse("it must begin with the 8 bytes of a length", `it has ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset); // reads low bytes first on every machine
  const n = view.getUint32(4, true) * 4294967296 + view.getUint32(0, true);
  if (n > mostHeaderBytes) refuse(`its header may have ${mostHeaderBytes} bytes`, `it says that it has ${n}`);
  const dataStart = 8 + n;
  // before anything is read of a header that may not be there
  if (dataStart > bytes.length) refuse(`it must have the ${n} bytes of its header`, `${bytes.length - 8} are there`);
  const { __metadata__, ...tensors } = parseHeader(bytes.subarray(8, dataStart));
  const metadata = readMetadata(__metadata__);
  const entries = Object.entries(tensors).map(([name, value]) => readEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0; // where the tensors so far end; an empty tensor begins and ends there
  for (const entry of entries) {
    if (entry.begin !== end) {
      const where = `${shown(entry.name)} begins at byte ${entry.begin}, the one before it ends at ${end}`;
      refuse("tensors must follow each other without a gap or an overlap", where);
    }
    end = entry.end;
  }
  const found = bytes.length - dataStart;
  if (end !== found)
    refuse("its tensors must be all that follows the header", `they have ${end} bytes, there are ${found}`);
  return { entries, metadata, dataStart };
}

/**
 * The 8 bytes of the length and the header, padded with spaces to a multiple of 8, so that the data begins at an address that
 * every element length divides: a reader can then use the file where it lies in memory.
 * @param entries In the order of their offsets.
 * @throws RangeError when the header would be longer than readers accept.
 * @example writeHeader([], {}).length; // => 16
 */
export function writeHeader(entries: readonly HeaderEntry[], metadata: Readonly<Record<string, string>>): Uint8Array {
  // Text by text, as an object would put names of digits first, and without spaces, as the official writer does.
  const lines = entries.map(
    ({ name, dtype, shape, begin, end }) =>
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`,
  );
  const texts = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const pairs = texts.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
  if (pairs.length > 0) lines.unshift(`"__metadata__":{${pairs}}`);
  const json = toUtf8(`{${lines}}`);
  const n = Math.ceil(json.length / 8) * 8;
  if (n > mostHeaderBytes) {
    const rule = `readers accept headers of ${mostHeaderBytes} bytes`;
    throw new RangeError(lesson({ cannot: `write ${entries.length} tensors`, as: rule, found: `this one has ${n}` }));
  }
  const bytes = new Uint8Array(8 + n).fill(32, 8);
  new DataView(bytes.buffer).setUint32(0, n, true);
  bytes.set(json, 8);
  return bytes;
}
