import { type RandomGenerator, random } from "../../../lib/data/random.ts";
import { Dropout } from "../../../lib/nn/dropout.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import type { Module } from "../../../lib/nn/module.ts";
import { BatchNorm1d } from "../../../lib/nn/normalization.ts";
import { Sequential } from "../../../lib/nn/sequential.ts";
import { tanh } from "../../../lib/ops/activation.ts";
import { randint, randn } from "../../../lib/ops/random.ts";
import { tensor, toArray } from "../../../lib/tensor/create.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";

/** Three classes on a plane, with some noise. */
export function makeData(rows: number, rng: RandomGenerator = random(9)): { inputs: Tensor; targets: Tensor } {
  const targets = randint(rng, 0, 3, [rows]);
  const classes = toArray<number[]>(targets);
  const noise = toArray<number[][]>(randn(rng, [rows, 2]));
  const centres = [
    [0, 2],
    [2, -1],
    [-2, -1],
  ];
  return {
    inputs: tensor(noise.map(([x, y], i) => [x * 0.5 + centres[classes[i]][0], y * 0.5 + centres[classes[i]][1]])),
    targets,
  };
}

/** With dropout and running averages, so that modes and generators matter. */
export function makeModel(): Sequential {
  const rng = random(3);
  return new Sequential(
    new Linear(rng, 2, 12),
    new BatchNorm1d(12),
    tanh,
    new Dropout(rng, 0.2),
    new Linear(rng, 12, 3),
  );
}

/** All numbers of a model. */
export const bits = (model: Module): number[] =>
  Object.values(model.stateDict()).flatMap((x) => [...elementsOf(x, "compare")]);
