// A stop that loops hear by themselves: cells written as the compiler would write them, in a real runtime process.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RuntimeProcess, startRuntime } from "../../../../dist/kernel/node/runtimeProcess.js";
import type { Outcome, RuntimeOutput } from "../../../../kernel/core/execute/runtimePort.ts";

let runtime: RuntimeProcess;
let outputs: RuntimeOutput[];
let lastId: number;

beforeEach(() => {
  outputs = [];
  lastId = 0;
  runtime = startRuntime((event) => outputs.push(event));
});
afterEach(() => runtime.dispose());

/** Runs a body in which `stop()` takes the signal as the library does. */
function run(body: string): Promise<Outcome> {
  const id = ++lastId;
  const stop = 'const stop = () => globalThis[Symbol.for("gradbook.stop")]();';
  const code = `(async function ($a, $run) { "use strict"; ${stop} ${body}\n})`;
  return runtime.run({ id, code, fileName: `Cell [${id}]`, boxes: ["a"] });
}

const printed = (): string => outputs.map((event) => (event.type === "stream" ? event.text : "")).join("");
const said = (word: string) => expect.poll(printed, { timeout: 20_000, interval: 5 }).toContain(word);
const text = (outcome: Outcome): unknown => (outcome.status === "ok" ? outcome.result?.data["text/plain"] : outcome);

/** Runs a body that prints "begun", and stops it `afterMs` later. */
async function stopped(body: string, afterMs = 50): Promise<{ outcome: Outcome; ms: number }> {
  outputs.length = 0;
  const outcome = run(body);
  const id = lastId;
  await said("begun");
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const asked = performance.now();
  runtime.interrupt(id);
  return { outcome: await outcome, ms: performance.now() - asked };
}

const LOOPS = {
  "a synchronous loop": "while (!signal.requested) $a.v++;",
  "a loop that awaits timers":
    "while (!signal.requested) { $a.v++; await new Promise((done) => setTimeout(done, 1)); }",
  "a loop that awaits what is there": "while (!signal.requested) { $a.v++; await null; }",
  "a loop that takes the signal anew": "while (!stop().requested) $a.v++;",
};

describe("installStopSignal()", () => {
  it.each(Object.entries(LOOPS))(
    "%s ends by itself, the cell after it runs to its end, and the next cell is not stopped, again and again",
    async (_name, loop) => {
      for (let round = 0; round < 20; round++) {
        const body = `$a.v = 0; const signal = stop(); console.log("begun"); ${loop} $a.v = -$a.v; return "rest " + ($a.v < 0);`;
        const { outcome } = await stopped(body, 5);
        expect(outcome).toMatchObject({ status: "interrupted", result: { data: { "text/plain": "'rest true'" } } });
        expect(text(await run("return $a.v < 0 && !stop().requested"))).toBe("true");
      }
    },
  );

  it("report() prints a line below the cell, after what was printed before", async () => {
    await stopped(`const signal = stop(); console.log("begun"); while (!signal.requested);
      process.stdout.write("loss 0.5, "); signal.report("Stopped after 3 steps");`);
    expect(outputs.at(-1)).toMatchObject({ type: "stream", id: lastId, name: "stdout" });
    expect(printed()).toBe("begun\nloss 0.5, Stopped after 3 steps\n");
  });

  it("a step that is longer than the grace is cut off within a second, and the rest of its cell does not run", async () => {
    for (const step of ["for (;;);", "await new Promise(() => {});"]) {
      await run("$a.v = 'kept'");
      const { outcome, ms } = await stopped(`const signal = stop();
        while (!signal.requested) { console.log("begun"); ${step} }
        $a.v = "the loop ended";`);
      expect(outcome).toEqual({ type: "done", id: lastId, status: "interrupted", result: null });
      expect(ms).toBeGreaterThan(600);
      expect(text(await run("return $a.v"))).toBe("'kept'");
    }
  });

  it("a cell that has heard and does not come to its end is cut off too", async () => {
    const { outcome } = await stopped(`const signal = stop(); console.log("begun");
      while (!signal.requested); $a.v = "heard"; for (;;);`);
    expect(outcome).toMatchObject({ status: "interrupted", result: null });
    expect(text(await run("return $a.v"))).toBe("'heard'");
  });

  it("a loop that polled long ago gives a cell no grace", async () => {
    const polled = await stopped(`stop().requested; console.log("begun"); await new Promise(() => {});`, 2_200);
    expect(polled.outcome).toMatchObject({ status: "interrupted", result: null });
    const never = await stopped(`stop(); console.log("begun"); await new Promise(() => {});`);
    expect(never.outcome).toMatchObject({ status: "interrupted", result: null });
    for (const { ms } of [polled, never]) expect(ms).toBeLessThan(600);
  });

  it("a cell that ends by itself before its loop hears the stop has gone well", async () => {
    const { outcome } = await stopped(
      `const signal = stop(); signal.requested; console.log("begun");
       const start = Date.now(); while (Date.now() - start < 300); return 1;`,
    );
    expect(text(outcome)).toBe("1");
    expect(text(await run("return stop().requested"))).toBe("false");
  });

  it("an error that the cell throws after the stop is told", async () => {
    const { outcome } = await stopped(
      `const signal = stop(); console.log("begun"); while (!signal.requested); throw new RangeError("no steps");`,
    );
    expect(outcome).toMatchObject({ status: "error", error: { name: "RangeError", message: "no steps" } });
  });

  it("timers of a cell that was stopped are cleared", async () => {
    await stopped(`setInterval(() => console.log("tick"), 20); const signal = stop(); console.log("begun");
      while (!signal.requested) await new Promise((done) => setTimeout(done, 1));`);
    outputs.length = 0;
    await run("await new Promise((done) => setTimeout(done, 200))");
    expect(printed()).toBe("");
  });

  it("a loop that goes on behind a cell that was cut off is stopped for good, beside loops that are not", async () => {
    await stopped(`$a.v = stop(); console.log("begun"); await new Promise(() => {});`);
    expect(text(await run("return [$a.v.requested, stop().requested, $a.v.requested]"))).toBe("[ true, false, true ]");
  });

  it("a loop of an earlier cell that asks too takes no cell's grace away", async () => {
    await run("const signal = stop(); $a.v = setInterval(() => signal.requested, 1)");
    const { outcome } = await stopped(`const signal = stop(); console.log("begun");
      while (!signal.requested) await new Promise((done) => setTimeout(done, 40)); return "kept";`);
    expect(outcome).toMatchObject({ status: "interrupted", result: { data: { "text/plain": "'kept'" } } });
  });

  it("an interrupt that meets a run which has not begun yet, or has just ended, stops that run or nothing", async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const outcome = run(round % 2 === 0 ? "await new Promise(() => {})" : "return 1");
      runtime.interrupt(lastId);
      seen.add((await outcome).status);
      expect(text(await run("return stop().requested"))).toBe("false");
    }
    expect([...seen]).toContain("interrupted");
  });
});
