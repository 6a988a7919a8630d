import { describe, expect, test } from "vitest";
import { backward } from "../../../lib/autograd/backward.ts";
import { compile } from "../../../lib/autograd/compile.ts";
import { add, multiply } from "../../../lib/ops/arithmetic.ts";
import { sum } from "../../../lib/ops/reduce.ts";
import { Adam } from "../../../lib/optim/adam.ts";
import { SGD } from "../../../lib/optim/sgd.ts";
import { item, ones, tensor, toArray } from "../../../lib/tensor/create.ts";
import type { Tensor } from "../../../lib/tensor/tensor.ts";
import { startParameters, takeSteps } from "./trajectories.ts";

const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });

describe("Optimizer", () => {
  test("groups keep settings of their own, and what they do not say comes from the defaults", () => {
    const [a, b] = [leaf([1]), leaf([1])];
    const optimizer = new SGD(
      [
        { parameters: [a], learningRate: 0.5 },
        { parameters: [b], weightDecay: 0.1 },
      ],
      {
        learningRate: 0.25,
      },
    );
    expect(optimizer.groups.map(({ learningRate, weightDecay }) => [learningRate, weightDecay])).toEqual([
      [0.5, 0],
      [0.25, 0.1],
    ]);
    backward(sum(add(a, b)));
    optimizer.step();
    expect([item(a), item(b)]).toEqual([0.5, Math.fround(1 - 0.25 * 1.1)]);
    optimizer.learningRate = 0; // for all groups
    optimizer.step();
    expect([item(a), item(b)]).toEqual([0.5, Math.fround(1 - 0.25 * 1.1)]);
  });

  test("refuses a parameter that comes twice, in one group or in two", () => {
    const w = leaf([1, 2]);
    const message =
      "Cannot optimize a tensor of shape (2) as each parameter belongs to one group once: it comes a second time";
    expect(() => new SGD([w, w])).toThrow(message);
    expect(() => new Adam([{ parameters: [w] }, { parameters: [w] }])).toThrow(message);
  });

  test("refuses what is no parameter", () => {
    expect(() => new SGD([ones([2])])).toThrow("a parameter must require a gradient: it does not");
    expect(() => new SGD([multiply(leaf([1]), 2)])).toThrow("a parameter must be a leaf: multiply made it");
    expect(() => new SGD([[1, 2]] as never)).toThrow(TypeError);
  });

  test("refuses settings and lists that would otherwise be passed over", () => {
    const make = (...args: unknown[]) => new SGD(...(args as [Tensor[]]));
    const w = leaf([1]);
    expect(() => make([w], 0.1)).toThrow("settings must come in an object: got 0.1; try { learningRate: 0.1 }");
    expect(() => make([w], { lr: 0.1 })).toThrow(/^Cannot make an optimizer with lr .*: got lr; try learningRate$/);
    expect(() => make(w)).toThrow("as parameters must come in an array: got an object; try [w]");
    expect(() => make([])).toThrow("there must be something to optimize: got no parameters; try model.parameters()");
    expect(() => make([null])).toThrow("Cannot optimize null as it must be a tensor");
    expect(() => make([{ parameters: w }])).toThrow("try [w]");
    expect(() => make([w], { momentum: 0.9, dampening: Number.NaN })).toThrow("Cannot use the dampening NaN");
    expect(() => new Adam([w], { betas: 0.9 as never })).toThrow("they must be two numbers in an array");
  });

  test("refuses a learning rate that has become no number, also in a replayed step, and nothing moves", () => {
    const [w, v] = [leaf([1]), leaf([2])];
    const optimizer = new Adam([w, v], { learningRate: 0.1 });
    const step = compile(() => {
      optimizer.zeroGrad();
      backward(sum(multiply(w, v)));
      optimizer.step();
    });
    for (let i = 0; i < 4; i++) {
      const before = [item(w), item(v), optimizer.steps];
      optimizer.groups[0].learningRate = Number.NaN;
      expect(step).toThrow("Cannot learn at the rate NaN as it must be a number from 0 up: got NaN");
      expect([item(w), item(v), optimizer.steps]).toEqual(before);
      optimizer.groups[0].learningRate = 0.1;
      step();
    }
    expect([step.status.startsWith("replays"), optimizer.steps]).toEqual([true, 4]);
  });

  test("loadState() refuses what is no state", () => {
    const optimizer = new SGD([leaf([1])]);
    for (const bad of [null, undefined, {}, 3, { steps: -1, state: [[]] }, { steps: 1, state: null }] as never[])
      expect(() => optimizer.loadState(bad)).toThrow("as it must be what stateOf() gave");
    expect(() => optimizer.loadState({ steps: 1, state: [null as never] })).toThrow("the same rule and parameters");
  });

  test("a parameter without a gradient stays where it is; without any gradient there is no step", () => {
    const [a, b] = [leaf([1]), leaf([1])];
    const optimizer = new Adam([a, b], { learningRate: 0.1 });
    expect(() => optimizer.step()).toThrow(
      "Cannot take a step as at least one parameter must have a gradient: none of 2 has; try backward(loss) first",
    );
    expect(optimizer.steps).toBe(0);
    backward(sum(a));
    optimizer.step();
    expect([toArray(b), optimizer.steps]).toEqual([[1], 1]);
    expect(item(a)).toBeLessThan(1);
    optimizer.zeroGrad();
    expect(a.grad).toBeNull();
  });

  test("stateOf() is what it was: later steps do not reach it", () => {
    const parameters = startParameters();
    const optimizer = new Adam(parameters);
    const states: unknown[] = [];
    const numbers = () => optimizer.stateOf().state.map((tensors) => tensors.map(toArray));
    takeSteps(optimizer, parameters, () => states.push(numbers()));
    const saved = optimizer.stateOf();
    const before = saved.state.map((tensors) => tensors.map(toArray));
    takeSteps(optimizer, parameters);
    expect(saved.state.map((tensors) => tensors.map(toArray))).toEqual(before);
    expect(saved.steps).toBe(10);
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(10);
  });

  test("loadState() refuses a state of other parameters or of another rule, and has changed nothing then", () => {
    const parameters = startParameters();
    const optimizer = new Adam(parameters);
    takeSteps(optimizer, parameters);
    const before = JSON.stringify(optimizer.stateOf().state.map((tensors) => tensors.map(toArray)));
    for (const other of [
      new SGD(parameters).stateOf(),
      new Adam(parameters.slice(1)).stateOf(),
      new Adam(startParameters("float32")).stateOf(),
      new Adam([parameters[1], parameters[0]]).stateOf(),
    ]) {
      expect(() => optimizer.loadState(other)).toThrow(
        /^Cannot load the state of an optimizer as it must be of the same/,
      );
    }
    expect(JSON.stringify(optimizer.stateOf().state.map((tensors) => tensors.map(toArray)))).toBe(before);
    expect(optimizer.steps).toBe(10);
  });
});

describe("a parameter that is moved in some steps only", () => {
  test("has a first step of its own in Adam, as long as any other's", () => {
    const [a, b] = [leaf([1]), leaf([1])];
    const optimizer = new Adam([a, b], { learningRate: 0.1 });
    for (let i = 0; i < 5; i++) {
      optimizer.zeroGrad();
      backward(sum(i < 3 ? a : add(a, b)));
      optimizer.step();
      if (i === 3) expect(item(b)).toBeCloseTo(0.9, 6); // counted with the steps of all it would be 0.942
    }
    const { steps, parameterSteps, state } = optimizer.stateOf();
    expect([steps, parameterSteps]).toEqual([5, [5, 2]]);
    const [c, d] = [a, b].map((one) => leaf([item(one)]));
    const other = new Adam([c, d], { learningRate: 0.1 });
    other.loadState({ steps, parameterSteps: parameterSteps as number[], state });
    for (const one of [optimizer, other]) one.zeroGrad();
    backward(sum(add(multiply(a, b), multiply(c, d))));
    for (const one of [optimizer, other]) one.step();
    expect([item(c), item(d)]).toEqual([item(a), item(b)]);
    expect(() => other.loadState({ steps, parameterSteps: [1], state })).toThrow("it must be of the same");
  });
});
