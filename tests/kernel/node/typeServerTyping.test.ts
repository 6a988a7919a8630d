// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells are texts with templates in them
import { describe, expect, it } from "vitest";
import { type Notebook, openNotebook } from "./fakePackage.ts";

describe("complete()", () => {
  const offered = async ({ types }: Notebook, text: string, offset = text.length): Promise<string[]> =>
    (await types.complete(text, offset)).matches.map((match) => match.text);

  it("gives exactly what fits", async () => {
    const { types } = openNotebook();
    expect(await types.complete("Math.sq", 7)).toEqual({
      matches: [{ text: "sqrt", kind: "function", signature: "Math.sqrt(x: number): number" }],
      start: 5,
      end: 7,
    });
  });

  it("offers names of cells and the library with kinds and signatures, before the world's", async () => {
    const notebook = openNotebook();
    await notebook.run(
      "let model = { w: 1 }; function measure(x: number) { return x }; class Mlp {}; const mlps = [] as Mlp[]",
      ["let model", "function measure", "class Mlp", "const mlps"],
    );
    const { matches } = await notebook.types.complete("const m1 = 1;\nm", 15);
    expect(matches.slice(0, 6)).toEqual([
      { text: "m1", kind: "instance", signature: "const m1: 1" },
      { text: "measure", kind: "function", signature: "function measure(x: number): number" },
      { text: "mlps", kind: "instance", signature: "const mlps: Mlp[]" },
      { text: "model", kind: "instance", signature: "let model: { w: number; }" },
      { text: "mean", kind: "function", signature: "function mean(values: readonly number[]): number" },
      {
        text: "mse",
        kind: "function",
        signature: "function mse(predicted: readonly number[], target: readonly number[]): number",
      },
    ]);
    expect(await offered(notebook, "new Ml")).toEqual(["Mlp"]);
    expect(await offered(notebook, "datasets.")).toEqual(["iris"]);
    expect(await offered(notebook, "let x: Matr")).toEqual(["Matrix"]);
  });

  it.each([
    ["new Vector([1]).d", ["dot"]],
    ["function f() {\n  const inner = 1;\n  if (true) { inn", ["inner"]],
    ["const o = { alpha: 1 }; `${o.al", ["alpha"]],
    ["const o = { alpha: 1, alps: { beta: '😀' } }; f(o.alps.beta, { x: [o.alph", ["alpha"]],
    ["let mean = 'x'; mean.toUpp", ["toUpperCase"]],
    ["nothing.of.this.", []],
    ["// me", []],
    ["const t = 'me", []],
    ["import { rea", []],
    ["import { existsSyn } from 'node:fs'", ["existsSync"], 17],
  ] as const)("works in the unfinished text %j", async (text, expected, offset?: number) => {
    expect(await offered(openNotebook(), text, offset)).toEqual(expected);
  });

  it("offers files beside the notebook, but none of its own", async () => {
    const notebook = openNotebook({ "net.ts": "export const width = 1", "data.json": "{}" });
    await notebook.run("const a = 1", ["const a"]);
    expect((await offered(notebook, 'import x from "./')).sort()).toEqual(["data.json", "net.ts"]);
  });

  it("works while a cell is being checked, many times at once", async () => {
    const notebook = openNotebook();
    const texts = Array.from({ length: 20 }, (_, i) => `const a${i} = { b${i}: 1 }; a${i}.`);
    const [diagnostics, ...lists] = await Promise.all([
      notebook.run("mse(1)"),
      ...texts.map((text) => offered(notebook, text)),
    ]);
    expect(lists).toEqual(texts.map((_, i) => [`b${i}`]));
    expect(diagnostics).toHaveLength(1);
  });
});

describe("inspect()", () => {
  const DOCUMENTATION =
    "The mean squared error.\n\n- `predicted`: what the model says\n- `target`: what is true\n\n**Example**\n```ts\nmse([1, 2], [1, 4]); // 2\n```";
  const SIGNATURE = "function mse(predicted: readonly number[], target: readonly number[]): number";

  it.each([
    ["on a name", "mse", 1],
    ["behind a name", "mse", 3],
    ["in its arguments", "const e = mse([1, 2], ", 22],
  ])("gives signature and documentation %s", async (_name, text, offset) => {
    expect(await openNotebook().types.inspect(text, offset)).toEqual({
      signature: SIGNATURE,
      documentation: DOCUMENTATION,
    });
  });

  it("knows names of cells, with their own documentation", async () => {
    const { run, types } = openNotebook();
    const text =
      "/** Of one step. */\nlet rate = 0.1;\n/** Trains.\n * @param epochs how long */\nfunction fit(epochs: number) {}\nclass Net {\n  /** The weights. */\n  w = [1]\n}\nconst net = new Net();\ninterface Row { a: 1 }";
    await run(text, ["let rate", "function fit", "class Net", "const net"], ["Row"]);
    expect(await types.inspect("rate", 4)).toEqual({ signature: "let rate: number", documentation: "Of one step." });
    expect(await types.inspect("({ rate: 1 }).rate", 18)).toEqual({ signature: "rate: number", documentation: "" });
    expect(await types.inspect("let rate = 'x'; rate", 20)).toEqual({
      signature: "let rate: string",
      documentation: "",
    });
    expect(await types.inspect("fit(", 4)).toEqual({
      signature: "function fit(epochs: number): void",
      documentation: "Trains.\n\n- `epochs`: how long",
    });
    expect(await types.inspect("net.w", 5)).toEqual({ signature: "Net.w: number[]", documentation: "The weights." });
    expect(await types.inspect("net", 1)).toEqual({ signature: "const net: Net", documentation: "" });
    expect(await types.inspect("Row", 1)).toMatchObject({ signature: "interface Row" });
    expect(await types.inspect("Matrix", 6)).toEqual({ signature: "type Matrix = number[][]", documentation: "" });
  });

  it.each([
    ["const a = ", 10],
    ["unknownName", 3],
    ["'a string'", 4],
    ["", 0],
  ])("is null for %j", async (text, offset) => {
    expect(await openNotebook().types.inspect(text, offset)).toBeNull();
  });
});
