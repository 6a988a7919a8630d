/*
 * Activations, element by element: what bends the straight lines of a network. Each stands beside the slope by which it lets
 * gradients through. The slope is its own record, one pass over the numbers, and has a derivative of its own.
 *
 *   relu x      = max(0, x)            f′ = 1 for x > 0, else 0        leakyRelu: slope s in place of 0
 *   elu x       = x for x > 0, else α (eˣ − 1)                         f′ = 1, or y + α
 *   sigmoid x   = σ = 1 / (1 + e⁻ˣ)    f′ = y (1 − y)
 *   tanh x      = (e²ˣ − 1)/(e²ˣ + 1)  f′ = 1 − y²
 *   softplus x  = ln(1 + eˣ)           f′ = σ(x)
 *   silu x      = x σ(x)               f′ = σ (1 + x (1 − σ))
 *   gelu x      = x Φ(x)               f′ = Φ + x φ                    Φ(x) = ½ (1 + erf(x/√2)), φ = Φ′ = e^(−x²/2) / √(2π)
 *   gelu, tanh  = ½ x (1 + tanh u)     f′ = ½ (1 + t) + ½ x (1 − t²) u′        u = √(2/π) (x + 0.044715 x³), t = tanh u
 *
 * Notation: x input of any shape, y output, s slope below 0, α a scale, σ sigmoid, Φ the probability that a standard normal number is below x.
 * Source: A. Maas, A. Hannun and A. Ng (2013): leakyRelu; D. Clevert, T. Unterthiner and S. Hochreiter, arXiv:1511.07289: elu;
 *   D. Hendrycks and K. Gimpel, arXiv:1606.08415: gelu; P. Ramachandran, B. Zoph and Q. Le, arXiv:1710.05941: silu; PyTorch for defaults.
 * NB: at the kink x = 0 relu has no slope; as in PyTorch it is taken to be 0. GPT-2 was trained with the tanh form of gelu.
 *
 * Page 77 · before it: ops/cumsum.ts · after it: ops/softmax.ts
 */
import { apply, isGradEnabled } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { lesson, valueText } from "../lesson.ts";
import * as plain from "../plain/activation.ts";
import { expm1, exp as exponential } from "../plain/elementary.ts";
import { erf } from "../plain/errorFunction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, multiply, negate, subtract } from "./arithmetic.ts";
import { less, where } from "./compare.ts";
import { exp, square } from "./elementwise.ts";
import { contiguous } from "./movement.ts";
import { floats, type Settings, type UnaryBackwardRule, type UnaryRule, unary, unaryBackward } from "./unary.ts";

/** An activation and its slope, as two records. `saved` says which of x and y the slope is a formula of. */
function activation(
  saved: "x" | "y",
  rule: Omit<UnaryRule, "gradient">,
  slope: Omit<UnaryBackwardRule, "name">,
): Operation<Settings> {
  const backward = unaryBackward({ name: `${rule.name}Backward`, ...slope });
  return unary({
    ...rule,
    gradient: ({ grad, inputs: [x], output: y, params }) => [
      () => apply(backward, [contiguous(grad), saved === "x" ? x : y], params),
    ],
  });
}

/** y says as well as x whether x was above 0, so that x need not be kept. */
const rectified = activation(
  "y",
  { name: "relu", f: (x) => Math.max(0, x), kernel: ({ relu }) => relu },
  { f: (g, y) => (y > 0 ? g : 0), bend: null, kernel: ({ reluBackward }) => reluBackward },
);

/**
 * The rectified linear unit max(0, x).
 * @example
 * const x = tensor([-2, 0, 3], { requiresGrad: true });
 * backward(sum(relu(x)));
 * [toArray(relu(x)), toArray(x.grad)]; // => [[0, 0, 3], [0, 0, 1]]
 */
export function relu(x: Tensor): Tensor {
  return apply(rectified, [floats(x, "take the relu of")], []);
}

/** The slope is a setting: a number that the record is called with. */
const leaky = activation(
  "x",
  { name: "leakyRelu", f: (x, slope) => (x > 0 ? x : slope * x), kernel: ({ leakyRelu }) => leakyRelu },
  {
    f: (g, x, slope) => (x > 0 ? g : slope * g),
    bend: null,
    kernel: ({ leakyReluBackward }) => leakyReluBackward,
  },
);

/**
 * relu with a small slope below 0, so that a neuron cannot die.
 * @example toArray(leakyRelu(tensor([-2, 3]), { negativeSlope: 0.1 })); // => [-0.2, 3]
 */
export function leakyRelu(x: Tensor, { negativeSlope = 0.01 }: { readonly negativeSlope?: number } = {}): Tensor {
  return apply(leaky, [floats(x, "take the leakyRelu of")], [negativeSlope]);
}

/** α (eˣ − 1) by expm1, which keeps its digits near 0, where eˣ is nearly 1. */
const exponentialLinear = activation(
  "x",
  { name: "elu", f: (x, alpha) => (x > 0 ? x : alpha * expm1(x)) },
  {
    f: (g, x, alpha) => (x > 0 ? g : g * alpha * exponential(x)),
    bend: (x, [alpha]) => where(less(x, 0), multiply(exp(x), alpha), 0),
  },
);

/**
 * The exponential linear unit: smooth below 0, where it goes to −alpha.
 * @example toArray(elu(tensor([-1, 3]))); // => [-0.632121, 3]
 */
export function elu(x: Tensor, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor {
  return apply(exponentialLinear, [floats(x, "take the elu of")], [alpha]);
}

/** By y the slope needs no exponential. */
const logistic = activation(
  "y",
  { name: "sigmoid", f: plain.sigmoid, kernel: ({ sigmoid }) => sigmoid },
  {
    f: (g, y) => g * y * (1 - y),
    bend: (y) => subtract(1, multiply(y, 2)),
    kernel: ({ sigmoidBackward }) => sigmoidBackward,
  },
);

/**
 * The logistic sigmoid 1 / (1 + e⁻ˣ), from 0 to 1.
 * @example toArray(sigmoid(tensor([0, 2, -1000]))); // => [0.5, 0.880797, 0]
 */
export function sigmoid(x: Tensor): Tensor {
  return apply(logistic, [floats(x, "take the sigmoid of")], []);
}

/** By y too: 1 − y², and its own slope is −2y. */
const hyperbolic = activation(
  "y",
  { name: "tanh", f: plain.tanh, kernel: ({ tanh }) => tanh },
  { f: (g, y) => g * (1 - y * y), bend: (y) => multiply(y, -2), kernel: ({ tanhBackward }) => tanhBackward },
);

/**
 * The hyperbolic tangent, from −1 to 1.
 * @example toArray(tanh(tensor([0, 1, -1000]))); // => [0, 0.761594, -1]
 */
export function tanh(x: Tensor): Tensor {
  return apply(hyperbolic, [floats(x, "take the tanh of")], []);
}

/** f″ = σ′ = σ (1 − σ), with 1 − σ(x) as σ(−x), which keeps its digits. */
const softened = activation(
  "x",
  { name: "softplus", f: plain.softplus, kernel: ({ softplus }) => softplus },
  {
    f: (g, x) => g * plain.sigmoid(x),
    bend: (x) => multiply(sigmoid(x), sigmoid(negate(x))),
    kernel: ({ softplusBackward }) => softplusBackward,
  },
);

/**
 * ln(1 + eˣ): relu with a rounded corner.
 * @example toArray(softplus(tensor([0, 100]))); // => [0.693147, 100]
 */
export function softplus(x: Tensor): Tensor {
  return apply(softened, [floats(x, "take the softplus of")], []);
}

/** x σ is let through by its own sigmoid. */
const swish = activation(
  "x",
  { name: "silu", f: (x) => x * plain.sigmoid(x), kernel: ({ silu }) => silu },
  {
    f(g, x) {
      const s = plain.sigmoid(x);
      return g * s * (1 + x * (1 - s));
    },
    bend(x) {
      const [s, rest] = [sigmoid(x), sigmoid(negate(x))]; // f″ = σ (1 − σ) (2 + x (1 − 2σ))
      return multiply(multiply(s, rest), add(2, multiply(x, subtract(rest, s))));
    },
    kernel: ({ siluBackward }) => siluBackward,
  },
);

/**
 * x σ(x), also called swish.
 * @example toArray(silu(tensor([1, -1]))); // => [0.731059, -0.268941]
 */
export function silu(x: Tensor): Tensor {
  return apply(swish, [floats(x, "take the silu of")], []);
}

const ROOT_HALF = Math.SQRT1_2;
const BELL = 0.3989422804014327; // 1/√(2π)
const normalBelow = (x: number): number => 0.5 * (1 + erf(x * ROOT_HALF));
const bell = (x: number): number => BELL * exponential(-0.5 * x * x);

/** The exact form. In x Φ(x), a number is let through as far as it is likely to be the greater of two. */
const gaussian = unary({
  name: "gelu",
  f: (x) => x * normalBelow(x),
  gradient: null,
  kernel: ({ gelu: kernel }) => kernel,
});

/** For training: y and f′ at once, as both need the same exponential. The way back is then no more than a product. */
const gaussianWithSlope: Operation<Settings> = {
  name: "geluWithSlope",
  infer: ([x]) => [x, x].map(({ shape, dtype }) => ({ shape, dtype })),
  forward([y, slope], [x]) {
    for (let i = 0; i < x.size; i++) {
      const [at, below] = [x.data[x.offset + i], normalBelow(x.data[x.offset + i])];
      y.data[y.offset + i] = at * below;
      slope.data[slope.offset + i] = below + at * bell(at);
    }
  },
  fast({ kernels, outputs: [y, slope], inputs: [x] }) {
    const [from, to, toSlope, n] = [x.pointer, y.pointer, slope.pointer, x.size];
    return () => kernels.geluWithSlope(from, to, toSlope, n);
  },
  // ∂L/∂x = g f′, and where a second derivative is taken, a gradient comes back to the slope too: it goes on through f″
  gradient({ grads: [grad, gradSlope], inputs: [x], outputs: [, slope] }) {
    const parts = [grad && multiply(grad, slope), gradSlope && multiply(gradSlope, geluBend(x))];
    const [first, second = null] = parts.filter((part) => part !== null);
    return [second === null ? first : add(first, second)];
  },
};

/** f″ = φ (2 − x²) */
function geluBend(x: Tensor): Tensor {
  return multiply(multiply(exp(multiply(square(x), -0.5)), BELL), subtract(2, square(x)));
}

const SCALE = 0.7978845608028654; // √(2/π)
const CUBIC = 0.044715;

/** The form of GPT-2: Φ by a tanh that differs from it by less than 0.001, made when erf was slow. */
const gaussianByTanh = activation(
  "x",
  {
    name: "geluTanh",
    f: (x) => 0.5 * x * (1 + plain.tanh(SCALE * (x + CUBIC * x * x * x))),
    kernel: ({ geluTanh }) => geluTanh,
  },
  {
    f(g, x) {
      const t = plain.tanh(SCALE * (x + CUBIC * x * x * x));
      return g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SCALE * (1 + 3 * CUBIC * x * x));
    },
    bend(x) {
      const t = tanh(multiply(add(x, multiply(multiply(square(x), x), CUBIC)), SCALE));
      const slope = multiply(add(multiply(square(x), 3 * CUBIC), 1), SCALE); // u′
      const rise = subtract(slope, multiply(multiply(x, t), square(slope))); // u′ − x t u′²
      return multiply(subtract(1, square(t)), add(rise, multiply(square(x), 3 * CUBIC * SCALE))); // and ½ x u″
    },
    kernel: ({ geluTanhBackward }) => geluTanhBackward,
  },
);

/**
 * The Gaussian error linear unit: x times the probability that a standard normal number is below it.
 * @param options `approximate`: "none" for the exact one, as by default, or "tanh" for the form of GPT-2.
 * @throws RangeError for another approximation.
 * @example
 * const x = tensor([1]);
 * [item(gelu(x)), item(gelu(x, { approximate: "tanh" }))]; // => [0.841345, 0.841192]
 */
export function gelu(x: Tensor, { approximate = "none" }: { readonly approximate?: "none" | "tanh" } = {}): Tensor {
  if (approximate !== "none" && approximate !== "tanh") {
    throw new RangeError(
      lesson({
        cannot: `take the gelu with approximate ${valueText(approximate)}`,
        as: 'it must be "none" or "tanh"',
        found: `got ${valueText(approximate)}`,
      }),
    );
  }
  const numbers = floats(x, "take the gelu of");
  if (approximate === "tanh") return apply(gaussianByTanh, [numbers], []);
  return apply(numbers.requiresGrad && isGradEnabled() ? gaussianWithSlope : gaussian, [numbers], []);
}
