import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import {
  backward,
  compile,
  configure,
  conv2d,
  crossEntropy,
  flatten,
  matmul,
  maxPool2d,
  nn,
  optim,
  randint,
  randn,
  random,
  relu,
  settings,
  sum,
  type Tensor,
  toTypedArray,
} from "../../../lib/index.ts";
import { compileKernels, createKernelMemory, instantiateKernels } from "../../../lib/wasm/kernels.ts";
import type { Kernels } from "../../../lib/wasm/kernelTypes.ts";
import { settleThreads, withThreads } from "../../../lib/wasm/threads.ts";
import { bitsHash } from "./kernelMemory.ts";

const initial = settings();
afterEach(() => void configure(initial));

describe("withThreads()", () => {
  test.skipIf(availableParallelism() < 2)(
    "divides large calls among two threads, leaves small ones whole, and gives the same bits",
    async () => {
      const n = 256;
      const memory = createKernelMemory(4 * n * n * 4 + 2_000_000, { shared: true });
      const kernels = instantiateKernels(memory);
      let calls = 0;
      const spied: Kernels = {
        ...kernels,
        matmul: (...args) => {
          calls++;
          kernels.matmul(...args);
        },
      };
      const stride = 1_000_000;
      const both = withThreads(
        spied,
        compileKernels({ shared: true }) as NonNullable<ReturnType<typeof compileKernels>>,
        memory,
        2,
        () => stride,
      );
      const [a, b, c, scratch] = [4096, 4096 + 4 * n * n, 4096 + 8 * n * n, 4096 + 12 * n * n];
      const numbers = new Float32Array(memory.buffer);
      for (let i = a / 4; i < c / 4; i++) numbers[i] = Math.fround((i % 97) / 31 - 1);
      const result = new Float32Array(memory.buffer, c, n * n);
      const multiply = (rows: number): string => {
        result.fill(Number.NaN);
        calls = 0;
        both.matmul(a, n, 1, b, n, 1, c, n, n, n, 0, 0, 0, rows, scratch);
        return bitsHash(result);
      };
      const alone = multiply(n); // the other thread is not there yet
      expect(calls).toBe(1);
      // of four parts some are done here and some there, as soon as both threads have a processor
      for (let i = 0; i < 15_000 && calls !== 2 && calls !== 3; i++) {
        await sleep(i < 25 ? 20 : 1);
        expect(multiply(n)).toBe(alone);
        expect(calls).toBeLessThanOrEqual(4);
      }
      expect([2, 3]).toContain(calls);
      multiply(4);
      expect(calls).toBe(1);
    },
    60_000,
  );
});

test("settleThreads() lets a call that was stopped in its midst touch nothing of the next ones", async () => {
  const [large, small] = [1024, 300];
  const memory = createKernelMemory(20 * large * large, { shared: true });
  const kernels = instantiateKernels(memory);
  let isStopped = false;
  const stoppable: Kernels = {
    ...kernels,
    matmul: (...args) => {
      if (isStopped) throw new Error("stopped"); // as V8 ends a cell, within a part
      kernels.matmul(...args);
    },
  };
  const module = compileKernels({ shared: true }) as NonNullable<ReturnType<typeof compileKernels>>;
  const both = withThreads(stoppable, module, memory, 2, () => 2_000_000);
  const [a, b, c, scratch] = [0, 4, 8, 12].map((place) => 4096 + place * large * large);
  const numbers = new Float32Array(memory.buffer);
  for (let i = a / 4; i < c / 4; i++) numbers[i] = Math.fround((i % 97) / 31 - 1);
  const result = new Float32Array(memory.buffer, c, small * small);
  const multiply = (n: number): void => both.matmul(a, large, 1, b, large, 1, c, n, n, n, 0, 0, 0, n, scratch);
  const once = (): string => {
    settleThreads();
    result.fill(Number.NaN);
    multiply(small);
    return bitsHash(result);
  };
  const expected = once();
  for (let round = 0; round < 20; round++) {
    await sleep(20);
    isStopped = true;
    expect(() => multiply(large)).toThrow("stopped");
    isStopped = false;
    for (let i = 0; i < 10; i++) expect(once()).toBe(expected);
  }
});

describe("configure({ threads: 2 })", () => {
  const once = (f: () => Tensor): string => bitsHash(toTypedArray(f()) as Float32Array);

  test.each([
    ["matmul", () => matmul(randn(random(1), [300, 200]), randn(random(2), [200, 150]))],
    ["a batch of products", () => matmul(randn(random(1), [16, 64, 64]), randn(random(2), [16, 64, 64]))],
    [
      "conv2d",
      () =>
        conv2d(randn(random(1), [16, 4, 28, 28]), randn(random(2), [8, 4, 3, 3]), randn(random(3), [8]), {
          padding: 1,
        }),
    ],
    [
      "conv2d, gradients",
      () => {
        const [x, w] = [
          randn(random(1), [16, 4, 28, 28], { requiresGrad: true }),
          randn(random(2), [8, 4, 3, 3], { requiresGrad: true }),
        ];
        backward(sum(conv2d(x, w, null, { padding: 1 })));
        return matmul(flatten(x.grad as Tensor, 1), flatten(randn(random(3), [4, 28, 28, 2]), 0, 2));
      },
    ],
  ])("gives the bits of one thread: %s", async (_, f) => {
    const expected = once(f);
    configure({ threads: 2 });
    for (let i = 0; i < 4; i++) {
      expect(once(f)).toBe(expected);
      await sleep(40);
    }
  });

  test("trains a network with the bits of one thread", async () => {
    const losses: number[][] = [];
    for (const threads of [1, 2]) {
      configure({ threads });
      const rng = random(3);
      const model = new nn.Sequential(
        new nn.Conv2d(rng, 1, 8, 3, { padding: 1 }),
        relu,
        (x: Tensor) => maxPool2d(x, 2),
        new nn.Flatten(),
        new nn.Linear(rng, 8 * 14 * 14, 10),
      );
      const optimizer = new optim.Adam(model.parameters());
      const [x, y] = [randn(rng, [32, 1, 28, 28]), randint(rng, 0, 10, [32])];
      const step = compile((images: Tensor, labels: Tensor) => {
        optimizer.zeroGrad();
        const loss = crossEntropy(model.forward(images), labels);
        backward(loss);
        optimizer.step();
        return loss;
      });
      const seen: number[] = [];
      for (let i = 0; i < 12; i++) {
        seen.push(...toTypedArray(step(x, y)));
        await sleep(15);
      }
      seen.push(...model.parameters().map((p) => Array.from(toTypedArray(p)).reduce((a, b) => a + b, 0)));
      losses.push(seen);
    }
    expect(losses[1]).toEqual(losses[0]);
  });
});
