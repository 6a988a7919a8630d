/*
 * What all functions of one number have in common, made once. Such a function takes each element to another, and a gradient that
 * comes back is multiplied by the slope at that element: no element has a say in another's result.
 *
 *   y = f(x)      ∂L/∂x = g · f′(x)                                        the first record, made by `unary`
 *   v = g · f′(s)      ∂v/∂g = f′(s),  ∂v/∂s = g · f″(s)                   the second one, made by `unaryBackward`
 *
 * Where f′ is a product or a quotient of what is there already, the first record says so with tensor functions. Where it is worth
 * a loop of its own, the second record computes g · f′ in one pass; it has a derivative too, so that second derivatives exist.
 *
 * Notation: x input, y output of the same shape, g = ∂L/∂y, s what the second record is given: x or y.
 * Source: PyTorch's derivatives.yaml has these pairs, such as tanh_backward(grad, result).
 *
 * Page 71 · before it: ops/compare.ts · after it: ops/elementwise.ts
 */
import { apply } from "../autograd/apply.ts";
import type { GradientCall, InputGradient, Operation } from "../autograd/operation.ts";
import { isFloat } from "../tensor/dtype.ts";
import { checkTensor, type Tensor } from "../tensor/tensor.ts";
import type { Kernels, Pointer } from "../wasm/kernels.ts";
import { multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { contiguous } from "./movement.ts";

/** Up to two numbers that a formula has besides x: bounds, a slope, an exponent. */
export type Settings = readonly number[];

/** A formula for one element, and what `apply` needs besides. */
export interface UnaryRule {
  readonly name: string;
  readonly f: (x: number, p: number, q: number) => number;
  readonly gradient: ((call: GradientCall<Settings>) => readonly InputGradient[]) | null;
  /** The same in WebAssembly. */
  readonly kernel?: (kernels: Kernels) => (x: Pointer, out: Pointer, n: number, p: number, q: number) => void;
}

/**
 * The record of a function of one number. Its input must lie row by row.
 * @example unary({ name: "third", f: (x) => x / 3, gradient: null }).name; // => "third"
 */
export function unary({ name, f, gradient, kernel }: UnaryRule): Operation<Settings> {
  return {
    name,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    forward([y], [x], [p = 0, q = 0]) {
      for (let i = 0; i < y.size; i++) y.data[y.offset + i] = f(x.data[x.offset + i], p, q);
    },
    ...(kernel && {
      fast: ({ kernels, outputs: [y], inputs: [x], params: [p = 0, q = 0] }) => {
        const [run, from, to, n] = [kernel(kernels), x.pointer, y.pointer, y.size];
        return () => run(from, to, n, p, q);
      },
    }),
    gradient,
    inPlace: [0],
  };
}

/** A formula for the gradient of one element. */
export interface UnaryBackwardRule {
  readonly name: string;
  /** g · f′, where `saved` is the input x or the output y of f, whichever gives the shorter formula. */
  readonly f: (g: number, saved: number, p: number, q: number) => number;
  /** How f′ changes with `saved`; null where it does not. */
  readonly bend: ((saved: Tensor, settings: Settings) => Tensor) | null;
  readonly kernel?: (
    kernels: Kernels,
  ) => (g: Pointer, saved: Pointer, out: Pointer, n: number, p: number, q: number) => void;
}

/**
 * The record of a derivative in one pass: (g, saved) → g · f′. Both inputs must lie row by row.
 * @example unaryBackward({ name: "squareBackward", f: (g, x) => 2 * g * x, bend: null }).name; // => "squareBackward"
 */
export function unaryBackward({ name, f, bend, kernel }: UnaryBackwardRule): Operation<Settings> {
  const record: Operation<Settings> = {
    name,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    forward([out], [g, saved], [p = 0, q = 0]) {
      for (let i = 0; i < out.size; i++) {
        out.data[out.offset + i] = f(g.data[g.offset + i], saved.data[saved.offset + i], p, q);
      }
    },
    ...(kernel && {
      fast: ({ kernels, outputs: [out], inputs: [g, saved], params: [p = 0, q = 0] }) => {
        const [run, fromG, from, to, n] = [kernel(kernels), g.pointer, saved.pointer, out.pointer, out.size];
        return () => run(fromG, from, to, n, p, q);
      },
    }),
    // out = g · f′(s):  ∂out/∂g = f′(s), the same record once more, and ∂out/∂s = g · f″(s)
    gradient: ({ grad, inputs: [g, saved], params }) => [
      () => apply(record, [contiguous(grad), saved], params),
      bend && (() => multiply(multiply(grad, g), bend(saved, params))),
    ],
    inPlace: [0],
  };
  return record;
}

/**
 * A tensor of floats, row by row, as the loops of this page want it; whole numbers and truth values become float32.
 * @param action For the message: "take the exponential of".
 * @throws TypeError when x is no tensor.
 * @example floats(tensor([1, 2], { dtype: "int32" }), "try").dtype; // => "float32"
 */
export function floats(x: Tensor, action: string): Tensor {
  checkTensor(x, action);
  return contiguous(isFloat(x.dtype) ? x : cast(x, "float32"));
}
