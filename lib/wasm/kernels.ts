/*
 * The fast loops, loaded. Every operation of this library is a loop that can be read; those in which training spends its time
 * exist a second time in `wasm/assembly`, in AssemblyScript, which is TypeScript with the number types of a machine. Compiled to
 * WebAssembly they work on four numbers at once. This page turns the bytes that the build made into functions.
 *
 *   bytes  →  module (compiled, one for all)  →  instance (the functions, on one memory)
 *
 * A memory is one long array of bytes, and a kernel is told where its operands begin by the number of bytes before them. Who
 * owns the memory decides what lies where; below `reservedBytes` nothing of theirs may lie. Two builds exist: plain gives the
 * same bits on every machine; fused computes a·b + c with one rounding where the machine can: faster, and not the same everywhere.
 *
 * Notation: sizes in bytes; a page of memory is 65,536 bytes.
 * Source: WebAssembly Core Specification 2.0 (2022), with SIMD; its 3.0 (2025) brings relaxed SIMD, which the fused build needs.
 * NB: compilation is synchronous, so that `matmul(a, b)` needs no await. Browsers allow that: Chromium did so on a page's main
 *   thread up to 4 KB only before version 114 (2023), and does up to 8 MB since. Where it is refused, or forbidden by a content
 *   security policy, the answer is the one for a place without WebAssembly: null, and the readable loops do the work.
 *
 * Page 45 · before it: scalar/training.ts · after it: wasm/divisions.ts
 */
import { lesson } from "../lesson.ts";
import { fusedKernels, plainKernels } from "./bytes.ts";
import type { Kernels } from "./kernelTypes.ts";

export type { Kernels, Pointer } from "./kernelTypes.ts";

/** A WebAssembly.Memory, as far as it is used here: bytes that can only become more. */
export interface KernelMemory {
  readonly buffer: ArrayBufferLike;
  /** Adds pages of 65,536 bytes. Every typed array on the old `buffer` has length 0 from then on, unless it is shared. */
  grow(pages: number): number;
}

/** A WebAssembly.Module: compiled code without a memory. It may be posted to a worker. */
export interface KernelModule {
  readonly [Symbol.toStringTag]?: string;
}

/** The parts of the global `WebAssembly` that are used here; the library's types know no browser and no Node. */
interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => KernelModule;
  readonly Instance: new (
    module: KernelModule,
    imports: { env: { memory: KernelMemory } },
  ) => { readonly exports: unknown };
  readonly Memory: new (options: { initial: number; maximum: number; shared?: boolean }) => KernelMemory;
}

const globals = globalThis as { WebAssembly?: Engine; atob?: (base64: string) => string };

/**
 * Where constants of the kernels lie; who lays out a memory begins behind them.
 * @example createKernelMemory(reservedBytes).buffer.byteLength > reservedBytes; // => true
 */
export const reservedBytes = 2048;

const pageBytes = 65_536;
const maximumPages = 65_536; // 4 GiB, all that 32-bit addresses reach; the kernels' import says the same

/** Which build, and for which kind of memory. */
export interface KernelOptions {
  /** The fused build in place of the plain one. Default false. */
  readonly fused?: boolean;
  /** For a memory that several threads see. Default false; `instantiateKernels` looks at the memory itself. */
  readonly shared?: boolean;
}

const compiled = new Map<string, KernelModule | null>();

/**
 * The compiled kernels; null where there is no WebAssembly, or none with SIMD. Compiled once, then remembered.
 * @throws Error when the fused build is asked for where only the plain one runs.
 * @example compileKernels() === compileKernels({ fused: false }); // => true
 */
export function compileKernels({ fused = false, shared = false }: KernelOptions = {}): KernelModule | null {
  const engine = globals.WebAssembly;
  if (engine === undefined || globals.atob === undefined) return null;
  const key = `${fused} ${shared}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const bytes = withMemoryKind(fromBase64(globals.atob, fused ? fusedKernels : plainKernels), shared);
  if (fused && !engine.validate(bytes) && compileKernels({ shared }) !== null) throw new Error(notFused());
  let module: KernelModule | null = null;
  try {
    if (engine.validate(bytes)) module = new engine.Module(bytes);
  } catch {
    // refused on this thread, or by the page's security policy
  }
  compiled.set(key, module);
  return module;
}

const notFused = (): string =>
  lesson({
    cannot: "use the fused kernels",
    as: "they need WebAssembly's relaxed SIMD",
    found: "this engine does not have it",
    try: "Node 22 or later, node --experimental-wasm-relaxed-simd, or configure({ fused: false })",
  });

/**
 * The kernels on a memory. Many instances may share a module, and a memory.
 * @param memory Made by `createKernelMemory`, or a WebAssembly.Memory with a maximum.
 * @throws Error when there is no WebAssembly with SIMD, or the fused build is asked for where only the plain one runs.
 * @example
 * const memory = createKernelMemory(65_536);
 * const numbers = new Float32Array(memory.buffer);
 * const at = reservedBytes; // bytes; the numbers there have indices that are a quarter of it
 * numbers.set([2, 3, 10, 20], at / 4); // a row (2, 3) and a column (10, 20)
 * const { matmul } = instantiateKernels(memory);
 * matmul(at, 2, 1, at + 8, 1, 1, at + 16, 1, 1, 2, 0, 0, 0, 1, at + 64);
 * numbers[at / 4 + 4]; // => 80
 */
export function instantiateKernels(memory: KernelMemory, { fused = false }: KernelOptions = {}): Kernels {
  const module = compileKernels({ fused, shared: isShared(memory) });
  const engine = globals.WebAssembly;
  if (module === null || engine === undefined) throw new Error(noKernels());
  return new engine.Instance(module, { env: { memory } }).exports as Kernels;
}

const noKernels = (): string =>
  lesson({
    cannot: "load the fast loops",
    as: "they need WebAssembly with SIMD",
    found: "this engine has none, or forbids it",
    try: "the readable loops, which need nothing",
  });

/**
 * A memory of at least so many bytes, all 0, that kernels can be instantiated on.
 * @param shared Whether workers shall see it too; that needs SharedArrayBuffer.
 * @throws Error when there is no WebAssembly; RangeError when there is not so much memory.
 * @example createKernelMemory(100_000).buffer.byteLength; // => 131072
 */
export function createKernelMemory(sizeBytes: number, { shared = false }: KernelOptions = {}): KernelMemory {
  const engine = globals.WebAssembly;
  if (engine === undefined) throw new Error(noKernels());
  const initial = Math.ceil(sizeBytes / pageBytes);
  return new engine.Memory({ initial, maximum: maximumPages, ...(shared ? { shared } : {}) });
}

const isShared = ({ buffer }: KernelMemory): boolean =>
  typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

const fromBase64 = (decode: (base64: string) => string, text: string): Uint8Array =>
  Uint8Array.from(decode(text), (letter) => letter.charCodeAt(0));

/**
 * The kernels import a memory, and must say whether it is shared: one byte after the import's name, 3 for a shared memory with
 * a maximum and 1 for one of a single thread. They are compiled for a shared one, and the byte is changed where it is not.
 */
function withMemoryKind(bytes: Uint8Array, shared: boolean): Uint8Array {
  const name = [3, ...codes("env"), 6, ...codes("memory"), 2]; // lengths before the words, and 2: a memory
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte));
  bytes[at + name.length] = shared ? 3 : 1;
  return bytes;
}

const codes = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
