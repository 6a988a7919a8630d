// The names that the kernel itself gives to cells: `display` and `clearOutput`. The runtime connects them to its output.
import type { MimeBundle } from "../protocol/mime.ts";

export interface DisplayOptions {
  /** Names the output, so that a later call can replace it. */
  readonly display_id?: string;
  /** Replace the output of the same `display_id` instead of adding one. */
  readonly update?: boolean;
  /** `value` is a MIME bundle already, as `{ "text/html": "<b>bold</b>" }`. */
  readonly raw?: boolean;
}

/** An output that can be changed after it was shown. */
export interface DisplayHandle {
  readonly displayId: string;
  /** Shows another value in the same place. */
  update(value: unknown): void;
  /** Empties the place. */
  clear(): void;
}

export interface DisplayHost {
  show(value: unknown, options: { readonly displayId: string; readonly update: boolean; readonly raw: boolean }): void;
  clear(wait: boolean): void;
}

let host: DisplayHost | null = null;
let shown = 0;

/** Called once by the runtime; without it, outside a notebook, `display` prints nothing and says so. */
export function connectDisplay(to: DisplayHost): void {
  host = to;
}

function connected(action: string): DisplayHost {
  if (host === null) throw new Error(`Cannot ${action} as no kernel is running: this works in a notebook's cell`);
  return host;
}

/**
 * Shows a value below the cell: a figure, a table, or text. A value with a method `[Symbol.for("Jupyter.display")]`
 * decides itself how it looks.
 *
 * @param value what to show
 * @param options `display_id` and `update` replace an earlier output, `raw` takes a MIME bundle as it is
 * @returns a handle whose `update(value)` shows another value in the same place
 * @throws Error outside a notebook
 */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const target = connected("display a value");
  const displayId = options.display_id ?? `gradbook-${++shown}`;
  target.show(value, { displayId, update: options.update === true, raw: options.raw === true });
  return {
    displayId,
    update: (next) => target.show(next, { displayId, update: true, raw: options.raw === true }),
    clear: () => target.show({ "text/plain": "" } satisfies MimeBundle, { displayId, update: true, raw: true }),
  };
}

/**
 * Removes what the running cell has shown so far.
 *
 * @param options with `wait`, only when the next output arrives, which avoids flicker
 * @throws Error outside a notebook
 */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  connected("clear the output").clear(options.wait === true);
}
