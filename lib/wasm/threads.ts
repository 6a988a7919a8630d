/*
 * Several threads on one memory. A large call of a kernel is cut into parts, such as some of the rows each, and whoever is free
 * takes the next part. Every number is still computed by one thread, from the same terms in the same order, so the bits depend
 * neither on how many threads there are nor on who takes what.
 *
 *   matmul(…, 0, 512)   =   matmul(…, 0, 64),  matmul(…, 64, 128),  …,  matmul(…, 448, 512),  in any order, by anybody
 *
 * Who calls never waits for somebody to begin: it takes parts itself until none is left, and then waits for those that others
 * have begun. So on a busy machine, where the others may not run at all, hardly anything is lost.
 *
 * Parts are taken by an atomic exchange of one number, `open`: the job's number and how many parts nobody has taken yet. It
 * cannot be mistaken for that of another job, and until all parts of a job are done, its arguments stay.
 *
 * Notation: control the shared bytes: numbers about the job, then for each part the arguments of its call.
 * Source: the fork–join model; L. Dagum and R. Menon, OpenMP, IEEE Comput. Sci. Eng. 5 (1998), there with schedule(dynamic).
 * NB: a thread takes a while to start, and nobody waits for it: until it is there, calls run on one thread.
 *
 * Page 47 · before it: wasm/divisions.ts · after it: tensor/dtype.ts
 */
import { startThread, type Thread } from "#platform";
import { type Division, divisions, partsOf } from "./divisions.ts";
import type { KernelMemory, KernelModule } from "./kernels.ts";
import type { Kernels } from "./kernelTypes.ts";

/** Places of the shared numbers. */
const TICKET = 0; // how often there was something new: a job, or mail
const OPEN = 1; // of the job: its ticket · 256 + how many parts nobody has taken
const DONE = 2; // how many parts the others have done
const JOB = 3; // whose memory it is about, by its number
const KERNEL = 4; // which kernel
const COUNT = 5; // how many arguments it has
const SCRATCH = 6; // which of them is the address of scratch memory; −1 for none
const STRIDE = 7; // how many bytes of scratch each thread has
const MAIL = 8; // how often a memory was introduced or forgotten
const SLEEPERS = 9; // how many threads have to be woken
const WAITING = 10; // 1 while who called has to be woken
const READY = 11; // from here on, for each thread, up to which mail it has read
const headBytes = 512;
/** Room for the arguments of a part, and for so many parts: enough for four of each of 32 threads. */
const partNumbers = 32;
const mostParts = 128;

/**
 * How often one looks for a change before going to sleep: for up to about fifty microseconds, as waking a sleeper takes as long. Where
 * looking was in vain, next time one looks half as long, else twice as long: if both threads have to share one processor,
 * nothing can change while one of them looks.
 */
const [fewestLooks, mostLooks] = [2_000, 40_000];

/** After so many calls more that were not worth sharing than were, this many are not shared. */
const mostFailures = 4;
const [shortestRest, longestRest] = [32, 1 << 12];

/**
 * What a thread runs: JavaScript, since it is handed over as text. It reads its mail, then takes parts as long as there are some
 * of a memory that it knows, then looks for a new ticket, and after a while sleeps until there is one. Whatever it reads about
 * a job before it has taken a part may be out of date; then the exchange fails.
 */
const program = `
const { receiveMessageOnPort, parentPort, workerData } = require("node:worker_threads");
const { control, index } = workerData;
const ints = new Int32Array(control, 0, ${headBytes / 4});
const numbers = new Float64Array(control, ${headBytes});
const instances = new Map();
let mail = 0;
let patience = ${mostLooks};
next: for (;;) {
  const ticket = Atomics.load(ints, ${TICKET});
  const newest = Atomics.load(ints, ${MAIL});
  if (newest !== mail) {
    for (let letter; (letter = receiveMessageOnPort(parentPort)) !== undefined; ) {
      const { id, module, memory, names } = letter.message;
      if (module === undefined) instances.delete(id);
      else {
        const { exports } = new WebAssembly.Instance(module, { env: { memory } });
        instances.set(id, names.map((name) => exports[name]));
      }
    }
    mail = newest;
    Atomics.store(ints, ${READY} + index, mail);
  }
  for (;;) {
    const open = Atomics.load(ints, ${OPEN});
    const left = open & 255;
    const kernels = instances.get(ints[${JOB}]);
    if (left === 0 || kernels === undefined) break;
    if (Atomics.compareExchange(ints, ${OPEN}, open, open - 1) !== open) continue;
    try {
      const start = (left - 1) * ${partNumbers};
      const args = Array.from(numbers.subarray(start, start + ints[${COUNT}]));
      if (ints[${SCRATCH}] !== -1) args[ints[${SCRATCH}]] += (index + 1) * ints[${STRIDE}];
      kernels[ints[${KERNEL}]](...args);
    } finally {
      Atomics.add(ints, ${DONE}, 1);
      if (Atomics.load(ints, ${WAITING}) !== 0) Atomics.notify(ints, ${DONE});
    }
  }
  for (let looks = 0; Atomics.load(ints, ${TICKET}) === ticket; looks++) {
    if (looks < patience) continue;
    patience = Math.max(patience >> 1, ${fewestLooks});
    Atomics.add(ints, ${SLEEPERS}, 1);
    Atomics.wait(ints, ${TICKET}, ticket);
    Atomics.sub(ints, ${SLEEPERS}, 1);
    continue next;
  }
  patience = Math.min(2 * patience, ${mostLooks});
}`;

/** A kernel is known by its place in this list, here and there. */
const names = Object.keys(divisions) as (keyof Kernels)[];
type Kernel = (...args: number[]) => void;

/** The other threads, and how to call them. */
class Team {
  readonly #threads: readonly Thread[];
  readonly #ints: Int32Array;
  readonly #numbers: Float64Array;
  #ticket = 0;
  #nextId = 1;
  /** Whether a call is going on: with so many parts, of which we took so many ourselves. */
  #isRunning = false;
  #numParts = 0;
  #numOwn = 0;
  /** How many calls are not shared before the next attempt, and how many that will be after the next failure. */
  #rest = 0;
  #failures = 0;
  #longerRest = shortestRest;

  constructor(numOthers: number) {
    const control = new SharedArrayBuffer(headBytes + mostParts * partNumbers * 8);
    this.#ints = new Int32Array(control, 0, headBytes / 4);
    this.#numbers = new Float64Array(control, headBytes);
    const indices = Array.from({ length: Math.min(numOthers, 31) }, (_, index) => index);
    this.#threads = indices.flatMap((index) => startThread(program, { control, index }) ?? []);
  }

  /** How many others there are: fewer than wanted where the platform has none to give. */
  get size(): number {
    return this.#threads.length;
  }

  /** Whether to share the next call: one of them must know all memories, and the processors must have time for them. */
  mayShare(): boolean {
    if (this.#rest > 0) {
      this.#rest -= 1;
      return false;
    }
    const mail = this.#ints[MAIL];
    for (let index = 0; index < this.#threads.length; index++)
      if (Atomics.load(this.#ints, READY + index) === mail) return true;
    return false;
  }

  /** Tells the others that there is something new. */
  #call(): void {
    Atomics.store(this.#ints, TICKET, ++this.#ticket);
    if (Atomics.load(this.#ints, SLEEPERS) !== 0) Atomics.notify(this.#ints, TICKET);
  }

  /** Sends each of them a letter. */
  #post(message: unknown): void {
    for (const thread of this.#threads) thread.post(message);
    Atomics.add(this.#ints, MAIL, 1);
    this.#call();
  }

  /** Gives all of them the kernels on a memory. */
  introduce(module: KernelModule, memory: KernelMemory): number {
    const id = this.#nextId++;
    this.#post({ id, module, memory, names });
    return id;
  }

  /** And takes them back, so that the memory can be freed. */
  forget(id: number): void {
    this.#post({ id });
  }

  /**
   * Runs a kernel part by part, together with the others.
   * @param id Of its memory.
   * @param index Of the kernel.
   * @param scratch Where in the arguments the address of scratch memory stands; −1 for none.
   */
  run(
    id: number,
    index: number,
    kernel: Kernel,
    parts: readonly (readonly number[])[],
    scratch: number,
    stride: number,
  ) {
    const ints = this.#ints;
    this.settle();
    for (const [i, args] of parts.entries()) this.#numbers.set(args, i * partNumbers);
    ints[JOB] = id;
    ints[KERNEL] = index;
    ints[COUNT] = parts[0].length;
    ints[SCRATCH] = scratch;
    ints[STRIDE] = stride;
    ints[DONE] = 0;
    const job = (this.#ticket + 1) << 8; // the ticket of this call
    this.#numParts = parts.length;
    this.#numOwn = 0;
    this.#isRunning = true;
    Atomics.store(ints, OPEN, job | parts.length);
    this.#call();
    for (;;) {
      const open = Atomics.load(ints, OPEN);
      if (open === job) break; // none is left
      if (Atomics.compareExchange(ints, OPEN, open, open - 1) === open) {
        this.#numOwn += 1;
        kernel(...parts[(open & 255) - 1]);
      }
    }
    const inTime = this.#waitFor(parts.length - this.#numOwn);
    this.#isRunning = false;
    const isShared = this.#numOwn > 0 && this.#numOwn < parts.length; // where threads run at the same time, nobody does everything
    this.#judge(inTime && isShared);
  }

  /**
   * Ends a call that was left in its midst, as happens when a notebook's cell is stopped: nobody takes a part of it any more, and
   * those that others have taken are waited for, since until then they write into the memory.
   */
  settle(): void {
    if (!this.#isRunning) return;
    this.#numParts -= Atomics.exchange(this.#ints, OPEN, 0) & 255;
    this.#waitFor(this.#numParts - this.#numOwn);
    this.#isRunning = false;
  }

  /** After too many calls that were not worth sharing, the next ones are not shared, more of them each time. */
  #judge(wasWorthIt: boolean): void {
    if (wasWorthIt) {
      this.#failures = Math.max(0, this.#failures - 1);
      this.#longerRest = Math.max(shortestRest, this.#longerRest - shortestRest);
    } else if (++this.#failures === mostFailures) {
      this.#failures = 0;
      this.#rest = this.#longerRest;
      this.#longerRest = Math.min(2 * this.#longerRest, longestRest);
    }
  }

  /**
   * Waits until the others have done so many parts, and says whether that took no longer than a part takes. Else who has one is not running, as
   * the processors are busy with something else: then they are left to it.
   */
  #waitFor(numParts: number): boolean {
    const ints = this.#ints;
    for (let i = 0; i < mostLooks; i++) if (Atomics.load(ints, DONE) === numParts) return true;
    Atomics.store(ints, WAITING, 1);
    for (;;) {
      const done = Atomics.load(ints, DONE);
      if (done === numParts) break;
      Atomics.wait(ints, DONE, done, 1); // milliseconds
    }
    Atomics.store(ints, WAITING, 0);
    return false;
  }
}

let team: { readonly numThreads: number; readonly team: Team } | null = null;

/** The team for so many threads, hired once. */
function teamOf(numThreads: number): Team {
  if (team?.numThreads !== numThreads) team = { numThreads, team: new Team(numThreads - 1) };
  return team.team;
}

/**
 * Waits for what other threads still do of a call that was left in its midst, because its cell was stopped. Whoever writes into
 * a memory of the kernels asks for this first.
 * @example settleThreads(); // => undefined
 */
export function settleThreads(): void {
  team?.team.settle();
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
  const divided: Partial<Record<keyof Kernels, Kernel>> = {};
  for (const [index, name] of names.entries()) {
    const kernel = kernels[name] as Kernel;
    const division = divisions[name as keyof typeof divisions] as Division;
    divided[name] = (...args) => {
      const parts = partsOf(division, args, others.size + 1);
      if (parts.length === 1 || !others.mayShare()) kernel(...args);
      else others.run(id, index, kernel, parts, division.scratch ?? -1, scratchStride());
    };
  }
  const both = { ...kernels, ...divided } as Kernels;
  forgotten.register(both, { team: others, id });
  return both;
}
