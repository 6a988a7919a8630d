import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { compared, main } from "../../../kernel/setup/reference.ts";
import { fakeClone, fakeProgram, writeInto } from "./fakeClone.ts";

let said: string[] = [];

beforeEach(() => {
  said = [];
  vi.spyOn(console, "log").mockImplementation((line) => void said.push(line));
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A clone whose Python prints what a script consists of, or fails where that is "fail". */
function clone(scripts: Readonly<Record<string, string>>): string {
  const files = Object.entries(scripts).map(([name, text]) => [`tests/lib/reference/${name}.py`, text]);
  const root = fakeClone({
    "tests/bench/requirements.txt": "numpy==2.4.6\n",
    "tests/lib/reference/making/tensors.py": "",
    "tests/lib/reference/data/old.json": "{}",
    ...Object.fromEntries(files),
  });
  const lines = [
    'case "$*" in',
    "  *'sys.version_info'*) echo python 3 11; echo venv ;;",
    `  '-m venv '*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;`,
    '  *.py) if grep -q "^fail" "$1"; then echo "NameError: tourch" >&2; exit 1; fi; cat "$1" ;;',
    "esac",
  ];
  fakeProgram(path.join(root, "programs"), "python", lines.join("\n"));
  vi.stubEnv("PYTHON", path.join(root, "programs", "python"));
  return root;
}

const stored = (root: string, name: string) => path.join(root, `tests/lib/reference/data/${name}.json`);

test("main() stores what each script prints, and says what is new and what has changed", async () => {
  const root = clone({ ops: '{"sums":[1,2]}', layers: "[3]" });
  expect(await main([], root)).toBe(0);
  expect(said).toEqual(["layers: new", "ops: new"]);
  expect(readFileSync(stored(root, "ops"), "utf8")).toBe('{"sums":[1,2]}');
  writeInto(root, "tests/lib/reference/ops.py", '{"sums":[1,2.5]}');
  expect(await main([], root)).toBe(0);
  expect(said.slice(2)).toEqual(["layers: unchanged", "ops: changed by at most 2.5e-1 of a number or of 1"]);
  expect(readFileSync(stored(root, "ops"), "utf8")).toBe('{"sums":[1,2.5]}');
});

test("main() first runs the TypeScript file of a script's name, which saves what the script reads", async () => {
  const root = clone({ saved: "[1]" });
  const lines = [
    'import { writeFileSync } from "node:fs";',
    'import { now } from "#platform";',
    "export const make = (folder: string): void => writeFileSync(folder + '/saved.bin', now() > 0 ? '42' : '');",
  ];
  writeInto(root, "tests/lib/reference/saved.ts", lines.join("\n"));
  // the compiler is shown types in place of #platform, which have nothing to run
  writeInto(root, "package.json", '{ "type": "module", "imports": { "#platform": "./platform.js" } }');
  writeInto(root, "tsconfig.json", '{ "compilerOptions": { "paths": { "#platform": ["./types.ts"] } } }');
  writeInto(root, "types.ts", "export type Answer = string;");
  writeInto(root, "platform.js", "export const now = () => 1;");
  await main(["saved"], root);
  expect(readFileSync(path.join(root, "tests/lib/reference/data/saved.bin"), "utf8")).toBe("42");
});

test("main() runs the scripts that are named alone, and knows the others' names", async () => {
  const root = clone({ ops: "[1]", layers: "[2]" });
  await main(["ops"], root);
  expect(said).toEqual(["ops: new"]);
  expect(existsSync(stored(root, "layers"))).toBe(false);
  await expect(main(["opps"], root)).rejects.toThrow(
    'Cannot make reference numbers for "opps" as the scripts are layers, ops',
  );
});

test("main() keeps the stored numbers when a script fails or prints no JSON", async () => {
  const root = clone({ old: "fail" });
  await expect(main([], root)).rejects.toThrow(
    'Cannot make reference numbers for "old" as its script failed:\nNameError: tourch',
  );
  writeInto(root, "tests/lib/reference/old.py", "{half of it");
  await expect(main([], root)).rejects.toThrow(
    /^Cannot make reference numbers for "old" as its script failed:\n.*JSON/,
  );
  expect(readFileSync(stored(root, "old"), "utf8")).toBe("{}");
});

test("compared() tells numbers from forms and from versions", () => {
  expect(compared({ a: [1, 200] }, { a: [1, 201] })).toBe("changed by at most 5.0e-3 of a number or of 1");
  expect(compared({ a: [1] }, { a: [1, 2] })).toBe("changed, other cases");
  expect(compared({ a: 1 }, { b: 1 })).toBe("changed, other cases");
  expect(compared({ "made with": 1, a: [2] }, { "made with": 2, a: [2] })).toBe(
    "made by other versions, the same numbers",
  );
});
