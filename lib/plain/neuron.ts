/*
 * One neuron: a weighted sum of its inputs, a bias, an activation. With two inputs and a threshold it is a straight line
 * through the plane: points on one side give "yes", points on the other "no".
 *
 *   z = w·x + b                 y = f(z)
 *   ∂y/∂wᵢ = f′(z) xᵢ           ∂y/∂b = f′(z)           ∂y/∂xᵢ = f′(z) wᵢ
 *   boundary: w₁ x₁ + w₂ x₂ + b = 0, at a right angle to w and |b| / |w| away from the origin
 *
 * Notation: x inputs (n), w weights (n), b bias (), z weighted sum (), f activation, y output ().
 * Source: F. Rosenblatt, The perceptron, Psychological Review 65 (1958); C. Bishop, Pattern Recognition and Machine Learning
 *   (2006), section 4.1.1, for the geometry.
 * NB: libraries keep the weights of all neurons of a layer in one matrix (out, in) and compute them at once.
 *
 * Page 9 · before it: plain/activation.ts · after it: plain/loss.ts
 */
import { checkSameSize, lesson } from "../lesson.ts";
import { type Activation, sigmoid } from "./activation.ts";
import { dot, norm, scale, type Vector } from "./vector.ts";

/**
 * The output f(w·x + b) of one neuron.
 * @param x (n)
 * @param weights (n)
 * @param activation By default the sigmoid.
 * @throws TypeError when there are not as many weights as inputs.
 * @example plain.neuron([1, 2], [3, -1], -0.5, plain.relu); // => 0.5
 */
export function neuron(x: Vector, weights: Vector, bias: number, activation: Activation = sigmoid): number {
  return activation(weightedSum(x, weights, bias));
}

/**
 * What the neuron's activation is applied to: z = w·x + b, the logit if it is a sigmoid.
 * @param x (n)
 * @param weights (n)
 * @throws TypeError when there are not as many weights as inputs.
 * @example plain.weightedSum([1, 2], [3, -1], -0.5); // => 0.5
 */
export function weightedSum(x: Vector, weights: Vector, bias: number): number {
  checkSameSize("feed a neuron the inputs and weights", x, weights);
  return dot(weights, x) + bias; // (n) · (n) + () → ()
}

/** How a neuron's output moves with each of its numbers. */
export interface NeuronGradient {
  /** ∂y/∂w (n) */
  readonly weights: number[];
  /** ∂y/∂b */
  readonly bias: number;
  /** ∂y/∂x (n), which is passed on to the layer below */
  readonly x: number[];
}

/**
 * The derivatives of `neuron`, by the chain rule.
 * @param x (n)
 * @param weights (n)
 * @param derivative The derivative f′ of the activation, such as `plain.sigmoidDerivative`.
 * @throws TypeError when there are not as many weights as inputs.
 * @example plain.neuronGradient([1, 2], [0.5, -0.25], 0, plain.sigmoidDerivative).weights; // => [0.25, 0.5]
 */
export function neuronGradient(x: Vector, weights: Vector, bias: number, derivative: Activation): NeuronGradient {
  const slope = derivative(weightedSum(x, weights, bias));
  return { weights: scale(x, slope), bias: slope, x: scale(weights, slope) };
}

/** A piece of a straight line as a plot wants it: the coordinates of its ends, or nothing. */
export interface Segment {
  readonly x: number[];
  readonly y: number[];
}

/**
 * The part of a two-input neuron's boundary w₁x + w₂y + b = 0 that lies inside a box, from one edge to another.
 * Empty when the line misses the box.
 * @param weights (2)
 * @param box The picture: the range of the first input and of the second.
 * @throws TypeError when there are not two weights; RangeError when both are 0, as then there is no line.
 * @example plain.boundaryLine([1, 2], -4, { x: [0, 10], y: [0, 10] }); // => { x: [0, 4.0], y: [2.0, 0] }
 */
export function boundaryLine(
  weights: Vector,
  bias: number,
  box: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
): Segment {
  const cannot = `draw the boundary of a neuron with weights [${weights.join(", ")}]`;
  if (weights.length !== 2) {
    throw new TypeError(
      lesson({ cannot, as: "a line in the plane takes two weights", found: `there are ${weights.length}` }),
    );
  }
  const length = norm(weights);
  if (length === 0) {
    throw new RangeError(
      lesson({
        cannot,
        as: "weights of 0 ignore the inputs, which leaves no boundary",
        found: `only the bias ${bias}`,
      }),
    );
  }
  const [w1, w2] = scale(weights, 1 / length); // (2), of length 1
  const offset = bias / length;
  // every point of the line is (−offset w1, −offset w2) + t (w2, −w1) with some t; each edge of the box narrows t's range
  let [from, to] = [-Infinity, Infinity];
  for (const [start, direction, [low, high]] of [
    [-offset * w1, w2, box.x],
    [-offset * w2, -w1, box.y],
  ] as const) {
    if (direction === 0) {
      if (start < low || start > high) return { x: [], y: [] };
      continue;
    }
    const ends = [(low - start) / direction, (high - start) / direction];
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  if (from > to) return { x: [], y: [] };
  return { x: [from, to].map((t) => -offset * w1 + t * w2), y: [from, to].map((t) => -offset * w2 - t * w1) };
}
