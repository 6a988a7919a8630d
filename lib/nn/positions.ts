/*
 * Where in a sequence something stands. Attention sees a set: exchange two positions, and each gets the same as before. So the
 * position has to be told, by adding a vector that depends on it, or by turning questions and keys by an angle that does.
 *
 *   sinusoidal   P[t, 2i] = sin(t ωᵢ),  P[t, 2i + 1] = cos(t ωᵢ),  ωᵢ = 10000^(−2i/C)         y = x + P
 *   learned      P is a parameter, up to a greatest length                                  y = x + P
 *   rotary       each pair (a, b) of numbers of a head is turned by the angle t ωᵢ:
 *                a′ = a cos − b sin,  b′ = b cos + a sin
 *
 * Turned by tω and by sω, a question and a key have a dot product that depends on t − s only: what matters is how far apart
 * two positions are, and not where. The sums of sines allow a model to learn the same.
 *
 * Notation: t position from 0, T length, C width of the model, D even head size, i the pair; x (…, T, C), or (…, T, D) for rotary.
 * Source: A. Vaswani et al., NeurIPS (2017), section 3.5; J. Su et al., RoFormer, arXiv:2104.09864 (2021).
 * NB: the pairs of a head are its first half and its second half, as in Llama; RoFormer pairs neighbours. Weights trained for one
 *   do not serve the other.
 *
 * Page 113 · before it: nn/recurrent.ts · after it: nn/attention.ts
 */
import type { RandomGenerator } from "../data/random.ts";
import { checkCount, lesson, sizesText } from "../lesson.ts";
import { add, multiply, subtract } from "../ops/arithmetic.ts";
import { concatenate } from "../ops/join.ts";
import { randn } from "../ops/random.ts";
import { slice } from "../ops/slice.ts";
import { exp, log } from "../plain/elementary.ts";
import { cos, sin } from "../plain/trigonometry.ts";
import { leaf } from "../tensor/create.ts";
import { allocate, type DType } from "../tensor/dtype.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { Module, parameter } from "./module.ts";

/** ωᵢ for pair i of `size` numbers. */
const frequency = (i: number, size: number, base: number): number => exp((-2 * i * log(base)) / size);

/** A table whose number at (t, j) is f(t, j). */
function table(length: number, width: number, dtype: DType, f: (t: number, j: number) => number): Tensor {
  const data = allocate(dtype, length * width);
  for (let i = 0; i < data.length; i++) data[i] = f(Math.floor(i / width), i % width);
  return leaf(data, dtype, [length, width]);
}

function checkEven(size: number, action: string): void {
  if (size % 2 === 0) return;
  const found = `got ${size}`;
  throw new TypeError(lesson({ cannot: action, as: "numbers are paired, so that their count must be even", found }));
}

/**
 * The table P of sines and cosines.
 * @param length T, from 0 up.
 * @param width C, even.
 * @returns (T, C)
 * @throws RangeError for a count that is none; TypeError for an odd width.
 * @example toArray(sinusoidalPositions(2, 4)); // => [[0, 1, 0, 1], [0.84147, 0.5403, 0.0099998, 0.99995]]
 */
export function sinusoidalPositions(length: number, width: number, { dtype = "float32" as DType } = {}): Tensor {
  checkCount("make a table of", length, "positions");
  checkCount("make positions of", width, "numbers", 1);
  checkEven(width, `make positions of ${width} numbers`);
  return table(length, width, dtype, (t, j) => {
    const angle = t * frequency(Math.floor(j / 2), width, 10000);
    return j % 2 === 0 ? sin(angle) : cos(angle);
  });
}

/**
 * Adds sines and cosines to a sequence. It has no parameters, and any length will do.
 * @example
 * const x = new nn.SinusoidalPositions().forward(zeros([8, 20, 64]));
 * [x.shape, toArray(slice(slice(x, 0, { end: 1 }), 2, { end: 1 }))[0][1][0]]; // => [[8, 20, 64], 0.84147]
 */
export class SinusoidalPositions extends Module {
  /** (…, T, C) → (…, T, C) */
  forward(x: Tensor): Tensor {
    const [length, width] = lastTwo(x);
    return add(x, sinusoidalPositions(length, width, { dtype: x.dtype }));
  }
}

/**
 * Adds a learned vector for each position: the parameter `weight`, which starts from the bell curve with std 0.02, as GPT-2's.
 * @param maxLength The longest sequence that it will serve.
 * @param width C
 * @throws RangeError for counts that are none; `forward` throws one for a longer sequence.
 * @example
 * const layer = new nn.LearnedPositions(random(42), 128, 64);
 * [layer.forward(zeros([8, 20, 64])).shape, layer.weight.shape]; // => [[8, 20, 64], [128, 64]]
 * @example new nn.LearnedPositions(random(42), 16, 64).forward(zeros([8, 20, 64])); // throws RangeError: Cannot add positions to (8, 20, 64) as there are learned positions for 16 steps: it has 20
 */
export class LearnedPositions extends Module {
  /** (maxLength, C) */
  weight: Tensor;

  constructor(rng: RandomGenerator, maxLength: number, width: number) {
    super();
    checkCount("learn", maxLength, "positions", 1);
    checkCount("make positions of", width, "numbers", 1);
    this.weight = parameter(multiply(randn(rng, [maxLength, width]), 0.02));
  }

  /** (…, T, C) → (…, T, C) */
  forward(x: Tensor): Tensor {
    const [length] = lastTwo(x);
    const [maxLength] = this.weight.shape;
    if (length > maxLength) {
      throw new RangeError(
        lesson({
          cannot: `add positions to ${sizesText(x.shape)}`,
          as: `there are learned positions for ${maxLength} steps`,
          found: `it has ${length}`,
        }),
      );
    }
    return add(x, slice(this.weight, 0, { end: length }));
  }

  protected override details(): string {
    return `${this.weight.shape[0]} positions of ${this.weight.shape[1]}`;
  }
}

/** How pairs are turned. */
export interface RotaryOptions {
  /** The slowest angle is about 1 / base. 10000 by default. */
  readonly base?: number;
  /** The position of the first step: how many came before. 0 by default. */
  readonly start?: number;
}

/**
 * Questions or keys with each pair turned by its position times its frequency. Lengths stay.
 * @param x (…, T, D), D even.
 * @throws TypeError when D is odd.
 * @example
 * const q = tensor([[1, 0], [1, 0], [1, 0]]); // the same question at three positions
 * toArray(rotary(q)); // => [[1, 0], [0.5403, 0.84147], [-0.41615, 0.9093]]
 */
export function rotary(x: Tensor, { base = 10000, start = 0 }: RotaryOptions = {}): Tensor {
  const [length, size] = lastTwo(x);
  checkEven(size, `turn ${sizesText(x.shape)}`);
  const half = size / 2;
  const [cosines, sines] = [cos, sin].map((f) =>
    table(length, half, x.dtype, (t, i) => f((start + t) * frequency(i, size, base))),
  );
  const [a, b] = [slice(x, -1, { end: half }), slice(x, -1, { start: half })]; // (…, T, D / 2) each
  const turnedA = subtract(multiply(a, cosines), multiply(b, sines));
  const turnedB = add(multiply(b, cosines), multiply(a, sines));
  return concatenate([turnedA, turnedB], -1); // (…, T, D)
}

function lastTwo(x: Tensor): [length: number, size: number] {
  checkTensor(x, "tell the positions of");
  if (x.shape.length >= 2) return x.shape.slice(-2) as [number, number];
  throw new TypeError(
    lesson({
      cannot: `tell the positions of ${sizesText(x.shape)}`,
      as: "a sequence must have the axes (…, T, C)",
      found: `it has ${x.shape.length}`,
    }),
  );
}
