// The Stop button and a training loop, through the whole kernel and an independent client, on every supported Node.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CellResult, KernelUnderTest } from "../client/kernelUnderTest.ts";
import { everyNode, installOtherNodes, nodeBinary } from "./otherNodes.ts";

beforeAll(installOtherNodes, 600_000);

const LOOPS = {
  "a loop that never yields": "while (!stopRequested()) losses.push(losses.length)",
  "a loop that awaits":
    "while (!stopRequested()) { losses.push(losses.length); await new Promise((next) => setTimeout(next, 1)); }",
};

describe.each(everyNode)("on %s", (name) => {
  let kernel: KernelUnderTest;
  const rounds = name === "this Node" ? 20 : 5;
  beforeAll(async () => {
    kernel = await KernelUnderTest.start({ node: nodeBinary(name) });
  });
  afterAll(() => kernel.stop());

  /** Runs a cell that prints "begun", and presses Stop a little later. */
  async function stopped(code: string): Promise<CellResult> {
    const id = await kernel.send("execute_request", { code });
    await kernel.message(
      ({ message }) => message.parent_header.msg_id === id && message.content.text?.includes("begun"),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    await kernel.interrupt();
    return kernel.result(id);
  }

  it.each(Object.entries(LOOPS))("%s is stopped between two steps and keeps its result", async (_name, loop) => {
    for (let round = 0; round < rounds; round++) {
      const train = `async function train() { const losses: number[] = []; console.log("begun"); ${loop}; return losses; }`;
      const { reply, text, error } = await stopped(`${train}\nconst history = await train();\nhistory.length > 0`);
      expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect(text).toBe("true"); // what the cell gave is shown, and that it was stopped is told
      expect(error).toMatch(/^Interrupted: Cell \[\d+\] was stopped; every variable is still there$/);
      const next = await kernel.execute("[history.every((loss, i) => loss === i), stopRequested()]");
      expect(next.text).toBe("[ true, false ]");
    }
  });

  it("stoppableSteps() says where it was stopped, and cells that wait are not run", async () => {
    const code = 'let taken = 0; console.log("begun"); for (const step of stoppableSteps(1e12)) taken = step + 1;';
    const id = await kernel.send("execute_request", { code });
    const waiting = await kernel.send("execute_request", { code: "taken = -1" });
    await kernel.message(
      ({ message }) => message.parent_header.msg_id === id && message.content.text?.includes("begun"),
    );
    await kernel.interrupt();
    const { reply, stdout } = await kernel.result(id);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect((await kernel.result(waiting)).reply.status).toBe("aborted");
    const [, steps] = /^begun\nStopped after (\d+) of 1000000000000 steps; what they computed is kept\.\n$/.exec(
      stdout,
    )!;
    expect((await kernel.execute("taken")).text).toBe(steps);
  });

  it("an interrupt of the idle kernel does not stop the next loop", async () => {
    expect((await kernel.request("interrupt_request", {}, "control")).content).toEqual({ status: "ok" });
    const { text, stdout } = await kernel.execute(
      "let sum = 0; for (const step of stoppableSteps(4)) sum += step; sum",
    );
    expect([text, stdout]).toEqual(["6", ""]);
  });
});
