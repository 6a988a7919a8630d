import { expect, test } from "vitest";
import {
  backward,
  compile,
  dropout,
  item,
  mean,
  nn,
  ones,
  randn,
  random,
  sum,
  type Tensor,
  toArray,
} from "../../../lib/index.ts";

test("Dropout sets a share p to 0, and keeps the mean by dividing the others by 1 − p", () => {
  for (const p of [0.1, 0.5, 0.9]) {
    const y = new nn.Dropout(random(1), p).forward(ones([20000]));
    const values = toArray<number[]>(y);
    expect(values.filter((value) => value === 0).length / 20000).toBeCloseTo(p, 1);
    expect(Math.max(...values)).toBeCloseTo(1 / (1 - p), 5);
    expect(item(mean(y))).toBeCloseTo(1, 1);
  }
});

test("Dropout lets a gradient back through just what it let through", () => {
  const x = ones([1000], { requiresGrad: true });
  const y = new nn.Dropout(random(1), 0.3).forward(x);
  backward(sum(y));
  expect(toArray(x.grad)).toEqual(toArray(y));
});

test("Dropout in evaluation, and with p 0, is the identity, and draws nothing", () => {
  const rng = random(1);
  const state = [...rng.state];
  const x = randn(random(2), [5]);
  expect(new nn.Dropout(rng, 0.5).evaluate().forward(x)).toBe(x);
  expect(new nn.Dropout(rng, 0).forward(x)).toBe(x);
  expect([...rng.state]).toEqual(state);
});

test("Dropout with p 1 drops everything, gradients too", () => {
  const x = ones([3], { requiresGrad: true });
  const y = dropout(random(1), x, 1);
  backward(sum(y));
  expect([toArray(y), toArray(x.grad)]).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("Dropout draws anew in every replay of a compiled step, as the eager step does", () => {
  const run = (isCompiled: boolean): number[][] => {
    const layer = new nn.Dropout(random(1), 0.5);
    const once = (x: Tensor): Tensor => layer.forward(x);
    const step = isCompiled ? compile(once) : once;
    return Array.from({ length: 6 }, () => toArray<number[]>(step(ones([32]))));
  };
  const eager = run(false);
  expect(new Set(eager.map(String)).size).toBe(6);
  expect(run(true)).toEqual(eager);
});

test("Dropout refuses what is no probability", () => {
  expect(() => new nn.Dropout(random(1), 50)).toThrow(
    "Cannot drop with probability 50 as probabilities go from 0 to 1: got 50; try 0.5",
  );
  expect(() => dropout(random(1), ones([2]), -0.1)).toThrow(RangeError);
  expect(() => dropout(random(1), ones([2]), "0.5" as never)).toThrow('got "0.5"');
});
