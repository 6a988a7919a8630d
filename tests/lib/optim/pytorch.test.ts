import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { random } from "../../../lib/data/random.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { Sequential } from "../../../lib/nn/sequential.ts";
import { tanh } from "../../../lib/ops/activation.ts";
import { crossEntropy } from "../../../lib/ops/crossEntropy.ts";
import { Adagrad } from "../../../lib/optim/adagrad.ts";
import { Adam, AdamW } from "../../../lib/optim/adam.ts";
import { EMA } from "../../../lib/optim/average.ts";
import { clipGradNorm, clipGradValue } from "../../../lib/optim/clipping.ts";
import type { CommonSettings, Optimizer, ParametersOrGroups } from "../../../lib/optim/optimizer.ts";
import { RMSprop } from "../../../lib/optim/rmsprop.ts";
import {
  type CosineOptions,
  constant,
  cosine,
  type ExponentialOptions,
  exponential,
  type OneCycleOptions,
  oneCycle,
  type Schedule,
  type StepDecayOptions,
  stepDecay,
  warmUp,
} from "../../../lib/optim/schedule.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { item } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { expectClose, readReference } from "../reference/readReference.ts";
import { expectStored, restored, type StoredTensor, tolerances } from "../reference/readTensor.ts";

type Table = Readonly<Record<string, StoredTensor>>;
type Trajectory = readonly (readonly StoredTensor[])[];

interface Group {
  /** Which of the parameters. */
  readonly parameters: readonly number[];
  readonly learningRate?: number;
  readonly weightDecay?: number;
}

interface Rule {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>> & { readonly groups?: readonly Group[] };
  /** The parameters after each of ten steps. */
  readonly trajectory: Trajectory;
}

interface Clipping {
  readonly kind: "norm" | "value";
  readonly limit: number;
  readonly before: readonly StoredTensor[];
  readonly after: readonly StoredTensor[];
  readonly norm?: number;
}

interface Training {
  readonly dtype: "float32" | "float64";
  readonly optimizer: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly start: Table;
  readonly x: StoredTensor;
  readonly labels: StoredTensor;
  readonly losses: readonly number[];
  readonly end: Table;
}

const known = readReference<{
  start: readonly StoredTensor[];
  /** Those of each step. */
  gradients: Trajectory;
  rules: readonly Rule[];
  schedules: readonly {
    readonly name: string;
    readonly learningRate: number;
    readonly settings: object;
    readonly rates: readonly number[];
  }[];
  clipping: readonly Clipping[];
  average: { decay: number; learningRate: number; trajectory: Trajectory };
  training: readonly Training[];
}>("optimizers");

type Make = (
  parameters: ParametersOrGroups<CommonSettings>,
  settings: object,
) => Pick<Optimizer<CommonSettings>, "step" | "zeroGrad">;

const optimizers: Readonly<Record<string, Make>> = {
  SGD: (parameters, settings) => new SGD(parameters, settings),
  RMSprop: (parameters, settings) => new RMSprop(parameters, settings),
  Adagrad: (parameters, settings) => new Adagrad(parameters, settings),
  Adam: (parameters, settings) => new Adam(parameters, settings),
  AdamW: (parameters, settings) => new AdamW(parameters, settings),
};

const leaves = (stored: readonly StoredTensor[]): Tensor[] => stored.map((one) => restored(one, "float64", true));

function giveGradients(parameters: readonly Tensor[], stored: readonly StoredTensor[]): void {
  for (const [i, parameter] of parameters.entries()) parameter.grad = restored(stored[i], "float64");
}

describe("ten steps from the same start, with the same gradients", () => {
  test("every optimizer of the library has its numbers", () => {
    expect([...new Set(known.rules.map(({ name }) => name))].sort()).toEqual(Object.keys(optimizers).sort());
  });

  test.each(known.rules.map((rule) => ({ ...rule, text: JSON.stringify(rule.settings) })))(
    "$name() with $text moves as PyTorch's",
    ({ name, settings: { groups, ...settings }, trajectory }) => {
      const parameters = leaves(known.start);
      const grouped = groups?.map((group) => ({ ...group, parameters: group.parameters.map((i) => parameters[i]) }));
      const optimizer = optimizers[name](grouped ?? parameters, settings);
      for (const [step, expected] of trajectory.entries()) {
        giveGradients(parameters, known.gradients[step]);
        optimizer.step();
        for (const [i, parameter] of parameters.entries())
          expectStored(parameter, expected[i], `step ${step + 1}, parameter ${i}`);
      }
    },
  );
});

describe("gradients and averages", () => {
  test.each(known.clipping)("clipping by $kind to $limit", ({ kind, limit, before, after, norm }) => {
    const parameters = leaves(before);
    giveGradients(parameters, before);
    if (kind === "norm") expectClose(item(clipGradNorm(parameters, limit)), norm as number, tolerances.float64);
    else clipGradValue(parameters, limit);
    for (const [i, { grad }] of parameters.entries()) expectStored(grad, after[i], `gradient ${i}`);
  });

  test("EMA() follows as PyTorch's averaged model does", () => {
    const { decay, learningRate, trajectory } = known.average;
    const parameters = leaves(known.start);
    const average = new EMA(parameters, { decay });
    const optimizer = new SGD(parameters, { learningRate });
    for (const [step, expected] of trajectory.entries()) {
      giveGradients(parameters, known.gradients[step]);
      optimizer.step();
      average.update();
      for (const [i, value] of average.averages.entries())
        expectStored(value, expected[i], `step ${step + 1}, average ${i}`);
    }
  });
});

/** Each schedule by the name in the script. */
const schedules: Readonly<Record<string, (settings: never) => Schedule>> = {
  constant: ({ learningRate }: { learningRate: number }) => constant(learningRate),
  step: (settings: StepDecayOptions) => stepDecay(settings),
  exponential: (settings: ExponentialOptions) => exponential(settings),
  cosine: (settings: CosineOptions) => cosine(settings),
  linearWarmUp: ({ learningRate, warmUpSteps, startFactor }: WarmUp) =>
    warmUp(constant(learningRate), { steps: warmUpSteps, startFactor }),
  warmUpThenCosine: ({ learningRate, warmUpSteps, startFactor, cosineSteps, minimum }: WarmUp) =>
    warmUp(cosine({ learningRate, totalSteps: cosineSteps, minimum }), { steps: warmUpSteps, startFactor }),
  oneCycle: (settings: OneCycleOptions) => oneCycle(settings),
};

interface WarmUp {
  readonly learningRate: number;
  readonly warmUpSteps: number;
  readonly startFactor: number;
  readonly cosineSteps: number;
  readonly minimum: number;
}

test.each(known.schedules.map((one) => ({ ...one, text: JSON.stringify(one.settings) })))(
  "the schedule $name with $text has PyTorch's rates",
  ({ name, learningRate, settings, rates }) => {
    const schedule = schedules[name]({ learningRate, ...settings } as never);
    expectClose(
      rates.map((_, step) => schedule(step)),
      rates,
      tolerances.float64,
    );
  },
);

test.each(known.training.map((one) => ({ ...one, text: JSON.stringify(one.settings) })))(
  "ten steps of a network in $dtype with $optimizer $text: losses and parameters",
  ({ dtype, optimizer: name, settings, start, x, labels, losses, end }) => {
    const rng = random(1);
    const model = new Sequential(new Linear(rng, 4, 8), tanh, new Linear(rng, 8, 3)).to(dtype);
    model.loadStateDict(Object.fromEntries(Object.entries(start).map(([key, one]) => [key, restored(one, dtype)])));
    const optimizer = optimizers[name](model.parameters(), settings);
    const [inputs, targets] = [restored(x, dtype), restored(labels, dtype)];
    for (const expected of losses) {
      const loss = crossEntropy(model.forward(inputs), targets);
      expectClose(item(loss), expected, tolerances[dtype]);
      optimizer.zeroGrad();
      backward(loss);
      optimizer.step();
    }
    const state = model.stateDict();
    for (const [key, stored] of Object.entries(end)) expectStored(state[key], stored, key);
  },
);
