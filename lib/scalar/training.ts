/*
 * What learning needs besides a network: a loss, one number that says how wrong the outputs are, and a step that makes it
 * smaller. Forward, backward, step, and again: the whole loop is five lines.
 *
 *   mean squared error   L = (1/n) Σᵢ (yᵢ − tᵢ)²              for numbers
 *   hinge loss           L = (1/n) Σᵢ max(0, 1 − tᵢ yᵢ)       for classes −1 and 1; 0 once every score is beyond its margin
 *   descent              θ ← θ − α ∂L/∂θ
 *
 *   for (let step = 0; step < 100; step++) {
 *     const loss = scalar.meanSquaredError(xs.map((x) => net.forward(x)[0]), targets);
 *     scalar.zeroGrad(scalar.parameters(net));
 *     scalar.backward(loss);
 *     scalar.descend(scalar.parameters(net), { learningRate: 0.1 });
 *   }
 *
 * Notation: n examples, y outputs or scores (n), t targets or classes (n), θ a parameter, α the learning rate.
 * Source: C. Cortes and V. Vapnik, Machine Learning 20 (1995): the hinge; A. Cauchy, Comptes rendus 25 (1847): the step.
 * NB: the step is torch.optim.SGD without momentum; real training sees a small random part of the data each time.
 *
 * Page 44 · before it: scalar/mlp.ts · after it: wasm/kernels.ts
 */
import { checkSameSize, lesson, valueText } from "../lesson.ts";
import { divide, multiply, type Operand, power, relu, subtract, sum } from "./operations.ts";
import { checkValue, type Value } from "./value.ts";

/**
 * The mean squared error.
 * @param outputs (n)
 * @param targets (n)
 * @throws TypeError when the sizes differ; RangeError when there is no example.
 * @example
 * const y = scalar.value(3);
 * const loss = scalar.meanSquaredError([y, 1], [1, 2]); // (2² + 1²) / 2
 * scalar.backward(loss);
 * [loss.data, y.grad]; // => [2.5, 2]
 */
export function meanSquaredError(outputs: readonly Operand[], targets: readonly Operand[]): Value {
  const errors = eachExample("take the mean squared error of", outputs, targets, (y, t) => power(subtract(y, t), 2)); // (n)
  return divide(sum(errors), errors.length); // (n) → ()
}

/**
 * The hinge loss: an example pulls until its score is on the right side and at least 1 away from 0, then lets go.
 * @param scores (n)
 * @param classes (n) of −1 and 1
 * @throws TypeError when the sizes differ; RangeError when there is no example or a class is neither −1 nor 1.
 * @example
 * const [right, late, wrong] = [scalar.value(2), scalar.value(-0.5), scalar.value(-1)];
 * const loss = scalar.hingeLoss([right, late, wrong], [1, -1, 1]);
 * scalar.backward(loss);
 * [loss.data, right.grad, late.grad, wrong.grad]; // => [0.8333, 0, 0.3333, -0.3333]
 */
export function hingeLoss(scores: readonly Operand[], classes: readonly number[]): Value {
  const i = classes.findIndex((label) => label !== -1 && label !== 1);
  if (i >= 0) {
    const found = `class ${i} is ${valueText(classes[i])}`;
    const cure = classes[i] === 0 ? { try: "classes.map((t) => 2 * t - 1)" } : {};
    throw new RangeError(lesson({ cannot: "take the hinge loss", as: "every class must be -1 or 1", found, ...cure }));
  }
  const margins = eachExample("take the hinge loss of", scores, classes, (y, t) => relu(subtract(1, multiply(t, y)))); // (n)
  return divide(sum(margins), margins.length); // (n) → ()
}

function eachExample<T>(
  action: string,
  outputs: readonly Operand[],
  targets: readonly T[],
  loss: (y: Operand, t: T) => Value,
) {
  checkSameSize(action, outputs, targets);
  if (outputs.length === 0) {
    const found = "got none";
    throw new RangeError(lesson({ cannot: `${action} (0) and (0)`, as: "there must be at least one example", found }));
  }
  return outputs.map((y, i) => loss(y, targets[i]));
}

/** How far to step. */
export interface StepOptions {
  /** α: how far to go against the gradient, above 0. */
  readonly learningRate: number;
}

/**
 * One step of gradient descent: every parameter goes against its gradient. Graphs made before keep the old numbers.
 * @param parameters (n) leaves of the graph
 * @throws TypeError when one is no leaf; RangeError for a rate not above 0 or a step to infinity. None has moved then.
 * @example
 * const a = scalar.value(3);
 * scalar.backward(scalar.multiply(a, a)); // a² rises by 2a = 6
 * scalar.descend([a], { learningRate: 0.25 });
 * a.data; // => 1.5
 */
export function descend(parameters: readonly Value[], { learningRate }: StepOptions): void {
  if (!(learningRate > 0 && learningRate < Infinity)) {
    const cannot = `descend with the learning rate ${valueText(learningRate)}`;
    const found = `got ${valueText(learningRate)}`;
    throw new RangeError(lesson({ cannot, as: "it must be above 0", found, try: "0.1" }));
  }
  const moved = parameters.map((parameter, i) => {
    const cannot = `move parameter ${i}`;
    checkValue(parameter, cannot);
    if (parameter.operation !== "") {
      const found = `it was made by ${parameter.operation}`;
      throw new TypeError(
        lesson({ cannot, as: "only a leaf is free to move", found, try: "scalar.parameters(model)" }),
      );
    }
    const data = parameter.data - learningRate * parameter.grad;
    if (Number.isFinite(data)) return data;
    const found = `its data is ${parameter.data} and its gradient ${parameter.grad}`;
    throw new RangeError(lesson({ cannot, as: "it must stay a finite number", found, try: "a smaller learningRate" }));
  });
  for (const [i, parameter] of parameters.entries()) (parameter as { data: number }).data = moved[i]; // the one place
}
