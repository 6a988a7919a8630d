import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import type { Kernels, Pointer } from "../../../lib/wasm/kernelTypes.ts";
import { bitsHash, KernelArena } from "./kernelMemory.ts";

const arena = new KernelArena(1 << 20);
const { kernels } = arena;
const n = 2011; // 43 rows of 46, and 33 more

/** Hashes of what a kernel writes, found on one machine: every other one, and every engine, must come to the same. */
const hashes: Record<string, string> = {
  exp: "c443f086",
  log: "fecd3aaf",
  tanh: "3beddbec",
  sigmoid: "b2b9ea1a",
  erf: "0319724d",
  gelu: "5dfa396b",
  geluTanh: "19278669",
  softplus: "44cdcaba",
  silu: "49fde520",
  geluBackward: "375fe329",
  geluTanhBackward: "a4eb48b4",
  siluBackward: "5367a90d",
  softmax: "1f1ce773",
  logSoftmax: "f304bd0c",
  sum: "d8ea0fcf",
  columns: "ad7db2dc",
  layerNorm: "d572e081",
  adamw: "0c1431ed",
  lstmCell: "2fedd76a",
};

type Arrays = { x: Pointer; y: Pointer; positive: Pointer; out: Pointer; more: Pointer; most: Pointer };
const simple = (name: keyof Kernels) => (at: Arrays) =>
  (kernels[name] as (x: Pointer, out: Pointer, n: number) => void)(at.x, at.out, n);
const backward = (name: keyof Kernels) => (at: Arrays) =>
  (kernels[name] as (g: Pointer, x: Pointer, out: Pointer, n: number) => void)(at.y, at.x, at.out, n);

const calls: Record<string, (at: Arrays) => void> = {
  exp: simple("exp"),
  log: (at) => kernels.log(at.positive, at.out, n),
  tanh: simple("tanh"),
  sigmoid: simple("sigmoid"),
  erf: simple("erf"),
  gelu: simple("gelu"),
  geluTanh: simple("geluTanh"),
  softplus: simple("softplus"),
  silu: simple("silu"),
  geluBackward: backward("geluBackward"),
  geluTanhBackward: backward("geluTanhBackward"),
  siluBackward: backward("siluBackward"),
  softmax: (at) => kernels.softmax(at.x, at.out, 43, 46),
  logSoftmax: (at) => kernels.logSoftmax(at.x, at.out, 43, 46),
  sum: (at) => kernels.sum(at.x, at.out, 1, n, 1),
  columns: (at) => kernels.sum(at.x, at.out, 1, 43, 46),
  layerNorm: (at) => kernels.layerNorm(at.x, at.y, at.positive, at.out, at.more, at.most, 43, 46, 1e-5),
  adamw: (at) =>
    kernels.adamw(at.x, at.y, at.y, at.positive, at.out, at.more, at.most, n, 0.01, 0.9, 0.999, 1e-8, 0.01, 0.1, 0.001),
  lstmCell: (at) => kernels.lstmCell(at.x, at.y, at.positive, at.out, at.more, at.most, at.most + 4 * 500, 10, 50),
};

describe("the default build's bits", () => {
  test.each(Object.keys(calls))("%s() gives the same ones on every machine", (name) => {
    arena.clear();
    const rng = random(11);
    const numbers = (low: number, high: number) =>
      arena.put(Float32Array.from({ length: n }, () => uniform(rng, low, high)));
    const [x, y, positive] = [numbers(-6, 6), numbers(-1, 1), numbers(0, 9)];
    const written = [0, 1, 2].map(() => arena.put(new Float32Array(n)));
    const [out, more, most] = written.map(({ at }) => at);
    calls[name]({ x: x.at, y: y.at, positive: positive.at, out, more, most });
    expect(bitsHash(Float32Array.from(written.flatMap(({ floats }) => Array.from(floats))))).toBe(hashes[name]);
  });
});
