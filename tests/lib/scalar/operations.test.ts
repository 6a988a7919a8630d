import { describe, expect, test } from "vitest";
import { normal, random, uniform } from "../../../lib/data/random.ts";
import { backward } from "../../../lib/scalar/backward.ts";
import * as operations from "../../../lib/scalar/operations.ts";
import { type Value, value } from "../../../lib/scalar/value.ts";
import { expectClose, expectGradient, readReference } from "../reference/readReference.ts";

const { add, divide, exp, log, multiply, negate, power, relu, sigmoid, subtract, sum, tanh } = operations;

type Reference = { operations: [name: string, inputs: number[], value: number, gradients: number[]][] };
const reference = readReference<Reference>("scalar").operations;

/** Each operation as a function of its inputs, with where to try it and where its derivative has a kink. */
const all: [
  string,
  (inputs: readonly Value[]) => Value,
  { n: number; low?: number[]; high?: number[]; kink?: number },
][] = [
  ["add", ([a, b]) => add(a, b), { n: 2 }],
  ["subtract", ([a, b]) => subtract(a, b), { n: 2 }],
  ["multiply", ([a, b]) => multiply(a, b), { n: 2 }],
  ["divide", ([a, b]) => divide(a, b), { n: 2, low: [-4, 0.5] }],
  ["divide by a negative number", ([a, b]) => divide(a, b), { n: 2, high: [4, -0.5] }],
  ["negate", ([a]) => negate(a), { n: 1 }],
  ["power with exponent 3", ([a]) => power(a, 3), { n: 1 }],
  ["power with exponent -2", ([a]) => power(a, -2), { n: 1, low: [0.5] }],
  ["power with exponent 0.5", ([a]) => power(a, 0.5), { n: 1, low: [0.5] }],
  ["power with exponent -1.75", ([a]) => power(a, -1.75), { n: 1, low: [0.5] }],
  ["power with exponent 0", ([a]) => power(a, 0), { n: 1 }],
  ["power with a learned exponent", ([a, n]) => power(a, n), { n: 2, low: [0.5, -3], high: [3, 3] }],
  ["exp", ([a]) => exp(a), { n: 1 }],
  ["log", ([a]) => log(a), { n: 1, low: [0.1] }],
  ["tanh", ([a]) => tanh(a), { n: 1 }],
  ["sigmoid", ([a]) => sigmoid(a), { n: 1 }],
  ["relu", ([a]) => relu(a), { n: 1, kink: 0 }],
  ["sum", (terms) => sum(terms), { n: 5 }],
  ["an input used twice", ([a]) => multiply(a, a), { n: 1 }],
];

describe.each(all)("%s", (_, operation, { n, low = [], high = [], kink }) => {
  test("its slopes and its gradients agree with central differences at 100 points", () => {
    const rng = random(80);
    for (let trial = 0; trial < 100; trial++) {
      const point = Array.from({ length: n }, (_, i) => uniform(rng, low[i] ?? -4, high[i] ?? 4));
      if (kink !== undefined && point.some((x) => Math.abs(x - kink) < 1e-3)) continue;
      const leaves = point.map((x) => value(x));
      backward(operation(leaves));
      const f = (shifted: number[]) => operation(shifted.map((x) => value(x))).data;
      expectGradient(
        f,
        point,
        leaves.map(({ grad }) => grad),
      );
    }
  });
});

test("PyTorch's values and derivatives, of every operation at ten points", () => {
  const named = operations as unknown as Record<string, (...inputs: (Value | number)[]) => Value>;
  const seen = new Set<string>();
  for (const [name, inputs, expected, gradients] of reference) {
    const leaves = inputs.map((x) => value(x));
    const made = name === "constant power" ? power(leaves[0], inputs[1]) : named[name](...leaves);
    backward(made);
    const slopes = leaves.slice(0, gradients.length).map(({ grad }) => grad);
    expectClose(made.data, expected, 1e-14, `${name}(${inputs})`);
    expectClose(slopes, gradients, 1e-13, `the derivatives of ${name}(${inputs})`);
    seen.add(name);
  }
  expect(seen.size).toBe(12);
});

test("the rules of arithmetic hold: commutative, associative, distributive, inverse", () => {
  const rng = random(81);
  for (let trial = 0; trial < 100; trial++) {
    const [a, b, c] = [normal(rng), normal(rng), normal(rng)];
    expect(add(a, b).data).toBe(add(b, a).data);
    expect(multiply(a, b).data).toBe(multiply(b, a).data);
    expect(subtract(a, b).data).toBe(add(a, negate(b)).data);
    expectClose(multiply(a, add(b, c)).data, add(multiply(a, b), multiply(a, c)).data, 1e-14);
    expectClose(multiply(divide(a, b), b).data, a, 1e-14);
    expectClose(power(Math.abs(a), -1).data, divide(1, Math.abs(a)).data, 1e-15);
    expectClose(sum([a, b, c]).data, add(add(a, b), c).data, 0);
  }
});

test("exp and log undo each other, tanh is a stretched sigmoid, powers of one base add up", () => {
  const rng = random(82);
  for (let trial = 0; trial < 100; trial++) {
    const a = normal(rng, 0, 3);
    expectClose(log(exp(a)).data, a, 1e-14);
    expectClose(tanh(a).data, subtract(multiply(2, sigmoid(multiply(2, a))), 1).data, 1e-14);
    expectClose(multiply(power(a, 3), power(a, 4)).data / power(a, 7).data, 1, 1e-14);
    expectClose(power(Math.abs(a), 2.5).data / (power(a, 2).data * Math.sqrt(Math.abs(a))), 1, 1e-14);
  }
});

test("power() of whole exponents is exact where products are, large and negative ones included", () => {
  expect([power(2, 100).data, power(-2, 3).data, power(2, -10).data]).toEqual([2 ** 100, -8, 2 ** -10]);
  expect([power(0, 0).data, power(0, 0.5).data, power(10, 15).data, power(1.5, 2 ** 40).data]).toEqual([
    1,
    0,
    1e15,
    Infinity,
  ]);
  expect(power(-1, 1e300).data).toBe(1);
});

test("no operation changes the numbers it was given", () => {
  const a = value(0.5);
  for (const [, operation, { n }] of all) operation(Array.from({ length: n }, () => a));
  expect([a.data, a.grad, a.inputs.length]).toEqual([0.5, 0, 0]);
});

test("sum() takes none, and 100,000", () => {
  expect(sum([]).data).toBe(0);
  const terms = Array.from({ length: 100_000 }, () => value(1));
  const total = sum(terms);
  backward(total);
  expect([total.data, terms[99_999].grad]).toEqual([100_000, 1]);
});

test.each([
  [() => divide(3, 0), RangeError, "Cannot divide 3 by 0 as the divisor must not be 0: the divisor is 0"],
  [() => divide(3, value(0, "count")), RangeError, '"count" is 0'],
  [
    () => log(value(-1, "p")),
    RangeError,
    'Cannot take the logarithm of -1 as no power of e is 0 or below: "p" is -1; try a sigmoid or an exp before it, which are above 0',
  ],
  [() => log(0), RangeError, "Cannot take the logarithm of 0 as no power of e is 0 or below: the operand is 0"],
  [() => power(0, -1), RangeError, "Cannot raise 0 to the power -1 as 1 / 0 is no number: the base is 0"],
  [
    () => power(-2, 0.5),
    RangeError,
    "Cannot raise -2 to the power 0.5 as a base below 0 takes a whole exponent: the base is -2",
  ],
  [() => power(-2, value(2)), RangeError, "its slope contains ln a: the base is -2; try a plain number as exponent"],
  [() => add("a" as never, 1), TypeError, 'Cannot add "a" as operands must be values or numbers: got "a"'],
  [() => multiply(1, undefined as never), TypeError, "Cannot multiply undefined"],
  [() => tanh([value(1)] as never), TypeError, "Cannot take the tanh of an array of 1 as"],
  [
    () => sum(value(1) as never),
    TypeError,
    "Cannot sum an object as it takes an array: got an object; try sum([a, b])",
  ],
  [() => exp(Number.NaN), RangeError, "got NaN"],
])("it refuses what has no answer", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
