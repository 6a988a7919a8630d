/*
 * Where training starts from. A layer adds up fanIn products, so that its output is about √fanIn times as large as weight
 * times input; twenty such layers would make numbers explode, or, with small weights, vanish. The right start keeps the
 * variance of what flows through the same from layer to layer, forwards or backwards or in between.
 *
 *   Var[y] = fanIn · Var[w] · Var[x]        forwards unchanged for Var[w] = 1/fanIn, backwards for 1/fanOut
 *
 *   Xavier      Var[w] = gain² · 2 / (fanIn + fanOut)       in between; for tanh and sigmoid
 *   He          Var[w] = gain² / fan,  gain² = 2             since relu cuts off half of what flows
 *   orthogonal  W Wᵀ = gain² I                               lengths are kept exactly, not only on average
 *
 *   uniform on (−a, a) has the variance a²/3, so that a = √3 · std
 *
 * Notation: w weights of shape (out, in) or (out, in, kernel…), fanIn = in · kernel sizes, fanOut = out · kernel sizes.
 * Source: X. Glorot and Y. Bengio, AISTATS (2010); K. He et al., Delving deep into rectifiers, ICCV (2015), section 2.2, for
 *   what PyTorch calls kaiming_uniform_ and kaiming_normal_; A. Saxe et al., Exact solutions to the nonlinear dynamics (2014).
 * NB: PyTorch writes into a tensor that is there already. Here a tensor is made; assign(layer.weight, …) gives it to a layer.
 *   The bell curve without its tails, with which transformers start, is truncatedNormal(rng, shape, { std: 0.02 }).
 *
 * Page 103 · before it: nn/watch.ts · after it: nn/linear.ts
 */
import { normal, type RandomGenerator, uniform } from "../data/random.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { leaf } from "../tensor/create.ts";
import { checkShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How many numbers of a weight add up to one output, and how many outputs one input reaches. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** For all of them. */
export interface GainOption {
  /** A factor on the standard deviation: what the activation that follows takes away. See `gainOf`. */
  readonly gain?: number;
}

/** For `heUniform` and `heNormal`, whose gain is √2 by default. */
export interface HeOptions extends GainOption {
  /** Whether the variance is kept forwards or backwards. "fanIn" by default. */
  readonly mode?: "fanIn" | "fanOut";
}

/**
 * The fans of a weight of shape (out, in, kernel…).
 * @throws TypeError when it has fewer than two axes.
 * @example nn.init.fansOf([16, 8, 3, 3]); // => { fanIn: 72, fanOut: 144 }
 * @example nn.init.fansOf([16]); // throws TypeError: Cannot find the fans of shape (16) as a weight must have the axes (out, in, …): it has 1
 */
export function fansOf(shape: Shape): Fans {
  checkShape(shape, "find the fans of a weight");
  if (shape.length < 2) {
    throw new TypeError(
      lesson({
        cannot: `find the fans of shape ${sizesText(shape)}`,
        as: "a weight must have the axes (out, in, …)",
        found: `it has ${shape.length}`,
      }),
    );
  }
  const kernel = sizeOf(shape.slice(2));
  return { fanIn: shape[1] * kernel, fanOut: shape[0] * kernel };
}

const gains = { linear: 1, sigmoid: 1, tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4 };

/**
 * How much larger weights should be because of the activation behind them: relu halves the variance, so √2.
 * @throws RangeError for another name.
 * @example [nn.init.gainOf("tanh"), nn.init.gainOf("relu")]; // => [1.6667, 1.4142]
 */
export function gainOf(activation: "linear" | "sigmoid" | "tanh" | "relu" | "selu"): number {
  if (Object.hasOwn(gains, activation)) return gains[activation];
  throw new RangeError(
    lesson({
      cannot: `find the gain of ${valueText(activation)}`,
      as: `there are those of ${Object.keys(gains).join(", ")}`,
      found: `got ${valueText(activation)}`,
    }),
  );
}

/** A float32 tensor of numbers drawn one by one. */
function drawn(shape: Shape, draw: () => number): Tensor {
  checkShape(shape, "start a weight");
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return leaf(data, "float32", shape);
}

/**
 * Xavier's start, uniform: a = gain · √(6 / (fanIn + fanOut)).
 * @throws TypeError when the shape has fewer than two axes.
 * @example
 * const w = nn.init.xavierUniform(random(42), [200, 100]); // a = √(6 / 300) = 0.1414
 * [item(max(w)), item(variance(w))]; // => [0.1414, 0.0067]
 */
export function xavierUniform(rng: RandomGenerator, shape: Shape, { gain = 1 }: GainOption = {}): Tensor {
  const { fanIn, fanOut } = fansOf(shape);
  const a = gain * Math.sqrt(6 / (fanIn + fanOut));
  return drawn(shape, () => uniform(rng, -a, a));
}

/**
 * Xavier's start from the bell curve: std = gain · √(2 / (fanIn + fanOut)).
 * @throws TypeError when the shape has fewer than two axes.
 * @example item(variance(nn.init.xavierNormal(random(42), [200, 100]))); // => 0.0067
 */
export function xavierNormal(rng: RandomGenerator, shape: Shape, { gain = 1 }: GainOption = {}): Tensor {
  const { fanIn, fanOut } = fansOf(shape);
  const std = gain * Math.sqrt(2 / (fanIn + fanOut));
  return drawn(shape, () => normal(rng, 0, std));
}

function heStd(shape: Shape, { gain = Math.SQRT2, mode = "fanIn" }: HeOptions): number {
  return gain / Math.sqrt(fansOf(shape)[mode]);
}

/**
 * He's start, uniform: a = √3 · gain / √fan, for layers before a relu. PyTorch calls it kaiming_uniform_.
 * @throws TypeError when the shape has fewer than two axes.
 * @example item(variance(nn.init.heUniform(random(42), [400, 100]))); // => 0.02
 */
export function heUniform(rng: RandomGenerator, shape: Shape, options: HeOptions = {}): Tensor {
  const a = Math.sqrt(3) * heStd(shape, options);
  return drawn(shape, () => uniform(rng, -a, a));
}

/**
 * He's start from the bell curve: std = gain / √fan, for layers before a relu. PyTorch calls it kaiming_normal_.
 * @throws TypeError when the shape has fewer than two axes.
 * @example item(variance(nn.init.heNormal(random(42), [400, 100]))); // => 0.02
 */
export function heNormal(rng: RandomGenerator, shape: Shape, options: HeOptions = {}): Tensor {
  const std = heStd(shape, options);
  return drawn(shape, () => normal(rng, 0, std));
}

/**
 * What this library's layers start from, as PyTorch's do: uniform on (−1/√fanIn, 1/√fanIn), for weights and biases alike.
 * @param fanIn How many products each output adds up; bounds nothing when it is 0.
 * @example item(max(nn.init.fanInUniform(random(42), [100, 64], 64))); // => 0.125
 */
export function fanInUniform(rng: RandomGenerator, shape: Shape, fanIn: number): Tensor {
  const a = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  return drawn(shape, () => uniform(rng, -a, a));
}

/**
 * Rows, or columns where there are fewer of them, that are perpendicular to each other and of length `gain`.
 * @param shape (rows, columns); further axes count as columns.
 * @throws TypeError when the shape has fewer than two axes.
 * @example
 * const w = nn.init.orthogonal(random(42), [3, 5]);
 * const [[lengthSquared, product]] = toArray(matmul(w, transpose(w)));
 * [lengthSquared, Math.abs(product) < 1e-6]; // => [1.0000, true]
 */
export function orthogonal(rng: RandomGenerator, shape: Shape, { gain = 1 }: GainOption = {}): Tensor {
  fansOf(shape);
  const rows = shape[0];
  const columns = sizeOf(shape.slice(1));
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, () => normal(rng));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtractShadow(vector, other); // Gram–Schmidt; the second pass takes what rounding left
    }
    const size = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((x) => x / size));
  }
  let next = 0;
  return drawn(shape, () => {
    const [row, column] = [Math.floor(next / columns), next % columns];
    next += 1;
    return gain * (rows <= columns ? vectors[row][column] : vectors[column][row]);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Takes from a vector its part along another one of length 1. */
function subtractShadow(vector: Float64Array, unit: Float64Array): void {
  const shadow = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] -= shadow * unit[i];
}
