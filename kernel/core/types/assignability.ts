// Cures for "Type … is not assignable to type …": by far the commonest error, and what helps depends on the two types.

/** What stands where another type is wanted; `value` is its source text where that is known and short. */
export interface Mismatch {
  readonly source: string;
  readonly target: string;
  readonly value: string | null;
}

const MISMATCH = /(?:Argument of type|Type) '([^']*)' is not assignable to (?:parameter of )?type '([^']*)'/g;

/** The pairs of types that a message names, from the outermost to the innermost. */
export function readMismatches(message: string): Pick<Mismatch, "source" | "target">[] {
  return Array.from(message.matchAll(MISMATCH), ([, source, target]) => ({ source: source!, target: target! }));
}

export function cureMismatch(mismatch: Mismatch): string {
  const { source, target } = mismatch;
  if (source === target) {
    return `the two types named ${source} come from different runs of a cell; make the value again with the newer one`;
  }
  const value = mismatch.value ?? "the value";
  const wanted = withoutNothing(target);
  const given = widened(source);
  const made = conversion(given, wanted, mismatch.value);
  if (made !== null) return made;
  if (source.startsWith("Promise<")) return `put await before ${value}: ${source} is a promise, not yet its result`;
  const nothing = ["undefined", "null"].find((part) => unionParts(source).includes(part));
  if (nothing !== undefined && !unionParts(target).includes(nothing)) {
    if (source === nothing)
      return `${value} is ${nothing}; give it a ${wanted}, or write ${target} | ${nothing} in its type`;
    return `say what to use when there is none, as in ${mismatch.value ?? "value"} ?? ${exampleOf(wanted)}`;
  }
  if (source === "void") return `${value} gives no value: add a return to its function, or put a ${wanted} here`;
  if (source === "void[]") return `${value} holds no values: add a return to the function that makes them`;
  if (source.startsWith("readonly ") && source.slice(9) === target) {
    return `${value} must not be changed, so hand over a copy: [...${mismatch.value ?? "values"}]`;
  }
  const choices = unionParts(wanted);
  if (choices.every((choice) => /^(?:"[^"]*"|-?\d[\d.e+-]*)$/.test(choice))) {
    const listed = choices.length === 1 ? choices[0] : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
    return `only ${listed} can stand here, not ${source}`;
  }
  if (wanted === `${given}[]`) return `put it in an array: [${mismatch.value ?? "value"}]`;
  if (given === `${wanted}[]`) return `${value} is a whole array; take one element, as in ${indexed(mismatch.value)}`;
  if (wanted === "never")
    return `nothing can stand here, as its type has become never; say what it holds where it is declared`;
  return `${value} is ${source}, but ${target} is wanted: change the one or the other`;
}

/**
 * The cure for a function that ends without a value where one is wanted; null for all else. `marked` is the source text
 * that is reported: the function, or a name for it.
 */
export function cureMissingReturn(message: string, marked: string): string | null {
  const pairs = readMismatches(message);
  const innermost = pairs.at(-1);
  if (innermost === undefined || !/^(?:void|undefined)$/.test(innermost.source)) return null;
  if (marked === "return" && pairs.length === 1) return `return a value here: ${innermost.target} is wanted`;
  const isFunction = pairs.slice(0, -1).some(({ source, target }) => source.includes("=>") && target.includes("=>"));
  if (!isFunction || /Types of p/.test(message)) return null;
  // Where every way returns, as in (x) => xs.at(x) or (x) => { return xs.at(x) }, no return is missing.
  if (/^[^{]*?=>\s*[^\s{]/.test(marked) || /[;{}]\s*return\b[^;{}]+;?\s*\}$/.test(marked)) return null;
  const name = /^[\w$]+$/.test(marked) ? marked : "the function";
  return innermost.source === "void"
    ? `${name} returns nothing: add a return before its value, as ${innermost.target} is wanted`
    : `${name} has an end without a value: add a return there, after the last if too, as ${innermost.target} is wanted`;
}

/** The call that makes the one of the other, for plain values and arrays of them. */
function conversion(given: string, wanted: string, value: string | null): string | null {
  const call = new Map([
    ["string>number", "Number"],
    ["number>string", "String"],
    ["boolean>string", "String"],
    ["boolean>number", "Number"],
    ["number>boolean", "Boolean"],
    ["string>boolean", "Boolean"],
    ["bigint>number", "Number"],
    ["number>bigint", "BigInt"],
  ]);
  const single = call.get(`${given}>${wanted}`);
  const literal = /^(["'`])(.*)\1$/.exec(value ?? "")?.[2];
  if (single === "Number" && literal !== undefined) {
    const isNumber = literal.trim() !== "" && Number.isFinite(Number(literal));
    return isNumber
      ? `leave the quotes out: ${literal.trim()}`
      : `${value} is a string: give a number, or change the type to string`;
  }
  if (single !== undefined) return `${single}(${value ?? "value"}) makes a ${wanted} of a ${given}`;
  const [givenElement, wantedElement] = [elementOf(given), elementOf(wanted)];
  const each = givenElement && wantedElement ? call.get(`${givenElement}>${wantedElement}`) : undefined;
  return each ? `${value ?? "values"}.map(${each}) makes every ${givenElement} a ${wantedElement}` : null;
}

function elementOf(type: string): string | null {
  return /^(?:readonly )?(\w+)\[\]$/.exec(type)?.[1] ?? null;
}

/** The plain type of a literal: number for 3. */
function widened(type: string): string {
  if (/^"[^"]*"$/.test(type)) return "string";
  if (/^-?\d[\d.e+-]*$/.test(type)) return "number";
  return type === "true" || type === "false" ? "boolean" : type;
}

function withoutNothing(type: string): string {
  const parts = unionParts(type).filter((part) => part !== "undefined" && part !== "null");
  return parts.length === 0 ? type : parts.join(" | ");
}

/** The parts of a union at its outermost level. */
export function unionParts(type: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [token] of type.matchAll(/=>|[\s\S]/g)) {
    if ("<({[".includes(token)) depth++;
    else if (">)}]".includes(token)) depth--;
    if (token === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim());
}

function exampleOf(type: string): string {
  if (type.endsWith("[]")) return "[]";
  return { number: "0", string: '""', boolean: "false" }[type] ?? "…";
}

function indexed(value: string | null): string {
  return value !== null && /^[\w$.]+$/.test(value) ? `${value}[0]` : "values[0]";
}
