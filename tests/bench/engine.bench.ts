// The engine next to PyTorch, TensorFlow.js and jax-js: training steps M1…M5 and matrix products, one and two threads. All
// subjects start from the same weights and minibatches and must compute the same losses, each in a process of its own; they
// take turns, and a figure is the median step of the best turn: what else runs on the machine can only make a turn slower.
// `npm run bench -- engine [CASE…] [--json FILE]`; a case is M1, M1-2t, matmul-64, …, scalar or memory.
import { spawnSync } from "node:child_process";
import type { BenchRow } from "../../kernel/setup/bench.ts";
import { DESCRIPTIONS, encoded, problem, SIZES, TRAINING } from "./engine/problems.ts";
import { SubjectProcess } from "./engine/process.ts";
import { prepareSubjects, problemFile, type SubjectKind } from "./engine/subjects.ts";
import { ratioTable, targetLines } from "./engine/verdict.ts";
import { measure as measureScalar } from "./scalar.bench.ts";

const TURNS = 9;
const TURN_SECONDS = 0.35;
const WARM_UP_SECONDS = 1;
/** Of losses, and of elements of a product, relative to the larger of 1 and PyTorch's. */
const TOLERANCE = 1e-4;
/** Where the worst turn takes so many times the best one, something else was running. */
const UNSTEADY = 1.5;

type Say = (line: string) => void;

interface Running {
  readonly name: string;
  readonly process: SubjectProcess;
  readonly losses: readonly number[];
  readonly medians: number[];
  steps: number;
  last: number | null;
}

/** One case, all subjects in turns. A subject that cannot run it, or computes something else, has no row. */
async function measureCase(
  name: string,
  threads: number,
  subjects: readonly SubjectKind[],
  say: Say,
  unsteady: string[],
): Promise<Map<string, number>> {
  const file = problemFile(name, encoded(problem(name)));
  const running: Running[] = [];
  const label = threads === 1 ? name : `${name}-${threads}t`;
  say(`${label}: ${DESCRIPTIONS[name] ?? "two square matrices"}, ${threads === 1 ? "1 thread" : `${threads} threads`}`);
  try {
    for (const subject of subjects) {
      const process = new SubjectProcess(subject.command(name, threads, file));
      const opening = await process.open();
      if ("refused" in opening) {
        process.stop();
        say(`  ${subject.name} cannot: ${opening.refused}`);
        continue;
      }
      const { losses, notes } = opening;
      say(`  ${subject.name}: ${notes}`);
      running.push({ name: subject.name, process, losses, medians: [], steps: 0, last: null });
      await process.turn(WARM_UP_SECONDS);
    }
    for (let turn = 0; turn < TURNS; turn++) {
      for (const one of running) {
        const { median, steps, last } = await one.process.turn(TURN_SECONDS);
        one.medians.push(median);
        one.steps += steps;
        one.last = last;
      }
    }
  } finally {
    for (const { process } of running) process.stop();
  }
  const reference = running.find((one) => one.name === "pytorch") ?? running[0];
  const results = new Map<string, number>();
  for (const one of running) {
    const complaint = disagreement(one, reference!);
    if (complaint !== null) say(`  ${one.name} does not count: ${complaint}`);
    else results.set(one.name, Math.min(...one.medians));
    const worst = Math.max(...one.medians);
    const best = Math.min(...one.medians);
    if (worst > UNSTEADY * best) unsteady.push(`${label} ${one.name}`);
    const figures = `best turn ${best.toPrecision(3)} ms, worst ${worst.toPrecision(3)}, ${one.steps} steps`;
    say(
      `  ${one.name}: ${figures}${one.last === null ? "" : `, loss ${one.losses[0]!.toFixed(3)} → ${one.last.toFixed(3)}`}`,
    );
  }
  return results;
}

/** How a subject's numbers differ from those of the reference, or null. */
function disagreement(one: Running, reference: Running): string | null {
  for (const [i, loss] of one.losses.entries()) {
    const expected = reference.losses[i]!;
    if (!(Math.abs(loss - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)))) {
      return `number ${i} of its first losses is ${loss}, and ${reference.name}'s is ${expected}`;
    }
  }
  if (one.last !== null && one.steps >= 1000 && !(one.last < one.losses[0]! / 2)) {
    return `its loss did not fall by half: it was ${one.losses[0]} and is ${one.last} after ${one.steps} steps`;
  }
  return null;
}

export async function measure(say: Say, only: readonly string[] = []): Promise<BenchRow[]> {
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const { kinds, memory } = await prepareSubjects(say);
  const rows: BenchRow[] = [];
  const unsteady: string[] = [];
  for (const name of [...TRAINING, ...SIZES.map((n) => `matmul-${n}`)]) {
    for (const threads of [1, 2]) {
      const label = threads === 1 ? name : `${name}-${threads}t`;
      if (!isWanted(label)) continue;
      for (const [subject, ms] of await measureCase(name, threads, kinds, say, unsteady)) {
        if (!name.startsWith("matmul")) {
          rows.push({ case: label, subject, value: ms, unit: "ms", betterWhen: "lower" });
          continue;
        }
        const n = Number(name.slice("matmul-".length));
        const gflops = (2 * n ** 3) / (ms * 1e6);
        rows.push({ case: label, subject, value: gflops, unit: "GFLOP/s", betterWhen: "higher" });
        rows.push({ case: `${label}-time`, subject, value: ms, unit: "ms", betterWhen: "lower" });
      }
    }
  }
  if (unsteady.length > 0) {
    say(`the machine was not quiet: turns differed by more than ${UNSTEADY} times for ${unsteady.join(", ")}`);
  }
  for (const { name, command } of isWanted("memory") ? memory : []) {
    const { file, args } = command;
    const { stdout, stderr } = spawnSync(file, [...args], { encoding: "utf8" });
    if (stdout === "") {
      say(`memory: ${name} cannot: ${stderr.trim()}`);
      continue;
    }
    const { changed, growthMb } = JSON.parse(stdout) as { changed: number; growthMb: number };
    say(`memory: ${name} grew by ${growthMb.toFixed(1)} MB beyond what was kept; ${changed} kept values changed`);
    if (changed === 0) {
      rows.push({ case: "memory", subject: name, value: growthMb, unit: "MB", betterWhen: "lower" });
    }
  }
  if (isWanted("scalar")) {
    for (const row of await measureScalar(say)) rows.push({ ...row, case: `scalar-${row.case}` });
  }
  return rows;
}

/** Printed below the table. */
export function summarize(rows: readonly BenchRow[]): string[] {
  return [ratioTable(rows), targetLines(rows).join("\n")].filter((text) => text !== "");
}
