// The runtime process by itself: cells written as the compiler would write them, and every way of stopping them.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RuntimeProcess, startRuntime } from "../../../dist/kernel/node/runtimeProcess.js";
import type { Outcome, RuntimeOutput } from "../../../kernel/core/execute/runtimePort.ts";

let runtime: RuntimeProcess;
let outputs: RuntimeOutput[];
let lastId: number;

beforeEach(() => {
  outputs = [];
  lastId = 0;
  runtime = startRuntime((event) => outputs.push(event));
});
afterEach(() => runtime.dispose());

function run(body: string): Promise<Outcome> {
  const id = ++lastId;
  const code = `(async function ($a, $run) { "use strict"; ${body}\n})`;
  return runtime.run({ id, code, fileName: `Cell [${id}]`, boxes: ["a"] });
}

/** Runs a body that never ends by itself, and stops it a little later. */
async function stopped(body: string): Promise<{ outcome: Outcome; ms: number }> {
  const outcome = run(body);
  const id = lastId;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const asked = performance.now();
  runtime.interrupt(id);
  return { outcome: await outcome, ms: performance.now() - asked };
}

const text = (outcome: Outcome): unknown => (outcome.status === "ok" ? outcome.result?.data["text/plain"] : outcome);
const printed = (name: "stdout" | "stderr"): string =>
  outputs.map((event) => (event.type === "stream" && event.name === name ? event.text : "")).join("");

describe("startRuntime()", () => {
  it("runs cells on boxes that live from one to the next", async () => {
    expect(text(await run("$a.v = 5; return 1 + 1"))).toBe("2");
    expect(text(await run("return $a.v"))).toBe("5");
  });

  it.each([
    ["a synchronous loop", "while (true) {}"],
    ["a loop after an await", "await null; while (true) {}"],
    ["awaits without an end", "for (;;) await null"],
    ["a loop in a timer", "setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})"],
    ["a pending await", "await new Promise(() => {})"],
    ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
    ["a runaway regular expression", "/(x+x+)+y/.test('x'.repeat(50))"],
  ])("interrupt() ends %s and keeps the variables, again and again", async (_name, body) => {
    await run("$a.v = 'kept'");
    for (let round = 0; round < 5; round++) {
      const { outcome } = await stopped(body);
      expect(outcome.status).toBe("interrupted");
      expect(text(await run("return $a.v"))).toBe("'kept'");
    }
  });

  it("interrupt() replaces the process when native code cannot be stopped, and says so", async () => {
    await run("return 1"); // it has started: an interrupt before that would end the run before it begins
    const { outcome } = await stopped("(await $run.import('node:child_process')).execSync('sleep 60')");
    expect(outcome).toEqual({
      status: "lost",
      reason: "Cannot interrupt the cell in any way that keeps its variables as it is inside native code",
    });
    expect(text(await run("return 7"))).toBe("7");
  });

  it("interrupt() of a run that is over does nothing", async () => {
    await run("$a.v = 1");
    runtime.interrupt(1);
    expect(text(await run("return $a.v"))).toBe("1");
  });

  it.each([
    ["memory", "const kept = []; for (;;) kept.push(new Array(1e6).fill(1.5))", /ran out of memory/],
    ["a signal", "process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})", /was ended by SIGSEGV/],
    ["an abort", "process.abort()", /was ended by SIGABRT/],
  ])("tells the end of the process by %s, and goes on with a new one", async (_name, body, reason) => {
    expect(await run(body)).toMatchObject({ status: "lost", reason: expect.stringMatching(reason) });
    expect(text(await run("return 7"))).toBe("7");
  });

  it("process.exit() is an error of the cell and keeps the process", async () => {
    await run("$a.v = 1");
    expect(await run("process.exit(3)")).toMatchObject({
      status: "error",
      error: { message: expect.stringContaining("Cannot exit with code 3") },
    });
    expect(text(await run("return $a.v"))).toBe("1");
  });

  it("takes thrown values, causes and rejected promises apart", async () => {
    expect(await run("throw { a: 1 }")).toMatchObject({ error: { name: "Thrown", message: "{ a: 1 }" } });
    expect(await run("await Promise.reject(new RangeError('far'))")).toMatchObject({
      error: { name: "RangeError", message: "far" },
    });
    expect(await run("throw new Error('up', { cause: new TypeError('deep') })")).toMatchObject({
      error: { cause: { name: "TypeError" } },
    });
    expect(await run("function f() { f(); } f()")).toMatchObject({ error: { name: "RangeError" } });
  });

  it("reports what no one awaited, under the run that started it", async () => {
    await run("setTimeout(() => { throw new Error('late'); }, 20); Promise.reject(new Error('unheard'));");
    await run("return 1");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const uncaught = outputs.filter((event) => event.type === "uncaught");
    expect(uncaught.map((event) => [event.id, event.error.message])).toEqual([
      [1, "unheard"],
      [1, "late"],
    ]);
  });

  it("sends output of timers to the run that set them", async () => {
    await run("setTimeout(() => console.log('from one'), 100)");
    await run("console.log('from two'); await new Promise((done) => setTimeout(done, 300))");
    expect(outputs).toEqual([
      { type: "stream", id: 2, name: "stdout", text: "from two\n" },
      { type: "stream", id: 1, name: "stdout", text: "from one\n" },
    ]);
  });

  it("sends output while a cell never yields", async () => {
    const loop = run("console.log('first'); const start = Date.now(); while (Date.now() - start < 2000);");
    await expect.poll(() => printed("stdout"), { timeout: 1_500 }).toBe("first\n");
    await loop;
  });

  it("keeps the order of a flood, on both streams", async () => {
    await run("for (let i = 0; i < 20000; i++) console.log(i); console.error('end'); console.log('last')");
    expect(printed("stdout")).toBe(`${Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join("")}last\n`);
    expect(printed("stderr")).toBe("end\n");
    expect(outputs.length).toBeLessThan(1_000);
  });

  it("forwards what child processes print", async () => {
    await run("(await $run.import('node:child_process')).execSync('echo from a child', { stdio: 'inherit' })");
    await expect.poll(() => printed("stdout")).toContain("from a child");
  });

  it("bounds circular and enormous values", async () => {
    expect(text(await run("const o = {}; o.self = o; return o"))).toBe("<ref *1> { self: [Circular *1] }");
    expect(String(text(await run("return 'x'.repeat(2e8)"))).length).toBeLessThan(11_000);
    expect(String(text(await run("return Array.from({ length: 1e6 }, () => ({}))"))).length).toBeLessThan(70_000);
    expect(
      String(text(await run("return Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [i, i]))"))).length,
    ).toBeLessThan(70_000);
  });
});
