/*
 * A fast loop for tensors that live in ordinary arrays. Kernels in WebAssembly see nothing but WebAssembly's own memory, so
 * the operands are copied to a scratch area there, the kernel runs, and what it wrote is copied back. Copying costs little beside
 * the product of two matrices, and in return the collector may free tensors as it likes: nothing stays in the scratch area.
 *
 *   scratch ← x,    kernel,    y ← scratch
 *
 * A compiled step needs none of this: it keeps everything in WebAssembly memory from the start.
 *
 * Notation: x inputs, y outputs; addresses and sizes in bytes.
 * NB: an operand keeps its strides in the scratch area, so that the kernel makes the choices, and the roundings, that it makes
 *   in a compiled step.
 *
 * Page 57 · before it: autograd/configure.ts · after it: autograd/apply.ts
 */
import { bytesOf, type TypedArray } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  compileKernels,
  createKernelMemory,
  instantiateKernels,
  type KernelMemory,
  reservedBytes,
} from "../wasm/kernels.ts";
import type { Kernels } from "../wasm/kernelTypes.ts";
import { settleThreads, withThreads } from "../wasm/threads.ts";
import { type Settings, settings } from "./configure.ts";
import type { Block, Operation, Spec } from "./operation.ts";

/** Addresses are multiples of this, so that vectors do not straddle cache lines. */
const alignment = 64;
const pageBytes = 65536;

/**
 * Memory that kernels see, and the kernels on it. It grows to the largest call there has been. One area serves all calls, since
 * nothing is left in it between two of them.
 */
interface ScratchArea {
  readonly memory: KernelMemory;
  readonly kernels: Kernels;
  readonly settings: Settings;
  float32: Float32Array;
  int32: Int32Array;
  bool: Uint8Array;
}

let area: ScratchArea | null = null;
/** How much of the scratch memory each thread has in the call that is running. */
let scratchStride = 0;

/**
 * An address rounded up to where an operand may begin.
 * @example [aligned(1), aligned(64)]; // => [64, 64]
 */
export function aligned(address: number): number {
  return Math.ceil(address / alignment) * alignment;
}

/**
 * Whether the kernels are there and wanted.
 * @example hasKernels(); // => true
 */
export function hasKernels(): boolean {
  return settings().webAssembly && compileKernels({ fused: settings().fused }) !== null;
}

/**
 * Bytes of scratch memory that the kernel of a call wants.
 * @example scratchBytesOf({ name: "none", infer: ([x]) => x, forward: () => {} }, [], [], null); // => 0
 */
export function scratchBytesOf<P>(
  operation: Operation<P>,
  outputs: readonly Spec[],
  inputs: readonly Spec[],
  params: P,
): number {
  if (operation.scratchBytes === undefined || !isForKernels(outputs, inputs) || !hasKernels()) return 0;
  return operation.scratchBytes(scratchArea(0).kernels, outputs, inputs, params);
}

/**
 * Whether kernels know the dtypes of a call: floats, where there are any, must be float32.
 * @example [isForKernels([ones([1])], []), isForKernels([ones([1], { dtype: "float64" })], [])]; // => [true, false]
 */
export function isForKernels(outputs: readonly Spec[], inputs: readonly Spec[]): boolean {
  const has = (dtype: string): boolean =>
    outputs.some((spec) => spec.dtype === dtype) || inputs.some((spec) => spec.dtype === dtype);
  return has("float32") && !has("float64");
}

/**
 * The kernels on a memory, as the settings want them: plain or fused, on one thread or several.
 * @param stride Says how many bytes of scratch each thread has.
 * @throws Error when there are no kernels.
 * @example typeof kernelsOn(createMemory(70_000), () => 0).matmul; // => "function"
 */
export function kernelsOn(memory: KernelMemory, stride: () => number): Kernels {
  const { fused, threads } = settings();
  const kernels = instantiateKernels(memory, { fused });
  const module = threads > 1 ? compileKernels({ fused, shared: true }) : null;
  return module === null ? kernels : withThreads(kernels, module, memory, threads, stride);
}

/**
 * A memory for the kernels, which several threads see if the settings want so.
 * @example createMemory(70_000).buffer.byteLength; // => 131072
 */
export function createMemory(sizeBytes: number): KernelMemory {
  return createKernelMemory(sizeBytes, { shared: settings().threads > 1 });
}

/** The scratch area, at least so big. Other settings want other kernels, and so an area of their own; the former is collected. */
function scratchArea(sizeBytes: number): ScratchArea {
  settleThreads();
  const chosen = settings();
  if (area === null || area.settings !== chosen) {
    const memory = createMemory(Math.max(sizeBytes, 16 * pageBytes));
    area = { memory, kernels: kernelsOn(memory, () => scratchStride), settings: chosen, ...viewsOf(memory) };
  }
  // WebAssembly memories grow by whole pages, and never shrink.
  const missing = sizeBytes - area.memory.buffer.byteLength;
  if (missing > 0) {
    area.memory.grow(Math.ceil(missing / pageBytes));
    Object.assign(area, viewsOf(area.memory)); // growing has emptied the former ones
  }
  return area;
}

/** The whole memory as elements of each kind; float64 is missing, as no kernel knows it. */
function viewsOf({ buffer }: KernelMemory): Pick<ScratchArea, "float32" | "int32" | "bool"> {
  return { float32: new Float32Array(buffer), int32: new Int32Array(buffer), bool: new Uint8Array(buffer) };
}

/** How many elements of its storage a tensor spans, from its first to its last: of a column of an (M, N) matrix (M − 1) · N + 1. */
function spanOf({ shape, strides, size }: Tensor): number {
  if (size === 0) return 0;
  let span = 1;
  for (let axis = 0; axis < shape.length; axis++) span += (shape[axis] - 1) * strides[axis];
  return span;
}

/**
 * Runs the kernel of an operation, if it has one for these operands.
 * @returns Whether it did; if not, the outputs are as they were.
 * @example runFast({ name: "none", infer: ([x]) => x, forward: () => {} }, [], [], null); // => false
 */
export function runFast<P>(
  operation: Operation<P>,
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  params: P,
): boolean {
  if (operation.fast === undefined || !isForKernels(outputs, inputs) || !hasKernels()) return false;
  // First only addresses are given out, and nothing is copied: the operation may still say that it has no kernel for this.
  // Operands first, then results, then what the kernel wants for itself, one behind the other.
  let top = aligned(reservedBytes);
  const take = (sizeBytes: number): number => {
    const address = top;
    top = aligned(top + sizeBytes);
    return address;
  };
  // A transposed matrix is copied as it lies, its gaps and all, and the kernel is told its strides.
  const spans = inputs.map(spanOf);
  const addresses = inputs.map(({ dtype }, i) => take(spans[i] * bytesOf[dtype]));
  const outputAddresses = outputs.map(({ dtype, size }) => take(size * bytesOf[dtype]));
  scratchStride = aligned(scratchBytesOf(operation, outputs, inputs, params));
  const scratch = take(scratchStride * settings().threads);
  const memory = scratchArea(top);
  // An operand as the kernel will see it: strides and shape are the tensor's, only the place is another.
  const viewOf = (tensor: Tensor): TypedArray => memory[tensor.dtype as "float32" | "int32" | "bool"];
  const blockAt = (tensor: Tensor, pointer: number): Block => ({
    data: viewOf(tensor),
    offset: pointer / bytesOf[tensor.dtype],
    strides: tensor.strides,
    shape: tensor.shape,
    dtype: tensor.dtype,
    size: tensor.size,
    pointer,
  });
  // The operation decides by the layouts whether it has a kernel for them; only then are numbers moved.
  // What comes back is the kernel's call with its addresses: the same that a compiled step keeps.
  const run = operation.fast({
    kernels: memory.kernels,
    outputs: outputs.map((output, i) => blockAt(output, outputAddresses[i])),
    inputs: inputs.map((input, i) => blockAt(input, addresses[i])),
    params,
    scratch,
  });
  if (run === null) return false;
  // In: from its first to its last element, gaps included, so that the strides stay right.
  for (const [i, input] of inputs.entries()) {
    const { data } = input.storage;
    const whole = input.offset === 0 && spans[i] === data.length;
    viewOf(input).set(
      whole ? data : data.subarray(input.offset, input.offset + spans[i]),
      addresses[i] / bytesOf[input.dtype],
    );
  }
  run();
  // Out: results lie row by row, there and here.
  for (const [i, output] of outputs.entries()) {
    const start = outputAddresses[i] / bytesOf[output.dtype];
    output.storage.data.set(viewOf(output).subarray(start, start + output.size));
  }
  return true;
}
