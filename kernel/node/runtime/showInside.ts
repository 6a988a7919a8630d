// What has a text of its own as the value of a cell has the same text inside an array, an object, or what a cell prints.
import { inspect } from "node:util";

const DISPLAY = Symbol.for("Jupyter.display");

/** Lets `inspect` ask every object whether it shows itself. Objects with a member `inspect.custom` of their own keep it. */
export function installShowInside(): void {
  Object.defineProperty(Object.prototype, inspect.custom, {
    configurable: true,
    get(this: Record<symbol, unknown>) {
      return typeof this?.[DISPLAY] === "function" ? ownText : undefined;
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, inspect.custom, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

/** The text, in an object of its own so that `inspect` indents its lines; the object itself where there is no text. */
function ownText(this: Record<symbol, () => unknown>): unknown {
  try {
    const bundle = this[DISPLAY]!() as Readonly<Record<string, unknown>> | Promise<unknown> | null | undefined;
    if (bundle instanceof Promise) {
      bundle.catch(() => {}); // nobody waits for it
      return this;
    }
    const text = bundle?.["text/plain"];
    return typeof text === "string" ? { [inspect.custom]: () => text } : this;
  } catch {
    return this;
  }
}
