// The kernel next to tslab and ipykernel: start, a type error, a small cell, memory. Subjects take turns in every round.
import { existsSync } from "node:fs";
import path from "node:path";
import type { BenchRow } from "../../kernel/setup/bench.ts";
import { BenchedKernel, type Subject } from "./client.ts";

const ROUNDS = 7;
const CELLS = 40;
const SETTLE_MS = 2_000;

const python = [".venv/bin/python", ".venv/Scripts/python.exe"].find((file) => existsSync(file)) ?? "python3";

interface KernelSubject extends Subject {
  /** A first cell whose type is wrong; null where the kernel checks none. */
  readonly typeError: string | null;
  cell(index: number): string;
}

const typed = (index: number): string => `const value${index}: number = ${index} + 1\nvalue${index}`;

const SUBJECTS: readonly KernelSubject[] = [
  {
    name: "gradbook",
    argv: (file) =>
      [process.execPath, "dist/kernel/node/commandLine.js", "kernel", "--connection-file", file].map(absolute),
    typeError: "const n: number = 'x'",
    cell: typed,
  },
  {
    name: "tslab",
    argv: (file) => [process.execPath, "node_modules/tslab/bin/tslab", "kernel", `--config-path=${file}`].map(absolute),
    typeError: "const n: number = 'x'",
    cell: typed,
  },
  {
    name: "ipykernel",
    argv: (file) => [absolute(python), "-m", "ipykernel_launcher", "-f", file],
    typeError: null,
    cell: (index) => `value${index} = ${index} + 1\nvalue${index}`,
  },
];

export async function measure(say: (line: string) => void): Promise<BenchRow[]> {
  const first = samples();
  const error = samples();
  const cell = samples();
  const memory = samples();
  for (let round = 0; round < ROUNDS; round++) {
    say(`round ${round + 1} of ${ROUNDS}`);
    for (const subject of SUBJECTS) {
      const kernel = await BenchedKernel.start(subject);
      expectStatus(subject, "ok", (await kernel.execute("1+1")).reply.status);
      first.add(subject, performance.now() - kernel.spawnedAt);
      for (let index = 0; index < CELLS; index++) {
        const { ms, reply } = await kernel.execute(subject.cell(index));
        expectStatus(subject, "ok", reply.status);
        // The first cells warm the kernel up.
        if (index >= CELLS / 2) cell.add(subject, ms);
      }
      if (round < 3) {
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        memory.add(subject, kernel.memoryMb());
      }
      kernel.stop();
      if (subject.typeError === null) continue;
      const second = await BenchedKernel.start(subject);
      expectStatus(subject, "error", (await second.execute(subject.typeError)).reply.status);
      error.add(subject, performance.now() - second.spawnedAt);
      second.stop();
    }
  }
  return [
    ...first.rows("first-result", 1_000, "s"),
    ...error.rows("first-type-error", 1_000, "s"),
    ...cell.rows("cell", 1, "ms"),
    ...memory.rows("memory", 1, "MB"),
  ];
}

function samples() {
  const values = new Map<string, number[]>();
  return {
    add: (subject: Subject, value: number): void => {
      values.set(subject.name, [...(values.get(subject.name) ?? []), value]);
    },
    rows: (name: string, divisor: number, unit: string): BenchRow[] =>
      [...values].map(([subject, list]) => ({
        case: name,
        subject,
        value: median(list) / divisor,
        unit,
        betterWhen: "lower",
      })),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A kernel that answers otherwise is not measured: its times would mean nothing. */
function expectStatus({ name }: Subject, expected: string, actual: string): void {
  if (actual !== expected)
    throw new Error(`Cannot measure ${name} as its reply must be "${expected}": got "${actual}"`);
}

/** Kernels run in folders of their own. */
function absolute(argument: string): string {
  return /^(?:dist|node_modules|\.venv)\//.test(argument) ? path.resolve(argument) : argument;
}
