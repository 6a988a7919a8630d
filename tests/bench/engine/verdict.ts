// What the figures of one run say: how many times PyTorch's speed, and which targets are met.
import type { BenchRow } from "../../../kernel/setup/bench.ts";
import { SIZES, TRAINING } from "./problems.ts";

/** How often `subject` does the case while `other` does it once; undefined where one of them was not measured. */
export function speedRatio(
  rows: readonly BenchRow[],
  name: string,
  subject: string,
  other: string,
): number | undefined {
  const find = (who: string) => rows.find((row) => row.case === name && row.subject === who);
  const [mine, theirs] = [find(subject), find(other)];
  if (mine === undefined || theirs === undefined) return undefined;
  return mine.betterWhen === "lower" ? theirs.value / mine.value : mine.value / theirs.value;
}

/** A case a line, a subject a column: how many times PyTorch's speed. */
export function ratioTable(rows: readonly BenchRow[]): string {
  const measured = rows.filter((row) => !row.case.endsWith("-time"));
  const names = [...new Set(measured.map((row) => row.case))].filter((name) =>
    measured.some((row) => row.case === name && row.subject === "pytorch"),
  );
  const beside = measured.filter((row) => names.includes(row.case) && row.subject !== "pytorch");
  const subjects = [...new Set(beside.map(({ subject }) => subject))];
  const lines = [
    ["× PyTorch", ...subjects],
    ...names.map((name) => [
      name,
      ...subjects.map((subject) => speedRatio(rows, name, subject, "pytorch")?.toFixed(2) ?? "–"),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "))
    .join("\n");
}

interface Target {
  readonly case: string;
  readonly subject: string;
  readonly other: string;
  readonly atLeast: number;
}

/** Same number of threads on both sides; of tfjs-wasm and jax-js only one exists in Node. */
export function targets(): Target[] {
  const list: Target[] = [];
  const add = (name: string, subject: string, other: string, atLeast: number) =>
    list.push({ case: name, subject, other, atLeast });
  for (const suffix of ["", "-2t"]) {
    for (const name of TRAINING) {
      add(`${name}${suffix}`, "gradbook", "pytorch", name === "M4" || name === "M5" ? 0.7 : 1);
      add(`${name}${suffix}`, "gradbook-fused", "pytorch", 1);
    }
  }
  for (const name of ["M1", "M2", "M4"]) add(name, "gradbook", "tfjs-wasm", 10);
  for (const n of SIZES) for (const other of ["tfjs-wasm", "jax-js"]) add(`matmul-${n}`, "gradbook", other, 1);
  add("scalar-demo", "gradbook", "micrograd", 15);
  add("scalar-mlp-step", "gradbook", "micrograd", 15);
  return list;
}

/** Beyond what was kept, and after step 100. */
export const MEMORY_LIMIT_MB = 20;

/** One line a target, the missed ones marked; what was not measured is missed. */
export function targetLines(rows: readonly BenchRow[]): string[] {
  const cases = new Set(rows.map((row) => row.case));
  const lines = targets()
    .filter((target) => cases.has(target.case))
    .map(({ case: name, subject, other, atLeast }) => {
      const ratio = speedRatio(rows, name, subject, other);
      const isMet = ratio !== undefined && ratio >= atLeast;
      const found = ratio === undefined ? "not measured" : `${ratio.toFixed(2)} times`;
      return `${isMet ? "met   " : "MISSED"} ${name}: ${subject} at least ${atLeast} times ${other}'s speed: ${found}`;
    });
  for (const n of SIZES) {
    const [one, two] = ["", "-2t"].map((suffix) =>
      rows.find((row) => row.case === `matmul-${n}${suffix}` && row.subject === "gradbook"),
    );
    if (one === undefined || two === undefined || n < 256) continue;
    const ratio = two.value / one.value;
    lines.push(
      `${ratio >= 1.8 ? "met   " : "MISSED"} matmul-${n}: two threads at least 1.8 times as fast as one: ${ratio.toFixed(2)} times`,
    );
  }
  for (const row of rows.filter(({ unit }) => unit === "MB")) {
    const isMet = row.value < MEMORY_LIMIT_MB;
    lines.push(
      `${isMet ? "met   " : "MISSED"} ${row.case}: ${row.subject} grows by less than ${MEMORY_LIMIT_MB} MB: ${row.value.toFixed(1)} MB`,
    );
  }
  return lines;
}
