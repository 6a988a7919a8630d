// PyTorch, and transformers beside it, in an environment of their own below .cache: for the benchmark that measures
// against PyTorch and for the reference numbers that it makes. Made once, and again only when what is pinned changes.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../node/packageRoot.ts";

export const TORCH_VERSION = "2.13.0";

const REQUIREMENTS = path.join("tests", "bench", "requirements.txt");

/** Both files run before there is a build, so that they are no part of it: they are loaded from where they lie. */
interface FindPython {
  findPython(): Promise<string[]>;
}
interface Progress {
  run(file: string, args: readonly string[]): Promise<{ code: number; output: string }>;
  quoted(output: string): string;
  saysNoNetwork(output: string): boolean;
}

/**
 * The interpreter of an environment that imports torch 2.13.0, numpy, safetensors and transformers.
 * @param say is told what is being done, and only when there is something to do
 */
export async function ensureTorch(say: (line: string) => void, root = packageRoot()): Promise<string> {
  const folder = path.join(root, ".cache", "bench", `torch-${TORCH_VERSION}`);
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = path.join(folder, ".gradbook-requirements");
  const wanted = createHash("sha256")
    .update(`torch ${TORCH_VERSION}\n`)
    .update(readFileSync(path.join(root, REQUIREMENTS)))
    .digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;

  const load = (file: string) => import(pathToFileURL(path.join(root, "kernel", "setup", file)).href);
  const { findPython } = (await load("findPython.mjs")) as FindPython;
  const { run, quoted, saysNoNetwork } = (await load("progress.mjs")) as Progress;
  const pip = async (...args: string[]): Promise<void> => {
    const install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
    const { code, output } = await run(python, [...install, ...args]);
    if (code === 0) return;
    const sentence = `Cannot install PyTorch ${TORCH_VERSION} as`;
    throw new Error(
      saysNoNetwork(output)
        ? `${sentence} Python's package index cannot be reached; connect to the network and try again`
        : `${sentence} pip failed with exit code ${code}:\n${quoted(output)}`,
    );
  };

  say(`making a Python environment with PyTorch ${TORCH_VERSION} in ${path.relative(root, folder)}`);
  rmSync(folder, { recursive: true, force: true });
  const [file, ...first] = await findPython();
  const { code, output } = await run(file!, [...first, "-m", "venv", folder]);
  if (code !== 0) throw new Error(`Cannot make a Python environment as python -m venv failed:\n${quoted(output)}`);
  await pip("--no-deps", "--require-hashes", "-r", path.join(root, REQUIREMENTS));

  // A CPU build is whole without its dependencies. On Linux the main index has only the build for GPUs, which cannot
  // even be imported without the gigabytes of libraries it names: those are fetched when nothing else will do.
  await pip("--no-deps", `torch==${TORCH_VERSION}`);
  const imports = ["-c", "import torch, numpy, safetensors.torch, transformers; print(torch.__version__)"];
  if ((await run(python, imports)).code !== 0) {
    say("this index has PyTorch for GPUs only, several GB; PIP_EXTRA_INDEX_URL can name one with the CPU build");
    await pip(`torch==${TORCH_VERSION}`);
  }
  const check = await run(python, imports);
  if (check.code !== 0) {
    throw new Error(`Cannot use PyTorch ${TORCH_VERSION} as it cannot be imported:\n${quoted(check.output)}`);
  }
  writeFileSync(stamp, wanted);
  return python;
}
