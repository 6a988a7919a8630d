import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { random, uniform } from "../../../lib/data/random.ts";
import { type Division, divisions, partsOf } from "../../../lib/wasm/divisions.ts";
import { createKernelMemory, instantiateKernels } from "../../../lib/wasm/kernels.ts";
import type { Kernels } from "../../../lib/wasm/kernelTypes.ts";
import { bitsHash } from "./kernelMemory.ts";

const types = readFileSync("lib/wasm/kernelTypes.ts", "utf8");

/** The arguments of a kernel, as the interface has them. */
function argumentsOf(name: string): { name: string; isPointer: boolean }[] {
  const list = new RegExp(`\\n  ${name}\\(([^)]*)\\)`).exec(types)?.[1] ?? "";
  return [...list.matchAll(/(\w+): (\w+)/g)].map(([, argument, type]) => ({
    name: argument,
    isPointer: type === "Pointer",
  }));
}

/** Sizes by the names that arguments have in several kernels: an image of 6 × 7 in 8 channels and windows of 3 × 3, rows of 24. */
const sizes: Record<string, number> = {
  ...{ n: 200, rows: 30, columns: 24, outer: 9, inner: 5, scale: 0.5, causal: 1, p: 2, nesterov: 1 },
  ...{ channels: 8, height: 6, width: 7, outChannels: 24, outHeight: 6, outWidth: 7, kernelHeight: 3, kernelWidth: 3 },
  ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, top: 1, left: 1, groups: 1, batch: 3, places: 42 },
  ...{ inputSize: 42, outputSize: 42, epsilon: 1e-5, length: 7, rate: 0.1, low: -0.5, high: 0.5, factor: 2 },
  ...{ n0: 1, n1: 1, n2: 200, a0: 0, a1: 0, a2: 1, b0: 0, b1: 0, b2: 0, aRow: 24, aCol: 1, bRow: 32, bCol: 1, k: 24 },
  ...{ cRow: 32, aOuter: 240, aInner: 120, bOuter: 0, bInner: 768, cOuter: 320, cInner: 160, m: 5, flags: 2 },
  ...{ rowStart: 0, imageStart: 0, planeStart: 0, channelStart: 0, start: 0, rowEnd: 30, imageEnd: 5, planeEnd: 9 },
  ...{ channelEnd: 24, end: 24 },
};
/** Where one size does not fit all kernels. */
const others: Record<string, Record<string, number>> = {
  matmul: { n: 32 },
  matmulBatched: { n: 32, inner: 2, rowEnd: 30 },
  ...Object.fromEntries(["sum", "mean", "max"].map((name) => [name, { n: 7 }])),
  conv2dBiasGradient: { channels: 24 },
};

const areaBytes = 1 << 16;
const memory = createKernelMemory(25 * areaBytes);
const kernels = instantiateKernels(memory);
const names = Object.keys(divisions) as (keyof typeof divisions)[];

/** The call of a kernel, and memory full of numbers. */
function prepared(name: keyof Kernels, more: Record<string, number> = {}): number[] {
  const rng = random(5);
  const floats = new Float32Array(memory.buffer, areaBytes);
  for (let i = 0; i < floats.length; i++) floats[i] = uniform(rng, 0.1, 1);
  const list = argumentsOf(name);
  const at = list.findIndex((argument) => argument.name === "places" && argument.isPointer);
  if (at !== -1) {
    const ints = new Int32Array(memory.buffer, (at + 1) * areaBytes, areaBytes / 4);
    for (let i = 0; i < ints.length; i++) ints[i] = i % 42; // places of a plane
  }
  return list.map((argument, i) => {
    if (argument.isPointer) return (i + 1) * areaBytes;
    return more[argument.name] ?? others[name]?.[argument.name] ?? sizes[argument.name] ?? 0.5;
  });
}

/** All that lies in memory, but for scratch. */
function everything(name: keyof Kernels): string {
  const bytes = new Float32Array(memory.buffer.slice(areaBytes));
  const scratch = argumentsOf(name).findIndex((argument) => argument.name === "scratch");
  if (scratch !== -1) bytes.fill(0, (scratch * areaBytes) / 4);
  return bitsHash(bytes);
}

describe("divisions", () => {
  const wide = { rowEnd: 5 }; // more columns than rows
  const cases = [...names.map((name) => [name, {}] as const), ["matmul", wide] as const];
  test.each(cases)("%s() has the same bits in parts, in whatever order they are done", (name, more) => {
    const division: Division = divisions[name];
    const run = kernels[name] as (...args: number[]) => void;
    const args = prepared(name, more);
    const before = everything(name);
    run(...args);
    const whole = everything(name);
    expect(whole).not.toBe(before); // it has done something
    prepared(name, more);
    const [first, last] = division.range(args);
    expect(last - first).toBeGreaterThan(division.grain);
    const starts = [];
    for (let from = first; from < last; from += division.grain) starts.push(from);
    for (const from of starts.reverse()) run(...division.cut(args, from, Math.min(from + division.grain, last)));
    expect(everything(name)).toBe(whole);
  });

  test.each(names)("%s() says where its scratch memory is, if it has some", (name) => {
    const { scratch }: Division = divisions[name];
    const at = argumentsOf(name).findIndex((argument) => argument.name === "scratch");
    expect(scratch ?? -1).toBe(at);
  });
});

describe("partsOf()", () => {
  test("leaves small calls whole, and gives no part too little to do", () => {
    const exp = (n: number): number => partsOf(divisions.exp, [0, 4096, n], 2).length;
    expect([exp(100), exp(10_000), exp(20_000), exp(1_000_000)]).toEqual([1, 1, 3, 8]);
  });

  test("covers the range, each number once", () => {
    const parts = partsOf(divisions.relu, [0, 1 << 20, 100_001], 2);
    const ranges = parts.map(([from, , count]) => [from / 4, from / 4 + count]);
    expect(ranges[0][0]).toBe(0);
    for (let i = 1; i < ranges.length; i++) expect(ranges[i][0]).toBe(ranges[i - 1][1]);
    expect(ranges.at(-1)?.[1]).toBe(100_001);
  });
});
