// PyTorch's outputs and gradients of softmax, losses and normalizations, case by case.

import { expect } from "vitest";
import { gradientsOf } from "../../../lib/autograd/backward.ts";
import { multiply } from "../../../lib/ops/arithmetic.ts";
import { sumTo } from "../../../lib/ops/broadcast.ts";
import type { LossReduction } from "../../../lib/ops/nllLoss.ts";
import { leaf } from "../../../lib/tensor/create.ts";
import type { Shape } from "../../../lib/tensor/shape.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";
import { expectClose, readReference } from "../reference/readReference.ts";

interface Stored {
  readonly shape: Shape;
  readonly values: readonly number[];
  readonly int: boolean;
}

/** The settings of a call, those of all functions together. */
export interface ReferenceOptions {
  readonly reduction?: LossReduction;
  readonly weight?: readonly number[];
  readonly labelSmoothing?: number;
  readonly delta?: number;
  readonly targets?: readonly number[];
  readonly posWeight?: readonly number[];
  readonly logTarget?: boolean;
  readonly normalizedShape?: readonly number[];
  readonly eps?: number;
  readonly mean?: readonly number[];
  readonly variance?: readonly number[];
  readonly momentum?: number;
  readonly training?: boolean;
  readonly axis?: number;
}

/** One call of a function. */
export interface ReferenceCase {
  readonly name: string;
  readonly options: ReferenceOptions;
  readonly inputs: readonly Stored[];
  readonly output: Stored;
  readonly weights: Stored;
  readonly gradients: readonly (Stored | null)[];
  readonly after: readonly Stored[];
}

const { cases } = readReference<{ cases: ReferenceCase[] }>("lossesAndNorms");

/** The cases of one function. */
export function casesOf(name: string): ReferenceCase[] {
  return cases.filter((one) => one.name === name);
}

/** Stored numbers as a float64 tensor, or int32 where they are whole. */
export function asTensor({ shape, values, int }: Stored, requiresGrad = false): Tensor {
  return int
    ? leaf(Int32Array.from(values), "int32", shape)
    : leaf(Float64Array.from(values), "float64", shape, requiresGrad);
}

/** Numbers of an option as a float64 tensor. */
export function optionTensor(values: readonly number[] = [], shape: Shape = [values.length]): Tensor {
  return leaf(Float64Array.from(values), "float64", shape);
}

/** Fails unless f gives PyTorch's output and gradients to 1e-10. */
export function expectCase(one: ReferenceCase, f: (...inputs: Tensor[]) => Tensor): void {
  const where = `${one.name} ${JSON.stringify(one.options)}`;
  const inputs = one.inputs.map((input) => asTensor(input, true));
  const output = f(...inputs);
  expect(output.shape, where).toEqual(one.output.shape);
  expectClose([...elementsOf(output, "compare it")], one.output.values, 1e-10, where);
  const gradients = gradientsOf(sumTo(multiply(output, asTensor(one.weights)), []), {});
  for (const [i, expected] of one.gradients.entries()) {
    if (expected === null) continue;
    const gradient = gradients.get(inputs[i]);
    expect(gradient, `${where}: gradient ${i}`).toBeDefined();
    expectClose([...elementsOf(gradient!, "compare it")], expected.values, 1e-10, `${where}: gradient ${i}`);
  }
}
