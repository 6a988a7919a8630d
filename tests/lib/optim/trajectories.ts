// What the tests of all rules share: ten steps with given gradients, and steps that are taken eagerly and compiled.
import { expect } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { configure } from "../../../lib/autograd/configure.ts";
import { random } from "../../../lib/data/random.ts";
import { tanh } from "../../../lib/ops/activation.ts";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { matmul } from "../../../lib/ops/matmul.ts";
import { randn } from "../../../lib/ops/random.ts";
import { mean } from "../../../lib/ops/reduce.ts";
import type { CommonSettings, Optimizer } from "../../../lib/optim/optimizer.ts";
import { elementsOf, Tensor } from "../../../lib/tensor/tensor.ts";
import { readReference } from "../reference/readReference.ts";
import { restored, type StoredTensor } from "../reference/readTensor.ts";

export interface OptimizerReference {
  readonly start: readonly StoredTensor[];
  readonly gradients: readonly (readonly StoredTensor[])[];
}

export const reference = readReference<OptimizerReference>("optimizers");

/** An optimizer's constructor, whatever its settings are called. */
// biome-ignore lint/suspicious/noExplicitAny: settings come from a file, and differ from rule to rule
export type OptimizerClass = new (parameters: any, settings?: any) => Optimizer<any>;

/** The parameters of the reference. */
export function startParameters(dtype: "float64" | "float32" = "float64"): Tensor[] {
  return reference.start.map((stored) => restored(stored, dtype, true));
}

/** Takes the reference's ten steps, and hands each to whoever wants to look. */
export function takeSteps(
  optimizer: { step(): void },
  parameters: readonly Tensor[],
  look: (step: number) => void = () => {},
): void {
  for (const [step, gradients] of reference.gradients.entries()) {
    for (const [i, parameter] of parameters.entries()) parameter.grad = restored(gradients[i], "float64");
    optimizer.step();
    look(step);
  }
}

/** A step of a small network of float32, whose rate changes from step to step; all parameters after each of `n` steps. */
export function trainedBits(make: OptimizerClass, settings: object, isCompiled: boolean, n = 10): number[][] {
  const rng = random(5);
  const leaf = (x: Tensor): Tensor => Object.assign(new Tensor(x.storage, x.shape), { requiresGrad: true });
  const parameters = [leaf(randn(rng, [7, 5])), leaf(randn(rng, [5])), leaf(randn(rng, [5, 3]))];
  const optimizer: Optimizer<CommonSettings> = new make(parameters, { learningRate: 0.1, ...settings });
  const [w1, b, w2] = parameters;
  const step = (x: Tensor): Tensor => {
    optimizer.zeroGrad();
    const out = matmul(tanh(add(matmul(x, w1), b)), w2);
    const loss = mean(multiply(out, out));
    backward(loss);
    optimizer.step();
    return loss;
  };
  const taken = isCompiled ? compile(step) : step;
  const seen: number[][] = [];
  for (let i = 0; i < n; i++) {
    optimizer.learningRate = 0.1 / (i + 1);
    const loss = taken(randn(rng, [4, 7]));
    seen.push([...elementsOf(loss, "compare"), ...parameters.flatMap((p) => [...elementsOf(p, "compare")])]);
  }
  if (isCompiled) expect((taken as typeof taken & { status: string }).status).toMatch(/^replays/);
  return seen;
}

/** Fails unless ten compiled steps have the bits of ten eager ones, with a changing rate, and differ from step to step. */
export function expectSameBits(make: OptimizerClass, settings: object): void {
  const [eager, compiled] = [trainedBits(make, settings, false), trainedBits(make, settings, true)];
  expect(compiled).toEqual(eager);
  expect(new Set(eager.map((numbers) => numbers.join())).size).toBe(eager.length);
}

/** Fails unless the kernel and the readable loop agree to 1e-5. */
export function expectLoopAgrees(make: OptimizerClass, settings: object): void {
  const fast = trainedBits(make, settings, false).at(-1) as number[];
  const before = configure({});
  configure({ webAssembly: false });
  try {
    const slow = trainedBits(make, settings, false).at(-1) as number[];
    for (const [i, value] of slow.entries())
      expect(Math.abs(value - fast[i])).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
  } finally {
    configure(before);
  }
}

/** Fails unless a run that was saved after five steps goes on with the very bits of one that was not interrupted. */
export function expectGoesOn(make: OptimizerClass, settings: object): void {
  const parameters = startParameters();
  const optimizer = new make(parameters, settings);
  const halves = reference.gradients;
  const take = (own: Optimizer<CommonSettings>, tensors: readonly Tensor[], from: number, to: number): void => {
    for (const gradients of halves.slice(from, to)) {
      for (const [i, tensor] of tensors.entries()) tensor.grad = restored(gradients[i], "float64");
      own.step();
    }
  };
  take(optimizer, parameters, 0, 5);
  const saved = optimizer.stateOf();
  const copies = parameters.map(({ storage, shape }) =>
    Object.assign(new Tensor(storage, shape), { requiresGrad: true }),
  );
  take(optimizer, parameters, 5, 10); // must not reach what was saved
  const later = new make(copies, settings);
  later.loadState(saved);
  expect(later.steps).toBe(5);
  take(later, copies, 5, 10);
  const bits = (tensors: readonly Tensor[]) => tensors.map((tensor) => [...elementsOf(tensor, "compare")]);
  expect(bits(copies)).toEqual(bits(parameters));
}
