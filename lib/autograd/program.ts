/*
 * A compiled step: a recording, bound to a memory of its own. Everything that the step touches has a fixed place there,
 * parameters and optimizer state included, and each call of the recording has become one function without arguments that
 * knows its addresses. Replaying is calling them one after another: no tensor is made, no shape is looked at.
 *
 *   copy the arguments in  →  run the calls  →  copy out what is returned
 *
 * Parameters stay in this memory from step to step. Whoever asks a parameter for its numbers in between gets a copy, made when
 * they ask; whoever gives it new ones, such as a loaded checkpoint, finds them copied in before the next replay.
 *
 * Notation: a leaf's keeper is the program that has its newest numbers.
 * Source: the design of CUDA graphs and of PyTorch's cudagraph trees, for replaying recorded calls on fixed addresses.
 * NB: the memory is an ordinary object, freed with the step: nobody has to dispose of it.
 *
 * Page 98 · before it: autograd/plan.ts · after it: autograd/compile.ts
 */
import { allocate, bytesOf, type TypedArray } from "../tensor/dtype.ts";
import { eachPosition, isContiguous, stridesOf } from "../tensor/shape.ts";
import { type Keeper, Storage, Tensor } from "../tensor/tensor.ts";
import { reservedBytes } from "../wasm/kernels.ts";
import type { Kernels } from "../wasm/kernelTypes.ts";
import { settleThreads } from "../wasm/threads.ts";
import { settings } from "./configure.ts";
import type { Block, Operation } from "./operation.ts";
import { plan } from "./plan.ts";
import type { Call, Operand, Recording } from "./recording.ts";
import { aligned, createMemory, hasKernels, isForKernels, kernelsOn } from "./runFast.ts";

/** A leaf, its place in the memory, and the storage whose numbers lie there. */
interface Leaf {
  readonly tensor: Tensor;
  readonly buffer: number;
  /** As it was when the step was recorded: a frozen parameter takes another way back. */
  readonly requiresGrad: boolean;
  synced: Storage | null;
}

/** A leaf's gradient from before the step. */
interface GradLeaf {
  readonly tensor: Tensor;
  readonly buffer: number;
  synced: Tensor | null;
}

/** A copy at the end of a replay, from where a call wrote to where the next replay looks. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly data: TypedArray;
  /** The number of the call that wrote it. */
  readonly writer: number;
}

/**
 * A recording that can be replayed.
 * @throws RangeError when there is not so much memory.
 * @example
 * const at = (buffer) => ({ buffer, shape: [4], strides: [1], offset: 0, dtype: "float32", size: 4 });
 * const double = {
 *   name: "double",
 *   infer: ([x]) => x,
 *   forward([y], [x]) {
 *     for (let i = 0; i < x.size; i++) y.data[y.offset + i] = 2 * x.data[x.offset + i];
 *   },
 * };
 * const calls = [0, 1, 2].map((i) => ({ operation: double, params: null, inputs: [at(i)], outputs: [at(i + 1)] }));
 * const kinds = [{ kind: "argument", index: 0 }, ...Array(3).fill({ kind: "result" })];
 * const buffers = kinds.map((source) => ({ dtype: "float32", length: 4, source }));
 * const recording = { calls, buffers, results: [at(3)], assigned: [], grads: [], guards: [], obstacle: null };
 * const program = new Program(recording);
 * program.replay([tensor([1, 2, 3, 4])]);
 * toArray(program.results()[0]); // => [8, 16, 24, 32]
 */
export class Program implements Keeper {
  /** How long its memory is. */
  readonly sizeBytes: number;
  /** How many operations and effects a replay runs, one after another. */
  readonly numCalls: number;
  readonly #recording: Recording;
  /** The whole memory as elements of each kind: no loop needs a view of its own. */
  readonly #views: Readonly<Record<Tensor["dtype"], TypedArray>>;
  /** Where each buffer begins, in bytes. */
  readonly #addresses: readonly number[];
  /** The calls, bound to their addresses. */
  readonly #runs: readonly (() => void)[];
  /** What comes from outside and is looked at before each replay. */
  readonly #leaves: Leaf[] = [];
  readonly #gradLeaves: GradLeaf[] = [];
  /** Where to find the newest numbers of a leaf, and of a leaf's gradient. */
  readonly #values = new Map<Tensor, Operand>();
  readonly #grads = new Map<Tensor, Operand>();
  /** New numbers that could not be written in the place of the old ones: copied there after each replay. */
  readonly #moves: readonly Move[];
  /** For each buffer the call that writes it. */
  readonly #writers = new Map<number, number>();

  constructor(recording: Recording) {
    const { threads } = settings();
    const { addresses, scratch, scratchStride, sizeBytes } = plan(recording, aligned(reservedBytes), aligned, threads);
    const withKernels = hasKernels();
    const memory = withKernels ? createMemory(sizeBytes) : { buffer: new ArrayBuffer(Math.ceil(sizeBytes / 8) * 8) };
    const kernels = "grow" in memory ? kernelsOn(memory, () => scratchStride) : null;
    const { buffer } = memory;
    this.#recording = recording;
    this.#addresses = addresses;
    this.#views = {
      float32: new Float32Array(buffer),
      float64: new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8)),
      int32: new Int32Array(buffer),
      bool: new Uint8Array(buffer),
    };
    this.sizeBytes = sizeBytes;
    this.numCalls = recording.calls.length;
    this.#runs = recording.calls.map((call) => this.#bind(call, kernels, scratch));
    for (const [i, call] of recording.calls.entries()) {
      if ("effect" in call) continue;
      for (const { buffer: written } of call.outputs) this.#writers.set(written, i);
    }
    for (const [index, { source }] of recording.buffers.entries()) {
      if (source.kind === "leaf") {
        const { tensor } = source;
        this.#leaves.push({ tensor, buffer: index, requiresGrad: tensor.requiresGrad, synced: null });
      }
      if (source.kind === "grad") this.#gradLeaves.push({ tensor: source.tensor, buffer: index, synced: null });
    }
    // The calls are bound; left is what has to be told afterwards, to whom.
    this.#moves = this.#planMoves();
    for (const { leaf, grad } of recording.grads)
      if (grad !== null) this.#grads.set(leaf, this.#afterMoves(leaf, grad));
  }

  /**
   * One call as a function that knows its addresses. The choice between kernel and readable loop is made here, once, by the same
   * rule as in `apply`: so a replay has the bits of the step itself.
   */
  #bind(call: Call, kernels: Kernels | null, scratch: number): () => void {
    if ("effect" in call) return call.effect;
    const operation = call.operation as Operation<unknown>;
    const inputs = call.inputs.map((operand) => this.#block(operand));
    const outputs = call.outputs.map((operand) => this.#block(operand));
    const { params } = call;
    if (kernels !== null && operation.fast !== undefined && isForKernels(outputs, inputs)) {
      const run = operation.fast({ kernels, outputs, inputs, params, scratch });
      if (run !== null) return run;
    }
    return () => operation.forward(outputs, inputs, params);
  }

  /** An operand as a loop sees it, at its place. */
  #block({ buffer, shape, strides, offset, dtype, size }: Operand): Block {
    const pointer = this.#addresses[buffer] + offset * bytesOf[dtype];
    return { data: this.#views[dtype], offset: pointer / bytesOf[dtype], strides, shape, dtype, size, pointer };
  }

  /** Finds where the newest numbers of each leaf will lie, and which of them have to be moved there. */
  #planMoves(): Move[] {
    const moves: Move[] = [];
    const plan = ({ buffer, dtype, size }: Operand, to: number): void => {
      const at = (index: number): number => this.#addresses[index] / bytesOf[dtype];
      if (at(buffer) === at(to)) return; // written in place
      const writer = this.#writers.get(buffer) ?? -1;
      moves.push({ from: at(buffer), to: at(to), length: size, data: this.#views[dtype], writer });
    };
    for (const { leaf, value } of this.#recording.assigned) {
      const own = this.#leaves.find(({ tensor }) => tensor === leaf);
      this.#values.set(leaf, own === undefined ? value : { ...value, buffer: own.buffer });
      if (own !== undefined) plan(value, own.buffer);
    }
    for (const { tensor, buffer } of this.#gradLeaves) {
      const last = this.#recording.grads.find(({ leaf }) => leaf === tensor)?.grad;
      if (last) plan(last, buffer);
    }
    return moves;
  }

  /** Where a leaf's gradient lies when the replay is over. */
  #afterMoves(leaf: Tensor, grad: Operand): Operand {
    const own = this.#gradLeaves.find(({ tensor }) => tensor === leaf);
    return own === undefined ? grad : { ...grad, buffer: own.buffer, offset: 0, strides: stridesOf(grad.shape) };
  }

  /** Whether everything is still as the recording took it for granted: modes, and who requires a gradient. */
  holds(): boolean {
    for (const { read, value } of this.#recording.guards) if (!Object.is(read(), value)) return false;
    return this.#leaves.every(({ tensor, requiresGrad }) => tensor.requiresGrad === requiresGrad);
  }

  /**
   * One step. Afterwards the leaves know that their newest numbers are here.
   * @param args As many as were recorded, of the same shapes and dtypes.
   * @throws What a call throws, as when a label is out of range.
   */
  replay(args: readonly Tensor[]): void {
    settleThreads();
    for (let i = 0; i < args.length; i++) this.#fill(i, args[i]); // argument i has buffer i
    // A leaf whose newest numbers are here, or have not changed since, needs nothing. A step after a step copies no parameter.
    for (const leaf of this.#leaves) {
      if (leaf.tensor.keeper === this || leaf.tensor.storage === leaf.synced) continue;
      leaf.synced = leaf.tensor.storage;
      this.#views[leaf.tensor.dtype].set(leaf.synced.data, this.#start(leaf.buffer, leaf.tensor.dtype));
    }
    for (const leaf of this.#gradLeaves) {
      if (leaf.tensor.gradKeeper === this || leaf.tensor.grad === leaf.synced) continue;
      leaf.synced = leaf.tensor.grad;
      if (leaf.synced !== null) this.#fill(leaf.buffer, leaf.synced);
    }
    // The step itself: all else here is a matter of a few comparisons.
    const runs = this.#runs;
    let done = 0;
    try {
      for (; done < runs.length; done++) runs[done]();
    } finally {
      this.#settle(done);
    }
  }

  /**
   * New numbers go where the next step looks for them, and leaves learn of them. If a call has thrown, this is so for what was
   * written before it: as in the step itself, an optimizer that was before the fault has moved its parameters, and one behind it
   * has not. Gradients are gone then, as other results have lain in their places.
   */
  #settle(numDone: number): void {
    for (const { from, to, length, data, writer } of this.#moves) {
      if (writer < numDone) data.copyWithin(to, from, from + length);
    }
    for (const { leaf, value } of this.#recording.assigned) {
      if ((this.#writers.get(value.buffer) as number) < numDone) leaf.keeper = this;
    }
    // Gradients are left, or forgotten, as the last call leaves them.
    const isWhole = numDone === this.#runs.length;
    for (const { leaf, grad } of this.#recording.grads) {
      if (isWhole && grad !== null) leaf.gradKeeper = this;
      else leaf.grad = null;
    }
    if (isWhole) return;
    // Whoever has its numbers elsewhere gets them copied in anew, since here they may have been written over.
    for (const own of [...this.#leaves, ...this.#gradLeaves]) own.synced = null;
  }

  /** The index of a buffer's first element, in the view of its dtype. */
  #start(buffer: number, dtype: Tensor["dtype"]): number {
    return this.#addresses[buffer] / bytesOf[dtype];
  }

  /** Copies the elements of a tensor, row by row, to the start of a buffer. It makes no view: a replay allocates nothing. */
  #fill(buffer: number, { storage, shape, strides, offset, dtype, size }: Tensor): void {
    const view = this.#views[dtype];
    let next = this.#start(buffer, dtype);
    if (isContiguous(shape, strides)) {
      if (size === storage.data.length) view.set(storage.data, next);
      else for (let i = 0; i < size; i++) view[next + i] = storage.data[offset + i];
      return;
    }
    eachPosition(shape, [strides], [offset], ([position]) => {
      view[next++] = storage.data[position];
    });
  }

  /** A copy of what lies in the memory: the next replay will write there, and whoever holds a tensor must not see it. */
  #copy({ buffer, shape, strides, offset, dtype, size }: Operand): Tensor {
    const data = allocate(dtype, size);
    const view = this.#views[dtype];
    const start = this.#start(buffer, dtype) + offset;
    let next = 0;
    if (isContiguous(shape, strides)) data.set(view.subarray(start, start + size));
    else {
      eachPosition(shape, [strides], [start], ([position]) => {
        data[next++] = view[position];
      });
    }
    return new Tensor(new Storage(data, dtype), shape);
  }

  /** Copies of the tensors that the step returned, in the order of the recording. */
  results(): Tensor[] {
    return this.#recording.results.map((operand) => this.#copy(operand));
  }

  /** Gives a leaf a storage of its own with the newest numbers. Its place here has the same ones and needs no copying in. */
  handOver(leaf: Tensor): void {
    const { storage } = this.#copy(this.#values.get(leaf) as Operand);
    leaf.storage = storage;
    for (const own of this.#leaves) if (own.tensor === leaf) own.synced = storage;
  }

  /** The same for its gradient. */
  handOverGrad(leaf: Tensor): Tensor {
    const grad = this.#copy(this.#grads.get(leaf) as Operand);
    for (const own of this.#gradLeaves) if (own.tensor === leaf) own.synced = grad;
    return grad;
  }
}
