/*
 * Other ways to ask for derivatives. `grad` turns a function into its derivative, which is a function again and can be
 * turned once more; `noGrad` computes without remembering, as when a trained model is only used; `detach` cuts one tensor
 * out of the graph; `watchGradient` looks at a gradient on its way back.
 *
 *   f : ℝⁿ → ℝ        grad(f) : ℝⁿ → ℝⁿ,   x ↦ ∂f/∂x        grad(x ↦ Σ grad(f)(x)) : the second derivative
 *
 * Notation: x of any shape, f(x) of shape ().
 * Source: J. Bradbury et al., JAX (2018), for grad as a function of functions; A. Paszke et al., PyTorch (2019), for the rest.
 *
 * Page 95 · before it: autograd/backward.ts · after it: autograd/recording.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { zerosLike } from "../tensor/create.ts";
import { isFloat } from "../tensor/dtype.ts";
import { checkTensor, elementsOf, type Tensor } from "../tensor/tensor.ts";
import { applyView, beginWatch, isGradEnabled, setGradEnabled, type ViewOperation } from "./apply.ts";
import { checkLoss, gradientsOf } from "./backward.ts";

const detaching: ViewOperation<null> = { name: "detach", gradient: null };

/**
 * The same numbers, cut out of the graph: for `backward` they are constants.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * backward(multiply(x, detach(x))); // x times the constant 3
 * item(x.grad); // => 3
 */
export function detach(x: Tensor): Tensor {
  checkTensor(x, "detach");
  return applyView(detaching, x, x, null);
}

/**
 * Runs f without remembering the graph: nothing that it computes requires a gradient.
 * @returns What f returns.
 * @throws TypeError when f is no function; what f throws.
 * @example
 * const w = ones([2], { requiresGrad: true });
 * noGrad(() => add(w, 1)).requiresGrad; // => false
 */
export function noGrad<R>(f: () => R): R {
  if (typeof f !== "function") {
    const [cannot, found] = [`run ${valueText(f)} without gradients`, `got ${valueText(f)}`];
    throw new TypeError(lesson({ cannot, as: "it must be a function", found, try: "noGrad(() => …)" }));
  }
  const enabled = setGradEnabled(false);
  try {
    return f();
  } finally {
    setGradEnabled(enabled);
  }
}

/** A function of tensors that ends in one number. */
type ScalarFunction<A extends readonly Tensor[]> = (...args: A) => Tensor;

/**
 * The value of f together with its derivatives with respect to all its arguments.
 * @returns A function of the same arguments; integer arguments get no derivative, null.
 * @throws TypeError when f is no function or its result has more than one element.
 * @example
 * const { value, grads } = valueAndGrad((a: Tensor, b: Tensor) => multiply(a, b))(tensor(3), tensor(4));
 * [item(value), item(grads[0]), item(grads[1])]; // => [12, 4, 3]
 */
export function valueAndGrad<A extends readonly Tensor[]>(
  f: ScalarFunction<A>,
): (...args: A) => { value: Tensor; grads: (Tensor | null)[] } {
  if (typeof f !== "function") {
    throw new TypeError(
      lesson({
        cannot: `differentiate ${valueText(f)}`,
        as: "it must be a function of tensors",
        found: `got ${valueText(f)}`,
        try: "grad((x) => …)",
      }),
    );
  }
  return (...args: A) => {
    for (const arg of args) checkTensor(arg, "differentiate at");
    const createGraph = isGradEnabled() && args.some(({ requiresGrad }) => requiresGrad); // somebody differentiates this
    const enabled = setGradEnabled(true);
    try {
      const own = args.map(ownVariable);
      const value = f(...(own as unknown as A));
      checkTensor(value, "differentiate a function that returns");
      checkLoss(value); // a constant, too, must be one number
      const found = value.requiresGrad ? gradientsOf(value, { createGraph }, own) : new Map<Tensor, Tensor>();
      const grads = own.map((x) => (isFloat(x.dtype) ? (found.get(x) ?? zerosLike(x)) : null));
      return { value: createGraph ? value : detach(value), grads };
    } finally {
      setGradEnabled(enabled);
    }
  };
}

const renaming: ViewOperation<null> = { name: "argument", gradient: ({ grad }) => [grad] };

/** The argument under a name of its own, of which derivatives can be asked; still tied to whatever it was computed from. */
function ownVariable(x: Tensor): Tensor {
  const own = applyView(renaming, x, x, null);
  if (isFloat(x.dtype)) own.requiresGrad = true;
  return own;
}

/**
 * The derivative of f with respect to its first argument, as a function.
 * @param f Any function of tensors that ends in one number.
 * @returns A function of the same arguments that gives a tensor of the shape of the first.
 * @throws TypeError when f is no function, its result has more than one element, or its first argument is of whole numbers.
 * @example
 * const cube = (x: Tensor) => multiply(x, multiply(x, x));
 * const slope = grad(cube); // 3x²
 * const curvature = grad(slope); // 6x
 * [item(slope(tensor(2))), item(curvature(tensor(2)))]; // => [12, 12]
 */
export function grad<A extends readonly [Tensor, ...Tensor[]]>(f: ScalarFunction<A>): (...args: A) => Tensor {
  const both = valueAndGrad(f);
  return (...args: A) => {
    const [first] = both(...args).grads;
    if (first !== null) return first;
    throw new TypeError(
      lesson({
        cannot: `differentiate with respect to a tensor of ${args[0].dtype}`,
        as: "only floats can change a little",
        found: `got ${args[0].dtype}`,
        try: 'cast(x, "float32")',
      }),
    );
  };
}

/**
 * Looks at the gradient of a tensor whenever `backward` has it.
 * @param watch Is given ∂loss/∂x.
 * @returns A function that ends the watch.
 * @throws TypeError when x requires no gradient, or `watch` is no function.
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const seen: unknown[] = [];
 * const h = multiply(x, 3);
 * const stop = watchGradient(h, (g) => seen.push(toArray(g)));
 * backward(sum(multiply(h, h)));
 * stop();
 * seen; // => [[6, 12]]
 */
export function watchGradient(x: Tensor, watch: (gradient: Tensor) => void): () => void {
  checkTensor(x, "watch the gradient of");
  if (typeof watch !== "function" || !x.requiresGrad) {
    const cannot = `watch the gradient of a tensor of shape ${sizesText(x.shape)}`;
    const [as, found] =
      typeof watch === "function"
        ? ["it must require a gradient", "it requires none, so that none would ever come"]
        : ["a function must be there to be told", `got ${valueText(watch)}`];
    throw new TypeError(lesson({ cannot, as, found }));
  }
  x.gradWatchers = [...(x.gradWatchers ?? []), watch];
  if (x.origin !== null) elementsOf(x, "watch its gradient"); // tells a recording that its replay would be blind
  const end = x.origin === null ? beginWatch() : () => {}; // a leaf is there in every step, a result in this one only
  return () => {
    end();
    x.gradWatchers = (x.gradWatchers ?? []).filter((other) => other !== watch);
  };
}
