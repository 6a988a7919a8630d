import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { ensureTorch } from "../../../kernel/setup/torchEnvironment.ts";
import { fakeClone, fakeProgram, writeInto } from "./fakeClone.ts";

afterEach(() => vi.unstubAllEnvs());

/** A clone whose Python writes down what it was asked; `torch` is the shell line that plays `import torch`. */
function clone({ pip = "exit 0", torch = "exit 0" } = {}) {
  const root = fakeClone({ "tests/bench/requirements.txt": "numpy==2.4.6\n" });
  const log = path.join(root, "log");
  const lines = [
    'case "$*" in',
    "  *'sys.version_info'*) echo python 3 11; echo venv ;;",
    `  '-m venv '*) echo venv >> ${log}; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;`,
    `  '-m pip '*) echo "pip $*" >> ${log}; ${pip} ;;`,
    `  *'import torch'*) ${torch} ;;`,
    "esac",
  ];
  fakeProgram(path.join(root, "programs"), "python", lines.join("\n"));
  vi.stubEnv("PYTHON", path.join(root, "programs", "python"));
  const said: string[] = [];
  return {
    root,
    said,
    ensure: () => ensureTorch((line) => said.push(line), root),
    asked: () =>
      readFileSync(log, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/-m pip .*--only-binary=:all: /, "")),
  };
}

test("ensureTorch() installs PyTorch without its dependencies, once, and again when the requirements change", async () => {
  const { root, ensure, asked, said } = clone();
  const python = await ensure();
  expect(path.relative(root, python)).toBe(path.join(".cache", "bench", "torch-2.13.0", "bin", "python"));
  const first = ["venv", expect.stringContaining("--no-deps --require-hashes -r"), "pip --no-deps torch==2.13.0"];
  expect(asked()).toEqual(first);
  expect(said).toHaveLength(1);
  expect(await ensure()).toBe(python);
  expect(asked()).toEqual(first);
  writeInto(root, "tests/bench/requirements.txt", "numpy==2.5.5\n");
  await ensure();
  expect(asked()).toEqual([...first, ...first]);
});

test("ensureTorch() fetches what the build for GPUs needs when that is the only one", async () => {
  const isWhole = 'grep -q "all: torch==" "$(dirname "$0")/../../../../log"';
  const { ensure, asked, said } = clone({ torch: isWhole });
  await ensure();
  expect(asked().slice(2)).toEqual(["pip --no-deps torch==2.13.0", "pip torch==2.13.0"]);
  expect(said[1]).toMatch(/several GB; PIP_EXTRA_INDEX_URL/);
});

test("ensureTorch() says that the index cannot be reached, and tries again the next time", async () => {
  const { ensure, asked } = clone({ pip: "echo 'NewConnectionError: Network is unreachable'; exit 1" });
  const sentence = /^Cannot install PyTorch 2\.13\.0 as Python's package index cannot be reached/;
  await expect(ensure()).rejects.toThrow(sentence);
  await expect(ensure()).rejects.toThrow(sentence);
  expect(asked().filter((line) => line === "venv")).toHaveLength(2);
});
