import { expect, test } from "vitest";
import { add, matmul, nn, random, relu, reshape, type Tensor, toArray, transpose } from "../../../lib/index.ts";

const mlp = () => new nn.Sequential(new nn.Linear(random(1), 784, 128), relu, new nn.Linear(random(2), 128, 10));

test("summary() lists every part with its output, parameters and FLOPs, and what it comes to in all", () => {
  const table = nn.summary(mlp(), [32, 784]);
  expect(table.rows).toEqual([
    { name: "", kind: "Sequential", outputShape: [32, 10], parameters: 0, flops: 0 },
    { name: "0", kind: "Linear", outputShape: [32, 128], parameters: 100480, flops: 2 * 32 * 784 * 128 },
    { name: "2", kind: "Linear", outputShape: [32, 10], parameters: 1290, flops: 2 * 32 * 128 * 10 },
  ]);
  expect([table.parameters, table.flops]).toEqual([101770, 2 * 32 * (784 * 128 + 128 * 10)]);
});

test("summary() counts the window of a convolution at every place", () => {
  const model = new nn.Sequential(
    new nn.Conv2d(random(1), 4, 8, 3, { padding: 1, groups: 2 }),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
  );
  const table = nn.summary(model, [2, 4, 6, 6]);
  expect(table.rows.map(({ outputShape }) => outputShape)).toEqual([
    [2, 72],
    [2, 8, 6, 6],
    [2, 8, 3, 3],
    [2, 72],
  ]);
  expect(table.flops).toBe(2 * (2 * 8 * 6 * 6) * (2 * 3 * 3));
});

test("summary() counts attention and the products around it", () => {
  const [B, T, C, H] = [2, 5, 8, 4];
  const table = nn.summary(new nn.TransformerBlock(random(1), C, H), [B, T, C]);
  const products = 2 * B * T * (3 * C * C + C * C + 2 * C * 4 * C);
  const attention = 2 * B * T * T * C * 2;
  expect(table.flops).toBe(products + attention);
  expect(table.rows.find(({ name }) => name === "self_attn")?.flops).toBe(2 * B * T * 3 * C * C + attention);
  expect(table.rows.find(({ name }) => name === "self_attn.out_proj")?.flops).toBe(2 * B * T * C * C);
});

test("summary() counts an LSTM's products, and takes whole numbers for tokens", () => {
  const [T, B, I, H] = [6, 2, 3, 4];
  expect(nn.summary(new nn.LSTM(random(1), I, H), [T, B, I]).flops).toBe(2 * T * B * 4 * H * (I + H));
  const model = new nn.Sequential(new nn.Embedding(random(1), 7, 3), new nn.Linear(random(1), 3, 7));
  const table = nn.summary(model, [2, 5]);
  expect(nn.summary(model, [2, 5], { dtype: "int32" })).toEqual(table);
  expect(() => nn.summary(model, [2, 5], { dtype: "float32" })).toThrow(TypeError);
  expect(table.rows.map(({ outputShape }) => outputShape)).toEqual([
    [2, 5, 7],
    [2, 5, 3],
    [2, 5, 7],
  ]);
});

test("summary() gives a module what it computes itself, before, between and after its parts", () => {
  class Mixed extends nn.Module {
    weight = nn.parameter(transpose(reshape(new nn.Linear(random(1), 2, 2).weight, [2, 2])));
    inner = new nn.Linear(random(1), 2, 3);
    unused = new nn.Linear(random(1), 2, 2);
    forward(a: Tensor, b: Tensor): Tensor {
      const h = matmul(add(a, b), this.weight);
      return matmul(this.inner.forward(h), transpose(this.inner.weight, 0, 1).shape[1] === 3 ? this.inner.weight : h);
    }
  }
  const table = nn.summary(new Mixed(), [
    [4, 2],
    [1, 2],
  ]);
  expect(table.rows.map(({ name, flops }) => [name, flops])).toEqual([
    ["", 2 * 4 * 2 * 2 + 2 * 4 * 3 * 2],
    ["inner", 2 * 4 * 2 * 3],
    ["unused", 0],
  ]);
  expect(table.rows[2].outputShape).toBe(null);
  expect(table.rows[0].parameters).toBe(4);
});

test("summary() changes nothing: modes, running averages, random states and hooks are as before", () => {
  const rng = random(1);
  const model = new nn.Sequential(new nn.Linear(rng, 2, 3), new nn.BatchNorm1d(3), new nn.Dropout(rng));
  (model.layers[2] as nn.Module).evaluate();
  const [state, table] = [[...rng.state], Object.values(model.stateDict()).map((x) => toArray(x))];
  nn.summary(model, [1, 2]); // one row: in training mode batch normalization would refuse it
  expect([...rng.state]).toEqual(state);
  expect(Object.values(model.stateDict()).map((x) => toArray(x))).toEqual(table);
  expect(model.namedModules().map(([, part]) => part.training)).toEqual([true, true, true, false]);
  expect(Object.hasOwn(model, "forward")).toBe(false);
  expect(() => nn.summary(model, [1, 5])).toThrow(TypeError);
  expect(Object.hasOwn(model, "forward")).toBe(false);
  expect(model.training).toBe(true);
});

test("a summary prints as a table, and shows as one", () => {
  const table = nn.summary(mlp(), [1, 784]);
  expect(String(table).split("\n")).toEqual([
    "101,770 parameters, 203,264 FLOPs for an input (1, 784)",
    "Layers:",
    "  layer       output    parameters  FLOPs",
    "  Sequential  (1, 10)   –           –",
    "  · 0 Linear  (1, 128)  100,480     200,704",
    "  · 2 Linear  (1, 10)   1,290       2,560",
    "  in all                101,770     203,264",
  ]);
  const display = (table as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")];
  const html = display.call(table)["text/html"];
  const left = ' style="text-align: left"'; // else the dots of one depth would not stand below each other
  expect(html).toContain(`<th scope="col"${left}>layer</th><th scope="col">output</th>`);
  expect(html).toContain(`<th scope="row"${left}>· 0 Linear</th><td>(1, 128)</td><td>100,480</td>`);
});

test("summary() refuses what is no module", () => {
  expect(() => nn.summary(relu as never, [1])).toThrow(
    "Cannot make a summary of a function as it must be a module: got a function; try new nn.Sequential(f)",
  );
});
