/*
 * The operations, each with its derivative in the same line: first the number that comes out, then for every input how fast
 * the output moves with it. That is all the calculus there is; the chain rule does the rest, in `backward`.
 *
 *   a + b     ∂a: 1              ∂b: 1              exp a       eᵃ
 *   a − b     ∂a: 1              ∂b: −1             log a       1 / a
 *   a b       ∂a: b              ∂b: a              tanh a      1 − tanh² a
 *   a / b     ∂a: 1 / b          ∂b: −(a / b) / b   sigmoid a   σ (1 − σ)
 *   aⁿ        ∂a: n aⁿ⁻¹         ∂n: aⁿ ln a        relu a      1 if a > 0, else 0
 *   Σᵢ aᵢ     ∂aᵢ: 1
 *
 * Notation: a, b, n values or plain numbers, which become constants; σ = sigmoid(a) = 1 / (1 + e⁻ᵃ).
 * Source: A. Griewank and A. Walther, Evaluating Derivatives, 2nd edition (2008), table 2.1; A. Karpathy, micrograd (2020).
 * NB: PyTorch calls these sub, mul, div, neg and pow, and answers a division by 0 or log(−1) with inf or nan, which surface
 *   far away as a loss of nan; here they are refused on the spot. relu has no derivative at its kink: it is taken to be 0.
 *
 * Page 39 · before it: scalar/value.ts · after it: scalar/backward.ts
 */
import { lesson, shortNumber, valueText } from "../lesson.ts";
import * as activation from "../plain/activation.ts";
import * as elementary from "../plain/elementary.ts";
import { operand, Value } from "./value.ts";

/** A value, or a plain number that becomes a constant. */
export type Operand = Value | number;

/** A node with one input. */
function unary(operation: string, data: number, a: Value, slope: number): Value {
  return new Value(data, "", operation, [a], [slope]);
}

/** A node with two inputs, each followed by the slope along it. */
function binary(operation: string, data: number, a: Value, slopeA: number, b: Value, slopeB: number): Value {
  return new Value(data, "", operation, [a, b], [slopeA, slopeB]);
}

/**
 * a + b: both inputs move the sum one to one.
 * @throws TypeError when an operand is neither a value nor a number.
 * @example
 * const sum = scalar.add(scalar.value(-4), 2);
 * [sum.data, sum.slopes]; // => [-2, [1, 1]]
 */
export function add(a: Operand, b: Operand): Value {
  const [x, y] = [operand(a, "add"), operand(b, "add")];
  return binary("+", x.data + y.data, x, 1, y, 1);
}

/**
 * a − b: the second input pulls the other way.
 * @throws TypeError when an operand is neither a value nor a number.
 * @example
 * const difference = scalar.subtract(scalar.value(-4), 2);
 * [difference.data, difference.slopes]; // => [-6, [1, -1]]
 */
export function subtract(a: Operand, b: Operand): Value {
  const [x, y] = [operand(a, "subtract"), operand(b, "subtract")];
  return binary("−", x.data - y.data, x, 1, y, -1);
}

/**
 * a b: each input moves the product as fast as the other one is large.
 * @throws TypeError when an operand is neither a value nor a number.
 * @example
 * const product = scalar.multiply(scalar.value(-4), 2);
 * [product.data, product.slopes]; // => [-8, [2, -4]]
 */
export function multiply(a: Operand, b: Operand): Value {
  const [x, y] = [operand(a, "multiply"), operand(b, "multiply")];
  return binary("×", x.data * y.data, x, y.data, y, x.data);
}

/**
 * a / b.
 * @throws TypeError when an operand is neither a value nor a number; RangeError when b is 0.
 * @example
 * const quotient = scalar.divide(scalar.value(-4), 2);
 * [quotient.data, quotient.slopes]; // => [-2, [0.5, 1]]
 */
export function divide(a: Operand, b: Operand): Value {
  const [x, y] = [operand(a, "divide"), operand(b, "divide by")];
  if (y.data === 0) {
    throw new RangeError(
      lesson({
        cannot: `divide ${shortNumber(x.data)} by 0`,
        as: "the divisor must not be 0",
        found: `${named(y, "the divisor")} is 0`,
      }),
    );
  }
  const quotient = x.data / y.data;
  return binary("/", quotient, x, 1 / y.data, y, -quotient / y.data);
}

/**
 * −a.
 * @throws TypeError when the operand is neither a value nor a number.
 * @example
 * const opposite = scalar.negate(scalar.value(3));
 * [opposite.data, opposite.slopes]; // => [-3, [-1]]
 */
export function negate(a: Operand): Value {
  const x = operand(a, "negate");
  return unary("neg", -x.data, x, -1);
}

/**
 * aⁿ. A plain number n is a constant of the operation; an n that is a value is learned too, which takes a positive base.
 * @throws TypeError when an operand is neither a value nor a number; RangeError when there is no such power: 0⁻¹, (−2)^½, or
 *   a learned exponent over a base that is not above 0.
 * @example
 * const cube = scalar.power(scalar.value(2), 3);
 * [cube.data, cube.slopes]; // => [8, [12]]
 */
export function power(a: Operand, n: Operand): Value {
  const x = operand(a, "raise");
  const exponent = operand(n, "raise to the power");
  const [base, order] = [x.data, exponent.data];
  const learned = n instanceof Value;
  const refusal = powerRefusal(base, order, learned);
  if (refusal !== undefined) {
    const cannot = `raise ${shortNumber(base)} to the power ${shortNumber(order)}`;
    throw new RangeError(lesson({ cannot, found: `${named(x, "the base")} is ${shortNumber(base)}`, ...refusal }));
  }
  const data = elementary.power(base, order);
  const slope = order === 0 ? 0 : order * elementary.power(base, order - 1); // n aⁿ⁻¹, and a⁰ = 1 does not move
  if (learned) return binary("^", data, x, slope, exponent, data * elementary.log(base)); // ∂aⁿ/∂n = aⁿ ln a
  return unary(`^${shortNumber(order)}`, data, x, slope);
}

function powerRefusal(base: number, order: number, learned: boolean): { as: string; try?: string } | undefined {
  if (learned && base <= 0) {
    return {
      as: "a learned exponent takes a base above 0, for its slope contains ln a",
      try: "a plain number as exponent",
    };
  }
  if (base === 0 && order < 0) return { as: "1 / 0 is no number" };
  if (base < 0 && !Number.isInteger(order)) return { as: "a base below 0 takes a whole exponent" };
  return undefined;
}

/**
 * The exponential eᵃ, which is its own slope.
 * @throws TypeError when the operand is neither a value nor a number.
 * @example
 * const grown = scalar.exp(scalar.value(1));
 * [grown.data, grown.slopes]; // => [2.7183, [2.7183]]
 */
export function exp(a: Operand): Value {
  const x = operand(a, "take the exponential of");
  const data = elementary.exp(x.data);
  return unary("exp", data, x, data);
}

/**
 * The natural logarithm.
 * @throws TypeError when the operand is neither a value nor a number; RangeError when it is not above 0.
 * @example
 * const logarithm = scalar.log(scalar.value(10));
 * [logarithm.data, logarithm.slopes]; // => [2.3026, [0.1]]
 */
export function log(a: Operand): Value {
  const x = operand(a, "take the logarithm of");
  if (x.data <= 0) {
    throw new RangeError(
      lesson({
        cannot: `take the logarithm of ${shortNumber(x.data)}`,
        as: "no power of e is 0 or below",
        found: `${named(x, "the operand")} is ${shortNumber(x.data)}`,
        try: "a sigmoid or an exp before it, which are above 0",
      }),
    );
  }
  return unary("log", elementary.log(x.data), x, 1 / x.data);
}

/**
 * The hyperbolic tangent, from −1 to 1.
 * @throws TypeError when the operand is neither a value nor a number.
 * @example
 * const bent = scalar.tanh(scalar.value(1));
 * [bent.data, bent.slopes]; // => [0.7616, [0.42]]
 */
export function tanh(a: Operand): Value {
  const x = operand(a, "take the tanh of");
  const t = activation.tanh(x.data);
  return unary("tanh", t, x, 1 - t * t);
}

/**
 * The logistic sigmoid, from 0 to 1.
 * @throws TypeError when the operand is neither a value nor a number.
 * @example
 * const probability = scalar.sigmoid(scalar.value(2));
 * [probability.data, probability.slopes]; // => [0.8808, [0.105]]
 */
export function sigmoid(a: Operand): Value {
  const x = operand(a, "take the sigmoid of");
  const s = activation.sigmoid(x.data);
  return unary("sigmoid", s, x, s * (1 - s));
}

/**
 * The rectified linear unit max(0, a): the gradient passes where the input is above 0, and stops elsewhere.
 * @throws TypeError when the operand is neither a value nor a number.
 * @example [scalar.relu(3).slopes, scalar.relu(0).slopes, scalar.relu(-3).data]; // => [[1], [0], 0]
 */
export function relu(a: Operand): Value {
  const x = operand(a, "take the relu of");
  return unary("relu", activation.relu(x.data), x, activation.reluDerivative(x.data));
}

/**
 * Σᵢ aᵢ in one node, from left to right; 0 for none.
 * @param terms (n)
 * @throws TypeError when `terms` is no array, or a term is neither a value nor a number.
 * @example
 * const total = scalar.sum([scalar.value(1), 2, 3]);
 * [total.data, total.slopes]; // => [6, [1, 1, 1]]
 */
export function sum(terms: readonly Operand[]): Value {
  if (!Array.isArray(terms)) {
    const found = `got ${valueText(terms)}`;
    throw new TypeError(
      lesson({ cannot: `sum ${valueText(terms)}`, as: "it takes an array", found, try: "sum([a, b])" }),
    );
  }
  const inputs = new Array<Value>(terms.length);
  const slopes = new Array<number>(terms.length);
  let total = 0;
  for (let i = 0; i < terms.length; i++) {
    inputs[i] = operand(terms[i], "sum");
    slopes[i] = 1;
    total += inputs[i].data;
  }
  return new Value(total, "", "Σ", inputs, slopes);
}

/** A node as a message calls it. */
const named = ({ label }: Value, otherwise: string): string => (label === "" ? otherwise : `"${label}"`);
