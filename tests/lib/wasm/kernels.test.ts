import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { normal, random } from "../../../lib/data/random.ts";
import { fusedKernels, plainKernels } from "../../../lib/wasm/bytes.ts";
import {
  compileKernels,
  createKernelMemory,
  instantiateKernels,
  type Kernels,
  reservedBytes,
} from "../../../lib/wasm/kernels.ts";
import { bitsHash, hasFused } from "./kernelMemory.ts";

const engine = globalThis as unknown as { WebAssembly: object };

/** The number at an address times the one behind it, put behind both. */
const multiply = (kernels: Kernels, at: number) =>
  kernels.matmul(at, 1, 1, at + 4, 1, 1, at + 8, 1, 1, 1, 0, 0, 0, 1, at + 12);

afterEach(() => vi.unstubAllGlobals());

describe("compileKernels()", () => {
  test("compiles once for each build and kind of memory", () => {
    const module = compileKernels();
    expect(module).not.toBeNull();
    expect(compileKernels({ fused: false, shared: false })).toBe(module);
    expect(compileKernels({ shared: true })).not.toBe(module);
  });

  test("has relaxed instructions in the fused build only", () => {
    // 0xfd 0x85 0x02 is f32x4.relaxed_madd; as bytes of the whole it could be something else, so both are counted
    const count = (base64: string) => Buffer.from(base64, "base64").toString("latin1").split("\xfd\x85\x02").length - 1;
    expect(count(plainKernels)).toBe(0);
    expect(count(fusedKernels)).toBeGreaterThan(0);
  });

  test("gives the fused build, or a lesson where the engine cannot run it", () => {
    if (hasFused) expect(compileKernels({ fused: true })).not.toBe(compileKernels());
    else {
      const message =
        "Cannot use the fused kernels as they need WebAssembly's relaxed SIMD: this engine does not have it; try Node 22 or later, node --experimental-wasm-relaxed-simd, or configure({ fused: false })";
      expect(() => compileKernels({ fused: true })).toThrow(new Error(message));
    }
  });

  test.each([
    ["there is no WebAssembly", undefined],
    ["the engine has no SIMD", { ...engine.WebAssembly, validate: (): boolean => false }],
    [
      "the thread or the page forbids it",
      {
        ...engine.WebAssembly,
        validate: (): boolean => true,
        Module: class {
          constructor() {
            throw new RangeError("WebAssembly.Compile is disallowed on the main thread");
          }
        },
      },
    ],
  ])("is null where %s, and an instance is refused with a lesson", async (_where, stub) => {
    const memory = createKernelMemory(1);
    vi.stubGlobal("WebAssembly", stub);
    vi.resetModules();
    const fresh = await import("../../../lib/wasm/kernels.ts");
    expect(fresh.compileKernels()).toBeNull();
    expect(fresh.compileKernels({ fused: true })).toBeNull();
    const message =
      "Cannot load the fast loops as they need WebAssembly with SIMD: this engine has none, or forbids it; try the readable loops, which need nothing";
    expect(() => fresh.instantiateKernels(memory)).toThrow(new Error(message));
  });
});

describe("instantiateKernels()", () => {
  test.each([false, true])("puts kernels on a memory that is shared: %s", (shared) => {
    const memory = createKernelMemory(100_000, { shared });
    expect(memory.buffer.byteLength).toBe(131_072);
    expect(memory.buffer instanceof SharedArrayBuffer).toBe(shared);
    const kernels = instantiateKernels(memory);
    const numbers = new Float32Array(memory.buffer, reservedBytes, 3);
    numbers.set([2, 5, 0]);
    multiply(kernels, reservedBytes);
    expect(numbers[2]).toBe(10);
  });

  test("writes nothing into the memory from reservedBytes on", () => {
    const memory = createKernelMemory(65_536);
    const numbers = new Uint8Array(memory.buffer).fill(7);
    instantiateKernels(memory);
    expect(numbers.subarray(reservedBytes).every((byte) => byte === 7)).toBe(true);
    expect(
      numbers.every((byte) => byte === 7),
      "there are constants",
    ).toBe(false);
  });

  test("gives kernels that see a memory which has grown", () => {
    const memory = createKernelMemory(65_536);
    const kernels = instantiateKernels(memory);
    memory.grow(1);
    const numbers = new Float32Array(memory.buffer, 65_536, 3);
    numbers.set([2, 5, 0]);
    multiply(kernels, 65_536);
    expect(numbers[2]).toBe(10);
  });
});

test("two threads that share a memory and the rows of a product give the bits of one", async () => {
  const [m, n, k] = [75, 50, 33];
  const memory = createKernelMemory(300_000, { shared: true });
  const [a, b, c, scratch] = [4096, 40_000, 80_000, 120_000];
  const numbers = new Float32Array(memory.buffer);
  const rng = random(4);
  for (let i = a / 4; i < c / 4; i++) numbers[i] = normal(rng);
  const rows = [0, 38, m];
  const result = new Float32Array(memory.buffer, c, m * n);
  const { matmul } = instantiateKernels(memory);
  matmul(a, k, 1, b, n, 1, c, n, n, k, 0, 0, 0, m, scratch);
  const alone = bitsHash(result);
  result.fill(Number.NaN);
  const code = `const { module, memory, calls } = require("node:worker_threads").workerData;
    new WebAssembly.Instance(module, { env: { memory } }).exports.matmul(...calls);`;
  const threads = [0, 1].map((i) => {
    const calls = [a, k, 1, b, n, 1, c, n, n, k, 0, 0, rows[i], rows[i + 1], scratch + i * 80_000];
    return new Worker(code, { eval: true, workerData: { module: compileKernels({ shared: true }), memory, calls } });
  });
  await Promise.all(threads.map((thread) => once(thread, "exit")));
  expect(bitsHash(result)).toBe(alone);
});
