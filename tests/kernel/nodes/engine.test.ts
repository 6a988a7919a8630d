// The engine's settings in a learner's cells, through a real kernel: the fused build, two threads, and how both end.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { descendants, survivors } from "../../processTree.ts";
import { KernelUnderTest } from "../client/kernelUnderTest.ts";
import { everyNode, installOtherNodes, nodeBinary } from "./otherNodes.ts";

beforeAll(installOtherNodes, 600_000);

/** Large enough to be shared among threads. */
const TRAINING = `
const rng = random(1);
const net = new nn.Sequential(new nn.Linear(rng, 512, 512), relu, new nn.Linear(rng, 512, 10));
const optimizer = new optim.Adam(net.parameters());
const [images, labels] = [randn(rng, [256, 512]), randint(rng, 0, 10, [256])];
let numSteps = 0;
const step = compile((x: Tensor, y: Tensor) => {
  optimizer.zeroGrad();
  const loss = crossEntropy(net.forward(x), y);
  backward(loss);
  optimizer.step();
  return loss;
});
`;
const ENDLESS = 'console.log("begun"); while (true) { step(images, labels); numSteps++; }';
const TEN_STEPS =
  "const losses: number[] = []; for (let i = 0; i < 10; i++) { losses.push(item(step(images, labels))); await new Promise((next) => setTimeout(next, 20)); } losses";

describe.each(everyNode)("on %s", (name) => {
  let kernel: KernelUnderTest;
  beforeEach(async () => {
    kernel = await KernelUnderTest.start({ node: nodeBinary(name) });
  });
  let isOver = false;
  afterEach(async () => {
    if (!isOver) await kernel.stop();
    isOver = false;
  });

  async function shown(code: string): Promise<string | undefined> {
    const { text, error } = await kernel.execute(code);
    expect(error).toBeUndefined();
    return text;
  }

  /** Starts a cell that never ends, and waits until it trains. */
  async function trainEndlessly(): Promise<string> {
    const id = await kernel.send("execute_request", { code: ENDLESS });
    await kernel.message(
      ({ message }) => message.parent_header.msg_id === id && message.content.text?.includes("begun"),
    );
    await sleep(100);
    return id;
  }

  it("configure({ fused: true }) multiplies and adds in one rounding, also on two threads", async () => {
    // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴: the last term is lost when the product is rounded before 1 + 2⁻¹¹ is subtracted.
    const product = "item(matmul(tensor([[1 + 2 ** -11, 1 + 2 ** -12]]), tensor([[-1], [1 + 2 ** -12]]))) * 2 ** 24";
    expect(await shown(product)).toBe("0");
    expect(await shown("configure({ fused: true }); settings().fused")).toBe("true");
    expect(await shown(product)).toBe("1");
    expect(await shown("configure({ threads: 2 }); matmul(ones([300, 300]), ones([300, 300])).shape")).toBe(
      "[ 300, 300 ]",
    );
    expect(await shown(product)).toBe("1");
  });

  it("configure({ threads: 2 }) trains with a second thread, and to the same losses", async () => {
    await shown(TRAINING);
    const alone = await shown(TEN_STEPS);
    const numThreads = 'import { readdirSync } from "node:fs"; readdirSync("/proc/self/task").length';
    const before = process.platform === "linux" ? Number(await shown(numThreads)) : 0;
    await shown("configure({ threads: 2 })");
    await shown(TRAINING);
    expect(await shown(TEN_STEPS)).toBe(alone);
    if (process.platform === "linux") expect(Number(await shown(numThreads))).toBe(before + 1);
  });

  it("Stop ends a compiled loop on two threads and keeps the variables, again and again", async () => {
    await shown("configure({ threads: 2 })");
    await shown(TRAINING);
    for (let round = 0; round < 5; round++) {
      await shown("numSteps = 0");
      const id = await trainEndlessly();
      await kernel.interrupt();
      expect((await kernel.result(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect(await shown("[numSteps > 0, item(step(images, labels)) < 3]")).toBe("[ true, true ]");
    }
    expect((await kernel.execute("process.exit(3)")).error).toContain("Cannot exit with code 3");
    expect(await shown("item(step(images, labels)) < 3")).toBe("true");
  });

  it.each([
    ["shut down", () => kernel.stop()],
    [
      "killed",
      async () => {
        process.kill(kernel.pid, "SIGKILL");
        kernel.killClient();
      },
    ],
  ])("a kernel that is %s in the midst of training on two threads leaves no process", async (_how, end) => {
    await shown("configure({ threads: 2 })");
    await shown(TRAINING);
    await trainEndlessly();
    const processes = [kernel.pid, ...descendants(kernel.pid)];
    expect(processes.length).toBeGreaterThan(1);
    await end();
    isOver = true;
    expect(await survivors(processes)).toEqual([]);
  });

  it("a cell whose process ends on two threads is told so, and the next one starts anew", async () => {
    await shown("configure({ threads: 2 })");
    await shown(TRAINING);
    await shown(TEN_STEPS);
    const { error } = await kernel.execute("step(images, labels); process.abort()");
    expect(error).toContain("its process was ended by SIGABRT");
    expect(await shown("settings().threads")).toBe("1");
  });
});
