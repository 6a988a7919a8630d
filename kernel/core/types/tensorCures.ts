// Cures where a tensor meets an operator, a number or an array: tensors are computed with by functions.
import { type Mismatch, unionParts } from "./assignability.ts";

const FUNCTIONS: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "**": "power",
  "<": "less",
  "<=": "lessEqual",
  ">": "greater",
  ">=": "greaterEqual",
};

/** The call that stands for an operator between two sides, or null where there is none; a long side is left out. */
export function tensorCall(operator: string, left: string, right: string): string | null {
  const isAssignment = operator.length > 1 && !(operator in FUNCTIONS) && operator.endsWith("=");
  const name = FUNCTIONS[isAssignment ? operator.slice(0, -1) : operator];
  if (name === undefined) return null;
  const [a, b] = [shortSide(left, "a"), shortSide(right, "b")];
  return isAssignment ? `${a} = ${name}(${a}, ${b})` : `${name}(${a}, ${b})`;
}

function shortSide(text: string, otherwise: string): string {
  const side = text.trim();
  return /^[\w$.]{1,20}$/.test(side) ? side : otherwise;
}

/** The call that makes a tensor of numbers, or numbers of a tensor; null for all other types. */
export function cureTensorMismatch({ source, target, value }: Mismatch): string | null {
  const wanted = unionParts(target);
  if (wanted.some((part) => part === "Tensor" || part === "Operand")) {
    const isNumeric = /^(?:-?\d[\d.e+-]*|(?:readonly )?\(?(?:number|boolean)\)?(?:\[\])*|Float(?:32|64)Array.*)$/;
    return isNumeric.test(source) ? `tensor(${value ?? "values"}) makes a Tensor of it` : null;
  }
  if (wanted.includes("Shape") && /^(?:number|\d+)$/.test(source))
    return `a shape is an array, as in [${value ?? "3"}]`;
  if (wanted.includes("DType") && /^"/.test(source)) {
    return `only "float32", "float64", "int32" or "bool" can stand here, not ${source}`;
  }
  if (source !== "Tensor") return null;
  const name = value ?? "x";
  if (wanted.includes("number")) return `item(${name}) gives the number in a tensor of one element`;
  const isArray = wanted.some((part) => /^(?:readonly )?number\[\]$|^ArrayLike<number>$|^Iterable<number/.test(part));
  return isArray ? `Array.from(toTypedArray(${name})) gives the numbers of a tensor, row by row` : null;
}

/** The call that gives one element or one row; the source text is "x[0]". */
export function cureTensorIndex(marked: string): string {
  const [, name = "x", place = "0"] = /^([\w$.]{1,20})\[(-?[\w$]{1,20})\]$/.exec(marked.trim()) ?? [];
  return `at(${name}, ${place}) gives a row of a tensor, or an element`;
}

/** The option that a bare value stands for, as the 1 in sum(x, 1); null where it cannot be known. */
export function unnamedOption(given: string, type: string): string | null {
  if (/^-?\d+$/.test(given) && /^(?:Reduce|Argument|Variance|Sort)Options$/.test(type)) return "axis";
  return /^"/.test(given) && type === "TensorOptions" ? "dtype" : null;
}
