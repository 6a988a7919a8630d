// The same cells on every supported Node: the one at hand, and on Linux also 22 and 24, which npm packages carry.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelUnderTest } from "../client/kernelUnderTest.ts";
import { everyNode, installOtherNodes, nodeBinary } from "./otherNodes.ts";

const INTERRUPTS_OF_EACH = 3;

beforeAll(installOtherNodes, 600_000);

/** One line a cell, and what the last one shows. */
const SEQUENCES: readonly (readonly [cells: readonly string[], shown: string])[] = [
  [["const losses = []", "losses.push(1)", "losses.length"], "1"],
  [["let model;", "model = { w: 1 }", "model.w"], "1"],
  [["function h() {}", "const h = 2", "h"], "2"],
  [["const name = 1", "name"], "1"],
  [
    [
      "const performance = 0.9",
      "typeof plain.fitNeuron([[0], [1]], [0, 1], { learningRate: 1, steps: 3 })",
      "performance",
    ],
    "0.9",
  ],
  [["let n = 0; const inc = () => ++n", "inc(); n"], "1"],
  [["enum Color { Red, Green }", "Color[Color.Green]"], "'Green'"],
  [["class Point { constructor(readonly x: number) {} }", "new Point(4).x"], "4"],
  [
    [
      "const log: string[] = []",
      "{ using file = { [Symbol.dispose]() { log.push('closed') } }; log.push('open') }",
      "log.join()",
    ],
    "'open,closed'",
  ],
];

const LOOPS = [
  "while (true) {}",
  "await null; while (true) {}",
  "setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})",
  "await new Promise(() => {})",
];

describe.each(everyNode)("on %s", (name) => {
  let kernel: KernelUnderTest;
  beforeAll(async () => {
    kernel = await KernelUnderTest.start({ node: nodeBinary(name) });
  });
  afterAll(() => kernel.stop());

  it("runs on the Node that was asked for", async () => {
    const { text } = await kernel.execute("process.versions.node");
    expect(text).toMatch(
      name === "this Node" ? `'${process.versions.node}'` : new RegExp(`^'${name.slice("node-".length)}\\.`),
    );
  });

  it.each(SEQUENCES)("runs, type-checked: %j", async (cells, shown) => {
    let last: string | undefined;
    for (const cell of cells) {
      const { text, error } = await kernel.execute(cell);
      expect(error).toBeUndefined();
      last = text;
    }
    expect(last).toBe(shown);
  });

  it("a name of the learner's hides a global from no one else", async () => {
    const clock = "export const elapsed = (): number => performance.now();\n";
    writeFileSync(path.join(kernel.cwd, "clock.ts"), clock);
    const cells = ["const performance = 0.9", 'import { elapsed } from "./clock.ts"', "elapsed() > 0 && performance"];
    const results = [];
    for (const cell of cells) results.push(await kernel.execute(cell));
    expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(results.at(-1)!.text).toBe("0.9");
    expect((await kernel.execute('console.time("fit"); console.timeEnd("fit")')).stdout).toMatch(/^fit: [\d.]+ms\n$/);
  });

  it("imports a local TypeScript file, and again after an edit", async () => {
    const file = path.join(kernel.cwd, "size.ts");
    writeFileSync(file, "enum Size { Small = 1 }\nexport const size: number = Size.Small;\n");
    expect((await kernel.execute('import { size } from "./size.ts"\nsize')).text).toBe("1");
    writeFileSync(file, "enum Size { Small = 1, Large = 22 }\nexport const size: number = Size.Large;\n");
    expect((await kernel.execute('import { size } from "./size.ts"\nsize')).text).toBe("22");
  });

  it.each(LOOPS)("stops %s and keeps the variables", async (loop) => {
    await kernel.execute("let kept = 'kept'");
    for (let round = 0; round < INTERRUPTS_OF_EACH; round++) {
      const id = await kernel.send("execute_request", { code: loop });
      await kernel.message(
        ({ message }) => message.parent_header.msg_id === id && message.header.msg_type === "execute_input",
      );
      await new Promise((resolve) => setTimeout(resolve, 150));
      await kernel.interrupt();
      expect((await kernel.result(id)).reply.ename).toBe("Interrupted");
      expect((await kernel.execute("kept")).text).toBe("'kept'");
    }
  });
});
