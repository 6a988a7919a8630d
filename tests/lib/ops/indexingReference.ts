// Functions of tensors against PyTorch's numbers and gradients.
import { gradientsOf } from "../../../lib/autograd/backward.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import { tensor, toArray } from "../../../lib/tensor/create.ts";
import type { TensorValues } from "../../../lib/tensor/nested.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { expectClose, type Numbers, readReference } from "../reference/readReference.ts";

interface ReferenceCase {
  readonly inputs: readonly TensorValues[];
  readonly output: Numbers;
  readonly gradients: readonly Numbers[];
}

const { cases } = readReference<{ cases: Record<string, ReferenceCase> }>("indexing");

/** Fails unless f gives the stored output, and the stored gradients of the sum of its squares, to 1e-12. */
export function expectReference(name: string, f: (...inputs: Tensor[]) => Tensor): void {
  const { inputs, output, gradients } = cases[name];
  const leaves = inputs.map((values) => tensor(values, { dtype: "float64", requiresGrad: true }));
  const y = f(...leaves);
  expectClose(toArray<number[]>(y), output, 1e-12, name);
  const grads = gradientsOf(sumTo(multiply(y, y), []), {});
  for (const [i, x] of leaves.entries())
    expectClose(toArray<number[]>(grads.get(x) ?? null), gradients[i], 1e-12, `gradient ${i} of ${name}`);
}
