// Who is measured, and how each is made ready: peers have their own packages, which nobody downloads who does not measure.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { ensureTorch } from "../../../kernel/setup/torchEnvironment.ts";
import type { Command } from "./process.ts";

export interface SubjectKind {
  readonly name: string;
  command(caseName: string, threads: number, file: string): Command;
}

interface NpmPackages {
  ensureNpmPackages(root: string, wanted: { dev: boolean }): Promise<void>;
}

/** The library as it is built, not a copy of its sources: it loads its kernels and its threads from where it lies. */
function builtLibrary(root: string): Plugin {
  return {
    name: "built library",
    setup({ onResolve }) {
      onResolve({ filter: /\/lib\/.*\.ts$/ }, ({ path: wanted }) => {
        const file = path.join(root, "dist", "lib", wanted.replace(/^.*\/lib\//, "").replace(/\.ts$/, ".js"));
        return { path: pathToFileURL(file).href, external: true };
      });
    },
  };
}

export interface Prepared {
  readonly kinds: readonly SubjectKind[];
  /** The three forms of our engine over 10,000 steps of M1. */
  readonly memory: readonly { readonly name: string; readonly command: Command }[];
}

export async function prepareSubjects(say: (line: string) => void): Promise<Prepared> {
  const root = packageRoot();
  const folder = path.join(root, "tests", "bench");
  const setup = pathToFileURL(path.join(root, "kernel", "setup", "npmPackages.mjs")).href;
  await ((await import(setup)) as NpmPackages).ensureNpmPackages(folder, { dev: true });
  const python = await ensureTorch(say);

  // Bundles lie where their packages are found: in the peers' node_modules, or nowhere in particular for ours.
  const peers = path.join(folder, "node_modules", ".gradbook");
  const ours = path.join(root, ".cache", "bench");
  for (const target of [peers, ours]) mkdirSync(target, { recursive: true });
  const options = { bundle: true, platform: "node", target: "node20", logLevel: "silent" } as const;
  for (const name of ["tfjs", "jaxjs"]) {
    await build({
      ...options,
      entryPoints: [path.join(folder, "engine", `${name}.mjs`)],
      outfile: path.join(peers, `${name}.cjs`),
      format: "cjs",
      mainFields: ["module", "main"],
    });
  }
  for (const name of ["gradbook", "memory"]) {
    await build({
      ...options,
      entryPoints: [path.join(folder, "engine", `${name}.ts`)],
      external: ["#platform"], // as built, for Node
      outfile: path.join(ours, `${name}.mjs`),
      format: "esm",
      plugins: [builtLibrary(root)],
    });
  }

  const node = (name: string, file: string, flags: readonly string[] = [], extra: readonly string[] = []) => ({
    name,
    command: (caseName: string, threads: number, problem: string): Command => ({
      file: process.execPath,
      args: [...flags, file, caseName, String(threads), problem, ...extra],
      env: {},
    }),
  });
  // Node 20 has fused multiplication behind a flag, which our kernel gives to its runtime too.
  const isNode20 = process.versions.node.startsWith("20.");
  const engines = [
    { name: "gradbook", mode: "compiled", flags: [] },
    { name: "gradbook-eager", mode: "eager", flags: [] },
    { name: "gradbook-fused", mode: "fused", flags: isNode20 ? ["--experimental-wasm-relaxed-simd"] : [] },
  ];
  const kinds = [
    ...engines.map(({ name, mode, flags }) => node(name, path.join(ours, "gradbook.mjs"), flags, [mode])),
    {
      name: "pytorch",
      command: (caseName: string, threads: number, problem: string) => ({
        file: python,
        args: [path.join(folder, "engine", "pytorch.py"), caseName, String(threads), problem],
        env: { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
      }),
    },
    node("tfjs-wasm", path.join(peers, "tfjs.cjs")),
    node("jax-js", path.join(peers, "jaxjs.cjs")),
  ];
  const memory = engines.map(({ name, mode, flags }) => ({
    name,
    command: { file: process.execPath, args: [...flags, path.join(ours, "memory.mjs"), mode], env: {} },
  }));
  return { kinds, memory };
}

/** Writes the problem where every subject reads it. */
export function problemFile(name: string, bytes: Uint8Array): string {
  const file = path.join(packageRoot(), ".cache", "bench", `${name}.safetensors`);
  writeFileSync(file, bytes);
  return file;
}
