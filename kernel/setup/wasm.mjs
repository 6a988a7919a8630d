// Compiles the fast loops of lib/wasm/assembly to WebAssembly and writes them into the library, as text that needs no fetch.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SetupError } from "./progress.mjs";

const SOURCES = join("lib", "wasm", "assembly");
/** The two files that are made; both are committed, so that only who changes a loop needs the compiler. */
export const BYTES = join("lib", "wasm", "bytes.ts");
export const TYPES = join("lib", "wasm", "kernelTypes.ts");

/**
 * Nothing is allocated inside (stub runtime), the memory comes from outside. It is declared shared, as threads need it; the
 * loader changes that one flag where threads are not wanted, which spares two more binaries.
 */
const OPTIONS = [
  ...["--runtime", "stub", "--use", "abort=", "--noAssert", "-O3"],
  ...["--importMemory", "--noExportMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--enable", "simd", "--enable", "threads"],
];
/** With it, `ASC_FEATURE_RELAXED_SIMD` is true and lanes.ts multiplies and adds in one rounding. */
const FUSED = ["--enable", "relaxed-simd"];

/** Constants of the loops may lie below this address and nowhere else: `reservedBytes` of lib/wasm/kernels.ts. */
const RESERVED_BYTES = 2048;

const read = (path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");

/**
 * The sources are written as ordinary TypeScript, for formatters and parsers: imports name their file with `.ts`, and
 * AssemblyScript's decorator for what is copied into its callers stands in a comment.
 */
const toAssemblyScript = (text) =>
  text.replaceAll("/* @inline */", "@inline").replaceAll(/( from "\.[^"]*)\.ts"/g, '$1"');

/** Names and texts of the sources, in order. @param {string} root */
function readSources(root) {
  const names = readdirSync(join(root, SOURCES)).filter((name) => name.endsWith(".ts"));
  return names.sort().map((name) => ({ name, text: read(join(root, SOURCES, name)) }));
}

/** SHA-256 of the sources, the options and the compiler's version: of all that decides the bytes. @param {string} root */
export function sourcesHash(root) {
  const { devDependencies } = JSON.parse(read(join(root, "package.json")));
  const hash = createHash("sha256").update(`${devDependencies.assemblyscript} ${[...OPTIONS, ...FUSED].join(" ")}\n`);
  for (const { name, text } of readSources(root)) hash.update(`${name} ${text.length}\n${text}`);
  return hash.digest("hex");
}

/** Runs the compiler. @param {string} root @param {string[]} options */
async function compile(root, options) {
  const file = join(root, "node_modules", "assemblyscript", "dist", "asc.js");
  const { main } = await import(pathToFileURL(file).href);
  const written = new Map();
  const { error, stderr } = await main(
    ["index.ts", "--outFile", "kernels.wasm", "--bindings", "raw", ...OPTIONS, ...options],
    {
      readFile: (name) => {
        const path = join(root, SOURCES, name);
        return existsSync(path) ? toAssemblyScript(read(path)) : null;
      },
      writeFile: (name, content) => written.set(name, content),
      listFiles: () => [],
    },
  );
  if (error) throw new SetupError(`Cannot compile ${SOURCES} as the compiler objects:\n${stderr.toString().trimEnd()}`);
  return { bytes: Buffer.from(written.get("kernels.wasm")), declarations: written.get("kernels.d.ts") };
}

/** The texts of the two files. @param {string} root */
export async function makeKernels(root) {
  const [plain, fused] = [await compile(root, []), await compile(root, FUSED)];
  for (const { bytes } of [plain, fused]) checkConstants(bytes);
  return { bytesFile: bytesFile(sourcesHash(root), plain.bytes, fused.bytes), typesFile: typesFile(root, plain) };
}

/** Refuses constants that lie where the library keeps its numbers. @param {Buffer} bytes */
function checkConstants(bytes) {
  const number = (at) => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte < 128) return [value, at];
    }
  };
  for (let at = 8; at < bytes.length; ) {
    const section = bytes[at];
    const [size, start] = number(at + 1);
    at = start + size;
    if (section !== 11) continue; // the data section
    let [count, next] = number(start);
    for (; count > 0; count--) {
      const [offset, afterOffset] = number(next + 2); // flag 0, i32.const, offset, end, length, bytes
      const [length, data] = number(afterOffset + 1);
      if (bytes[next] !== 0 || bytes[next + 1] !== 0x41 || offset + length > RESERVED_BYTES)
        throw new SetupError(`Cannot place constants of the loops as they must lie below ${RESERVED_BYTES}`);
      next = data + length;
    }
  }
}

const bytesFile = (hash, plain, fused) => `// Made by kernel/setup/wasm.mjs from lib/wasm/assembly; not written by hand.

/** SHA-256 of what the bytes were made from. */
export const kernelSources = "${hash}";

/** The default build, ${plain.length} bytes in base64: plain SIMD, the same bits on every machine. */
export const plainKernels =
  "${plain.toString("base64")}";

/** The fused build, ${fused.length} bytes in base64: a multiplication and an addition in one rounding, where the machine has it. */
export const fusedKernels =
  "${fused.toString("base64")}";
`;

/** The exports as an interface, in the order of index.ts, each with the docstring of its source. */
function typesFile(root, { declarations }) {
  const docs = new Map();
  for (const { text } of readSources(root))
    for (const [, doc, name] of text.matchAll(/^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport function (\w+)/gm))
      docs.set(name, doc.replaceAll("\n", "\n  "));
  const methods = [
    ...declarations.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export function (\w+)\(.*\): (\w+);/g),
  ].map(([, comment, name, result]) => {
    const doc = docs.get(name);
    if (doc === undefined) throw new SetupError(`Cannot describe ${name} as it has no docstring in ${SOURCES}`);
    const parameters = [...comment.matchAll(/@param (\w+) `(\w+)`/g)].map(
      ([, parameter, type]) => `${parameter}: ${type === "usize" ? "Pointer" : "number"}`,
    );
    const line = `  ${name}(${parameters.join(", ")}): ${result};`;
    const broken = `  ${name}(\n${parameters.map((text) => `    ${text},\n`).join("")}  ): ${result};`;
    return `  ${doc}\n${line.length <= 120 ? line : broken}\n`;
  });
  return `// Made by kernel/setup/wasm.mjs from lib/wasm/assembly; not written by hand.

/** A place in the memory that the loops work on: the number of bytes before it. */
export type Pointer = number;

/** The fast loops, as WebAssembly exports them. Sizes and strides are counted in elements, not in bytes. */
export interface Kernels {
${methods.join("\n")}}
`;
}

/** Makes the files anew. @param {string} root */
export async function writeKernels(root) {
  const made = await makeKernels(root);
  writeFileSync(join(root, BYTES), made.bytesFile);
  writeFileSync(join(root, TYPES), made.typesFile);
}

/** Makes the files anew when they come from other sources; a package has only what was made. @param {string} root */
export async function ensureKernels(root) {
  if (!existsSync(join(root, SOURCES))) return;
  const hash = sourcesHash(root);
  if (existsSync(join(root, BYTES)) && read(join(root, BYTES)).includes(`"${hash}"`)) return;
  if (!existsSync(join(root, "node_modules", "assemblyscript")))
    throw new SetupError(`Cannot compile ${SOURCES} as its compiler is not installed; run npm install`);
  await writeKernels(root);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await writeKernels(fileURLToPath(new URL("../../", import.meta.url)));
    stdout.write(`${BYTES} and ${TYPES} are made\n`);
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
