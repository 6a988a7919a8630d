/*
 * Computing at once. `apply` asks the operation for the shape of what comes out, lets its loop run, and writes down which
 * inputs the output came from: the graph that `backward` walks grows by itself, one node for each call. A view, such as a
 * transposed matrix, is a node without a loop.
 *
 *   outputs = forward(inputs)          origin(output) = (operation, inputs, number)
 *
 * While a step is being compiled, a recorder is told of every call as well.
 *
 * Source: A. Paszke et al., Automatic differentiation in PyTorch (2017), for the graph made on the way.
 *
 * Page 58 · before it: autograd/runFast.ts · after it: ops/cast.ts
 */
import { allocate } from "../tensor/dtype.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { type Origin, Storage, Tensor } from "../tensor/tensor.ts";
import { blockOf, type Operation, type Spec } from "./operation.ts";
import { runFast } from "./runFast.ts";

/** What is told of every operation while a step is recorded. */
export interface Recorder {
  operation(operation: Operation<never>, params: unknown, inputs: readonly Tensor[], outputs: readonly Tensor[]): void;
  /** A view was made: no work, but another name for the same numbers. */
  viewed(input: Tensor, output: Tensor): void;
  /** A leaf takes the numbers of a value. */
  assigned(leaf: Tensor, value: Tensor): void;
  /** `backward` is about to look whether a leaf has a gradient already. */
  gradRead(leaf: Tensor): void;
  /** JavaScript that has to run on every replay, in this place. */
  effect(run: () => void): void;
  /** A condition that the recording takes for granted. */
  guard(read: () => unknown): void;
}

let recorder: Recorder | null = null;
let gradEnabled = true;
let nextId = 1;

/**
 * The recorder at work, or null.
 * @example currentRecorder(); // => null
 */
export function currentRecorder(): Recorder | null {
  return recorder;
}

/**
 * Sets who records, and returns who did before.
 * @example setRecorder(setRecorder(null)); // => null
 */
export function setRecorder(next: Recorder | null): Recorder | null {
  const former = recorder;
  recorder = next;
  return former;
}

/**
 * Whether operations remember their inputs for `backward`.
 * @example [isGradEnabled(), noGrad(() => isGradEnabled())]; // => [true, false]
 */
export function isGradEnabled(): boolean {
  return gradEnabled;
}

/**
 * Switches that on or off, and returns what it was before.
 * @example
 * const before = setGradEnabled(false);
 * const remembered = add(ones([1], { requiresGrad: true }), 1).requiresGrad;
 * setGradEnabled(before);
 * [before, remembered]; // => [true, false]
 */
export function setGradEnabled(enabled: boolean): boolean {
  const former = gradEnabled;
  gradEnabled = enabled;
  return former;
}

/**
 * Computes one operation now, and returns all its outputs.
 * @throws What the operation's shape rule or loop throws; nothing is remembered then.
 * @example
 * const halves = {
 *   name: "halves",
 *   infer: ([x]) => [x, x],
 *   forward([low, high], [x]) {
 *     for (let i = 0; i < x.size; i++) {
 *       low.data[low.offset + i] = Math.floor(x.data[x.offset + i] / 2);
 *       high.data[high.offset + i] = Math.ceil(x.data[x.offset + i] / 2);
 *     }
 *   },
 * };
 * applyAll(halves, [tensor([4, 7])], null).map(toArray); // => [[2, 3], [2, 4]]
 */
export function applyAll<P>(operation: Operation<P>, inputs: readonly Tensor[], params: P): Tensor[] {
  const inferred = operation.infer(inputs, params);
  const specs: readonly Spec[] = Array.isArray(inferred) ? inferred : [inferred as Spec];
  const outputs = specs.map(
    ({ shape, dtype }) => new Tensor(new Storage(allocate(dtype, sizeOf(shape)), dtype), shape),
  );
  if (!runFast(operation, outputs, inputs, params)) {
    operation.forward(outputs.map(blockOf), inputs.map(blockOf), params);
  }
  recorder?.operation(operation as Operation<never>, params, inputs, outputs);
  remember(operation, inputs, outputs, params);
  return outputs;
}

/**
 * Computes one operation now, and returns its first output.
 * @throws What the operation's shape rule or loop throws; nothing is remembered then.
 * @example
 * const doubling = {
 *   name: "double",
 *   infer: ([x]) => x,
 *   forward([y], [x]) {
 *     for (let i = 0; i < x.size; i++) y.data[y.offset + i] = 2 * x.data[x.offset + i];
 *   },
 *   gradient: ({ grad }) => [() => apply(doubling, [contiguous(grad)], null)],
 * };
 * const x = tensor([1, 2], { requiresGrad: true });
 * const y = apply(doubling, [x], null);
 * backward(sum(y));
 * [toArray(y), toArray(x.grad)]; // => [[2, 4], [2, 2]]
 */
export function apply<P>(operation: Operation<P>, inputs: readonly Tensor[], params: P): Tensor {
  return applyAll(operation, inputs, params)[0];
}

/** A rule by which elements are found in the storage of another tensor. */
export interface View {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/**
 * An operation that moves nothing: its output views the storage of its input.
 * @example
 * const x = tensor([1, 2, 3, 4]);
 * const every = applyView({ name: "every other" }, x, { shape: [2], strides: [2], offset: 0 }, null);
 * [toArray(every), every.storage === x.storage]; // => [[1, 3], true]
 */
export function applyView<P>(operation: ViewOperation<P>, input: Tensor, view: View, params: P): Tensor {
  return applyViews(operation, input, [view], params)[0];
}

/**
 * The same with several outputs, which are one node of the graph: what comes back to them goes on in one piece.
 * @example
 * const x = tensor([1, 2, 3, 4]);
 * const halves = [0, 2].map((offset) => ({ shape: [2], strides: [1], offset }));
 * applyViews({ name: "halves" }, x, halves, null).map(toArray); // => [[1, 2], [3, 4]]
 */
export function applyViews<P>(operation: ViewOperation<P>, input: Tensor, views: readonly View[], params: P): Tensor[] {
  const outputs = views.map(({ shape, strides, offset }) => new Tensor(input.storage, shape, strides, offset));
  for (const output of outputs) recorder?.viewed(input, output);
  remember(operation, [input], outputs, params);
  return outputs;
}

/** What a view needs: a name and a derivative. */
export type ViewOperation<P> = Pick<Operation<P>, "name" | "gradient">;

/** Ties outputs to inputs in the graph, if anything among the inputs is to be trained. */
function remember<P>(
  operation: ViewOperation<P>,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  params: P,
): void {
  if (!gradEnabled || operation.gradient === null || !inputs.some(({ requiresGrad }) => requiresGrad)) return;
  const origin: Origin = { id: nextId++, operation, params, inputs, outputs };
  for (const output of outputs) {
    if (output.dtype !== "float32" && output.dtype !== "float64") continue; // whole numbers cannot move a little
    output.origin = origin;
    output.requiresGrad = true;
  }
}

/**
 * Lets something run now, and in the same place whenever the step that is being recorded is replayed.
 * @param run The same function in every step.
 * @example
 * let count = 0;
 * const increase = () => {
 *   count += 1;
 * };
 * const step = compile(() => effect(increase));
 * for (let i = 0; i < 5; i++) step();
 * [count, step.status.startsWith("replays")]; // => [5, true]
 */
export function effect(run: () => void): void {
  recorder?.effect(run);
  run();
}

/**
 * Reads a condition, such as a module's mode, on which the operations to come depend. A replay checks it first.
 * @example
 * let sign = 1;
 * const step = compile((x) => (guarded(() => sign) > 0 ? add(x, 1) : subtract(x, 1)));
 * const first = [1, 2, 3].map((x) => item(step(tensor(x))));
 * sign = -1;
 * [first, item(step(tensor(4)))]; // => [[2, 3, 4], 3]
 */
export function guarded<T>(read: () => T): T {
  recorder?.guard(read);
  return read();
}

/** How many watches look at models or leaves while they work. */
let numWatches = 0;

/**
 * Notes that somebody wants to see what happens inside of steps: until the watch ends, compiled steps run as they are.
 * @returns Ends the watch.
 * @example
 * const end = beginWatch();
 * const during = isWatched();
 * end();
 * [during, isWatched()]; // => [true, false]
 */
export function beginWatch(): () => void {
  let isOpen = true;
  numWatches += 1;
  return () => {
    if (isOpen) numWatches -= 1;
    isOpen = false;
  };
}

/**
 * Whether somebody watches.
 * @example isWatched(); // => false
 */
export function isWatched(): boolean {
  return numWatches > 0;
}

/**
 * Notes that a leaf takes the numbers of a value: a graph made before must not be walked with them.
 * @example
 * const w = ones([1], { requiresGrad: true });
 * const loss = sum(multiply(w, w));
 * markAssigned(w, w);
 * backward(loss); // throws Error: Cannot start backward as parameters must be what they were when the loss was computed: the parameter of shape (1) has changed since; try to compute the loss again after the optimizer's step
 */
export function markAssigned(leaf: Tensor, value: Tensor): void {
  leaf.assignedAt = nextId - 1;
  recorder?.assigned(leaf, value);
}
