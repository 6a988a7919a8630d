import { describe, expect, it } from "vitest";
import { findHint } from "../../../../kernel/core/types/hints.ts";
import {
  cureTorchProperty,
  drawsRandomNumbers,
  torchFunction,
  torchOption,
} from "../../../../kernel/core/types/torchNames.ts";
import * as library from "../../../../lib/index.ts";

const hint = (code: number, message: string, marked: string, behind = "", own: readonly string[] = []) =>
  findHint(code, { message, marked, before: "", behind, ownTypes: new Set(own) });

describe("torchFunction() and torchOption()", () => {
  it("name what the library has", () => {
    const names = "bmm cat clamp concat cross_entropy div mm mse_loss mul neg no_grad one_hot pow sub topk var view";
    for (const name of names.split(" ")) expect(library, name).toHaveProperty(torchFunction(name) as string);
    expect(["lr", "dim", "keepdim"].map(torchOption)).toEqual(["learningRate", "axis", "keepDims"]);
  });

  it("know nothing of other names", () => {
    expect([torchFunction("weights"), torchFunction("constructor"), torchOption("toString")]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("cureTorchProperty()", () => {
  it("names functions that the library has", () => {
    for (const name of ["T", "item", "numpy", "view", "backward", "clone", "to", "softmax", "add_"]) {
      const cure = cureTorchProperty(name, "Tensor") ?? "";
      expect(library, cure).toHaveProperty(/: (\w+)\(…\)$/.exec(cure)?.[1] ?? "nothing");
    }
    for (const name of ["CrossEntropyLoss", "MSELoss", "BCEWithLogitsLoss", "NLLLoss", "KLDivLoss", "L1Loss"]) {
      const cure = cureTorchProperty(name, "typeof nn") ?? "";
      expect(library, cure).toHaveProperty(/: (\w+)\(output, targets\)$/.exec(cure)?.[1] ?? "nothing");
    }
    expect(library.nn.Module.prototype).toHaveProperty(cureTorchProperty("eval", "Net")?.slice(-10, -2) ?? "nothing");
  });

  it("is silent about what it does not know", () => {
    expect(cureTorchProperty("shapes", "Tensor")).toBeNull();
    expect(cureTorchProperty("item", "Net")).toBeNull();
    expect(cureTorchProperty("Foo", "typeof nn")).toBeNull();
  });
});

describe("findHint()", () => {
  it.each([
    [
      2552,
      "Cannot find name 'cat'. Did you mean 'cast'?",
      "cat",
      "([a, b])",
      "write concatenate, or run the cell that",
    ],
    [2552, "Cannot find name 'sub'. Did you mean 'sum'?", "sub", "", "write sum, or run the cell that"],
    [2304, "Cannot find name 'mul'.", "mul", "(a, 2)", "write multiply, or run the cell that defines mul first"],
    [
      2339,
      "Property 'item' does not exist on type 'Tensor'.",
      "item",
      "()",
      "tensors are computed with by functions: item",
    ],
    [2339, "Property 'MSELoss' does not exist on type 'typeof nn'.", "MSELoss", "()", "losses are functions: mseLoss("],
    [2339, "Property 'eval' does not exist on type 'Net'.", "eval", "()", "models call it evaluate()"],
    [
      2353,
      "Object literal may only specify known properties, and 'lr' does not exist in type 'Partial<AdamSettings>'.",
      "lr",
      ": 0.1",
      "there is no option lr: write learningRate",
    ],
    [
      2559,
      "Type '1' has no properties in common with type 'ReduceOptions'.",
      "1",
      ")",
      "options are given by name in braces, as in { axis: 1 }",
    ],
    [
      2559,
      "Type '\"int32\"' has no properties in common with type 'TensorOptions'.",
      '"int32"',
      ")",
      'options are given by name in braces, as in { dtype: "int32" }',
    ],
    [
      2559,
      "Type '1' has no properties in common with type 'SliceOptions'.",
      "1",
      ")",
      "options are given by name in braces",
    ],
    [
      2515,
      "Non-abstract class 'Net' does not implement inherited abstract member forward from class 'Module'.",
      "Net",
      " extends nn.Module {",
      "give the class Net a method forward, which says what the model computes",
    ],
    [
      7053,
      "Element implicitly has an 'any' type because expression of type '0' can't be used to index type 'Tensor'.",
      "x[0]",
      "",
      "at(x, 0) gives a row of a tensor, or an element",
    ],
    [
      2345,
      "Argument of type 'number' is not assignable to parameter of type 'Shape'.",
      "3",
      ")",
      "a shape is an array, as in [3]",
    ],
    [
      2345,
      "Argument of type '\"cuda\"' is not assignable to parameter of type 'DType'.",
      '"cuda"',
      ")",
      'only "float32", "float64", "int32" or "bool" can stand here, not "cuda"',
    ],
  ] as const)("TS%i %s", (code, message, marked, behind, begins) => {
    expect(hint(code, message, marked, behind)).toMatch(new RegExp(`^${begins.replace(/[()[\]{}.]/g, "\\$&")}`));
  });

  it("leaves a learner's own class of tensors alone", () => {
    const message = "Property 'item' does not exist on type 'Tensor'.";
    expect(hint(2339, message, "item", "()", ["Tensor"])).toBe("press Tab behind the dot to see what Tensor has");
  });
});

describe("drawsRandomNumbers()", () => {
  it("knows what takes a generator first, and nothing else", () => {
    expect(
      ["randn", "new nn.LSTM(3, 4)", "nn.Dropout", "matmul", "new nn.LayerNorm(3)", "brand"].map(drawsRandomNumbers),
    ).toEqual(["randn", "new nn.LSTM", "nn.Dropout", null, null, null]);
  });

  it("names what the library has", () => {
    for (const name of [
      "rand",
      "randn",
      "randint",
      "randperm",
      "bernoulli",
      "truncatedNormal",
      "dropout",
      "uniform",
      "normal",
    ]) {
      expect([library, drawsRandomNumbers(name)]).toEqual([
        expect.objectContaining({ [name]: expect.any(Function) }),
        name,
      ]);
    }
    for (const name of [
      "Linear",
      "Conv1d",
      "Conv2d",
      "Embedding",
      "Dropout",
      "RNN",
      "LSTM",
      "GRU",
      "MultiHeadAttention",
      "TransformerBlock",
      "LearnedPositions",
    ]) {
      expect([library.nn, drawsRandomNumbers(`nn.${name}`)]).toEqual([
        expect.objectContaining({ [name]: expect.any(Function) }),
        `nn.${name}`,
      ]);
    }
  });
});
