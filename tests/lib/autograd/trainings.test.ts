// Compiled steps beside the same steps as they are, in the situations that trainings get into: what either does, the other does.
import { describe, expect, test } from "vitest";
import {
  add,
  backward,
  compile,
  crossEntropy,
  detach,
  grad,
  item,
  matmul,
  mean,
  multiply,
  nn,
  noGrad,
  ones,
  optim,
  random,
  relu,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
  toArray,
  transpose,
  zeroGrad,
  zeros,
} from "../../../lib/index.ts";

const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });

/** A step, and all that it changes. */
interface Training {
  readonly step: (...args: Tensor[]) => Tensor;
  readonly parameters: readonly Tensor[];
  readonly optimizers: readonly optim.SGD[] | readonly optim.Adam[];
}

/** Everything that a training has changed. */
const stateOf = ({ parameters, optimizers }: Training): unknown => [
  parameters.map((parameter) => [toArray(parameter), parameter.grad && toArray(parameter.grad)]),
  optimizers.map((one) => {
    const { steps, parameterSteps, state } = one.stateOf();
    return [steps, parameterSteps, state.map((tensors) => tensors.map(toArray))];
  }),
];

/**
 * Takes steps of two trainings, one of them compiled, and compares what they change. In between something may happen to both.
 * @returns The compiled step's status behind each step.
 */
function together(make: () => Training, happens: Record<number, (training: Training) => void> = {}): string[] {
  const [plain, compiled] = [make(), make()];
  const step = compile(compiled.step);
  return Array.from({ length: 12 }, (_, i) => {
    happens[i]?.(plain);
    happens[i]?.(compiled);
    const x = tensor([1 + i, 2]);
    expect(toArray(step(x)), `result ${i}`).toEqual(toArray(plain.step(x)));
    // Only now and then, since looking hands the numbers over.
    if (i % 4 === 3) expect(stateOf(compiled), `state after step ${i}`).toEqual(stateOf(plain));
    return step.status;
  });
}

const replays = /^replays/;

/** The training of a product of two parameters. */
function product(
  Rule: typeof optim.SGD | typeof optim.Adam = optim.SGD,
  settings: Partial<optim.SGDSettings> = {},
): Training {
  const [a, b] = [leaf([2, 1]), leaf([0.5, 3])];
  const optimizer = new Rule([a, b], { learningRate: 0.01, ...settings }) as optim.SGD;
  const step = (x: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = mean(square(subtract(multiply(multiply(a, b), x), 1)));
    backward(loss);
    optimizer.step();
    return loss;
  };
  return { step, parameters: [a, b], optimizers: [optimizer] };
}

describe("compile() beside the step itself", () => {
  test("a parameter is frozen, and thawed again", () => {
    for (const Rule of [optim.SGD, optim.Adam]) {
      const statuses = together(() => product(Rule), {
        4: ({ parameters }) => {
          parameters[1].requiresGrad = false;
        },
        8: ({ parameters }) => {
          parameters[1].requiresGrad = true;
        },
      });
      expect([3, 4, 5, 8].map((i) => replays.test(statuses[i]))).toEqual([true, false, true, true]);
    }
  });

  test("momentum is switched on and off, and an optimizer gets its state back", () => {
    const momentum = (value: number) => (training: Training) => {
      (training.optimizers[0] as optim.SGD).groups[0].momentum = value;
    };
    const statuses = together(() => product(), { 4: momentum(0.9), 8: momentum(0) });
    expect(statuses.at(-1)).toMatch(replays);
    let saved: optim.OptimizerState | null = null;
    const save = ({ optimizers }: Training): void => {
      saved ??= optimizers[0].stateOf();
    };
    const load = ({ optimizers }: Training): void => optimizers[0].loadState(saved as optim.OptimizerState);
    expect(together(() => product(optim.Adam), { 3: save, 6: load }).at(-1)).toMatch(replays);
  });

  test("a model takes other parameters by loadStateDict()", () => {
    const make = (): Training => {
      const model = new nn.Linear(random(1), 2, 2);
      const optimizer = new optim.Adam(model.parameters(), { learningRate: 0.1 });
      const step = (x: Tensor): Tensor => {
        optimizer.zeroGrad();
        const loss = mean(square(model.forward(x)));
        backward(loss);
        optimizer.step();
        return loss;
      };
      return { step, parameters: model.parameters(), optimizers: [optimizer] };
    };
    const other = new nn.Linear(random(2), 2, 2).stateDict();
    const load = ({ parameters }: Training): void => {
      const model = new nn.Linear(random(3), 2, 2);
      [model.weight, model.bias] = parameters;
      model.loadStateDict(other);
    };
    expect(together(make, { 5: load, 6: load, 9: load }).at(-1)).toMatch(replays);
  });

  test("two optimizers take turns on one model, as in adversarial training", () => {
    const make = (): Training => {
      const [a, b] = [leaf([1, 2]), leaf([3, 4])];
      const [first, second] = [new optim.Adam([a], { learningRate: 0.1 }), new optim.Adam([b], { learningRate: 0.2 })];
      const step = (x: Tensor): Tensor => {
        zeroGrad([a, b]);
        backward(sum(square(multiply(multiply(a, detach(b)), x))));
        first.step();
        zeroGrad([a, b]);
        const loss = sum(square(subtract(multiply(detach(a), b), x)));
        backward(loss);
        second.step();
        return loss;
      };
      return { step, parameters: [a, b], optimizers: [first, second] };
    };
    expect(together(make).at(-1)).toMatch(replays);
  });

  test("two layers share a parameter, numbers are computed inside noGrad, and one parameter has no say", () => {
    const make = (): Training => {
      const [w, idle] = [leaf([0.5, -0.5]), leaf([1, 1])];
      const optimizer = new optim.Adam([w, idle], { learningRate: 0.1 });
      const step = (x: Tensor): Tensor => {
        optimizer.zeroGrad();
        const scale = noGrad(() => add(sum(square(w)), sum(idle)));
        const loss = sum(multiply(relu(multiply(w, add(multiply(w, x), 1))), scale));
        backward(loss);
        optimizer.step();
        return loss;
      };
      return { step, parameters: [w, idle], optimizers: [optimizer] };
    };
    expect(together(make).at(-1)).toMatch(replays);
  });

  test("losses become NaN and infinite, and parameters with them", () => {
    expect(together(() => product(optim.SGD, { learningRate: 1e30 })).at(-1)).toMatch(replays);
  });

  test("only the optimizer's step is compiled, with gradients from outside, views among them", () => {
    const run = (isCompiled: boolean): unknown => {
      const w = tensor([[1, 2, 3], [4, 5, 6]], { requiresGrad: true }); // biome-ignore format: a matrix
      const idle = leaf([1]);
      const optimizer = new optim.Adam([w, idle], { learningRate: 0.1 });
      const move = (): void => optimizer.step();
      const step = isCompiled ? compile(move) : move;
      for (let i = 0; i < 8; i++) {
        optimizer.zeroGrad();
        const x = tensor([[i, 1], [2, i], [3, 3]]); // biome-ignore format: a matrix
        const loss = i % 2 === 0 ? sum(multiply(transpose(w), x)) : sum(multiply(w, transpose(multiply(x, 2))));
        backward(i < 5 ? loss : add(loss, sum(idle)));
        step();
      }
      if (isCompiled) expect((step as unknown as { status: string }).status).toMatch(replays);
      return [toArray(w), toArray(idle), optimizer.stateOf().parameterSteps];
    };
    expect(run(true)).toEqual(run(false));
  });

  test("gradients add up onto those from before, whatever their strides", () => {
    const run = (isCompiled: boolean): unknown => {
      const w = tensor([[1, 2, 3], [4, 5, 6]], { requiresGrad: true }); // biome-ignore format: a matrix
      const more = (x: Tensor): void => backward(sum(multiply(transpose(w), x)));
      const step = isCompiled ? compile(more) : more;
      for (let i = 0; i < 8; i++) {
        if (i % 3 === 0) zeroGrad([w]);
        const x = tensor([[i, 1], [2, i], [3, 3]]); // biome-ignore format: a matrix
        if (i % 2 === 0) backward(sum(multiply(transpose(w), x)));
        step(x);
      }
      return toArray(w.grad);
    };
    expect(run(true)).toEqual(run(false));
  });
});

describe("a replay that throws", () => {
  /** Two losses with labels, each followed by its optimizer's step. */
  function classifiers() {
    const [v, w] = [1, 2].map((seed) => new nn.Linear(random(seed), 2, 3));
    const optimizers = [v, w].map((layer) => new optim.Adam(layer.parameters(), { learningRate: 0.1 }));
    const step = (x: Tensor, first: Tensor, second: Tensor): Tensor => {
      for (const one of optimizers) one.zeroGrad();
      const losses = [first, second].map((labels, i) => {
        const loss = crossEntropy([v, w][i].forward(x), labels);
        backward(loss);
        optimizers[i].step();
        return loss;
      });
      return add(losses[0], losses[1]);
    };
    return { step, parameters: [...v.parameters(), ...w.parameters()], optimizers };
  }
  const x = tensor([[1, 2], [3, -1]]); // biome-ignore format: a matrix
  const labels = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });
  const [good, bad] = [labels(0, 2), labels(1, 3)];

  test.each([
    ["before anything has moved", bad, good],
    ["between two optimizers", good, bad],
  ])("leaves what the step itself leaves, and training goes on: %s", (_, first, second) => {
    for (const numBefore of [2, 3, 6]) {
      const [plain, compiled] = [classifiers(), classifiers()];
      const step = compile(compiled.step);
      const both = [plain.step, step];
      for (let i = 0; i < numBefore; i++) for (const run of both) run(x, good, good);
      for (const run of both) expect(() => run(x, first, second)).toThrow("target 1 is 3");
      for (const [i, parameter] of compiled.parameters.entries())
        expect(toArray(parameter), `parameter ${i}`).toEqual(toArray(plain.parameters[i]));
      expect(step.status).toMatch(replays);
      for (let i = 0; i < 3; i++) for (const run of both) run(x, good, good);
      expect(stateOf(compiled)).toEqual(stateOf(plain));
    }
  });

  test("leaves no gradients, and not those of somebody else's place", () => {
    const { step, parameters } = classifiers();
    const compiled = compile(step);
    for (let i = 0; i < 4; i++) compiled(x, good, good);
    expect(() => compiled(x, bad, good)).toThrow(RangeError);
    expect(parameters.map((parameter) => parameter.grad)).toEqual(parameters.map(() => null));
  });
});

describe("what a compiled step returns", () => {
  test("is cut out of the graph, recorded or replayed or run as it is", () => {
    const w = leaf([1, 2]);
    const steps = [(x: Tensor) => ({ y: multiply(w, x), w }), (x: Tensor) => ({ y: multiply(w, item(sum(x))), w })];
    for (const [i, step] of steps.map((one) => compile(one)).entries()) {
      for (let k = 0; k < 4; k++) {
        const { y, w: same } = step(ones([2]));
        expect([y.requiresGrad, y.origin, same.requiresGrad, same === w]).toEqual([false, null, false, false]);
      }
      expect(step.status).toMatch(i === 0 ? replays : /^runs as it is: it looks at the numbers of a result/);
    }
  });

  test("is tied to an argument that requires a gradient, after replays too", () => {
    const step = compile((x: Tensor) => sum(square(x)));
    for (let i = 0; i < 3; i++) step(ones([2]));
    expect(step.status).toMatch(replays);
    expect(toArray(grad(step)(tensor([3, 4])))).toEqual([6, 8]); // a parameter belongs to the step: as an argument it is no constant
    expect(step.status).toMatch(/^runs as it is: an argument requires a gradient/);
    const own = leaf([1]);
    expect(item(noGrad(() => step(own)))).toBe(1);
    expect(item(step(ones([2])))).toBe(2);
    expect(step.status).toMatch(replays);
  });

  test.each([
    ["a number", () => 3, "return 3 from", "got 3; try to return the tensor, and item(tensor) outside the step"],
    ["a number in an object", (x: Tensor) => ({ x, loss: 2 }), "return an object from", "loss is 2; try to return the"],
    ["arrays in arrays", (x: Tensor) => [[x]], "return an array of 1 from", "0 is an array of 1"],
    ["a promise", async () => zeros([1]), "return a promise from", "got a promise; try to await before the step"],
    ["null", () => null, "return null from", "got null"],
  ])("cannot be %s", (_, step, cannot, found) => {
    const rule = "a compiled step as it must be a tensor, an array or an object of tensors, or nothing";
    expect(() => compile(step as (x: Tensor) => unknown)(ones([1]))).toThrow(`Cannot ${cannot} ${rule}: ${found}`);
  });
});

describe("where a compiled step is called", () => {
  test("inside noGrad() it is recorded apart, and refuses backward as the step does", () => {
    const w = leaf([2]);
    const step = compile((x: Tensor) => {
      const loss = sum(multiply(w, x));
      if (loss.requiresGrad) backward(loss);
      return loss;
    });
    for (let i = 0; i < 3; i++) noGrad(() => step(ones([1])));
    expect([step.status.startsWith("replays"), w.grad]).toEqual([true, null]);
    for (let i = 0; i < 3; i++) step(ones([1]));
    expect(toArray(w.grad)).toEqual([3]);
    const train = compile(() => backward(sum(w)));
    for (let i = 0; i < 3; i++) train();
    expect(() => noGrad(() => train())).toThrow("Cannot start backward as the loss must depend on a tensor");
  });

  test("inside another step it is a part of that step; with other dtypes and without elements it has programs of its own", () => {
    const inner = compile((x: Tensor) => multiply(x, 2));
    const outer = compile((x: Tensor) => add(inner(x), 1));
    for (let i = 0; i < 4; i++) {
      for (const dtype of ["float32", "float64", "int32"] as const) {
        const y = outer(tensor([i, 7], { dtype }));
        expect([toArray(y), y.dtype]).toEqual([[2 * i + 1, 15], dtype]);
      }
      const weight = ones([3, 2], { requiresGrad: true });
      expect(outer(matmul(zeros([0, 3]), detach(weight))).shape).toEqual([0, 2]);
    }
    expect(outer.status).toMatch(/^replays 2 operations/);
    expect(inner.status).toBe("records: it has not been called");
  });
});
