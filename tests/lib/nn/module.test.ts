import { describe, expect, test } from "vitest";
import {
  add,
  assign,
  backward,
  compile,
  item,
  matmul,
  multiply,
  nn,
  randn,
  random,
  sum,
  type Tensor,
  tensor,
  toArray,
  transpose,
  zeros,
} from "../../../lib/index.ts";

class Scale extends nn.Module {
  factor = nn.parameter(tensor([2]));
  offset = tensor([1]);
  #secret = nn.parameter(tensor([5]));

  forward(x: Tensor): Tensor {
    return multiply(add(multiply(x, this.factor), this.offset), this.#secret);
  }
}

class Tied extends nn.Module {
  first = new nn.Linear(random(1), 3, 3, { bias: false });
  second = this.first;
  blocks = [new Scale(), new Scale()];
  steps = 3;

  forward(x: Tensor): Tensor {
    return this.second.forward(this.first.forward(x));
  }
}

describe("Module", () => {
  test("finds parameters and buffers among its properties, tensors of its own before those of its parts", () => {
    class Model extends nn.Module {
      layer = new nn.Linear(random(1), 2, 1);
      runningScale = zeros([2]);
      startToken = nn.parameter(zeros([2]));
      forward(x: Tensor): Tensor {
        return this.layer.forward(add(x, this.startToken));
      }
    }
    const model = new Model();
    expect(model.namedParameters().map(([key]) => key)).toEqual(["start_token", "layer.weight", "layer.bias"]);
    expect(Object.keys(model.stateDict())).toEqual(["running_scale", "start_token", "layer.weight", "layer.bias"]);
    expect(model.numParameters()).toBe(5);
  });

  test("does not see private properties, results of operations, numbers or functions", () => {
    expect(Object.keys(new Scale().stateDict())).toEqual(["factor", "offset"]);
    class Keeper extends nn.Module {
      weight = nn.parameter(tensor([2]));
      last: Tensor | null = null;
      forward(x: Tensor): Tensor {
        this.last = multiply(x, this.weight);
        return this.last;
      }
    }
    const keeper = new Keeper();
    keeper.forward(tensor([3]));
    expect(Object.keys(keeper.stateDict())).toEqual(["weight"]);
    expect(keeper.parameters()).toEqual([keeper.weight]);
  });

  test("lists a shared parameter once among the parameters, and under every key in the state dict", () => {
    const model = new Tied();
    expect(model.namedParameters().map(([key]) => key)).toEqual(["first.weight", "blocks.0.factor", "blocks.1.factor"]);
    expect(Object.keys(model.stateDict())).toEqual([
      "first.weight",
      "second.weight",
      "blocks.0.factor",
      "blocks.0.offset",
      "blocks.1.factor",
      "blocks.1.offset",
    ]);
    expect(model.namedModules().map(([key]) => key)).toEqual(["", "first", "blocks.0", "blocks.1"]);
    const sum = model.stateDict();
    expect(sum["first.weight"].storage).toBe(sum["second.weight"].storage);
  });

  test("adds up the gradients of a shared parameter, and keeps it shared in float64", () => {
    const model = new Tied();
    model.to("float64");
    expect(model.first.weight).toBe(model.second.weight);
    expect(model.first.weight.dtype).toBe("float64");
    const x = randn(random(3), [1, 3], { dtype: "float64" });
    backward(sum(model.forward(x)));
    const w = model.first.weight;
    const h = matmul(x, transpose(w));
    const ones = tensor([[1, 1, 1]], { dtype: "float64" });
    const expected = add(matmul(transpose(ones), h), matmul(transpose(matmul(ones, w)), x));
    const [given, wanted] = [toArray<number[][]>(w.grad).flat(), toArray<number[][]>(expected).flat()];
    for (const [i, value] of given.entries()) expect(value).toBeCloseTo(wanted[i], 12);
  });

  test("keeps a weight shared that two layers hold, in every dtype", () => {
    const model = new nn.Sequential(new nn.Embedding(random(1), 5, 3), new nn.Linear(random(2), 3, 5, { bias: false }));
    const [table, head] = model.layers as [nn.Embedding, nn.Linear];
    head.weight = table.weight;
    model.to("float64");
    expect(head.weight).toBe(table.weight);
    expect(model.namedParameters().map(([key]) => key)).toEqual(["0.weight"]);
    expect(Object.keys(model.stateDict())).toEqual(["0.weight", "1.weight"]);
  });

  test("to() changes floats only, keeps what is trained, and refuses other dtypes", () => {
    const norm = new nn.BatchNorm1d(2).to("float64");
    expect(Object.values(norm.stateDict()).map(({ dtype }) => dtype)).toEqual([
      "float64",
      "float64",
      "float64",
      "float64",
      "int32",
    ]);
    expect(norm.parameters().map(({ requiresGrad }) => requiresGrad)).toEqual([true, true]);
    expect(() => norm.to("int32")).toThrow("its numbers must be floats");
  });

  test("leaves a frozen parameter out of the parameters, and keeps it in the state dict", () => {
    const layer = new nn.Linear(random(1), 2, 2);
    layer.weight.requiresGrad = false;
    expect(layer.namedParameters().map(([key]) => key)).toEqual(["bias"]);
    expect(Object.keys(layer.stateDict())).toEqual(["weight", "bias"]);
  });

  test("gives its parameters their keys as names, which messages use", () => {
    const model = new nn.Sequential(new nn.Linear(random(1), 1, 1));
    const [weight] = model.parameters();
    expect(weight.label).toBe("0.weight");
    const loss = sum(model.forward(tensor([[1]])));
    assign(weight, zeros([1, 1]));
    expect(() => backward(loss)).toThrow('the parameter "0.weight" has changed since');
  });

  test("train() and evaluate() set the mode of all parts and return the model", () => {
    const model = new nn.Sequential(new nn.Dropout(random(1)), new nn.Sequential(new nn.Dropout(random(2))));
    expect(model.training).toBe(true);
    expect(model.evaluate()).toBe(model);
    expect(model.namedModules().map(([, part]) => part.training)).toEqual([false, false, false, false]);
    expect(
      model
        .train()
        .namedModules()
        .every(([, part]) => part.training),
    ).toBe(true);
  });

  test("a compiled step notices a change of mode", () => {
    const layer = new nn.Dropout(random(1), 0.5);
    const step = compile((x: Tensor) => sum(layer.forward(x)));
    const x = tensor([1, 1, 1, 1, 1, 1, 1, 1]);
    for (let i = 0; i < 3; i++) step(x);
    layer.evaluate();
    expect(item(step(x))).toBe(8);
    layer.train();
    const sums = Array.from({ length: 8 }, () => item(step(x)));
    expect(new Set(sums).size).toBeGreaterThan(1);
  });

  test("refuses to be a part of itself", () => {
    const model = new Tied();
    (model as unknown as { parent: nn.Module }).parent = model;
    expect(() => model.parameters()).toThrow(
      'Cannot list the parts of a Tied as a module must not be a part of itself: it comes again as "parent"',
    );
  });

  test("prints its parts, indented", () => {
    const model = new nn.Sequential(
      new nn.Linear(random(1), 2, 3),
      Math.sign as never,
      new nn.Sequential(new nn.Dropout(random(1), 0.25)),
    );
    const text = "Sequential(\n  (0): Linear(2 → 3)\n  (1): sign\n  (2): Sequential(\n    (0): Dropout(p 0.25)\n  )\n)";
    expect(String(model)).toBe(text);
    expect(String(new Tied())).toContain("  (blocks.1): Scale()\n");
    const display = model[Symbol.for("Jupyter.display") as keyof typeof model] as unknown as () => Record<
      string,
      string
    >;
    expect(display.call(model)["text/plain"]).toBe(text);
  });
});

test("parameter() makes a leaf of any tensor, and of floats only", () => {
  const made = nn.parameter(multiply(tensor([1, 2], { requiresGrad: true }), 3));
  expect([made.origin, made.requiresGrad, toArray(made)]).toEqual([null, true, [3, 6]]);
  expect(() => nn.parameter(tensor([1], { dtype: "int32" }))).toThrow("only floats can be moved a little");
});
