/*
 * Several threads on one memory. A kernel that computes rows `start` … `end` can be called by two threads at once, each for
 * half of the rows: every number is still computed by one of them, from the same terms in the same order, so the bits do not
 * depend on how many there are. This page hires the threads, hands them kernels and memories, and divides large calls.
 *
 *   matmul(…, 0, 512)   =   matmul(…, 0, 256) here  and  matmul(…, 256, 512) there,  then wait
 *
 * The others wait for a number in shared memory, the ticket, to change. Then they read their call from shared memory too,
 * run it, and write the ticket down as done. Between two calls they look again and again for a few microseconds, as waking a
 * sleeper takes longer than a small product; after that they sleep.
 *
 * Notation: control the shared bytes: the ticket, what it is about, then for each thread its done ticket and its call.
 * Source: the fork–join model; L. Dagum and R. Menon, OpenMP, IEEE Comput. Sci. Eng. 5 (1998).
 * NB: a thread takes a while to start, and nobody waits for it: until it is there, calls run on one thread.
 *
 * Page 46 · before it: wasm/kernels.ts · after it: tensor/dtype.ts
 */
import { startThread, type Thread } from "#platform";
import type { KernelMemory, KernelModule } from "./kernels.ts";
import type { Kernels } from "./kernelTypes.ts";

/** How a kernel's rows are counted: where in its arguments `start` and `end` stand, and its scratch address if it has one. */
interface Division {
  readonly start: number;
  readonly scratch?: number;
  /** About how many additions and multiplications one row takes. */
  readonly work: (args: readonly number[]) => number;
}

/** Twice the product of some arguments: a multiplication and an addition for each term. */
const product = (args: readonly number[], ...places: number[]): number => places.reduce((all, at) => all * args[at], 2);
/** What one image costs: every output number is a sum over a window of the channels of its group. */
const convolution = (args: readonly number[]): number => product(args, 4, 7, 8, 9, 10, 11) / args[18];

/**
 * The kernels that can be divided. The places are those of `kernelTypes.ts`; a test compares the two.
 * @example divisions.matmul.work([0, 0, 0, 0, 0, 0, 0, 0, 64, 32]); // => 4096
 */
export const divisions: Readonly<Partial<Record<keyof Kernels, Division>>> = {
  matmul: { start: 12, scratch: 14, work: (args) => product(args, 8, 9) },
  matmulBatched: { start: 20, scratch: 22, work: (args) => product(args, 16, 17) },
  conv2d: { start: 20, scratch: 22, work: convolution },
  conv2dInputGradient: {
    start: 18,
    scratch: 20,
    work: (args) => product(args, 3, 6, 7, 8, 9, 10) / args[17],
  },
  conv2dWeightGradient: {
    start: 19,
    scratch: 21,
    work: (args) => product(args, 3, 4, 8, 9, 10, 11) / args[18],
  },
  attentionSoftmax: { start: 2, work: (args) => 20 * args[4] },
  attentionSoftmaxBackward: { start: 3, work: (args) => 4 * args[5] },
  maxPool2d: { start: 13, work: (args) => product(args, 5, 6, 7, 8) },
};

/** Below so much work for each thread, dividing costs more than it saves: about twenty microseconds. */
const leastWork = 1_000_000;

// The layout of the shared bytes: a head with the ticket and its kind, then a slot of arguments for each thread.
const headBytes = 64;
const slotBytes = 512;
const slotNumbers = slotBytes / 8;

/** What a thread runs: JavaScript, since it is handed over as text. Places in `ints`: 0 ticket, 1 kind (1 mail, 2 call). */
const program = `
const { parentPort, receiveMessageOnPort, workerData } = require("node:worker_threads");
const { control, index } = workerData;
const ints = new Int32Array(control);
const done = ${headBytes / 4} + index * ${slotBytes / 4};
const slot = new Float64Array(control, ${headBytes} + index * ${slotBytes} + 8, ${slotNumbers - 1});
const instances = new Map();
let seen = 0;
for (;;) {
  let looks = 0;
  while (Atomics.load(ints, 0) === seen) if (++looks > 20000) Atomics.wait(ints, 0, seen);
  seen = Atomics.load(ints, 0);
  if (ints[1] === 1) {
    for (let mail; (mail = receiveMessageOnPort(parentPort)) !== undefined; ) {
      const { id, module, memory, names } = mail.message;
      if (module === undefined) instances.delete(id);
      else {
        const { exports } = new WebAssembly.Instance(module, { env: { memory } });
        instances.set(id, names.map((name) => exports[name]));
      }
    }
  } else {
    const [id, kernel, count] = slot;
    if (kernel >= 0) instances.get(id)[kernel](...slot.subarray(3, 3 + count));
  }
  Atomics.store(ints, done, seen);
}`;

/** Kernels by number, as the threads know them. */
const names = Object.keys(divisions) as (keyof Kernels)[];

/** The other threads, and how to call them. */
class Team {
  /** The others: this thread is not among them. */
  readonly #threads: readonly Thread[];
  readonly #ints: Int32Array;
  readonly #slots: readonly Float64Array[];
  #ticket = 0;
  /** The last ticket that brought mail: who has not done it cannot be called yet. */
  #mail = 0;
  /** The number of the next memory that is introduced. */
  #nextId = 1;

  constructor(numOthers: number) {
    const control = new SharedArrayBuffer(headBytes + numOthers * slotBytes);
    this.#ints = new Int32Array(control);
    this.#slots = Array.from(
      { length: numOthers },
      (_, i) => new Float64Array(control, headBytes + i * slotBytes + 8, slotNumbers - 1),
    );
    this.#threads = this.#slots.flatMap((_, index) => startThread(program, { control, index }) ?? []);
  }

  /** How many others there are: fewer than wanted where the platform has none to give. */
  get size(): number {
    return this.#threads.length;
  }

  /** Raises the ticket, which wakes everybody. */
  #send(kind: 1 | 2): void {
    this.#ints[1] = kind;
    this.#ticket += 1;
    Atomics.store(this.#ints, 0, this.#ticket);
    Atomics.notify(this.#ints, 0);
  }

  /** Mail goes to all, and the ticket says that there is some. */
  #post(message: unknown): void {
    for (const thread of this.#threads) thread.post(message);
    this.#send(1);
    this.#mail = this.#ticket;
  }

  /** Whether all have finished what came up to a ticket. */
  #haveDone(ticket: number): boolean {
    for (let i = 0; i < this.#threads.length; i++) {
      if (Atomics.load(this.#ints, headBytes / 4 + i * (slotBytes / 4)) < ticket) return false;
    }
    return true;
  }

  /** Gives all of them the kernels on a memory. */
  introduce(module: KernelModule, memory: KernelMemory): number {
    const id = this.#nextId++;
    this.#post({ id, module, memory, names });
    return id;
  }

  /** Lets them drop a memory. */
  forget(id: number): void {
    this.#post({ id });
  }

  /** Runs a kernel with its rows divided among all; false, with nothing done, when the others are not ready. */
  divide(
    id: number,
    kernel: number,
    args: readonly number[],
    run: () => void,
    division: Division,
    stride: number,
  ): boolean {
    if (!this.#haveDone(this.#mail) || !this.#haveDone(this.#ticket)) return false;
    const { start, scratch } = division;
    const [first, last] = [args[start], args[start + 1]];
    const share = Math.ceil((last - first) / (this.size + 1) / 4) * 4; // tiles have four rows
    // Each gets all arguments, with its own rows and its own scratch memory.
    for (const [i, slot] of this.#slots.entries()) {
      const from = Math.min(last, first + (i + 1) * share);
      const to = i === this.size - 1 ? last : Math.min(last, from + share);
      slot[0] = id;
      slot[1] = from < to ? kernel : -1;
      slot[2] = args.length;
      for (let k = 0; k < args.length; k++) slot[3 + k] = args[k];
      slot[3 + start] = from;
      slot[4 + start] = to;
      if (scratch !== undefined) slot[3 + scratch] = args[scratch] + (i + 1) * stride;
    }
    this.#send(2);
    const ticket = this.#ticket;
    run();
    while (!this.#haveDone(ticket)); // they finish at about the same time as we do
    return true;
  }

  /** How many rows are ours. */
  ownRows(first: number, last: number): number {
    return Math.min(last, first + Math.ceil((last - first) / (this.size + 1) / 4) * 4);
  }
}

let team: { readonly numThreads: number; readonly team: Team } | null = null;

/** The team for so many threads, hired once. */
function teamOf(numThreads: number): Team {
  if (team?.numThreads !== numThreads) team = { numThreads, team: new Team(numThreads - 1) };
  return team.team;
}

/** Tells the team when nobody needs a memory any more. */
const forgotten = new FinalizationRegistry<{ team: Team; id: number }>(({ team: those, id }) => those.forget(id));

/**
 * The same kernels, of which the large calls are divided among several threads.
 * @param kernels Instantiated on the memory, which must be shared.
 * @param scratchStride Says how many bytes of scratch each thread has; behind the first thread's lie those of the others.
 * @returns The kernels themselves where the platform has no threads.
 * @example
 * const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
 * const kernels = { matmul: () => {}, exp: () => {} };
 * const both = withThreads(kernels, {}, memory, 1, () => 1024); // a team of one has nobody to share with
 * both === kernels; // => true
 */
export function withThreads(
  kernels: Kernels,
  module: KernelModule,
  memory: KernelMemory,
  numThreads: number,
  scratchStride: () => number,
): Kernels {
  const others = teamOf(numThreads);
  if (others.size === 0) return kernels;
  const id = others.introduce(module, memory);
  const divided: Partial<Record<keyof Kernels, (...args: number[]) => void>> = {};
  for (const [index, name] of names.entries()) {
    const kernel = kernels[name] as (...args: number[]) => void;
    const division = divisions[name] as Division;
    divided[name] = (...args) => {
      const [first, last] = [args[division.start], args[division.start + 1]];
      const isLarge = ((last - first) * division.work(args)) / (others.size + 1) > leastWork;
      const ours = others.ownRows(first, last);
      const own = isLarge && ours < last ? args.with(division.start + 1, ours) : args;
      if (own === args || !others.divide(id, index, args, () => kernel(...own), division, scratchStride()))
        kernel(...args);
    };
  }
  const both = { ...kernels, ...divided } as Kernels;
  forgotten.register(both, { team: others, id });
  return both;
}
