// Trains the networks for a few steps and says what came out, bit by bit. Bundled, this runs in Node, in a page and in a worker.
import { sha256 } from "#platform";
import {
  compile,
  configure,
  matmul,
  randn,
  random,
  type Settings,
  type Tensor,
  toTypedArray,
} from "../../../lib/index.ts";
import { networks } from "./networks.ts";

export interface Run extends Partial<Settings> {
  readonly compiled: boolean;
}

export interface Trained {
  /** SHA-256 over all bytes, for each network: results of every step, then parameters and gradients. */
  readonly hashes: Readonly<Record<string, string>>;
  /** How many calls of kernels other threads made, for each network. */
  readonly shared: Readonly<Record<string, number>>;
  /** Networks of which the last step was not a replay, and why. */
  readonly notReplayed: Readonly<Record<string, string>>;
}

/** What came out of a network: its name, then the numbers in the order in which they were made. */
export type Numbers = Readonly<Record<string, readonly { readonly what: string; readonly values: number[] }[]>>;

/** Two are recorded, the others replayed. */
const [numStepsHashed, numStepsOfNumbers] = [8, 4];
const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Waits until another thread has run a part of a large product. */
async function untilShared(numCallsElsewhere: () => number): Promise<void> {
  const [a, b] = [randn(random(1), [256, 256]), randn(random(2), [256, 256])];
  for (let i = 0; numCallsElsewhere() === 0; i++) {
    if (i === 1500) throw new Error("Cannot compare threads as no other thread does anything: tried for 30 seconds");
    matmul(a, b);
    await wait(20);
  }
}

/** Runs one network; `onNumbers` is given everything that it makes, in the order in which it is made. */
async function runOne(
  name: string,
  { compiled, threads = 1 }: Run,
  numSteps: number,
  onNumbers: (what: string, tensor: Tensor) => void,
): Promise<string> {
  const { parameters, step, statistics = () => [] } = networks[name]();
  const run = compiled ? compile(step) : step;
  for (let i = 0; i < numSteps; i++) {
    for (const [k, result] of run().entries()) onNumbers(`result ${k} of step ${i}`, result);
    if (threads > 1) await wait(20); // a program's memory is new to the other threads
  }
  for (const [k, parameter] of parameters.entries()) {
    onNumbers(`parameter ${k}`, parameter);
    onNumbers(`gradient ${k}`, parameter.grad as Tensor);
  }
  for (const [k, statistic] of statistics().entries()) onNumbers(`statistic ${k}`, statistic);
  return compiled ? (run as ReturnType<typeof compile>).status : "";
}

/**
 * Trains all networks and gives the hashes.
 * @param numCallsElsewhere How many calls of kernels other threads have made so far.
 */
export async function train(run: Run, numCallsElsewhere: () => number = () => 0): Promise<Trained> {
  const { compiled, ...settings } = run;
  const before = configure(settings);
  if ((settings.threads ?? 1) > 1) await untilShared(numCallsElsewhere);
  const [hashes, shared, notReplayed]: Record<string, never>[] = [{}, {}, {}];
  for (const name of Object.keys(networks)) {
    const parts: Uint8Array[] = [];
    const callsBefore = numCallsElsewhere();
    const status = await runOne(name, run, numStepsHashed, (_, tensor) => {
      const { buffer, byteOffset, byteLength } = toTypedArray(tensor);
      parts.push(new Uint8Array(buffer, byteOffset, byteLength).slice());
    });
    const bytes = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    Object.assign(hashes, { [name]: await sha256(bytes) });
    Object.assign(shared, { [name]: numCallsElsewhere() - callsBefore });
    if (compiled && !status.startsWith("replays")) Object.assign(notReplayed, { [name]: status });
  }
  configure(before);
  return { hashes, shared, notReplayed };
}

/** Trains all networks and gives the numbers themselves. */
export async function numbersOf(run: Run): Promise<Numbers> {
  const { compiled, ...settings } = run;
  const before = configure(settings);
  const numbers: Record<string, { what: string; values: number[] }[]> = {};
  for (const name of Object.keys(networks)) {
    numbers[name] = [];
    await runOne(name, run, numStepsOfNumbers, (what, tensor) => {
      numbers[name].push({ what, values: Array.from(toTypedArray(tensor)) });
    });
  }
  configure(before);
  return numbers;
}
