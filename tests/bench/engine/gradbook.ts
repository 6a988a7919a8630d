// Our own side: `node gradbook.mjs CASE THREADS FILE MODE`, with the mode eager, compiled or fused (compiled as well).
import { compile, configure, matmul, toTypedArray } from "../../../lib/index.ts";
import { type Subject, sampled, serve } from "./loop.ts";
import { tensorOf, training } from "./models.ts";
import type { Problem } from "./problems.ts";

const mode = process.argv[5];

function product({ batches }: Problem, notes: string): Subject {
  const [a, b] = [tensorOf(batches[0]!.x), tensorOf(batches[0]!.y)];
  const multiply = mode === "eager" ? matmul : compile(matmul);
  return {
    losses: sampled(toTypedArray(multiply(a, b)), a.shape[0]!),
    notes,
    step: () => {
      multiply(a, b);
      return undefined;
    },
  };
}

await serve((name, problem, threads) => {
  configure({ threads, fused: mode === "fused" });
  const notes = `Node ${process.versions.node}, ${mode}`;
  if (name.startsWith("matmul")) return product(problem, notes);
  const step = training(name, problem, mode !== "eager");
  return { losses: Array.from({ length: 10 }, step), notes, step };
});
