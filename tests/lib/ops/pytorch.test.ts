import { describe, expect, test } from "vitest";
import { gradientsOf } from "../../../lib/autograd/backward.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { readReference } from "../reference/readReference.ts";
import { expectStored, restored, type StoredTensor } from "../reference/readTensor.ts";
import { type Arguments, functions } from "./pytorchFunctions.ts";

/** What came out, and what flowed back to each input. */
interface Numbers {
  readonly output: StoredTensor;
  readonly gradients?: readonly (StoredTensor | null)[];
}

interface Case extends Numbers {
  readonly name: string;
  readonly arguments: Arguments;
  readonly inputs: readonly StoredTensor[];
  /** What the gradients of the output are to be: they are those of Σ weights · output. */
  readonly weights?: StoredTensor;
  /** The same in single precision, where it was computed. */
  readonly float32?: Numbers;
}

const { cases } = readReference<{ cases: readonly Case[] }>("ops");
const names = [...new Set(cases.map(({ name }) => name))];

test("the table has a function for every name that PyTorch gave numbers for, and no other", () => {
  expect(Object.keys(functions).sort()).toEqual([...names].sort());
});

/** Runs one case in one dtype. */
function check(
  { name, arguments: settings, inputs, weights }: Case,
  numbers: Numbers,
  dtype: "float64" | "float32",
): void {
  const wanted = inputs.map((_, i) => (numbers.gradients?.[i] ?? null) !== null);
  const leaves = inputs.map((input, i) => restored(input, dtype, wanted[i]));
  const y = functions[name](leaves, settings);
  expectStored(y, numbers.output, name);
  if (weights === undefined) return;
  const grads = gradientsOf(sumTo(multiply(y, restored(weights, dtype)), []), {});
  for (const [i, stored] of (numbers.gradients ?? []).entries()) {
    if (stored !== null) expectStored(grads.get(leaves[i]), stored, `∂${name}/∂input ${i}`);
  }
}

describe.each(names)("%s()", (name) => {
  const own = cases.filter((one) => one.name === name);

  test("gives PyTorch's numbers and gradients in double precision", () => {
    for (const one of own) check(one, one, "float64");
  });

  const single = own.filter(({ float32 }) => float32 !== undefined);
  if (single.length === 0) return;
  test("and in single precision", () => {
    for (const one of single) check(one, one.float32 as Numbers, "float32");
  });
});
