// `npm run bench -- NAME [CASE…] [--json FILE]`: measures against peers in one run and prints every figure beside theirs.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { packageRoot } from "../node/packageRoot.ts";

/** One figure of one subject. */
export interface BenchRow {
  readonly case: string;
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
  readonly betterWhen: "lower" | "higher";
}

/** What a file of tests/bench exports. */
export interface Bench {
  /** @param only the cases that were named; a bench with one case takes no notice */
  measure(say: (line: string) => void, only: readonly string[]): Promise<BenchRow[]>;
  /** What the figures say, printed below the table. */
  summarize?(rows: readonly BenchRow[]): readonly string[];
}

export async function main(args: readonly string[]): Promise<number> {
  const folder = path.join(packageRoot(), "tests", "bench");
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".bench.ts"))
    .map((file) => file.replace(/\.bench\.ts$/, ""));
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: "string" } },
    allowPositionals: true,
  });
  const [name, ...only] = positionals;
  if (name === undefined || !names.includes(name)) {
    throw new Error(
      `Cannot measure ${JSON.stringify(name ?? "nothing")} as the benchmarks are ${names.join(", ")}; try npm run bench -- ${names[0]}`,
    );
  }
  const bench = (await import(await compiled(path.join(folder, `${name}.bench.ts`), name))) as Bench;
  const rows = await bench.measure((line) => console.error(line), only);
  console.log(table(rows));
  for (const text of bench.summarize?.(rows) ?? []) console.log(`\n${text}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  return 0;
}

/** Benchmarks are no part of the package: each is bundled when it is wanted. */
async function compiled(source: string, name: string): Promise<string> {
  const folder = path.join(packageRoot(), ".cache", "bench");
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: ["#platform"], // as built, for Node
    target: "node20",
  });
  return `${pathToFileURL(outfile).href}?at=${Date.now()}`;
}

/** A case a line, a subject a column, in the order in which they were measured. */
export function table(rows: readonly BenchRow[]): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const cases = [...new Set(rows.map((row) => row.case))];
  const lines = [["case", "unit", ...subjects]];
  for (const name of cases) {
    const of = (subject: string) => rows.find((row) => row.case === name && row.subject === subject);
    const unit = rows.find((row) => row.case === name)!.unit;
    lines.push([name, unit, ...subjects.map((subject) => of(subject)?.value.toPrecision(3) ?? "–")]);
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join("  "),
    )
    .join("\n");
}
