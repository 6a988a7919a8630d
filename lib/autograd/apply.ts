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
 * Page 55 · before it: autograd/runFast.ts · after it: ops/cast.ts
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
  /** A leaf has another gradient, or none. */
  gradAssigned(leaf: Tensor): void;
  /** JavaScript that has to run on every replay, in this place. */
  effect(run: () => void): void;
  /** A condition that the recording takes for granted. */
  guard(read: () => unknown): void;
}

let recorder: Recorder | null = null;
let gradEnabled = true;
let nextId = 1;

/** The recorder at work, or null. */
export function currentRecorder(): Recorder | null {
  return recorder;
}

/** Sets who records, and returns who did before. */
export function setRecorder(next: Recorder | null): Recorder | null {
  const former = recorder;
  recorder = next;
  return former;
}

/** Whether operations remember their inputs for `backward`. */
export function isGradEnabled(): boolean {
  return gradEnabled;
}

/** Switches that on or off, and returns what it was before. */
export function setGradEnabled(enabled: boolean): boolean {
  const former = gradEnabled;
  gradEnabled = enabled;
  return former;
}

/** Computes one operation now, and returns all its outputs. */
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

/** Computes one operation now, and returns its first output. */
export function apply<P>(operation: Operation<P>, inputs: readonly Tensor[], params: P): Tensor {
  return applyAll(operation, inputs, params)[0];
}

/** A rule by which elements are found in the storage of another tensor. */
export interface View {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** An operation that moves nothing: its output views the storage of its input. */
export function applyView<P>(operation: ViewOperation<P>, input: Tensor, view: View, params: P): Tensor {
  const output = new Tensor(input.storage, view.shape, view.strides, view.offset);
  recorder?.viewed(input, output);
  remember(operation, [input], [output], params);
  return output;
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

/** Lets something run now, and in the same place whenever the step that is being recorded is replayed. */
export function effect(run: () => void): void {
  recorder?.effect(run);
  run();
}

/** Reads a condition, such as a module's mode, on which the operations to come depend. A replay checks it first. */
export function guarded<T>(read: () => T): T {
  recorder?.guard(read);
  return read();
}

/** Notes that a leaf takes the numbers of a value: a graph made before must not be walked with them. */
export function markAssigned(leaf: Tensor, value: Tensor): void {
  leaf.assignedAt = nextId - 1;
  recorder?.assigned(leaf, value);
}
