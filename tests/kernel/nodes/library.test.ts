// What a learner sees of the library in cells: tensors and models as values, errors at their line, and names of one's own.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CellResult, KernelUnderTest } from "../client/kernelUnderTest.ts";

let kernel: KernelUnderTest;
beforeAll(async () => {
  kernel = await KernelUnderTest.start();
});
afterAll(() => kernel.stop());

const bundle = ({ published }: CellResult): Record<string, string> =>
  published.find(({ header }) => header.msg_type === "execute_result")?.content.data ?? {};

/** Runs a cell that must go well, without a word about its types. */
async function run(code: string): Promise<CellResult> {
  const result = await kernel.execute(code);
  expect(result.error, code).toBeUndefined();
  expect(result.stderr, code).toBe("");
  return result;
}

const MODEL = `
class MyModel extends nn.Module {
  readonly hidden: nn.Linear;
  readonly out: nn.Linear;
  constructor(rng: RandomGenerator, width: number) {
    super();
    this.hidden = new nn.Linear(rng, 4, width);
    this.out = new nn.Linear(rng, width, 2);
  }
  forward(x: Tensor) {
    return this.out.forward(relu(this.hidden.forward(x)));
  }
}
const mine = new MyModel(random(1), WIDTH);
mine`;

describe("values", () => {
  it("a tensor is shown as NumPy prints it, and as a table with its shape", async () => {
    const shown = bundle(await run("tensor([[1, 2.5], [-3, 4]])"));
    expect(shown["text/plain"]).toBe("tensor([[ 1.0000,  2.5000],\n        [-3.0000,  4.0000]])");
    expect(shown["text/html"]).toMatch(/^<table><caption>tensor of shape \(2, 2\), float32<\/caption>/);
    expect(shown["text/html"]!.match(/<td>[-\d.]+<\/td>/g)).toHaveLength(4);
    expect(Object.keys(bundle(await run("mean(ones([3]))")))).toContain("text/html");
  });

  it("a model is shown as the tree of its layers, its summary as a table and as text", async () => {
    const model =
      "const net = new nn.Sequential(new nn.Linear(random(1), 4, 8), relu, new nn.Linear(random(2), 8, 2)); net";
    expect((await run(model)).text).toBe("Sequential(\n  (0): Linear(4 → 8)\n  (1): relu\n  (2): Linear(8 → 2)\n)");
    const summary = bundle(await run("nn.summary(net, [1, 4])"));
    for (const text of [summary["text/plain"], summary["text/html"]]) {
      expect(text).toContain("58 parameters");
      expect(text).toMatch(/Linear.*\(1, 8\).*40/);
    }
  });

  it("tensors are shown as such inside arrays and objects too, and when they are printed", async () => {
    await run("const v = tensor([1, 2]); const table = tensor([[1, 2], [3, 4]], { dtype: 'int32' });");
    expect((await run("[v, v.shape]")).text).toBe("[ tensor([1., 2.]), [ 2 ] ]");
    expect((await run("({ table })")).text).toBe("{\n  table: tensor([[1, 2],\n          [3, 4]], dtype=int32)\n}");
    expect((await run('console.log(v); console.log("loss", mean(v))')).stdout).toBe(
      "tensor([1., 2.])\nloss tensor(1.5000)\n",
    );
    expect((await run("console.log([new nn.Linear(random(1), 2, 3)])")).stdout).toBe("[ Linear(2 → 3) ]\n");
  });

  it("a class that extends nn.Module is a model; run again with other layers, it is another one", async () => {
    expect((await run(MODEL.replace("WIDTH", "8"))).text).toBe(
      "MyModel(\n  (hidden): Linear(4 → 8)\n  (out): Linear(8 → 2)\n)",
    );
    expect((await run("mine.forward(ones([3, 4])).shape")).text).toBe("[ 3, 2 ]");
    const again = await run(MODEL.replace("WIDTH", "16").replaceAll("hidden", "inside"));
    expect(again.text).toBe("MyModel(\n  (inside): Linear(4 → 16)\n  (out): Linear(16 → 2)\n)");
    expect((await run("mine.inside.weight.shape")).text).toBe("[ 16, 4 ]");
  });
});

describe("errors", () => {
  it("a product of shapes that do not fit passes the checker, and fails at its own line with shapes and cure", async () => {
    const { error } = await kernel.execute(
      "const x = zeros([32, 784]);\nconst w = zeros([10, 784]);\n\nconst y = matmul(x, w);\nconsole.log(y.shape);",
    );
    const [message, place, , marked, caret] = error!.split("\n");
    expect(message).toBe(
      "TypeError: Cannot multiply (32, 784) by (10, 784) as inner sizes must match: got 784 and 10; try transpose(b)",
    );
    expect(place).toMatch(/^Cell \[\d+\] line 4$/);
    expect(marked).toBe("> 4 | const y = matmul(x, w);");
    expect(caret!.indexOf("^")).toBe(marked!.indexOf("matmul"));
  });

  it.each([
    ["ones([2]) + 1", "tensors are computed with by functions: add(a, 1)"],
    ["const t = ones([2]); 2 * t", "for a tensor multiply(2, t)"],
    ["matmul(ones([1, 2]), [[1], [2]])", "tensor([[1], [2]]) makes a Tensor of it"],
    ["add([1, 2], 3)", "tensor([1, 2]) makes a Tensor of it"],
    ["Math.sqrt(mean(ones([2])))", "item(mean(ones([2]))) gives the number in a tensor of one element"],
    ["const loss = mean(ones([2])); const history: number[] = []; history.push(loss)", "item(loss) gives the number"],
  ])("%s is refused before it runs, with a hint: %s", async (cell, hint) => {
    const { error } = await kernel.execute(cell);
    expect(error).toMatch(/^Cell \[\d+\] line 1: TS\d+/);
    expect(error!.split("\n").at(-1)).toMatch(/^Hint: /);
    expect(error).toContain(hint);
  });

  it("an error inside a model is shown at the cell's line that called it", async () => {
    await run("const layer = new nn.Linear(random(1), 4, 2)");
    const { error } = await kernel.execute("const wrong = ones([3, 5]);\nlayer.forward(wrong)");
    expect(error).toMatch(/^TypeError: Cannot apply a linear layer \(2, 4\) to \(3, 5\)/);
    expect(error).toMatch(/^> 2 \| layer\.forward\(wrong\)$/m);
  });
});

describe("help", () => {
  const complete = async (code: string): Promise<string[]> =>
    (await kernel.request("complete_request", { code, cursor_pos: code.length })).content.matches;
  const inspect = async (code: string): Promise<string> =>
    (await kernel.request("inspect_request", { code, cursor_pos: code.length, detail_level: 0 })).content.data[
      "text/plain"
    ];

  it("completes what is behind nn. and optim.", async () => {
    const layers = await complete("nn.");
    expect(layers).toEqual(expect.arrayContaining(["Linear", "Sequential", "Module", "LSTM", "summary", "init"]));
    expect(await complete("optim.")).toEqual(expect.arrayContaining(["SGD", "AdamW", "cosine", "clipGradNorm"]));
    expect(await complete("new nn.Lin")).toEqual(["Linear"]);
  });

  it("tells signature, shapes and errors of functions and layers", async () => {
    const text = await inspect("matmul");
    expect(text).toMatch(/^function matmul\(a: Tensor, b: Tensor\): Tensor\n/);
    expect(text).toContain("- `a`: (…, M, K) or (K)");
    expect(text).toContain("Cannot multiply (32, 784) by (10, 784)");
    expect(text).not.toContain("\n\n\n");
    expect(await inspect("nn.Linear")).toMatch(/^class Linear\n\nA fully connected layer\./);
  });
});

/** What learners call their own things, although the library has such a name too. */
const OWN_NAMES: readonly (readonly [cell: string, shown: string])[] = [
  ["const mean = 2.5; mean", "2.5"],
  ["const add = (a: number, b: number) => a + b; add(1, 2)", "3"],
  ["const sum = 0; sum", "0"],
  ["function relu(x: number) { return x > 0 ? x : 0 }\nrelu(-1)", "0"],
  ["let max = 0; for (const value of [1, 5, 2]) if (value > max) max = value; max", "5"],
  ["max += 1; max", "6"],
  ["const min = Math.min(3, 2); min", "2"],
  ["const log = (text: string) => text + '!'; log('a')", "'a!'"],
  ["const exp = 2 ** 3; exp", "8"],
  ["const softmax = (z: number[]) => z.map((v) => v / 2); softmax([2])", "[ 1 ]"],
  ["const square = (n: number) => n * n; square(3)", "9"],
  ["const abs = Math.abs; abs(-1)", "1"],
  ["const [take, sort, split] = [1, 2, 3]; [take, sort, split]", "[ 1, 2, 3 ]"],
  ["const { round, pad } = { round: 1, pad: 2 }; round + pad", "3"],
  ["const linear = { slope: 1 }; linear", "{ slope: 1 }"],
  ["async function check() { return 1 }\nawait check()", "1"],
  ["const grad = (f: (x: number) => number) => (x: number) => f(x + 1) - f(x); grad((x) => 2 * x)(3)", "2"],
  ["var backward = 'b'; backward", "'b'"],
  ["class Tensor { constructor(readonly data: number[]) {} }\nnew Tensor([1]).data", "[ 1 ]"],
  ["const t: Tensor = new Tensor([2]); t.data", "[ 2 ]"],
  ['type Shape = "circle" | "square"; const s: Shape = "circle"; s', "'circle'"],
  ["interface Settings { rate: number }\nconst settings: Settings = { rate: 1 }; settings", "{ rate: 1 }"],
  ["enum Place { First, Second }\nPlace[Place.Second]", "'Second'"],
  ["type Answer = number; const answer: Answer = 42; answer", "42"],
  [
    "const where = 'here', all = [1], any = 2, at = 3, slice = 4; [where, all, any, at, slice]",
    "[ 'here', [ 1 ], 2, 3, 4 ]",
  ],
  ["const norm = Math.hypot(3, 4), std = 1, variance = 2; norm", "5"],
  ["let dropout = 0.1; dropout = 0.2; dropout", "0.2"],
  ["const less = true, equal = false, stack: number[] = [], full = 1; less", "true"],
  ["const metrics: number[] = []; metrics.push(1)", "1"],
  ["for (const item of [1, 2]) if (item === 2) console.log(item);\nconst item = 'i'; item", "'i'"],
  ['import { add as plus } from "gradbook"; const step = 1; typeof plus', "'function'"],
  ["const plot = 'p', scalar = 1, check2 = 2; plot", "'p'"],
];

describe("names of one's own", () => {
  it.each(OWN_NAMES)("%s", async (cell, shown) => {
    expect((await run(cell)).text).toBe(shown);
    expect((await run(cell.includes("+=") ? "max -= 1; max + 1" : cell)).text).toBe(shown); // and again
  });

  it("hide nothing from the library itself", async () => {
    const code = `
      import { backward as differentiate } from "gradbook";
      const parts = new nn.Sequential(new nn.Linear(random(1), 4, 4), new nn.LayerNorm(4));
      const mover = new optim.AdamW(parts.parameters());
      const learn = compile(() => {
        mover.zeroGrad();
        const loss = crossEntropy(parts.forward(ones([2, 4])), zeros([2], { dtype: "int32" }));
        differentiate(loss);
        mover.step();
        return loss;
      });
      const losses = Array.from({ length: 5 }, () => toTypedArray(learn())[0]!);
      losses.every((loss, i) => i === 0 || loss < losses[i - 1]!)`;
    expect((await run(code)).text).toBe("true");
    expect((await run("learn.status")).text).toMatch(/^'replays/);
    expect((await run("nn.summary(parts, [1, 4]).toString().length > 0")).text).toBe("true");
  });
});

describe("a forgotten generator", () => {
  it.each([
    ["randn([3, 4])", "randn(random(42), …)"],
    ["new nn.Linear(3, 4)", "new nn.Linear(random(42), …)"],
  ])("is named as what %s lacks", async (cell, cure) => {
    const { error } = await kernel.execute(cell);
    expect(error).toContain(`the first is a generator: ${cure}`);
  });
});
