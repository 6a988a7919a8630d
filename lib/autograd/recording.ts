/*
 * A recording: one run of a training step, written down as a list of calls on numbered buffers. A buffer is where a result
 * lies, or an argument of the step, or a leaf from outside, such as a parameter. Tensors are gone: a view is only another
 * shape and other strides on the buffer of its tensor, so transposing and reshaping leave no trace in the list.
 *
 *   h = relu(add(matmul(x, w), b))      →      #3 ← matmul(#0, #1);  #4 ← add(#3, #2);  #5 ← relu(#4)
 *
 * A recording that looked at numbers is worthless, since the replay would not look again: printing a loss, or an `if` on it.
 * So is one that depends on anything else that changes from step to step, which shows when the next recording differs.
 *
 * Notation: #n buffer n.
 * Source: R. Frostig, M. Johnson and C. Leary, Compiling machine learning programs via high-level tracing, SysML (2018).
 * NB: JAX runs the step once on abstract values and trusts it; here the step runs as usual, twice, and must do the same twice.
 *
 * Page 96 · before it: autograd/grad.ts · after it: autograd/plan.ts
 */
import { copying } from "../ops/movement.ts";
import type { DType } from "../tensor/dtype.ts";
import { type Shape, stridesOf } from "../tensor/shape.ts";
import { elementsOf, Storage, showsWholeStorage, Tensor, watchGradAssigning, watchReading } from "../tensor/tensor.ts";
import { type Recorder, setRecorder } from "./apply.ts";
import type { Operation } from "./operation.ts";

/** A tensor of the step: a buffer, and how to find the elements there. */
export interface Operand {
  readonly buffer: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: DType;
  readonly size: number;
}

/** Where the first numbers of a buffer come from. */
export type BufferSource =
  | { readonly kind: "result" }
  | { readonly kind: "argument"; readonly index: number }
  /** A tensor from outside, or made inside from JavaScript numbers. */
  | { readonly kind: "leaf"; readonly tensor: Tensor }
  /** The gradient that a leaf had before the step. */
  | { readonly kind: "grad"; readonly tensor: Tensor; readonly grad: Tensor };

/** Where numbers lie. */
export interface Buffer {
  readonly dtype: DType;
  /** In elements. */
  readonly length: number;
  readonly source: BufferSource;
}

/** One entry of the list. */
export type Call =
  | {
      readonly operation: Operation<never>;
      readonly params: unknown;
      readonly inputs: readonly Operand[];
      readonly outputs: readonly Operand[];
    }
  | { readonly effect: () => void };

/** One run of a step. */
export interface Recording {
  readonly calls: readonly Call[];
  readonly buffers: readonly Buffer[];
  /** What the step returned. */
  readonly results: readonly Operand[];
  /** Leaves that have other numbers after the step. */
  readonly assigned: readonly { readonly leaf: Tensor; readonly value: Operand }[];
  /** Leaves that have another gradient after the step; null for none. */
  readonly grads: readonly { readonly leaf: Tensor; readonly grad: Operand | null }[];
  /** Conditions that were taken for granted. */
  readonly guards: readonly { readonly read: () => unknown; readonly value: unknown }[];
  /** Why it cannot be replayed; null when it can. */
  readonly obstacle: string | null;
}

/**
 * Writes down what happens between its making and `finish`. It computes nothing itself: the step runs as usual, and every
 * operation, assignment and look at a gradient reports here, by way of `currentRecorder`.
 */
class StepRecorder implements Recorder {
  readonly calls: Call[] = []; // in the order in which they ran
  readonly buffers: Buffer[] = [];
  readonly guards: { read: () => unknown; value: unknown }[] = [];
  /** What each tensor of the step is called in the recording; a leaf changes its buffer when it is assigned to. */
  readonly #known = new Map<Tensor, Operand>();
  /** Leaves that have had other numbers assigned. */
  readonly #assigned = new Set<Tensor>();
  /** Leaves whose gradient has changed, or has been forgotten. */
  readonly #grads = new Set<Tensor>();
  obstacle: string | null = null;

  /** A tensor's place; one that was never seen before comes from outside, such as a parameter, or is made of numbers here. */
  operand(tensor: Tensor): Operand {
    const known = this.#known.get(tensor);
    if (known !== undefined) return known;
    return this.#add(tensor, { kind: "leaf", tensor }, tensor.storage.data.length);
  }

  /** Numbers a new buffer, of which the tensor is the first to be known. */
  #add(tensor: Tensor, source: BufferSource, length = tensor.size): Operand {
    const { shape, strides, offset, dtype, size } = tensor;
    const operand = { buffer: this.buffers.length, shape, strides, offset, dtype, size };
    this.buffers.push({ dtype, length, source });
    this.#known.set(tensor, operand);
    return operand;
  }

  /** Arguments get the first numbers, so that a replay finds them without looking. */
  argument(tensor: Tensor, index: number): void {
    this.#add(tensor, { kind: "argument", index });
  }

  /** One call. Its outputs are new buffers, always; which of them can share memory is the plan's business. */
  operation(operation: Operation<never>, params: unknown, inputs: readonly Tensor[], outputs: readonly Tensor[]): void {
    const from = inputs.map((input) => this.operand(input));
    const to = outputs.map((output) => this.#add(output, { kind: "result" }));
    this.calls.push({ operation, params, inputs: from, outputs: to });
  }

  /** The same buffer under another shape: nothing for a replay to do. */
  viewed(input: Tensor, output: Tensor): void {
    const { shape, strides, offset, dtype, size } = output;
    this.#known.set(output, { buffer: this.operand(input).buffer, shape, strides, offset, dtype, size });
  }

  /** From here on the leaf's name stands for the buffer of its new numbers; what was computed before keeps the old one. */
  assigned(leaf: Tensor, value: Tensor): void {
    this.operand(leaf); // its former numbers, from which the next step starts
    const given = this.operand(value);
    const isResult = this.buffers[given.buffer].source.kind === "result";
    this.#known.set(leaf, isResult ? given : this.#copied(value, given));
    this.#assigned.add(leaf);
  }

  /** Numbers from outside that a leaf takes over: a copy, since the other tensor may soon have other ones. */
  #copied(value: Tensor, from: Operand): Operand {
    const to = this.#add(new Tensor(value.storage, value.shape), { kind: "result" });
    this.calls.push({ operation: copying as Operation<never>, params: null, inputs: [from], outputs: [to] });
    return to;
  }

  /** Whether gradients are added to others or are the first decides which operations follow: so it is guarded. */
  gradRead(leaf: Tensor): void {
    if (this.#grads.has(leaf)) return; // its gradient is of this step
    this.guard(() => leaf.hasGrad);
    const { grad } = leaf;
    if (grad === null || this.#known.has(grad)) return;
    const operand = this.#add(grad, { kind: "grad", tensor: leaf, grad });
    // Next time it may be another tensor with other strides: a replay puts it here row by row.
    this.#known.set(grad, { ...operand, strides: stridesOf(grad.shape), offset: 0 });
  }

  /** Whoever gives a leaf a gradient, or takes it away: `backward`, `zeroGrad`, clipping, or the step by hand. */
  gradAssigned(leaf: Tensor): void {
    this.#grads.add(leaf);
  }

  /** An effect has its place in the list, between the operations that it was between. */
  effect(run: () => void): void {
    this.calls.push({ effect: run });
  }

  /** The value now is the one that a replay must find again. */
  guard(read: () => unknown): void {
    this.guards.push({ read, value: read() });
  }

  /** Somebody looks at numbers. Those from outside are the same at every replay; those of the step are not. */
  read(tensor: Tensor, purpose: string): void {
    const operand = this.#known.get(tensor);
    if (operand === undefined) return;
    const { kind } = this.buffers[operand.buffer].source;
    if (kind === "leaf" && !this.#assigned.has(tensor)) return;
    const what = kind === "argument" ? "an argument" : "a result";
    this.obstacle ??= `it looks at the numbers of ${what} of the step, to ${purpose}`;
  }

  /** The recording, when the step has returned. */
  finish(results: readonly Tensor[]): Recording {
    const { calls, buffers, guards, obstacle } = this;
    return {
      calls,
      buffers,
      guards,
      obstacle,
      results: results.map((tensor) => this.operand(tensor)),
      assigned: Array.from(this.#assigned, (leaf) => ({ leaf, value: this.operand(leaf) })),
      grads: Array.from(this.#grads, (leaf) => ({ leaf, grad: leaf.grad === null ? null : this.operand(leaf.grad) })),
    };
  }
}

/**
 * Runs a step and writes it down.
 * @param step What it returns is given back; `tensorsIn` says which tensors are in that.
 * @param args Handed to the step as tensors of its own, so that two arguments are never taken for one.
 * @example
 * const { recording } = record((x) => [add(transpose(x), 1)], [ones([2, 3])], (tensors) => tensors);
 * recording.calls.map(({ operation }) => operation.name); // => ["add"]
 */
export function record<R>(
  step: (...args: Tensor[]) => R,
  args: readonly Tensor[],
  tensorsIn: (result: R) => readonly Tensor[],
): { result: R; recording: Recording } {
  const recorder = new StepRecorder();
  // Each argument under a name of its own: the same tensor given twice is two arguments. A view is laid out row by row, as a
  // replay will find it in its buffer, whatever else lies in the storage that it views.
  const own = args.map((arg) => {
    const storage = showsWholeStorage(arg)
      ? arg.storage
      : new Storage(elementsOf(arg, "lay it out row by row"), arg.dtype);
    return new Tensor(storage, arg.shape);
  });
  for (const [index, arg] of own.entries()) recorder.argument(arg, index);
  // Three reporters: of what is computed, of who looks at numbers, and of who gets a gradient.
  const formerRecorder = setRecorder(recorder);
  const formerWatcher = watchReading((tensor, purpose) => {
    recorder.read(tensor, purpose);
    formerWatcher?.(tensor, purpose);
  });
  const formerGradWatcher = watchGradAssigning((leaf) => recorder.gradAssigned(leaf));
  let result: R;
  try {
    result = step(...own);
  } finally {
    setRecorder(formerRecorder);
    watchReading(formerWatcher);
    watchGradAssigning(formerGradWatcher);
  }
  return { result, recording: recorder.finish(tensorsIn(result)) };
}

/**
 * What two recordings of one step do differently; null when a replay may stand for both.
 * Leaves must be the same tensors, or hold the same numbers: then they were made in the step and are constants.
 * @example
 * let rate = 0.1;
 * const run = () => record((x) => [multiply(x, rate)], [ones([2])], (tensors) => tensors).recording;
 * const [first, second] = [run(), run()];
 * rate = 0.2;
 * [difference(first, second), difference(first, run())]; // => [null, "a tensor of shape (), or a number, that does not come in as an argument changes from step to step"]
 */
export function difference(a: Recording, b: Recording): string | null {
  if (a.calls.length !== b.calls.length)
    return `it does ${a.calls.length} operations one time and ${b.calls.length} the next`;
  for (const [i, call] of a.calls.entries()) {
    const other = b.calls[i];
    if ("effect" in call || "effect" in other) {
      if ("effect" in call && "effect" in other && call.effect === other.effect) continue;
      return "it has an effect that is not the same function each time";
    }
    if (call.operation !== other.operation)
      return `it calls ${call.operation.name} one time and ${other.operation.name} the next`;
    const { name } = call.operation;
    if (!sameValue(call.params, other.params)) return `the settings of ${name} change from step to step`;
    if (!sameValue([call.inputs, call.outputs], [other.inputs, other.outputs]))
      return `the shapes in ${name} change from step to step`;
  }
  // The calls agree; now what they are called with: arguments may differ, leaves must not.
  for (const [i, { source, length }] of a.buffers.entries()) {
    const other = b.buffers[i];
    if (source.kind !== other?.source.kind || length !== other.length)
      return "its tensors come in another order each time";
    if (source.kind === "leaf" && other.source.kind === "leaf" && !sameLeaf(source.tensor, other.source.tensor)) {
      return `a tensor of shape (${source.tensor.shape.join(", ")}), or a number, that does not come in as an argument changes from step to step`;
    }
    if (source.kind === "grad" && other.source.kind === "grad" && source.tensor !== other.source.tensor)
      return "its gradients differ";
  }
  const ends = ({ results, assigned, grads }: Recording): unknown => [results, assigned, grads];
  if (!sameValue(ends(a), ends(b))) return "it returns or changes other tensors each time";
  return null;
}

/** Whether a replay may take one for the other. Parameters must be the very same; constants may be made anew. */
function sameLeaf(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (a.requiresGrad || b.requiresGrad || a.dtype !== b.dtype) return false;
  const [left, right] = [elementsOf(a, "compare it"), elementsOf(b, "compare it")];
  return left.length === right.length && left.every((value, i) => Object.is(value, right[i]));
}

/**
 * Equality of settings: plain arrays and objects by what is in them, everything else by identity. A live object,
 * such as an optimizer's group, may change inside: the operation reads it anew whenever it runs.
 */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const prototype = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (prototype !== Array.prototype && prototype !== Object.prototype) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
