// A memory for tests of kernels: arrays are put one after the other, guarded so that a kernel cannot write beside them unseen.
import { fusedKernels } from "../../../lib/wasm/bytes.ts";
import { createKernelMemory, instantiateKernels, type KernelMemory, reservedBytes } from "../../../lib/wasm/kernels.ts";
import type { Kernels, Pointer } from "../../../lib/wasm/kernelTypes.ts";

const engine = (globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } }).WebAssembly;

/** Whether this Node runs the fused build. */
export const hasFused = engine.validate(Buffer.from(fusedKernels, "base64"));

/** The builds that this Node runs, as arguments for `describe.each`. */
export const builds = hasFused ? [{ fused: false }, { fused: true }] : [{ fused: false }];

const guard = 1.2345e30;

/** One memory with kernels on it, and arrays that stay where they were put. */
export class KernelArena {
  readonly memory: KernelMemory;
  readonly kernels: Kernels;
  private next: number = reservedBytes;
  private readonly guards: number[] = [];

  constructor(sizeBytes: number, { fused = false }: { fused?: boolean } = {}) {
    this.memory = createKernelMemory(sizeBytes);
    this.kernels = instantiateKernels(this.memory, { fused });
    this.placeGuard();
  }

  /** Room for so many numbers of four bytes: NaN until a kernel writes, so that a read of what was never written shows. */
  room(length: number): { at: Pointer; floats: Float32Array; ints: Int32Array } {
    const at = this.next;
    const floats = new Float32Array(this.memory.buffer, at, length).fill(Number.NaN);
    this.next += 4 * length;
    this.placeGuard();
    return { at, floats, ints: new Int32Array(this.memory.buffer, at, length) };
  }

  /** Float32 numbers, copied in. */
  put(values: ArrayLike<number>): { at: Pointer; floats: Float32Array } {
    const { at, floats } = this.room(values.length);
    floats.set(values);
    return { at, floats };
  }

  /** Forgets all arrays, for the next case. */
  clear(): void {
    this.next = reservedBytes;
    this.guards.length = 0;
    this.placeGuard();
  }

  /** Whether every number beside the arrays is what it was. */
  get intact(): boolean {
    const floats = new Float32Array(this.memory.buffer);
    return this.guards.every((at) => floats[at / 4] === Math.fround(guard));
  }

  private placeGuard(): void {
    for (let i = 0; i < 4; i++, this.next += 4) {
      new Float32Array(this.memory.buffer)[this.next / 4] = guard;
      this.guards.push(this.next);
    }
  }
}

/** 32 bits that tell two results apart, as eight hexadecimal digits: FNV-1a over the bytes. */
export function bitsHash(values: Float32Array | Int32Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
