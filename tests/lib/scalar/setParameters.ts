// Puts numbers into parameters, which learners leave to `descend`.
import { descend } from "../../../lib/scalar/training.ts";
import type { Value } from "../../../lib/scalar/value.ts";

/** Moves every parameter to the given number, by one step against a gradient that leads there; gradients end at 0. */
export function setParameters(parameters: readonly Value[], data: readonly number[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const [i, parameter] of parameters.entries()) parameter.grad = parameter.data - data[i]; // exact at the second pass
    descend(parameters, { learningRate: 1 });
  }
  for (const parameter of parameters) parameter.grad = 0;
}
