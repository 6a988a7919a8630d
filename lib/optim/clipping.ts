/*
 * Gradients that are too large, made smaller before the optimizer sees them. One minibatch on a cliff of the loss has a slope
 * a thousand times as steep as the others, and one step along it can undo an hour of training. By norm, all gradients shrink
 * together and keep their direction; by value, each number is cut by itself, and the direction turns.
 *
 *   by norm    n = √(Σ g²) over all gradients        g ← g · min(1, c / (n + 10⁻⁶))
 *   by value   g ← min(c, max(−c, g))
 *
 * Notation: g an element of a gradient, n the norm of all gradients taken as one vector, c the limit.
 * Source: R. Pascanu, T. Mikolov and Y. Bengio, On the difficulty of training recurrent neural networks, ICML (2013), algorithm 1;
 *   torch.nn.utils.clip_grad_norm_ for the 10⁻⁶, which keeps 0/0 away.
 * NB: `clipGradNorm` gives the norm from before clipping, as a tensor, so that a compiled step can call it: `item(n)` outside.
 *
 * Page 122 · before it: optim/adagrad.ts · after it: optim/schedule.ts
 */
import { currentRecorder } from "../autograd/apply.ts";
import { noGrad } from "../autograd/grad.ts";
import { lesson, valueText } from "../lesson.ts";
import { add, divide, maximum, minimum, multiply } from "../ops/arithmetic.ts";
import { sqrt } from "../ops/elementwise.ts";
import { sum } from "../ops/reduce.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";

/** The parameters that have a gradient. A step that is being recorded is told that they are asked. */
function withGradients(
  parameters: Iterable<Tensor>,
  limit: number,
  noun: string,
): { parameter: Tensor; grad: Tensor }[] {
  const list = [...parameters];
  for (const parameter of list) checkTensor(parameter, "clip the gradient of");
  if (!(limit > 0)) {
    const found = `got ${valueText(limit)}`;
    throw new RangeError(
      lesson({ cannot: `clip gradients to the ${noun} ${valueText(limit)}`, as: "it must be above 0", found }),
    );
  }
  const found = list.flatMap((parameter) => {
    currentRecorder()?.gradRead(parameter);
    const { grad } = parameter;
    return grad === null ? [] : [{ parameter, grad }];
  });
  if (found.length > 0) return found;
  throw new Error(
    lesson({
      cannot: "clip gradients",
      as: "at least one parameter must have one",
      found: `none of ${list.length} has`,
      try: "backward(loss) first",
    }),
  );
}

/**
 * Scales all gradients by one number so that their norm is at most `maxNorm`.
 * @param maxNorm c, above 0. Infinity only measures.
 * @returns n, the norm before, of shape (). To be called between `backward` and `optimizer.step`.
 * @throws RangeError when the limit is not above 0; Error when no parameter has a gradient. No gradient has changed then.
 * @example
 * const w = zeros([2], { requiresGrad: true });
 * backward(sum(multiply(w, tensor([3, 4]))));
 * const before = item(optim.clipGradNorm([w], 1));
 * [before, toArray(w.grad).map((g) => g.toFixed(3))]; // => [5, ["0.600", "0.800"]]
 */
export function clipGradNorm(parameters: Iterable<Tensor>, maxNorm: number): Tensor {
  const found = withGradients(parameters, maxNorm, "norm");
  return noGrad(() => {
    const squares = found.map(({ grad }) => sum(multiply(grad, grad))); // each of shape ()
    const norm = sqrt(squares.reduce((total, square) => add(total, square)));
    if (maxNorm === Infinity) return norm;
    const scale = minimum(divide(maxNorm, add(norm, 1e-6)), 1);
    for (const { parameter, grad } of found) parameter.grad = multiply(grad, scale);
    return norm;
  });
}

/**
 * Cuts every number of every gradient to [−maxValue, maxValue].
 * @param maxValue c, above 0.
 * @throws RangeError when the limit is not above 0; Error when no parameter has a gradient. No gradient has changed then.
 * @example
 * const w = zeros([2], { requiresGrad: true });
 * backward(sum(multiply(w, tensor([3, -0.5]))));
 * optim.clipGradValue([w], 1);
 * toArray(w.grad); // => [1, -0.5]
 */
export function clipGradValue(parameters: Iterable<Tensor>, maxValue: number): void {
  const found = withGradients(parameters, maxValue, "value");
  noGrad(() => {
    for (const { parameter, grad } of found) parameter.grad = maximum(minimum(grad, maxValue), -maxValue);
  });
}
