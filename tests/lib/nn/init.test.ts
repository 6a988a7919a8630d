import { expect, test } from "vitest";
import {
  allClose,
  eye,
  item,
  matmul,
  max,
  mean,
  min,
  multiply,
  nn,
  randn,
  random,
  relu,
  reshape,
  type Tensor,
  tanh,
  toArray,
  transpose,
  variance,
} from "../../../lib/index.ts";

const { init } = nn;
const shape = [300, 200];

test.each([
  ["xavierUniform", init.xavierUniform, 2 / 500],
  ["xavierNormal", init.xavierNormal, 2 / 500],
  ["heUniform", init.heUniform, 2 / 200],
  ["heNormal", init.heNormal, 2 / 200],
] as const)("%s() draws with mean 0 and the variance of its formula, gain squared", (_, draw, expected) => {
  const w = draw(random(1), shape);
  expect(w.shape).toEqual(shape);
  expect(item(mean(w))).toBeCloseTo(0, 2);
  expect(item(variance(w)) / expected).toBeCloseTo(1, 1);
  const doubled = draw(random(1), shape, { gain: 2 * (expected === 2 / 200 ? Math.SQRT2 : 1) });
  expect(allClose(doubled, multiply(w, 2), { rtol: 1e-5 })).toBe(true);
});

test("He with fanOut keeps the variance backwards", () => {
  expect(item(variance(init.heNormal(random(1), shape, { mode: "fanOut" }))) / (2 / 300)).toBeCloseTo(1, 1);
});

test("uniform starts stay within their bounds", () => {
  const a = Math.sqrt(6 / 500);
  const w = init.xavierUniform(random(1), shape);
  expect(item(max(w))).toBeLessThanOrEqual(a);
  expect(item(min(w))).toBeGreaterThanOrEqual(-a);
  expect(item(max(w))).toBeGreaterThan(0.99 * a);
});

/** The variance of what comes out of so many layers. */
function through(layers: number, draw: (seed: number) => Tensor, bend: (x: Tensor) => Tensor): number {
  let x = randn(random(0), [64, 128]);
  for (let l = 1; l <= layers; l++) x = bend(matmul(x, transpose(draw(l))));
  return item(mean(multiply(x, x)));
}

test("twenty relu layers started by He's rule keep the size of what flows, and by Xavier's lose a thousand", () => {
  const square = [128, 128];
  const he = through(20, (seed) => init.heNormal(random(seed), square), relu);
  const xavier = through(20, (seed) => init.xavierNormal(random(seed), square), relu);
  expect(he).toBeGreaterThan(0.2);
  expect(he).toBeLessThan(5);
  expect(xavier).toBeLessThan(1e-4);
  expect(
    through(20, (seed) => init.xavierNormal(random(seed), square, { gain: init.gainOf("tanh") }), tanh),
  ).toBeGreaterThan(0.1);
});

test.each([[[4, 7]], [[7, 4]], [[5, 5]], [[6, 2, 3]], [[1, 1]]])(
  "orthogonal() of %j has rows, or columns, that are perpendicular and of length gain",
  (sizes) => {
    const w = init.orthogonal(random(2), sizes, { gain: 3 });
    const rows = sizes[0];
    const flat = reshape(w, [rows, -1]);
    const columns = flat.shape[1];
    const product = rows <= columns ? matmul(flat, transpose(flat)) : matmul(transpose(flat), flat);
    expect(allClose(product, multiply(eye(Math.min(rows, columns)), 9), { atol: 1e-5 })).toBe(true);
  },
);

test("orthogonal() keeps lengths through twenty layers", () => {
  const start = item(mean(multiply(randn(random(0), [64, 128]), randn(random(0), [64, 128]))));
  expect(
    through(
      20,
      (seed) => init.orthogonal(random(seed), [128, 128]),
      (x) => x,
    ),
  ).toBeCloseTo(start, 3);
});

test("fansOf() counts the window, and refuses vectors", () => {
  expect(init.fansOf([10, 784])).toEqual({ fanIn: 784, fanOut: 10 });
  expect(init.fansOf([16, 8, 3])).toEqual({ fanIn: 24, fanOut: 48 });
  expect(() => init.xavierNormal(random(1), [5])).toThrow("a weight must have the axes (out, in, …)");
  expect(() => init.gainOf("step" as never)).toThrow("there are those of linear, sigmoid, tanh, relu, selu");
});

test("starts are the same for the same seed", () => {
  expect(toArray(init.heNormal(random(5), [3, 3]))).toEqual(toArray(init.heNormal(random(5), [3, 3])));
});
