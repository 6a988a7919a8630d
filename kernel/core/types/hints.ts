// One line of cure for the errors that people meet when they learn machine learning in TypeScript.
import { cureMismatch, cureMissingReturn, type Mismatch, readMismatches } from "./assignability.ts";
import { findSimilarName } from "./spelling.ts";
import { cureTensorIndex, cureTensorMismatch, tensorCall, unnamedOption } from "./tensorCures.ts";
import { cureTorchProperty, drawsRandomNumbers, torchFunction, torchOption } from "./torchNames.ts";
import { cureUnknownName } from "./unknownNames.ts";

/** An error as a cure needs it. */
export interface Complaint {
  readonly message: string;
  /** The learner's text under the caret. */
  readonly marked: string;
  /** The learner's text before the mark, from the beginning of its line. */
  readonly before: string;
  /** The learner's text behind the mark, to the end of its line. */
  readonly behind: string;
  /** The types that the learner's cells declare. */
  readonly ownTypes: ReadonlySet<string>;
}

/** The cure for a code, or null where TypeScript's message says all there is to say. */
export function findHint(code: number, complaint: Complaint): string | null {
  return CURES[code]?.(complaint) ?? null;
}

type Cure = (complaint: Complaint) => string | null;

const mismatch: Cure = (complaint) => {
  const absent = missingKeys(complaint);
  if (absent !== null) return absent;
  const unreturned = cureMissingReturn(complaint.message, complaint.marked);
  if (unreturned !== null) return unreturned;
  const all = readMismatches(complaint.message);
  const one = complaint.message.startsWith("No overload") ? all.at(-1) : all[0];
  return one === undefined ? null : cureTypes({ ...one, value: misfitOf(complaint) }, complaint);
};

/** The library's tensors have cures of their own, a learner's class of that name has not. */
function cureTypes(one: Mismatch, { ownTypes }: Complaint): string {
  return (ownTypes.has("Tensor") ? null : cureTensorMismatch(one)) ?? cureMismatch(one);
}

/** The source text of what does not fit: under the mark, or what the marked variable or key is given. */
function misfitOf({ marked, behind }: Complaint): string | null {
  const [, variable] = /^(?::[^;]*?)?\s*(?<![=!<>])=(?![=>])\s*([^;,]+)(?:;|$)/.exec(behind) ?? [];
  const [, property] = /^\s*:\s*([^,;{}]+)/.exec(behind) ?? [];
  const text = /^[\w$]+$/.test(marked) ? (variable ?? property ?? marked) : marked;
  return text.length > 30 || text.includes("\n") ? null : text.trim();
}

const maybeMissing: Cure = ({ message, marked, behind }) => {
  const nothing = ["null", "undefined"].filter((word) => message.includes(`'${word}'`)).join(" or ") || "undefined";
  const shown = short(marked, "it");
  const access = /^\s*(?:\.\s*[\w$]+|\[|\()/.exec(behind)?.[0].trim();
  const chain = access?.startsWith(".") ? `, or write ${shown}?${access}` : "";
  return `${shown} may be ${nothing}: check it first, as in if (${shown} != null) { … }${chain}, or append ! when you are sure`;
};

const arithmetic: Cure = ({ message, marked, ownTypes }) => {
  const [operator = "", left, right] = quoted(message);
  const types = [left ?? "", right ?? ""];
  if (types.includes("Tensor") && !ownTypes.has("Tensor")) {
    const sides = marked.split(` ${operator} `);
    const call = tensorCall(operator, sides.length === 2 ? sides[0]! : "", sides.length === 2 ? sides[1]! : "");
    if (call !== null) return `tensors are computed with by functions: ${call}`;
  }
  if (types.some((type) => type.endsWith("[]"))) {
    return "operators work on single numbers; go through the arrays, as in a.map((x, i) => x + b[i]!)";
  }
  const promise = types.find((type) => type.startsWith("Promise<"));
  if (promise !== undefined) return `put await before the value that is ${promise}`;
  return `make both sides numbers, as in Number(value): here they are ${left} and ${right}`;
};

const oneSide: Cure = ({ marked, before, behind }) => {
  const cure = `${short(marked, "this side")} is not a number; for an array write values.map((value) => value * 2)`;
  const right = /^\s*(\*\*|[-*/])(=?)\s*([\w$.]*)/.exec(behind);
  const left = /([\w$.]*)\s*(\*\*|[-*/])(=?)\s*$/.exec(before);
  const call = right
    ? tensorCall(right[1]! + right[2]!, marked, right[3]!)
    : left && tensorCall(left[2]! + left[3]!, left[1]!, marked);
  return call === null ? cure : `${cure}, for a tensor ${call}`;
};

const CHANGES_ARRAY = /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/;

const property: Cure = ({ message, ownTypes }) => {
  const [name, type] = quoted(message);
  if (name === undefined || type === undefined) return null;
  if (type.startsWith("Promise<")) return `the value is a promise: write (await …).${name}`;
  if (type.endsWith("[]")) {
    const alias = { size: "length", count: "length", len: "length", add: "push", append: "push" }[name];
    if (CHANGES_ARRAY.test(name)) return `${type} must not be changed; make a copy first: [...values]`;
    if (alias !== undefined) return `arrays call it ${alias}`;
    const members = Object.getOwnPropertyNames(Array.prototype);
    const meant = findMember(
      name,
      type.startsWith("readonly ") ? members.filter((member) => !CHANGES_ARRAY.test(member)) : members,
    );
    return meant !== null
      ? `write ${meant}`
      : `${type} is an array: take an element, as in values[0], or go through it with map`;
  }
  const keys = keysOf(type);
  const near = findMember(name, keys);
  if (near !== null) return `write ${near}`;
  if (keys.length > 0) return `it has ${keys.join(", ")}; to have ${name} too, put it where the object is made`;
  const torch = ownTypes.has("Tensor") ? null : cureTorchProperty(name, type);
  if (torch !== null) return torch;
  const known = /^-?\d/.test(type) ? "a number" : /^"/.test(type) ? "a string" : type;
  return `press Tab behind the dot to see what ${known} has`;
};

/** Short names are near to too many: max is not a slip for map. */
function findMember(name: string, members: readonly string[]): string | null {
  return name.length < 4 ? null : findSimilarName(name, members);
}

const MISSING_SEVERAL =
  /Type '(?<source>[^']*)' is missing the following properties from type '(?<target>[^']*)': (?<names>.+)/;
const MISSING_ONE =
  /Property '(?<names>[^']*)' is missing in type '(?<source>[^']*)' but required in type '(?<target>[^']*)'/;

/** What to add to an object of the learner's; what is none, as an array, is not mended by properties. */
const missingKeys: Cure = ({ message, ownTypes }) => {
  const { source, target, names } = readMissing(message);
  if (source === undefined || target === undefined || source === target || !isOwn(source, ownTypes)) return null;
  if (names?.includes("#private")) return `only instances of ${target} fit: let class ${className(source)} extend it`;
  const optional = isOwn(target, ownTypes) ? ", or mark what may be absent with a question mark in the type" : "";
  return `add ${names!.split(", and ")[0]}${optional}`;
};

const missing: Cure = (complaint) => {
  const { source, target } = readMissing(complaint.message);
  if (source === undefined || target === undefined) return null;
  return missingKeys(complaint) ?? cureTypes({ source, target, value: misfitOf(complaint) }, complaint);
};

/** A learner's class by its name; an object without one needs it. */
const className = (type: string): string => (/^\w+$/.test(type) ? type : "Mine");

function readMissing(message: string): Readonly<Partial<Record<string, string>>> {
  return (MISSING_SEVERAL.exec(message) ?? MISSING_ONE.exec(message))?.groups ?? {};
}

const unknownKey: Cure = ({ message, ownTypes }) => {
  const [name, type, meant] = quoted(message);
  if (name === undefined || type === undefined) return null;
  if (meant !== undefined) return `there is no option ${name}: write ${meant}`;
  const torch = torchOption(name);
  if (torch !== null && !isOwn(type, ownTypes)) return `there is no option ${name}: write ${torch}`;
  return isOwn(type, ownTypes)
    ? `leave ${name} out, or add it to the type: ${name}?: …`
    : `there is no option ${name}; press Tab inside the braces to see the options`;
};

/** Whether a learner could change the type: it is written out, or declared in a cell. */
function isOwn(type: string, ownTypes: ReadonlySet<string>): boolean {
  return type.startsWith("{") || ownTypes.has(type.replace(/<.*$/, ""));
}

const argumentCount: Cure = ({ message, marked }) => {
  const [, wanted, given] = /Expected (.+?) arguments?, but got (\d+)/.exec(message) ?? [];
  if (wanted === undefined) return null;
  const action = Number(given) < Number.parseInt(wanted.replace("at least ", ""), 10) ? "give" : "leave";
  const noun = wanted === "1" ? "argument" : "arguments";
  const what = action === "give" ? `give ${wanted} ${noun}` : `give only ${wanted} ${noun}`;
  const drawn = action === "give" ? drawsRandomNumbers(marked) : null;
  if (drawn !== null) return `${what} instead of ${given}; the first is a generator: ${drawn}(random(42), …)`;
  return `${what} instead of ${given}; Shift-Tab between the brackets shows which`;
};

const unnamed: Cure = ({ message, ownTypes }) => {
  const [given, type] = quoted(message);
  if (given === undefined || type === undefined || isOwn(type, ownTypes)) return null;
  const option = unnamedOption(given, type);
  return `options are given by name in braces${option === null ? "" : `, as in { ${option}: ${given} }`}`;
};

const unmade: Cure = ({ message }) => {
  const [, name, member] = /class '([^']*)' does not implement .*member '?(\w+)'?/.exec(message) ?? [];
  if (name === undefined) return null;
  const why = member === "forward" ? ", which says what the model computes" : "";
  return `give the class ${name} a method ${member}${why}`;
};

const indexing: Cure = ({ message, marked, ownTypes }) => {
  const types = quoted(message);
  if (types.includes("Tensor") && !ownTypes.has("Tensor")) return cureTensorIndex(marked);
  const object = types.find((type) => type.startsWith("{"));
  const keys = object === undefined ? [] : keysOf(object);
  return keys.length > 0
    ? `its keys are ${keys.join(", ")}; for any key give the object the type Record<string, …>`
    : "give the object the type Record<string, …>, or the key the type keyof typeof object";
};

const notIterable: Cure = ({ message }) => {
  const [type] = quoted(message);
  if (type === undefined) return null;
  if (/^(?:number|\d+)$/.test(type)) return `to count, write for (let i = 0; i < ${/\d/.test(type) ? type : "n"}; i++)`;
  if (type.startsWith("{")) return "go through its entries: for (const [key, value] of Object.entries(object))";
  if (type.startsWith("Promise<")) return "put await before it";
  return `${type} is not a list of values`;
};

const moduleMissing: Cure = ({ message }) => {
  const [specifier] = quoted(message);
  if (specifier === undefined) return null;
  if (specifier.startsWith("."))
    return `there is no such file beside the notebook; paths begin at its folder and end in .ts`;
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return `install it in the notebook's folder: npm install ${name}`;
};

const untypedParameter: Cure = ({ message }) => {
  const [name] = quoted(message);
  return name === undefined ? null : `say what ${name} is, as in ${name}: number`;
};

const unknownName: Cure = ({ message, before, behind }) => {
  const [name] = quoted(message);
  if (name === undefined || message.includes("lost")) return null;
  const meant =
    (/^\s*\(/.test(behind) ? torchFunction(name) : null) ?? /Did you mean '([^']*)'/.exec(message)?.[1] ?? null;
  return cureUnknownName({ name, meant, before, behind });
};

const notCallable: Cure = ({ message, marked }) => {
  const type = /Type '([^']*)' has no/.exec(message)?.[1];
  const what = short(marked, "this");
  return `${what} is ${type === undefined ? "not a function" : `of type ${type}, not a function`}; a missing operator or semicolon before the bracket looks the same`;
};

const CURES: Readonly<Record<number, Cure>> = {
  1108: () => "a cell shows the value of its last expression: leave return out",
  1308: () => "write async before the function that awaits",
  2300: ({ marked }) =>
    `within one cell a name is declared once: rename one ${marked}; another cell may declare it again`,
  2304: unknownName,
  2307: moduleMissing,
  2322: mismatch,
  2339: property,
  2345: mismatch,
  2348: ({ marked, behind }) => `write new ${short(marked, "Name")}${behind.startsWith("(") ? "(…)" : ""}`,
  2349: notCallable,
  2353: unknownKey,
  2355: () => "end the function with return and a value, or write void as its result type",
  2362: oneSide,
  2363: oneSide,
  2365: arithmetic,
  2366: () => "return a value on every way through the function, after the last if too",
  2367: ({ message }) =>
    `the two sides are ${quoted(message).join(" and ")}, so they are never equal: convert one of them`,
  2448: ({ marked }) => `move the declaration of ${marked} above this line`,
  2451: ({ marked }) => `within one cell a name is declared once: assign with ${marked} = …, or rename one of the two`,
  2454: ({ marked }) => `give ${marked} a value where it is declared`,
  2488: notIterable,
  2531: maybeMissing,
  2532: maybeMissing,
  2533: maybeMissing,
  2515: unmade,
  2551: ({ message }) => `write ${quoted(message).at(-1)}`,
  2552: unknownName,
  2554: argumentCount,
  2555: argumentCount,
  2559: unnamed,
  2561: unknownKey,
  2584: unknownName,
  2588: ({ marked }) => `declare ${marked} with let instead of const, and run that cell again`,
  2630: ({ marked }) => `to replace the function, declare it anew: const ${marked} = …`,
  2629: ({ marked }) => `to replace the class, declare it anew: const ${marked} = …`,
  2693: ({ marked }) => `${marked} is a type, and types are gone when a cell runs: write a value here`,
  2695: () => "to show several values, put them in an array: [a, b]",
  2739: missing,
  2740: missing,
  2741: missing,
  2749: ({ marked }) => `${marked} is a value: write typeof ${marked} for its type`,
  2769: mismatch,
  7006: untypedParameter,
  7031: untypedParameter,
  7053: indexing,
  18046: ({ marked }) => `find out what it is first, as in if (typeof ${short(marked, "value")} === "number") { … }`,
  18047: maybeMissing,
  18048: maybeMissing,
  18049: maybeMissing,
};

/** What stands in single quotes, in order. */
function quoted(message: string): string[] {
  return Array.from(message.matchAll(/(?<!\w)'([^']*)'/g), ([, inner]) => inner!);
}

/** The keys of an object type, at its outermost level. */
function keysOf(type: string): string[] {
  if (!type.startsWith("{")) return [];
  let depth = 0;
  let outer = "";
  for (const character of type.slice(1, -1).replaceAll("=>", "")) {
    if ("<({[".includes(character)) depth++;
    if (depth === 0) outer += character;
    if (">)}]".includes(character)) depth--;
  }
  return Array.from(outer.matchAll(/(?:^|;)\s*(?:readonly )?([\w$]+)\??\s*[:;]/g), ([, key]) => key!);
}

/** A text to repeat in a hint, or what to call it when it is long. */
function short(text: string, otherwise: string): string {
  return text === "" || text.length > 30 || text.includes("\n") ? otherwise : text;
}
