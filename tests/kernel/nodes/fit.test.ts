// Training in a notebook: `fit` in a cell of the whole kernel, seen through an independent client, on every supported Node.
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOutputCollector } from "../../../kernel/setup/notebookOutputs.ts";
import { type CellResult, KernelUnderTest } from "../client/kernelUnderTest.ts";

const binary = (name: string): string => path.join(import.meta.dirname, "node_modules", name, "bin", "node");
const OTHERS = ["node-22", "node-24"].filter((name) => existsSync(binary(name)));

const SETUP = `
const rng = random(1);
const x = randn(rng, [64, 4]);
const y = randn(rng, [64, 1]);
const model = new nn.Sequential(new nn.Linear(rng, 4, 8), relu, new nn.Linear(rng, 8, 1));
const optimizer = new optim.Adam(model.parameters());
const train = (epochs: number) =>
  fit(model, { inputs: x, targets: y }, { loss: mseLoss, optimizer, epochs, batchSize: 16, rng });`;

/** What the notebook's file keeps of a cell's outputs. */
function saved({ published }: CellResult) {
  const outputs = createOutputCollector();
  for (const message of published) outputs.add(0, message as never);
  return outputs.of(0);
}

describe.each(["this Node", ...OTHERS])("on %s", (name) => {
  let kernel: KernelUnderTest;
  beforeAll(async () => {
    kernel = await KernelUnderTest.start(name === "this Node" ? {} : { node: binary(name) });
    expect((await kernel.execute(SETUP)).error).toBeUndefined();
  });
  afterAll(() => kernel.stop());

  it("a training that is stopped keeps its history, and the next cell runs", async () => {
    for (let round = 1; round <= 5; round++) {
      const id = await kernel.send("execute_request", { code: `const history${round} = await train(1e9);` });
      await kernel.message(
        ({ message }) => message.parent_header.msg_id === id && message.content.text?.includes("epoch 1/"),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      const asked = performance.now();
      await kernel.interrupt();
      const result = await kernel.result(id);
      expect(performance.now() - asked).toBeLessThan(2000);
      expect(result.reply).toMatchObject({ status: "error", ename: "Interrupted" });
      const steps = /\rTraining was stopped after step (\d+) of 4000000000; the history until there is kept\.\n$/.exec(
        result.stdout,
      )?.[1];
      expect(Number(steps)).toBeGreaterThan(0);
      // of the line that was rewritten, nothing is saved
      const [stream] = saved(result);
      expect(stream).toMatchObject({
        output_type: "stream",
        text: `Training was stopped after step ${steps} of 4000000000; the history until there is kept.\n`,
      });
      const next = await kernel.execute(
        `[history${round}.stopped, history${round}.losses.length, history${round}.losses.every(Number.isFinite)]`,
      );
      expect(next.text).toBe(`[ 'interrupted', ${steps}, true ]`);
    }
  });

  it("a training that ends by itself shows its progress while it runs, and its history as a figure afterwards", async () => {
    const result = await kernel.execute("const whole = await train(3); whole");
    expect(result.stdout).toMatch(/^epoch 1\/3 {2}step 0\/12 {2}░+\r +\r$/);
    const outputs = saved(result);
    expect(outputs).toHaveLength(1); // no progress
    expect(outputs[0]).toMatchObject({ output_type: "execute_result" });
    const { data } = outputs[0] as { data: Record<string, string> };
    expect(Object.keys(data)).toContain("application/vnd.plotly.v1+json");
    expect(data["text/plain"]).toMatch(/Loss: 12 steps, finished: loss from/);
  });

  it("what a callback prints stands on a line of its own", async () => {
    const result =
      await kernel.execute(`await fit(model, { inputs: x, targets: y }, { loss: mseLoss, optimizer, epochs: 2, rng,
      callbacks: [{ onEpoch: ({ epoch }) => console.log("epoch", epoch, "is over") }] }); undefined`);
    expect(saved(result)).toMatchObject([{ output_type: "stream", text: "epoch 1 is over\nepoch 2 is over\n" }]);
  });

  it("a loss that is no number is a lesson, and the error has the history", async () => {
    const { reply } = await kernel.execute(
      "const wild = new optim.SGD(model.parameters(), { learningRate: 1e6 }); await fit(model, { inputs: x, targets: y }, { loss: mseLoss, optimizer: wild, epochs: 50, rng })",
    );
    expect(reply).toMatchObject({ status: "error", ename: "DivergenceError" });
    expect(reply.evalue).toMatch(
      /^Cannot continue training as the loss is (NaN|Infinity) at step \d+: last finite loss was .*; try a smaller learningRate$/,
    );
  });

  it("options are checked as they are written", async () => {
    const { error } = await kernel.execute(
      "await fit(model, { inputs: x, targets: y }, { loss: mseLoss, optimizer, epochs: 2, rng, batchsize: 4 })",
    );
    expect(error).toMatch(/batchsize/);
  });
});
