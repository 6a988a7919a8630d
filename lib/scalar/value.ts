/*
 * A value is a number that remembers where it came from: which operation made it, from which inputs, and how fast it moves
 * when each of them moves. These memories form a graph, and along the graph a loss can be traced back to every parameter.
 *
 *   out = f(x₁, …, xₙ)            data = f(x₁, …, xₙ)       slopesᵢ = ∂f/∂xᵢ at these inputs
 *   loss                          grad = ∂loss/∂out         filled in by `backward`
 *
 * Notation: out a node of the graph, xᵢ its inputs, f the operation; all are single numbers, of shape ().
 * Source: R. Wengert, A simple automatic derivative evaluation program, CACM 7 (1964); A. Karpathy, micrograd (2020).
 * NB: the slopes are numbers, worked out along with the data. micrograd and PyTorch keep a function in each node that works
 *   them out later, which lets PyTorch differentiate a second time. TypeScript's + cannot be taught to add values: where
 *   micrograd has a * b + c, here stands add(multiply(a, b), c).
 *
 * Page 38 · before it: exercises/check.ts · after it: scalar/operations.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { consoleText, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";

/**
 * A number in the graph, made by `value` or by an operation. Its `data` never changes, save that `descend` moves parameters.
 * @example
 * const a = scalar.value(2, "a");
 * const made: scalar.Value = scalar.multiply(a, 3);
 * [made.data, made.operation, made.inputs[0] === a, made.slopes]; // => [6, "×", true, [3, 2]]
 */
export class Value {
  /** The number itself. */
  readonly data: number;
  /** ∂loss/∂this: 0 until `backward` has come by. */
  grad = 0;
  /** Its name in drawings and messages; "" for none. */
  label: string;
  /** The sign or name of the operation that made it; "" for a leaf: a parameter, an input or a constant. */
  readonly operation: string;
  /** What the operation was applied to (n); empty for a leaf. */
  readonly inputs: readonly Value[];
  /** ∂this/∂inputs[i] at i (n). */
  readonly slopes: readonly number[];
  /** The number of the last walk through the graph that met this node: how `topologicalOrder` knows it again. */
  walk = 0;

  constructor(data: number, label: string, operation: string, inputs: readonly Value[], slopes: readonly number[]) {
    this.data = data;
    this.label = label;
    this.operation = operation;
    this.inputs = inputs;
    this.slopes = slopes;
  }

  /** `a | data 2 | grad 138.83`, to five digits. */
  toString(): string {
    return [this.label, `data ${digits(this.data)}`, `grad ${digits(this.grad)}`]
      .filter((part) => part !== "")
      .join(" | ");
  }

  /** What a console shows. */
  [consoleText](): string {
    return `Value(${this})`;
  }

  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle {
    return { "text/plain": `Value(${this})` };
  }
}

/**
 * A number to five significant digits, or all digits of a whole number: what drawings of a graph show.
 * @example [digits(24.70408163), digits(1797), digits(-0)]; // => ["24.704", "1797", "0"]
 */
export function digits(number: number): string {
  return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(5)));
}

/** All leaves share one, since they have no inputs and no slopes. */
const none: readonly never[] = [];

/**
 * A leaf of the graph: a parameter, an input or a constant.
 * @param label Its name in drawings and messages.
 * @throws TypeError when `data` is no number; RangeError when it is NaN or infinite.
 * @example
 * const a = scalar.value(-4, "a");
 * [a.data, a.grad, a.label, a.inputs]; // => [-4, 0, "a", []]
 */
export function value(data: number, label = ""): Value {
  if (!Number.isFinite(data)) {
    const isNumber = typeof data === "number";
    throw new (isNumber ? RangeError : TypeError)(
      lesson({
        cannot: `make a value from ${valueText(data)}`,
        as: "its data must be a finite number",
        found: `got ${valueText(data)}`,
        ...(isNumber || data === null || typeof data !== "string" ? {} : { try: `Number(${valueText(data)})` }),
      }),
    );
  }
  return new Value(data, label, "", none, none);
}

/**
 * Gives a value a name, for drawings and messages.
 * @returns The same value.
 * @example
 * const loss = scalar.label(scalar.add(1, 2), "loss");
 * loss.toString(); // => "loss | data 3 | grad 0"
 */
export function label(node: Value, text: string): Value {
  checkValue(node, `call ${valueText(node)} "${text}"`);
  node.label = text;
  return node;
}

/**
 * An operand as a node: a plain number becomes a constant.
 * @param verb The operation, for the message: "add".
 * @throws TypeError when it is neither; RangeError when it is NaN or infinite.
 * @example operand(3, "add").data; // => 3
 */
export function operand(given: Value | number, verb: string): Value {
  if (given instanceof Value) return given;
  if (typeof given === "number") return value(given);
  const list: unknown = given;
  throw new TypeError(
    lesson({
      cannot: `${verb} ${valueText(given)}`,
      as: "operands must be values or numbers",
      found: `got ${valueText(given)}`,
      ...(Array.isArray(list) && list.length === 1 ? { try: "its only element: const [y] = net.forward(x)" } : {}),
    }),
  );
}

/**
 * Refuses what is no value.
 * @param cannot The action for the message, such as "start backward from 3".
 * @throws TypeError when it is none.
 * @example checkValue(3, "start backward from 3"); // throws TypeError: Cannot start backward from 3 as it must be a value: got 3; try scalar.value
 */
export function checkValue(given: unknown, cannot: string): asserts given is Value {
  if (given instanceof Value) return;
  const isList = Array.isArray(given) && given.length > 0 && given[0] instanceof Value;
  throw new TypeError(
    lesson({
      cannot,
      as: "it must be a value",
      found: `got ${valueText(given)}`,
      ...(isList ? { try: "scalar.sum of the array, or one element" } : { try: "scalar.value" }),
    }),
  );
}
