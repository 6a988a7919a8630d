/*
 * Every error is a lesson. It says what could not be done and with which values, the rule that forbids it, what was found
 * instead and, where there is one, the cure; so all messages of the library have one form:
 *
 *   Cannot <action with the values> as <rule>: <current state>[; try <cure>]
 *
 * Which class to throw: TypeError for a wrong kind of value or a wrong shape, RangeError for a value out of its range,
 * SyntaxError for text that cannot be read, Error for the rest.
 * Nothing here is a public name; every other page builds its messages with these few functions.
 *
 * Page 1 · before it: nothing · after it: plain/elementary.ts
 */

/** The four parts of a lesson. Each is a clause without a full stop. */
export interface Lesson {
  /** The action, with the values: "multiply (32, 784) by (10, 784)". */
  readonly cannot: string;
  /** The rule: "inner sizes must match". */
  readonly as: string;
  /** What was found: "got 784 and 10". */
  readonly found: string;
  /** What would help, when something would: "transpose(b)". */
  readonly try?: string;
}

/**
 * The message of a lesson.
 * @example
 * lesson({ cannot: "take the logarithm of -1", as: "it is defined for positive numbers only", found: "got -1" });
 * // => "Cannot take the logarithm of -1 as it is defined for positive numbers only: got -1"
 */
export function lesson(parts: Lesson): string {
  const cure = parts.try === undefined ? "" : `; try ${parts.try}`;
  return `Cannot ${parts.cannot} as ${parts.as}: ${parts.found}${cure}`;
}

/**
 * The sizes of an array, in the notation that NumPy and PyTorch use.
 * @example sizesText([32, 784]); // => "(32, 784)"
 */
export function sizesText(sizes: readonly number[]): string {
  return `(${sizes.map((size) => (typeof size === "number" ? size : valueText(size))).join(", ")})`;
}

/**
 * A number at the precision that people read: three significant digits, or all digits of a whole number.
 * @example [shortNumber(2.30258), shortNumber(1797), shortNumber(NaN)]; // => ["2.3", "1797", "NaN"]
 */
export function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/**
 * Any value as a message shows it: strings in quotes, numbers bare, the rest by its kind.
 * @example [valueText("7"), valueText(7), valueText(undefined), valueText([1, 2])]; // => ['"7"', "7", "undefined", "an array of 2"]
 */
export function valueText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/**
 * Refuses what is no object of named settings. A bare value, as in `zeros([2], "int32")`, would be taken for an object without any.
 * @param action What was to be done, as in "make zeros".
 * @param example What would have been right, as in "{ start: 2 }".
 * @throws TypeError when it is something else.
 * @example checkOptions(2, "slice (10)", "{ start: 2 }"); // throws TypeError: Cannot slice (10) as settings must come in an object: got 2; try { start: 2 }
 */
export function checkOptions(given: unknown, action: string, example: string): void {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const prototype: unknown = isObject ? Object.getPrototypeOf(given) : null;
  // An object without a class, of whatever realm; so not a tensor.
  if (isObject && (prototype === null || Object.getPrototypeOf(prototype) === null)) return;
  const found = `got ${valueText(given)}`;
  throw new TypeError(lesson({ cannot: action, as: "settings must come in an object", found, try: example }));
}

/**
 * Refuses two arrays of different lengths.
 * @param action What was to be done with them, as in "add (3) and (4)"; by default named after the lengths.
 * @throws TypeError when the lengths differ.
 * @example checkSameSize("add", [1, 2, 3], [1, 2]); // throws TypeError: Cannot add (3) and (2) as sizes must be equal: got 3 and 2
 */
export function checkSameSize(action: string, a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length === b.length) return;
  throw new TypeError(
    lesson({
      cannot: `${action} (${a.length}) and (${b.length})`,
      as: "sizes must be equal",
      found: `got ${a.length} and ${b.length}`,
    }),
  );
}

/**
 * Refuses a count that is not a whole number of at least `least`.
 * @param action What was to be done with it, as in "make a permutation of".
 * @throws RangeError when it is negative, fractional or NaN.
 * @example checkCount("take", -1, "steps"); // throws RangeError: Cannot take -1 steps as their number must be a whole number from 0 up: got -1
 */
export function checkCount(action: string, count: number, noun: string, least = 0): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new RangeError(
    lesson({
      cannot: `${action} ${valueText(count)} ${noun}`,
      as: `their number must be a whole number from ${least} up`,
      found: `got ${valueText(count)}`,
    }),
  );
}
