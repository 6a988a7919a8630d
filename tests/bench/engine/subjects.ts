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

export async function prepareSubjects(say: (line: string) => void): Promise<SubjectKind[]> {
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
  await build({
    ...options,
    entryPoints: [path.join(folder, "engine", "gradbook.ts")],
    outfile: path.join(ours, "gradbook.mjs"),
    format: "esm",
    plugins: [builtLibrary(root)],
  });

  const node = (name: string, file: string, flags: readonly string[] = [], extra: readonly string[] = []) => ({
    name,
    command: (caseName: string, threads: number, problem: string): Command => ({
      file: process.execPath,
      args: [...flags, file, caseName, String(threads), problem, ...extra],
      env: {},
    }),
  });
  const engine = (name: string, mode: string, flags: readonly string[] = []) =>
    node(name, path.join(ours, "gradbook.mjs"), flags, [mode]);
  const needsFlag = process.versions.node.startsWith("20.");
  return [
    engine("gradbook", "compiled"),
    engine("gradbook-eager", "eager"),
    engine("gradbook-fused", "fused", needsFlag ? ["--experimental-wasm-relaxed-simd"] : []),
    {
      name: "pytorch",
      command: (caseName, threads, problem) => ({
        file: python,
        args: [path.join(folder, "engine", "pytorch.py"), caseName, String(threads), problem],
        env: { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
      }),
    },
    node("tfjs-wasm", path.join(peers, "tfjs.cjs")),
    node("jax-js", path.join(peers, "jaxjs.cjs")),
  ];
}

/** Writes the problem where every subject reads it. */
export function problemFile(name: string, bytes: Uint8Array): string {
  const file = path.join(packageRoot(), ".cache", "bench", `${name}.safetensors`);
  writeFileSync(file, bytes);
  return file;
}
