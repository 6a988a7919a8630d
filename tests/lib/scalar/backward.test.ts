import { expect, test } from "vitest";
import { choice, integer, normal, random } from "../../../lib/data/random.ts";
import { backward, topologicalOrder, zeroGrad } from "../../../lib/scalar/backward.ts";
import * as operations from "../../../lib/scalar/operations.ts";
import { label, type Value, value } from "../../../lib/scalar/value.ts";
import { expectClose, expectGradient, readReference } from "../reference/readReference.ts";

const { add, divide, exp, multiply, negate, power, relu, sigmoid, subtract, sum, tanh } = operations;

interface Reference {
  micrograd: { g: number; a: number; b: number };
  programs: { data: number[]; lines: [name: string, i: number, j: number][]; loss: number; gradients: number[] }[];
}
const reference = readReference<Reference>("scalar");

test("backward() of micrograd's README example gives what PyTorch gives", () => {
  const [a, b] = [value(-4), value(2)];
  let c = add(a, b);
  let d = add(multiply(a, b), power(b, 3));
  c = add(c, add(c, 1));
  c = add(c, add(add(1, c), negate(a)));
  d = add(d, add(multiply(d, 2), relu(add(b, a))));
  d = add(d, add(multiply(3, d), relu(subtract(b, a))));
  const f = power(subtract(c, d), 2);
  const g = add(divide(f, 2), divide(10, f));
  backward(g);
  const { micrograd } = reference;
  expectClose([g.data, a.grad, b.grad], [micrograd.g, micrograd.a, micrograd.b], 1e-14);
  expect([g.data.toFixed(4), a.grad.toFixed(4), b.grad.toFixed(4)]).toEqual(["24.7041", "138.8338", "645.5773"]);
});

const run = (name: string, a: Value, b: Value): Value =>
  (operations as unknown as Record<string, (a: Value, b: Value) => Value>)[name](a, b);

test("backward() of random graphs gives PyTorch's gradient at every node", () => {
  for (const { data, lines, loss, gradients } of reference.programs) {
    const values = data.map((x) => value(x));
    for (const [name, i, j] of lines) values.push(run(name, values[i], values[j]));
    const total = sum(values);
    backward(total);
    expectClose(total.data, loss, 1e-13);
    expectClose(
      values.map(({ grad }) => grad),
      gradients,
      1e-12,
    );
  }
});

test("backward() of random graphs agrees with central differences at every leaf", () => {
  const rng = random(85);
  for (let trial = 0; trial < 40; trial++) {
    const point = Array.from({ length: 3 }, () => normal(rng));
    const lines = Array.from({ length: 15 }, (_, k) => {
      return [
        choice(rng, ["add", "subtract", "multiply", "tanh", "sigmoid"]),
        integer(rng, 0, 3 + k),
        integer(rng, 0, 3 + k),
      ];
    }) as [string, number, number][];
    const compute = (leaves: Value[]) => {
      const values = [...leaves];
      for (const [name, i, j] of lines) values.push(run(name, values[i], values[j]));
      return tanh(multiply(0.1, sum(values))); // bent, so that a product of products stays smooth
    };
    const leaves = point.map((x) => value(x));
    backward(compute(leaves));
    expectGradient(
      (shifted) => compute(shifted.map((x) => value(x))).data,
      point,
      leaves.map(({ grad }) => grad),
    );
  }
});

test("a value used by several others adds up what comes back, after all of them are complete", () => {
  const a = value(3);
  const b = multiply(a, a); // a²
  const c = add(b, a); // a² + a
  backward(multiply(b, c)); // a⁴ + a³, whose derivative is 4a³ + 3a²
  expect([a.grad, b.grad, c.grad]).toEqual([135, 21, 9]);
});

test("a chain of 100,000 operations works, and so does a ladder in which each step is used twice", () => {
  const start = value(1);
  let node: Value = start;
  for (let k = 0; k < 100_000; k++) node = add(node, 1e-5);
  backward(node);
  expect(start.grad).toBe(1);
  expectClose(node.data, 2, 1e-9);
  const bottom = value(1);
  let ladder: Value = bottom;
  for (let k = 0; k < 1000; k++) ladder = multiply(0.5, add(ladder, ladder)); // 2¹⁰⁰⁰ paths, each node visited once
  backward(ladder);
  expect([ladder.data, bottom.grad]).toEqual([1, 1]);
});

test("topologicalOrder() names every node once, inputs before users, the root last", () => {
  const rng = random(86);
  for (let trial = 0; trial < 20; trial++) {
    const values: Value[] = [value(1), value(2)];
    for (let k = 0; k < 40; k++) values.push(add(choice(rng, values), choice(rng, values)));
    const root = sum(values);
    const order = topologicalOrder(root);
    const place = new Map(order.map((node, i) => [node, i]));
    expect(place.size).toBe(order.length);
    expect(order.length).toBe(values.length + 1);
    expect(order.at(-1)).toBe(root);
    for (const node of order) {
      for (const input of node.inputs) expect(place.get(input)!).toBeLessThan(place.get(node)!);
    }
  }
});

test("gradients of leaves add up until zeroGrad(), those of other nodes start anew", () => {
  const a = value(2, "a");
  const square = multiply(a, a);
  const loss = multiply(square, 3);
  backward(loss);
  expect([a.grad, square.grad, loss.grad]).toEqual([12, 3, 1]);
  backward(loss);
  expect([a.grad, square.grad, loss.grad]).toEqual([24, 3, 1]);
  zeroGrad([a]);
  expect(a.grad).toBe(0);
  backward(loss);
  expect(a.grad).toBe(12);
});

test("two losses may share a part of their graph: their gradients add up as those of their sum", () => {
  const build = () => {
    const a = value(0.5);
    const shared = exp(a);
    return { a, shared, first: multiply(shared, 2), second: power(shared, 2) };
  };
  const apart = build();
  backward(apart.first);
  backward(apart.second);
  const together = build();
  backward(add(together.first, together.second));
  expectClose(apart.a.grad, together.a.grad, 1e-14);
  expectClose(together.a.grad, 2 * Math.exp(0.5) + 2 * Math.exp(1), 1e-14);
});

test("backward() from a leaf, from a part of a graph, and beside another graph", () => {
  const lone = value(3);
  backward(lone);
  expect(lone.grad).toBe(1);
  const a = value(2);
  const part = multiply(a, 5);
  const whole = add(part, 1);
  backward(part);
  expect([a.grad, whole.grad]).toEqual([5, 0]);
});

test("backward() from a number that is not finite names where it began, and changes nothing", () => {
  const a = value(800, "a");
  const large = exp(a);
  const loss = label(sigmoid(subtract(large, large)), "loss");
  a.grad = 7;
  expect(() => backward(loss)).toThrow(RangeError);
  expect(() => backward(loss)).toThrow(
    "Cannot start backward from NaN as the loss must be a finite number: it began with exp of 800, which is Infinity; try smaller numbers there",
  );
  expect(() => backward(sum([large, 1, 2, 3, 4]))).toThrow("Cannot start backward from Infinity as");
  expect([a.grad, large.grad, loss.grad]).toEqual([7, 0, 0]);
});

test.each([
  [() => backward(3 as never), "Cannot start backward from 3 as it must be a value: got 3; try scalar.value"],
  [
    () => backward([value(1), value(2)] as never),
    "Cannot start backward from an array of 2 as it must be a value: got an array of 2; try scalar.sum of the array, or one element",
  ],
  [() => topologicalOrder({} as never), "Cannot walk the graph of an object as it must be a value"],
  [() => zeroGrad([value(1), 2] as never), "Cannot set the gradient of parameter 1 to 0 as it must be a value: got 2"],
])("it refuses what is no value", (act, message) => {
  expect(act).toThrow(TypeError);
  expect(act).toThrow(message);
});

test("zeroGrad() changes no gradient when one of the list is no value", () => {
  const a = value(1);
  a.grad = 5;
  expect(() => zeroGrad([a, 2] as never)).toThrow(TypeError);
  expect(a.grad).toBe(5);
});
