import { describe, expect, test } from "vitest";
import type { BenchRow } from "../../../kernel/setup/bench.ts";
import { decoded } from "./loop.ts";
import { encoded, problem } from "./problems.ts";
import { ratioTable, speedRatio, targetLines } from "./verdict.ts";

const ms = (name: string, subject: string, value: number): BenchRow => ({
  case: name,
  subject,
  value,
  unit: "ms",
  betterWhen: "lower",
});
const gflops = (name: string, subject: string, value: number): BenchRow => ({
  case: name,
  subject,
  value,
  unit: "GFLOP/s",
  betterWhen: "higher",
});

describe("the verdict", () => {
  test("speedRatio() is above 1 for the faster subject, whether its figure is a time or a rate", () => {
    const rows = [ms("M1", "gradbook", 0.05), ms("M1", "pytorch", 0.1)];
    expect(speedRatio(rows, "M1", "gradbook", "pytorch")).toBe(2);
    const rates = [gflops("matmul-64", "gradbook", 60), gflops("matmul-64", "tfjs-wasm", 40)];
    expect(speedRatio(rates, "matmul-64", "gradbook", "tfjs-wasm")).toBe(1.5);
    expect(speedRatio(rows, "M1", "gradbook", "jax-js")).toBeUndefined();
  });

  test("ratioTable() has a dash where a subject did not run, and no line for a case without PyTorch", () => {
    const rows = [
      ms("M3", "gradbook", 2),
      ms("M3", "pytorch", 3),
      ms("M4", "pytorch", 1),
      ms("scalar-demo", "gradbook", 1),
    ];
    expect(ratioTable(rows)).toBe(["× PyTorch  gradbook", "M3             1.50", "M4                –"].join("\n"));
  });

  test("targetLines() holds M4 to 0.7 of PyTorch's speed, M1 to all of it, and counts what is missing as missed", () => {
    const at = (name: string) => [ms(name, "gradbook", 1), ms(name, "pytorch", 0.8)];
    const lines = targetLines([...at("M1"), ...at("M4")]);
    expect(lines).toContain("met    M4: gradbook at least 0.7 times pytorch's speed: 0.80 times");
    expect(lines).toContain("MISSED M1: gradbook at least 1 times pytorch's speed: 0.80 times");
    expect(lines).toContain("MISSED M1: gradbook-fused at least 1 times pytorch's speed: not measured");
    expect(lines.some((line) => line.includes("M2"))).toBe(false);
  });

  test("targetLines() compares two threads with one, and memory with its limit", () => {
    const rows = [gflops("matmul-512", "gradbook", 50), gflops("matmul-512-2t", "gradbook", 85)];
    expect(targetLines(rows)).toContain("MISSED matmul-512: two threads at least 1.8 times as fast as one: 1.70 times");
    const memory: BenchRow = { case: "memory", subject: "gradbook", value: 3, unit: "MB", betterWhen: "lower" };
    expect(targetLines([memory])).toEqual(["met    memory: gradbook grows by less than 20 MB: 3.0 MB"]);
  });
});

describe("the problems", () => {
  test("decoded() gives back what was encoded, the same whenever it is drawn", () => {
    const drawn = problem("M1");
    expect(decoded(encoded(drawn))).toEqual(drawn);
    expect(encoded(problem("M1"))).toEqual(encoded(drawn));
  });

  test("the labels of a minibatch are not all of one class, so that there is something to learn", () => {
    for (const name of ["M1", "M4"]) {
      const classes = new Set(problem(name).batches.flatMap(({ y }) => [...y.data]));
      expect(classes.size, name).toBe(10);
    }
  });
});
