/*
 * Functions of one number, applied to every element, each beside its slope.
 *
 *   y = eˣ       ∂y/∂x = y            y = √x     ∂y/∂x = 1 / 2y         y = sin x   ∂y/∂x = cos x
 *   y = ln x     ∂y/∂x = 1/x          y = 1/√x   ∂y/∂x = −y / 2x        y = cos x   ∂y/∂x = −sin x
 *   y = xⁿ       ∂y/∂x = n xⁿ⁻¹       y = x²     ∂y/∂x = 2x             y = |x|     ∂y/∂x = sign x
 *                ∂y/∂n = y ln x       y = 1/x    ∂y/∂x = −y²            y = clip x  ∂y/∂x = 1 from low to high, else 0
 *
 * Steps, such as rounding, are flat wherever they have a slope at all, and so let no gradient through.
 *
 * Notation: x input of any shape, y output of the same shape, n exponent.
 * Source: PyTorch 2 for names, and for the slopes at kinks: 0 for |x| at 0, and 1 at both bounds of clip.
 * NB: outside their domain functions give NaN or ±Infinity, as in NumPy, and throw nothing. Whole numbers become float32.
 *
 * Page 72 · before it: ops/unary.ts · after it: ops/reduce.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, valueText } from "../lesson.ts";
import * as elementary from "../plain/elementary.ts";
import * as trigonometry from "../plain/trigonometry.ts";
import { isFloat } from "../tensor/dtype.ts";
import { broadcastShapes } from "../tensor/shape.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import { add, binaryLoop, divide, multiply, negate, type Operand, operands } from "./arithmetic.ts";
import { sumTo } from "./broadcast.ts";
import { equal, where } from "./compare.ts";
import { contiguous } from "./movement.ts";
import { floats, unary, unaryBackward } from "./unary.ts";

/** The only function that is its own slope: what was computed forwards serves backwards too. */
const exponential = unary({
  name: "exp",
  f: elementary.exp,
  gradient: ({ grad, output }) => [() => multiply(grad, output)],
  kernel: ({ exp }) => exp,
});

/**
 * Elementwise eˣ.
 * @example toArray(exp(tensor([0, 1]))); // => [1, 2.718282]
 */
export function exp(x: Tensor): Tensor {
  return apply(exponential, [floats(x, "take the exponential of")], []);
}

const logarithm = unary({
  name: "log",
  f: elementary.log,
  gradient: ({ grad, inputs: [x] }) => [() => divide(grad, x)],
  kernel: ({ log }) => log,
});

/**
 * Elementwise natural logarithm: −Infinity at 0, NaN below.
 * @example toArray(log(tensor([1, 10, 0]))); // => [0, 2.302585, -Infinity]
 */
export function log(x: Tensor): Tensor {
  return apply(logarithm, [floats(x, "take the logarithm of")], []);
}

const squareRoot = unary({
  name: "sqrt",
  f: Math.sqrt,
  gradient: ({ grad, output }) => [() => divide(multiply(grad, 0.5), output)],
  kernel: ({ sqrt }) => sqrt,
});

/**
 * Elementwise √x: NaN below 0.
 * @example
 * const x = tensor([4, 9], { requiresGrad: true });
 * backward(sum(sqrt(x)));
 * toArray(x.grad); // => [0.25, 0.166667]
 */
export function sqrt(x: Tensor): Tensor {
  return apply(squareRoot, [floats(x, "take the square root of")], []);
}

const reciprocalRoot = unary({
  name: "rsqrt",
  f: (x) => 1 / Math.sqrt(x),
  gradient: ({ grad, inputs: [x], output }) => [() => divide(multiply(multiply(grad, -0.5), output), x)],
  kernel: ({ rsqrt }) => rsqrt,
});

/**
 * Elementwise 1 / √x.
 * @example toArray(rsqrt(tensor([4, 0]))); // => [0.5, Infinity]
 */
export function rsqrt(x: Tensor): Tensor {
  return apply(reciprocalRoot, [floats(x, "take the reciprocal root of")], []);
}

const inversion = unary({
  name: "reciprocal",
  f: (x) => 1 / x,
  gradient: ({ grad, output }) => [() => negate(multiply(grad, multiply(output, output)))],
  kernel: ({ reciprocal }) => reciprocal,
});

/**
 * Elementwise 1 / x.
 * @example toArray(reciprocal(tensor([4, -0.5]))); // => [0.25, -2]
 */
export function reciprocal(x: Tensor): Tensor {
  return apply(inversion, [floats(x, "take the reciprocal of")], []);
}

const squaring = unary({
  name: "square",
  f: (x) => x * x,
  gradient: ({ grad, inputs: [x] }) => [() => multiply(grad, multiply(x, 2))],
  kernel: ({ square }) => square,
});

/**
 * Elementwise x².
 * @example toArray(square(tensor([3, -0.5]))); // => [9, 0.25]
 */
export function square(x: Tensor): Tensor {
  checkTensor(x, "square");
  return apply(squaring, [contiguous(x)], []);
}

const raising = unary({
  name: "power",
  f: elementary.power,
  gradient: ({ grad, inputs: [x], params: [n] }) => [
    () => multiply(grad, n === 0 ? 0 : multiply(power(x, n - 1), n)), // x⁰ does not move, not even at 0
  ],
});

/**
 * An exponent for each element. The two exceptions keep NaN out of gradients: x⁰ is 1 everywhere, so that it does not move at
 * 0 either; and 0ⁿ is 0 for every n near one that is above 0, although its formula contains ln 0.
 */
const raisingToEach: Operation<null> = {
  name: "power",
  infer: ([x, n]) => ({ shape: broadcastShapes(x.shape, n.shape, "raise to powers"), dtype: x.dtype }),
  forward: binaryLoop(elementary.power),
  gradient: ({ grad, inputs: [x, n], output }) => [
    () => sumTo(multiply(grad, where(equal(n, 0), 0, multiply(n, power(x, add(n, -1))))), x.shape),
    () => sumTo(multiply(grad, where(equal(x, 0), 0, multiply(output, log(x)))), n.shape),
  ],
};

/**
 * Elementwise xⁿ, broadcast; NaN for a fractional power of a number below 0.
 * @param n A number, or a tensor with one for each element; its gradient is NaN where x is below 0, for it contains ln x.
 * @throws TypeError when the shapes do not broadcast, or float32 meets float64.
 * @example
 * const x = tensor([2, -3], { requiresGrad: true });
 * backward(sum(power(x, 3)));
 * [toArray(power(x, 3)), toArray(x.grad)]; // => [[8, -27], [12, 27]]
 */
export function power(x: Operand, n: Operand): Tensor {
  const [base, exponent] = operands(x, n, "raise to a power");
  if (typeof n === "number") {
    const whole = !isFloat(base.dtype) && n >= 0; // products of whole numbers are whole
    return apply(raising, [whole ? contiguous(base) : floats(base, "raise to a power")], [n]);
  }
  return apply(raisingToEach, [base, exponent], null);
}

const sine = unary({
  name: "sin",
  f: trigonometry.sin,
  gradient: ({ grad, inputs: [x] }) => [() => multiply(grad, cos(x))],
});

/**
 * Elementwise sine of an angle in radians.
 * @example toArray(sin(tensor([0, Math.PI / 6]))); // => [0, 0.5]
 */
export function sin(x: Tensor): Tensor {
  return apply(sine, [floats(x, "take the sine of")], []);
}

const cosine = unary({
  name: "cos",
  f: trigonometry.cos,
  gradient: ({ grad, inputs: [x] }) => [() => negate(multiply(grad, sin(x)))],
});

/**
 * Elementwise cosine of an angle in radians.
 * @example toArray(cos(tensor([0, Math.PI / 3]))); // => [1, 0.5]
 */
export function cos(x: Tensor): Tensor {
  return apply(cosine, [floats(x, "take the cosine of")], []);
}

const magnitude = unary({
  name: "abs",
  f: Math.abs,
  gradient: ({ grad, inputs: [x] }) => [() => multiply(grad, sign(x))],
  kernel: ({ abs }) => abs,
});

/**
 * Elementwise |x|.
 * @example toArray(abs(tensor([-3, 2]))); // => [3, 2]
 */
export function abs(x: Tensor): Tensor {
  checkTensor(x, "take the absolute value of");
  return apply(magnitude, [contiguous(x)], []);
}

/** g inside the bounds, 0 outside: in one pass, as a mask and a product would take three. */
const clippingBackward = unaryBackward({
  name: "clipBackward",
  f: (g, x, low, high) => (x >= low && x <= high ? g : 0),
  bend: null,
  kernel: ({ clipBackward }) => clipBackward,
});

const clipping = unary({
  name: "clip",
  f: (x, low, high) => Math.min(Math.max(x, low), high),
  gradient: ({ grad, inputs: [x], params }) => [() => apply(clippingBackward, [contiguous(grad), x], params)],
  kernel: ({ clip }) => clip,
});

/**
 * Elementwise: `low` where x is below it, `high` where x is above that. The gradient passes in between and stops outside.
 * @throws RangeError when the bounds are not numbers with low ≤ high; ±Infinity for none.
 * @example toArray(clip(tensor([-3, 0.5, 9]), -1, 1)); // => [-1, 0.5, 1]
 * @example clip(tensor([1]), 2, 1); // throws RangeError: Cannot clip to 2 … 1 as the bounds must be numbers with low ≤ high: got 2 and 1; try clip(x, 1, 2)
 */
export function clip(x: Tensor, low: number, high: number): Tensor {
  const bounds = [low, high];
  if (!(low <= high) || bounds.some((bound) => typeof bound !== "number")) {
    throw new RangeError(
      lesson({
        cannot: `clip to ${valueText(low)} … ${valueText(high)}`,
        as: "the bounds must be numbers with low ≤ high",
        found: `got ${valueText(low)} and ${valueText(high)}`,
        ...(low > high ? { try: `clip(x, ${high}, ${low})` } : {}),
      }),
    );
  }
  return apply(clipping, [floats(x, "clip")], bounds);
}

/** The record of a function that is flat but for its steps. */
function steps(name: string, f: (x: number) => number): (x: Tensor, action: string) => Tensor {
  const record = unary({ name, f, gradient: null });
  return (x, action) => {
    checkTensor(x, action);
    return apply(record, [contiguous(x)], []);
  };
}

const signs = steps("sign", Math.sign);

/**
 * Elementwise −1, 0 or 1. No gradient flows back.
 * @example toArray(sign(tensor([-3, 0, 2]))); // => [-1, 0, 1]
 */
export function sign(x: Tensor): Tensor {
  return signs(x, "take the sign of");
}

const floors = steps("floor", Math.floor);

/**
 * Elementwise the greatest whole number not above x. No gradient flows back.
 * @example toArray(floor(tensor([1.7, -1.2]))); // => [1, -2]
 */
export function floor(x: Tensor): Tensor {
  return floors(x, "round down");
}

const ceilings = steps("ceil", Math.ceil);

/**
 * Elementwise the smallest whole number not below x. No gradient flows back.
 * @example toArray(ceil(tensor([1.2, -1.7]))); // => [2, -1]
 */
export function ceil(x: Tensor): Tensor {
  return ceilings(x, "round up");
}

/** Halves go to the even neighbour, so that rounding does not push sums upwards. */
function roundHalfToEven(x: number): number {
  const size = Math.abs(x);
  const below = Math.floor(size);
  const up = size - below > 0.5 || (size - below === 0.5 && below % 2 === 1);
  const nearest = up ? below + 1 : below;
  return x < 0 ? -nearest : nearest;
}

const rounds = steps("round", roundHalfToEven);

/**
 * Elementwise the nearest whole number, and the even one of two, as in NumPy. No gradient flows back.
 * @example toArray(round(tensor([0.5, 1.5, -1.2]))); // => [0, 2, -1]
 */
export function round(x: Tensor): Tensor {
  return rounds(x, "round");
}
