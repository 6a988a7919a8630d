/*
 * A plan: where in one memory each buffer of a recording lies. What comes from outside, and what is wanted after the step, has
 * a place of its own; every other result needs its place only from the call that makes it to the last call that reads it, and
 * then the place is given to another. So a step needs little memory, and the numbers that are read next are still in the cache.
 *
 *   life of a buffer = [call that writes it, last call that reads it]      two buffers may share a place if their lives are apart
 *
 * Where an operation works element by element, its result may even take the place of an input that nobody reads any more; so
 * an optimizer's new weights are written where the old ones were.
 *
 * Notation: places in bytes from the start of the memory.
 * Source: the register allocation of compilers, for the idea (M. Poletto and V. Sarkar, Linear scan, TOPLAS 21, 1999); best fit:
 *   D. Knuth, The Art of Computer Programming 1, section 2.5.
 *
 * Page 97 · before it: autograd/recording.ts · after it: autograd/program.ts
 */
import { bytesOf } from "../tensor/dtype.ts";
import { isContiguous, sameShape } from "../tensor/shape.ts";
import type { Operation } from "./operation.ts";
import type { Operand, Recording } from "./recording.ts";
import { scratchBytesOf } from "./runFast.ts";

/** Places for all buffers of a recording. */
export interface Plan {
  /** Address of each buffer. */
  readonly addresses: readonly number[];
  /** Address of the scratch area that kernels share. */
  readonly scratch: number;
  /** How much of it each thread has. */
  readonly scratchStride: number;
  /** How long the memory must be. */
  readonly sizeBytes: number;
}

/** Forever: for results that are read after the step. */
const always = Number.POSITIVE_INFINITY;

/** For each buffer the last call that reads it; −1 when none does. */
function lastReaders({ calls, buffers, results, assigned, grads }: Recording): number[] {
  // Arguments and leaves keep their places from step to step.
  const last = buffers.map(({ source }) => (source.kind === "result" ? -1 : always));
  for (const [i, call] of calls.entries()) {
    if ("effect" in call) continue;
    for (const { buffer } of call.inputs) if (last[buffer] !== always) last[buffer] = i;
  }
  // What is returned, kept in a parameter or left as a gradient is read after the last call.
  const wanted = [...results, ...assigned.map(({ value }) => value), ...grads.map(({ grad }) => grad)];
  for (const operand of wanted) if (operand !== null) last[operand.buffer] = always;
  return last;
}

/** For each buffer from outside the last call that reads it: from then on new numbers of its leaf may lie there. */
function lastReadersOfLeaves({ calls, buffers, results, grads }: Recording): number[] {
  const last = buffers.map(() => -1);
  for (const [i, call] of calls.entries()) {
    if ("effect" in call) continue;
    for (const { buffer } of call.inputs) last[buffer] = i;
  }
  for (const operand of [...results, ...grads.map(({ grad }) => grad)])
    if (operand !== null) last[operand.buffer] = always;
  return last;
}

/** The places of memory that are free, in order, none touching the next. */
class FreeSpace {
  /** Ordered by where they start. */
  #gaps: { start: number; end: number }[] = [];
  /** The first place that nobody has had yet. */
  #top: number;
  readonly #align: (address: number) => number;

  constructor(start: number, align: (address: number) => number) {
    this.#top = start;
    this.#align = align;
  }

  /** Where the memory ends that has been given out so far. */
  get end(): number {
    return this.#top;
  }

  /** The smallest gap that is big enough, else the end of the memory. */
  take(sizeBytes: number): number {
    const size = this.#align(Math.max(sizeBytes, 1));
    let best = -1;
    for (const [i, { start, end }] of this.#gaps.entries()) {
      const fits = end - start >= size;
      if (fits && (best === -1 || end - start < this.#gaps[best].end - this.#gaps[best].start)) best = i;
    }
    if (best === -1) {
      const address = this.#top;
      this.#top += size;
      return address;
    }
    const gap = this.#gaps[best];
    const address = gap.start;
    gap.start += size;
    if (gap.start === gap.end) this.#gaps.splice(best, 1);
    return address;
  }

  /** Takes a place back, and makes one gap of those that touch. */
  give(start: number, sizeBytes: number): void {
    const end = start + this.#align(Math.max(sizeBytes, 1));
    const at = this.#gaps.findIndex((gap) => gap.start > start);
    this.#gaps.splice(at === -1 ? this.#gaps.length : at, 0, { start, end });
    this.#gaps = this.#gaps.reduce<{ start: number; end: number }[]>((merged, gap) => {
      const last = merged.at(-1);
      if (last !== undefined && last.end === gap.start) last.end = gap.end;
      else merged.push(gap);
      return merged;
    }, []);
  }
}

/**
 * Finds a place for every buffer.
 * @param start The first address that may be used.
 * @param align Rounds an address up to where a buffer may begin.
 * @param numThreads How many of them need scratch memory of their own.
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
 * const { addresses } = plan(recording, 0, (address) => Math.ceil(address / 16) * 16);
 * addresses; // => [0, 16, 32, 16]
 */
export function plan(recording: Recording, start: number, align: (address: number) => number, numThreads = 1): Plan {
  const { calls, buffers, assigned } = recording;
  const last = lastReaders(recording);
  const lastOfLeaf = lastReadersOfLeaves(recording);
  // In bytes; an empty buffer still gets a place, so that every pointer is valid.
  const sizes = buffers.map(({ dtype, length }) => length * bytesOf[dtype]);
  const addresses = buffers.map(() => -1);
  const owner = buffers.map((_, buffer) => buffer); // whose place a buffer took over
  const space = new FreeSpace(start, align);
  // First what comes from outside.
  for (const [buffer, { source }] of buffers.entries()) {
    if (source.kind !== "result") addresses[buffer] = space.take(sizes[buffer]);
  }
  // A leaf's new numbers, by the buffer that holds them: they may take the place of the old ones.
  const oldOf = new Map<number, number>();
  for (const { leaf, value } of assigned) {
    const old = buffers.findIndex(({ source }) => source.kind === "leaf" && source.tensor === leaf);
    if (old !== -1 && buffers[value.buffer].source.kind === "result") oldOf.set(value.buffer, old);
  }
  // Then the calls, one after the other, as they will run: outputs take places, and inputs give theirs back.
  let scratchBytes = 0;
  for (const [i, call] of calls.entries()) {
    if ("effect" in call) continue;
    const operation = call.operation as Operation<unknown>;
    scratchBytes = Math.max(scratchBytes, scratchBytesOf(operation, call.outputs, call.inputs, call.params));
    for (const [k, output] of call.outputs.entries()) {
      const from = operation.inPlace?.[k];
      const input = from === undefined ? undefined : call.inputs[from];
      if (input !== undefined && mayTakeOver(output, input, call.inputs)) {
        // The input is a result that nobody reads again, or the old numbers of the leaf whose new ones are written.
        const { source } = buffers[input.buffer];
        const dies = source.kind === "result" && last[input.buffer] === i;
        const isNewValue = oldOf.get(output.buffer) === input.buffer && lastOfLeaf[input.buffer] === i;
        if (dies || isNewValue) {
          addresses[output.buffer] = addresses[input.buffer];
          owner[output.buffer] = owner[input.buffer];
        }
      }
      if (addresses[output.buffer] === -1) addresses[output.buffer] = space.take(sizes[output.buffer]);
    }
    // Whoever is read for the last time here gives its place back, unless an output has just taken it over.
    const ending = new Set([...call.inputs, ...call.outputs].map(({ buffer }) => buffer));
    for (const buffer of ending) {
      const ends = buffers[buffer].source.kind === "result" && last[buffer] <= i;
      const passedOn = call.outputs.some(
        (output) => output.buffer !== buffer && owner[output.buffer] === owner[buffer],
      );
      if (ends && !passedOn && isResult(owner[buffer])) space.give(addresses[owner[buffer]], sizes[owner[buffer]]);
    }
  }
  function isResult(buffer: number): boolean {
    return buffers[buffer].source.kind === "result";
  }
  const scratchStride = align(scratchBytes);
  return { addresses, scratch: space.end, scratchStride, sizeBytes: space.end + numThreads * scratchStride };
}

/** Whether an output has the very layout of the input, and no other input lies there in another order. */
function mayTakeOver(output: Operand, input: Operand, inputs: readonly Operand[]): boolean {
  if (output.size !== input.size || bytesOf[output.dtype] !== bytesOf[input.dtype]) return false;
  if (input.offset !== 0 || !isContiguous(input.shape, input.strides)) return false;
  if (!sameShape(input.shape, output.shape)) return false;
  return inputs.every(
    (other) =>
      other.buffer !== input.buffer ||
      (other.offset === 0 && other.size === input.size && isContiguous(other.shape, other.strides)),
  );
}
