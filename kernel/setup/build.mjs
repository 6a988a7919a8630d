// Builds dist/ from the sources, or with --check only says whether they are well typed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SetupError, step } from "./progress.mjs";
import { ensureKernels } from "./wasm.mjs";

const SOURCES = [
  "kernel",
  "lib",
  "datasets",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
];
const STAMP = ".gradbook-build";

const COMMAND = "kernel/node/commandLine.js";

/** Files that are shipped as they are, beside the code that reads them. */
const ASSETS = ["kernel/node/logo"];

/** Runs TypeScript's own compiler; `node_modules/.bin/tsc` may be another package's, so its file is named. */
function tsc(root, ...args) {
  return new Promise((resolve) => {
    const file = join(root, "node_modules", "typescript", "bin", "tsc");
    const child = spawn(process.execPath, [file, "--pretty", "false", ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Throws with the compiler's messages unless every project is well typed. */
async function compile(root, projects) {
  const results = await Promise.all(projects.map((project) => tsc(root, ...project)));
  const messages = results.map(({ output }) => output.trimEnd()).filter((text) => text !== "");
  if (results.some(({ code }) => code !== 0))
    throw new SetupError(`Cannot build as the compiler objects:\n${messages.join("\n")}`);
}

/** Everything below a path, with size and time: read in a few milliseconds, and different after any edit. */
function* listing(root, path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) yield `${relative(root, path)} ${status.size} ${status.mtimeMs}\n`;
  else for (const name of readdirSync(path).sort()) if (name !== "node_modules") yield* listing(root, join(path, name));
}

/** Whether the packages are there that only tests and the notebook builder import. */
function hasDevelopmentPackages(root) {
  return existsSync(join(root, "node_modules", "playwright-core"));
}

/** @param {string} root */
export function sourceFingerprint(root) {
  const hash = createHash("sha256").update(`checked: ${hasDevelopmentPackages(root)}\n`);
  for (const source of SOURCES) for (const line of listing(root, join(root, source))) hash.update(line);
  return hash.digest("hex");
}

/** The labextension: one classic script which JupyterLab loads, and the package.json that announces it. */
async function bundleLabextension(root, outDir) {
  const { build } = await import(pathToFileURL(join(root, "node_modules", "esbuild", "lib", "main.js")).href);
  const source = join(root, "kernel", "labextension");
  mkdirSync(join(outDir, "static"), { recursive: true });
  await build({
    entryPoints: [join(source, "remoteEntry.ts")],
    outfile: join(outDir, "static", "remoteEntry.js"),
    bundle: true,
    format: "iife",
    target: "es2022",
    logLevel: "silent",
  }).catch((error) => {
    throw new SetupError(`Cannot build the labextension as esbuild objects: ${error.message}`);
  });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const announced = JSON.parse(readFileSync(join(source, "labextension.json"), "utf8"));
  writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ ...announced, version }, null, 2)}\n`);
}

/**
 * Builds beside dist and puts it in place at the end, so that a failed build leaves the old one, running kernels find
 * their files, and two builds at once do not mix.
 * @param {string} root
 */
export async function build(root) {
  await ensureKernels(root);
  const fingerprint = sourceFingerprint(root);
  const staging = join(root, `.dist-${process.pid}`);
  try {
    // Without those packages some files cannot be checked; a learner's build is translated only.
    const checking = hasDevelopmentPackages(root) ? "--noEmitOnError" : "--noCheck";
    await compile(root, [
      ["-p", "tsconfig.build.json", "--outDir", staging, checking],
      ["-p", join("kernel", "labextension", "tsconfig.json")],
    ]);
    await bundleLabextension(root, join(staging, "labextension"));
    for (const asset of ASSETS) cpSync(join(root, asset), join(staging, asset), { recursive: true });
    // npx makes the command executable only once, when it first meets the clone.
    if (existsSync(join(staging, COMMAND))) chmodSync(join(staging, COMMAND), 0o755);
    writeFileSync(join(staging, STAMP), fingerprint);
    const dist = join(root, "dist");
    const former = `${staging}-former`;
    try {
      if (existsSync(dist)) renameSync(dist, former);
    } catch (_error) {
      throw new SetupError("Cannot replace dist as another program uses it; stop JupyterLab and its kernels first");
    }
    renameSync(staging, dist);
    rmSync(former, { recursive: true, force: true });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** @param {string} root */
export async function ensureBuild(root) {
  const stampPath = join(root, "dist", STAMP);
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === sourceFingerprint(root)) return;
  await step("build", () => build(root));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const projects = [
    "tsconfig.json",
    "kernel/core/tsconfig.json",
    "lib/tsconfig.json",
    "kernel/labextension/tsconfig.json",
    "tests/browser/tsconfig.json",
  ];
  try {
    if (process.argv.includes("--check"))
      await compile(
        root,
        projects.map((project) => ["-p", project, "--noEmit"]),
      );
    else await build(root);
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
