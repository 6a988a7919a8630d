// `npm run reference [-- NAME…]`: makes the reference numbers of tests/lib/reference anew, by PyTorch in its own environment,
// and says how far they are from the stored ones. Every script prints its JSON; files beside it, it writes itself. Where a
// TypeScript file has the script's name, it runs first: it saves with the library what the script is to read with PyTorch.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { packageRoot } from "../node/packageRoot.ts";
import { ensureTorch } from "./torchEnvironment.ts";

const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

export async function main(args: readonly string[], root = packageRoot()): Promise<number> {
  const folder = path.join(root, "tests", "lib", "reference");
  const scripts = readdirSync(folder)
    .filter((file) => file.endsWith(".py"))
    .map((file) => file.replace(/\.py$/, ""))
    .sort();
  const unknown = args.find((name) => !scripts.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `Cannot make reference numbers for ${JSON.stringify(unknown)} as the scripts are ${scripts.join(", ")}`,
    );
  }
  const python = await ensureTorch((line) => console.error(line), root);
  for (const name of args.length > 0 ? args : scripts) {
    if (existsSync(path.join(folder, `${name}.ts`))) await save(root, folder, name);
    const text = await output(python, path.join(folder, `${name}.py`), name);
    const file = path.join(folder, "data", `${name}.json`);
    const verdict = existsSync(file) ? compared(JSON.parse(readFileSync(file, "utf8")), JSON.parse(text)) : "new";
    if (verdict !== "unchanged") writeFileSync(file, text);
    console.log(`${name}: ${verdict}`);
  }
  return 0;
}

/** Lets the library write what PyTorch is to read. */
async function save(root: string, folder: string, name: string): Promise<void> {
  const outfile = path.join(root, ".cache", "bench", `${name}.mjs`);
  await build({
    entryPoints: [path.join(folder, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: ["#platform"], // as built, for Node
    target: "node20",
  });
  const saver = (await import(`${pathToFileURL(outfile).href}?at=${Date.now()}`)) as { make(folder: string): void };
  saver.make(path.join(folder, "data"));
}

/** What a script prints, once it is known to be JSON. */
async function output(python: string, script: string, name: string): Promise<string> {
  // One thread, since sums in another order have other last digits.
  const env = { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" };
  try {
    const { stdout } = await promisify(execFile)(python, [script], { env, maxBuffer: MOST_OUTPUT_BYTES });
    JSON.parse(stdout);
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String((error as Error).message);
    throw new Error(`Cannot make reference numbers for "${name}" as its script failed:\n${said}`);
  }
}

/** How new numbers differ from stored ones: not at all, by so much, or in what they are numbers of. */
export function compared(stored: unknown, made: unknown): string {
  if (JSON.stringify(stored) === JSON.stringify(made)) return "unchanged";
  const difference = largestDifference(withoutVersions(stored), withoutVersions(made));
  if (difference === 0) return "made by other versions, the same numbers";
  return difference === Number.POSITIVE_INFINITY
    ? "changed, other cases"
    : `changed by at most ${difference.toExponential(1)} of a number or of 1`;
}

function withoutVersions(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? { ...value, "made with": undefined }
    : value;
}

/** The largest |a − b| / max(1, |a|) in two JSON values of the same form; infinite where the form differs. */
function largestDifference(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) / Math.max(1, Math.abs(a));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Number.POSITIVE_INFINITY;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const [i, [key, value]] of left.entries()) {
    const [otherKey, other] = right[i]!;
    largest = Math.max(largest, key === otherKey ? largestDifference(value, other) : Number.POSITIVE_INFINITY);
  }
  return largest;
}
