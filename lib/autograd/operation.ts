/*
 * An operation is a record with four entries, and everything that this library computes is one: the rule for shapes, the loop
 * over elements, the same loop in WebAssembly where speed matters, and the derivative. The record says what is to be done; who
 * does it, and when, is the business of two interpreters: `apply`, which computes at once, and a compiled step, which
 * remembers the calls and replays them on memory of its own.
 *
 *   infer      (shapes, dtypes) → (shape, dtype) of the outputs        throws a lesson before anything is computed
 *   forward    reads inputs, writes outputs; the readable loop, for every dtype
 *   fast       the same for float32 on WebAssembly memory
 *   gradient   grad(output) → grad(inputs), written with tensor operations, so that it can be differentiated again
 *
 * Notation: a block is a tensor as loops see it: data, offset, strides, shape.
 * Source: R. Frostig, M. Johnson and C. Leary, Compiling machine learning programs via high-level tracing, SysML (2018), for
 *   the idea that one record serves several interpreters; A. Paszke et al., PyTorch, NeurIPS (2019), for the graph made on the way.
 *
 * Page 55 · before it: tensor/create.ts · after it: autograd/configure.ts
 */
import type { DType, TypedArray } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Kernels } from "../wasm/kernelTypes.ts";

/** What a shape rule sees and says. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A tensor as loops see it: the element at index i is `data[offset + i₀·strides₀ + …]`. */
export interface Block extends Spec {
  readonly data: TypedArray;
  readonly offset: number;
  readonly strides: readonly number[];
  readonly size: number;
  /** The address in bytes of the first element in WebAssembly memory; −1 where it does not lie there. */
  readonly pointer: number;
}

/** What a `fast` form is given. Outputs lie row by row. */
export interface FastCall<P> {
  readonly kernels: Kernels;
  readonly outputs: readonly Block[];
  readonly inputs: readonly Block[];
  readonly params: P;
  /** The address of `scratchBytes` bytes that are this call's for as long as it runs. */
  readonly scratch: number;
}

/** What a derivative is given. */
export interface GradientCall<P> {
  /** ∂loss/∂output of the first output; zeros when nothing came back to it. */
  readonly grad: Tensor;
  /** ∂loss/∂output of every output; null where nothing came back. */
  readonly grads: readonly (Tensor | null)[];
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly output: Tensor;
  readonly params: P;
  /** Which inputs want a gradient. */
  readonly needs: readonly boolean[];
}

/** ∂loss/∂input: ready, or to be computed if somebody needs it, or null where the input has no say. */
export type InputGradient = Tensor | (() => Tensor) | null;

/** One operation, whole. P are its settings: numbers, axes, a generator. */
export interface Operation<P = unknown> {
  readonly name: string;
  infer(inputs: readonly Spec[], params: P): Spec | readonly Spec[];
  forward(outputs: readonly Block[], inputs: readonly Block[], params: P): void;
  /**
   * Prepares the call of a kernel and returns it, or returns null where this layout has none. It is asked for float32 only, and
   * must decide by shapes, strides and params, never by numbers. What `params` says may change between calls; so read it inside.
   */
  fast?(call: FastCall<P>): (() => void) | null;
  /** Bytes of scratch memory that `fast` wants. */
  scratchBytes?(kernels: Kernels, outputs: readonly Spec[], inputs: readonly Spec[], params: P): number;
  /** One entry for each input. Null: the outputs are constants to `backward`. Missing: it refuses, as of second derivatives. */
  gradient?: ((call: GradientCall<P>) => readonly InputGradient[]) | null;
  /** For output i, the input in whose memory it may be written, when nobody reads that input any more; elementwise only. */
  readonly inPlace?: readonly number[];
}

/**
 * The block of a tensor.
 * @example
 * const { offset, strides } = blockOf(slice(arange(6), 0, { start: 1, step: 2 }));
 * [offset, strides]; // => [1, [2]]
 */
export function blockOf({ storage, offset, strides, shape, dtype, size }: Tensor): Block {
  return { data: storage.data, offset, strides, shape, dtype, size, pointer: -1 };
}
