// From a value to a MIME bundle: what it says of itself, else text.
import { DISPLAY, type MimeBundle, type Shown } from "../protocol/mime.ts";

/** Text for people, bounded in length; the runtime's own (Node's inspect, or a browser's). */
export type InspectText = (value: unknown) => string;

const MAX_CHARS = 65_536;
const MAX_LINES = 1_000;

/** How a value is shown; a promise only where the value's own method is async. `undefined` shows nothing. */
export function show(value: unknown, inspect: InspectText): Shown | null | Promise<Shown> {
  if (value === undefined) return null;
  const method = displayMethod(value);
  if (method === null) return asText(value, inspect);
  const bundle = method.call(value);
  if (bundle instanceof Promise) return bundle.then((settled) => asBundle(settled, value, inspect));
  return asBundle(bundle, value, inspect);
}

/** A MIME bundle as it is, with its text if it has none. */
export function asBundle(bundle: unknown, value: unknown, inspect: InspectText): Shown {
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    throw new TypeError(
      `Cannot display the value as its Jupyter.display method must give a MIME bundle: got ${inspect(bundle)}; try { "text/plain": "…" }`,
    );
  }
  const data = bundle as MimeBundle;
  return { data: "text/plain" in data ? data : { ...data, "text/plain": boundedText(value, inspect) }, metadata: {} };
}

function displayMethod(value: unknown): ((this: unknown) => unknown) | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  const method = (value as Record<symbol, unknown>)[DISPLAY];
  return typeof method === "function" ? (method as () => unknown) : null;
}

function asText(value: unknown, inspect: InspectText): Shown {
  return { data: { "text/plain": boundedText(value, inspect) }, metadata: {} };
}

/** A value as text that a page can carry: at most 1,000 lines and 64 KB, and a note where it was cut. */
export function boundedText(value: unknown, inspect: InspectText): string {
  let text: string;
  try {
    text = inspect(value);
  } catch (error) {
    return `[a value that cannot be printed: ${error instanceof Error ? error.message : String(error)}]`;
  }
  const cut = cutAt(text);
  return cut === text.length ? text : `${text.slice(0, cut)}\n… (${text.length - cut} more characters)`;
}

function cutAt(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < MAX_CHARS; at = text.indexOf("\n", at + 1)) {
    if (++lines === MAX_LINES) return at;
  }
  return Math.min(text.length, MAX_CHARS);
}
