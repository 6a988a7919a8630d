// Our own side: `node gradbook.mjs CASE THREADS FILE MODE`, with the mode eager, compiled or fused (compiled as well).

import { compile } from "../../../lib/autograd/compile.ts";
import { configure, matmul, type Tensor, tensor, toTypedArray } from "../../../lib/index.ts";
import { type Subject, sampled, serve } from "./loop.ts";
import type { NamedArray, Problem } from "./problems.ts";

const mode = process.argv[5];

const of = ({ shape, data }: NamedArray): Tensor => tensor(data, { shape });

function product({ batches }: Problem, notes: string): Subject {
  const [a, b] = [of(batches[0]!.x), of(batches[0]!.y)];
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
  if (!name.startsWith("matmul")) throw new Error("not there yet");
  return product(problem, notes);
});
