// What the subjects that run in Node share: `node SUBJECT CASE THREADS FILE` reads the problem, prints the losses of the
// first ten steps, then for every line of seconds on its standard input the median time of as many steps as fit.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { NamedArray, Problem } from "./problems.ts";

/** One subject at one problem. Of a matrix product, `losses` are ten of its elements and a step returns nothing. */
export interface Subject {
  readonly losses: readonly number[];
  readonly notes: string;
  step(): number | undefined | Promise<undefined>;
}

/** Ten elements spread over an n × n product, the same for every subject. */
export function sampled(product: ArrayLike<number>, n: number): number[] {
  return Array.from({ length: 10 }, (_, i) => product[Math.floor((i * n) / 10) * n + ((i * 7 + 3) % n)]!);
}

export function decoded(file: Uint8Array): Problem {
  const headerSize = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerSize))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const arrays = new Map<string, NamedArray>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    const [start, end] = data_offsets.map((offset) => 8 + headerSize + offset) as [number, number];
    const bytes = file.buffer.slice(file.byteOffset + start, file.byteOffset + end) as ArrayBuffer;
    arrays.set(name, { shape, data: dtype === "F32" ? new Float32Array(bytes) : new Int32Array(bytes) });
  }
  const weights = Object.fromEntries([...arrays].filter(([name]) => !/^[xy]\d+$/.test(name)));
  const count = [...arrays.keys()].filter((name) => /^x\d+$/.test(name)).length;
  const batches = Array.from({ length: count }, (_, i) => ({ x: arrays.get(`x${i}`)!, y: arrays.get(`y${i}`)! }));
  return { weights, batches };
}

export async function serve(
  make: (name: string, problem: Problem, threads: number) => Subject | Promise<Subject>,
): Promise<void> {
  const [name, threads, file] = process.argv.slice(2) as [string, string, string];
  const say = (fields: object) => process.stdout.write(`${JSON.stringify(fields)}\n`);
  let subject: Subject;
  try {
    subject = await make(name, decoded(readFileSync(file)), Number(threads));
  } catch (error) {
    say({ refused: error instanceof Error ? error.message : String(error) });
    process.exit(0);
  }
  say({ losses: subject.losses, notes: subject.notes });
  for await (const line of createInterface({ input: process.stdin })) {
    const end = performance.now() + Number(line) * 1000;
    const times: number[] = [];
    let last: number | undefined;
    for (let start = performance.now(); start < end || times.length === 0; start = performance.now()) {
      const result = subject.step();
      last = result instanceof Promise ? await result : result;
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    say({ median: times[Math.floor(times.length / 2)], steps: times.length, last: last ?? null });
  }
  process.exit(0);
}
