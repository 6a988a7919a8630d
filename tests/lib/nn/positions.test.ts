import { expect, test } from "vitest";
import {
  allClose,
  matmul,
  multiply,
  nn,
  randn,
  random,
  slice,
  sum,
  toArray,
  transpose,
  zeros,
} from "../../../lib/index.ts";
import { checkGradients } from "../gradientCheck.ts";
import { checkLayer } from "./checkLayer.ts";

const { rotary, sinusoidalPositions } = nn;

test("sinusoidalPositions() are sines and cosines of the position times 10000^(−2i/C)", () => {
  const table = toArray<number[][]>(sinusoidalPositions(40, 6, { dtype: "float64" }));
  for (const [t, row] of table.entries()) {
    for (let i = 0; i < 3; i++) {
      const angle = t / 10000 ** ((2 * i) / 6);
      expect(row[2 * i]).toBeCloseTo(Math.sin(angle), 13);
      expect(row[2 * i + 1]).toBeCloseTo(Math.cos(angle), 13);
    }
  }
});

test("a shift of sinusoidal positions is the same turn wherever it begins", () => {
  const rows = toArray<number[][]>(sinusoidalPositions(64, 16, { dtype: "float64" }));
  const product = (a: number, b: number): number => rows[a].reduce((total, x, j) => total + x * rows[b][j], 0);
  for (const shift of [1, 5, 20]) expect(product(3, 3 + shift)).toBeCloseTo(product(40, 40 + shift), 12);
});

test("SinusoidalPositions adds them to every sequence of a batch, of any length", () => {
  const layer = new nn.SinusoidalPositions();
  expect(toArray<number[][][]>(layer.forward(zeros([2, 5, 4])))[1]).toEqual(toArray(sinusoidalPositions(5, 4)));
  expect(layer.parameters()).toEqual([]);
  checkLayer(layer, [{ shape: [2, 3, 4] }]);
});

test("LearnedPositions adds its first rows, learns them, and refuses longer sequences", () => {
  const layer = new nn.LearnedPositions(random(1), 6, 4);
  expect(Object.keys(layer.stateDict())).toEqual(["weight"]);
  expect(toArray<number[][][]>(layer.forward(zeros([2, 3, 4])))[0]).toEqual(
    toArray(slice(layer.weight, 0, { end: 3 })),
  );
  checkLayer(new nn.LearnedPositions(random(1), 5, 2), [{ shape: [2, 3, 2] }]);
  expect(() => layer.forward(zeros([2, 7, 4]))).toThrow(RangeError);
});

test("rotary() keeps lengths and has right derivatives", () => {
  const x = randn(random(1), [2, 3, 7, 8]);
  expect(
    allClose(sum(multiply(rotary(x), rotary(x)), { axis: -1 }), sum(multiply(x, x), { axis: -1 }), { rtol: 1e-5 }),
  ).toBe(true);
  checkGradients((y) => rotary(y, { start: 3 }), [{ shape: [2, 3, 4] }], { second: true });
});

test("rotary() makes scores depend on the distance of positions only", () => {
  const [q, k] = [randn(random(1), [1, 16], { dtype: "float64" }), randn(random(2), [1, 16], { dtype: "float64" })];
  const score = (t: number, s: number): number =>
    toArray<number[][]>(matmul(rotary(q, { start: t }), transpose(rotary(k, { start: s }))))[0][0];
  for (const [t, s] of [
    [3, 1],
    [5, 5],
    [0, 4],
  ])
    expect(score(t, s)).toBeCloseTo(score(t + 11, s + 11), 12);
  expect(Math.abs(score(3, 1) - score(3, 2))).toBeGreaterThan(1e-3);
});

test("rotary() with a start goes on where an earlier part ended", () => {
  const x = randn(random(1), [9, 4]);
  const whole = toArray<number[][]>(rotary(x));
  expect(toArray(rotary(slice(x, 0, { start: 5 }), { start: 5 }))).toEqual(whole.slice(5));
});

test("positions refuse odd widths and what is no sequence", () => {
  expect(() => rotary(zeros([3, 5]))).toThrow("numbers are paired, so that their count must be even: got 5");
  expect(() => sinusoidalPositions(3, 5)).toThrow(TypeError);
  expect(() => rotary(zeros([4]))).toThrow("a sequence must have the axes (…, T, C)");
  expect(() => new nn.LearnedPositions(random(1), 0, 4)).toThrow(RangeError);
});
