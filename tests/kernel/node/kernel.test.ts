// The whole kernel, driven by jupyter_client: what any Jupyter front end would see.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelUnderTest } from "../client/kernelUnderTest.ts";

let kernel: KernelUnderTest;

beforeAll(async () => {
  kernel = await KernelUnderTest.start();
});
afterAll(() => kernel.stop());

const types = (messages: readonly { header: { msg_type: string } }[]): string[] =>
  messages.map(({ header }) => header.msg_type);

describe("kernel_info_request", () => {
  it("is answered on shell and on control", async () => {
    for (const channel of ["shell", "control"] as const) {
      const { content, header } = await kernel.request("kernel_info_request", {}, channel);
      expect(content).toMatchObject({
        status: "ok",
        protocol_version: "5.5",
        implementation: "gradbook",
        language_info: {
          name: "typescript",
          mimetype: "application/typescript",
          file_extension: ".ts",
          codemirror_mode: "typescript",
        },
      });
      expect(header.version).toBe("5.5");
    }
  });
});

describe("execute_request", () => {
  it("publishes busy, input, output, result and idle, in this order", async () => {
    const { published, reply } = await kernel.execute("console.log('a'); 6 * 7");
    expect(types(published)).toEqual(["status", "execute_input", "stream", "execute_result", "status"]);
    expect(published[0]!.content.execution_state).toBe("busy");
    expect(published[3]!.content).toMatchObject({
      data: { "text/plain": "42" },
      execution_count: reply.execution_count,
    });
    expect(published[4]!.content.execution_state).toBe("idle");
    expect(reply).toMatchObject({ status: "ok", user_expressions: {} });
  });

  it("shows nothing for undefined and after a trailing semicolon", async () => {
    for (const code of ["undefined", "1 + 1;", "const quiet = 3"]) {
      expect(types((await kernel.execute(code)).published)).toEqual(["status", "execute_input", "status"]);
    }
  });

  it("awaits at the top level, and awaits a promise that is the value", async () => {
    expect((await kernel.execute("const five: number = await Promise.resolve(5)\nfive + 1")).text).toBe("6");
    expect((await kernel.execute("Promise.resolve(7)")).text).toBe("7");
  });

  it("reports a thrown error at the line and column of the cell", async () => {
    const { error, reply } = await kernel.execute(
      "const before = 1;\nfunction fail(): never {\n  throw new RangeError('too far');\n}\nbefore; fail()",
    );
    const cell = `Cell [${reply.execution_count}]`;
    expect(reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "too far" });
    expect(error).toContain(`${cell} line 3, in fail\n`);
    expect(error).toContain(">  3 |".replace("  ", " "));
    expect(error).toMatch(/> 3 \| {3}throw new RangeError\('too far'\);\n {4}\| {9}\^/);
    expect(error).toContain(`${cell} line 5`);
    expect(error).not.toMatch(/node:|main\.js|file:/);
  });

  it("reports a call of what is no function by the learner's name for it", async () => {
    await kernel.execute("const notCallable: any = 3");
    const { reply, error } = await kernel.execute("notCallable()");
    expect(reply).toMatchObject({ ename: "TypeError", evalue: "notCallable is not a function" });
    expect(error).not.toContain("box");
  });

  it("prints errors without the kernel's own frames", async () => {
    const { text, stderr } = await kernel.execute(
      "const failure = new Error('shown')\nconsole.error(failure)\nfailure",
    );
    for (const shown of [text, stderr]) {
      expect(shown).toMatch(/^Error: shown\n {4}at Cell \[\d+\]:1:\d+/);
      expect(shown).not.toMatch(/kernel\/node|node:internal/);
    }
  });

  it("shows the learner's line before the library's", async () => {
    const { error } = await kernel.execute("const rows = [[1, 2]];\nplain.matmul(rows, rows)");
    expect(error).toMatch(
      /^TypeError: Cannot multiply \(1, 2\) by \(1, 2\)[\s\S]*\nCell \[\d+\] line 2\n[\s\S]*\n {2}inside lib\/plain\/matrix\.ts/,
    );
  });

  it("reports a type error with a caret, and runs nothing of the cell", async () => {
    const { error, reply, stdout } = await kernel.execute("console.log('ran');\nconst count: number = 'x';");
    expect(reply.ename).toBe("TS2322");
    expect(error).toContain("line 2");
    expect(error).toMatch(/> 2 \| const count: number = 'x';\n {4}\| {7}\^{5}/);
    expect(stdout).toBe("");
  });

  it("reports a syntax error with a caret, and goes on", async () => {
    const { error, reply } = await kernel.execute("const a = ;");
    expect(reply.ename).toBe("SyntaxError");
    expect(error).toMatch(/> 1 \| const a = ;\n {4}\| +\^/);
    expect((await kernel.execute("1")).text).toBe("1");
  });

  it("survives thrown non-errors and rejected promises", async () => {
    const thrown = await kernel.execute("throw 'text'");
    expect(thrown.error).toMatch(/^Thrown: 'text'\nCell \[\d+\] threw a value that is no Error/);
    expect(thrown.reply).toMatchObject({
      status: "error",
      ename: "Thrown",
      evalue: "'text'",
    });
    expect((await kernel.execute("await Promise.reject(new Error('no'))")).reply).toMatchObject({
      ename: "Error",
      evalue: "no",
    });
    expect((await kernel.execute("2")).text).toBe("2");
  });

  it("aborts waiting cells after an error, unless stop_on_error is false", async () => {
    const request = (code: string, stop: boolean) => kernel.send("execute_request", { code, stop_on_error: stop });
    const slow = "await new Promise((done) => setTimeout(done, 300)); throw new Error('stop here')";
    const ids = [await request(slow, true), await request("1", true), await request("2", true)];
    expect((await Promise.all(ids.map((id) => kernel.result(id)))).map(({ reply }) => reply.status)).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
    const others = [await request(slow, false), await request("1", true)];
    expect((await Promise.all(others.map((id) => kernel.result(id)))).map(({ reply }) => reply.status)).toEqual([
      "error",
      "ok",
    ]);
  });

  it("publishes nothing of a silent request and does not count it", async () => {
    const before = (await kernel.execute("0")).reply.execution_count;
    const { published } = await kernel.execute("console.log('x'); 5", { silent: true, store_history: false });
    expect(types(published)).toEqual(["status", "status"]);
    expect((await kernel.execute("0")).reply.execution_count).toBe(before + 1);
  });

  it("evaluates user_expressions", async () => {
    const { reply } = await kernel.execute("const ten = 10", { user_expressions: { good: "ten * 2", bad: "missing" } });
    expect(reply.user_expressions.good).toMatchObject({ status: "ok", data: { "text/plain": "20" } });
    expect(reply.user_expressions.bad).toMatchObject({ status: "error", ename: "ReferenceError" });
  });

  it("shows and updates displays", async () => {
    const { published } = await kernel.execute(
      'const place = display("one", { display_id: "d1" });\nplace.update("two");',
    );
    expect(types(published)).toEqual(["status", "execute_input", "display_data", "update_display_data", "status"]);
    for (const [at, shown] of [
      [2, "'one'"],
      [3, "'two'"],
    ] as const) {
      expect(published[at]!.content).toMatchObject({ data: { "text/plain": shown }, transient: { display_id: "d1" } });
    }
  });
});

describe("names", () => {
  it.each([
    [["const losses = []", "losses.push(1)", "losses.length"], "1"],
    [["let model;", "model = { w: 1 }", "model.w"], "1"],
    [["function h() {}", "const h = 2", "h"], "2"],
    [["const name = 1", "name"], "1"],
    [
      [
        "const performance = 0.9",
        "const figure = plot.line({ x: [1, 2], y: [1, 2], title: 't', xLabel: 'x', yLabel: 'y' })",
        "performance",
      ],
      "0.9",
    ],
    [["let n = 0; const inc = () => ++n", "inc(); n"], "1"],
    [["let count=0; function up(){return ++count}", "count=5; up(); count"], "6"],
    [["const lr=3", "const o={lr, epochs:3}", "o.lr"], "3"],
    [["class Model { size = 1 }", "class Model { size = 2 }", "new Model().size"], "2"],
    [["const rate = 1; const read = () => rate", "const rate = 2", "read()"], "2"],
  ])("live from cell to cell: %j", async (cells, expected) => {
    let last: string | undefined;
    for (const cell of cells) {
      const { text, error } = await kernel.execute(cell);
      expect(error).toBeUndefined();
      last = text;
    }
    expect(last).toBe(expected);
  });

  it("of the library are there, with types, and can be shadowed", async () => {
    expect((await kernel.execute("uniform(random(1)) < 1")).error).toBeUndefined();
    expect((await kernel.execute("plot.line(3)")).reply.ename).toMatch(/^TS2/);
    expect((await kernel.execute("const plot = 'mine'; plot")).text).toBe("'mine'");
    expect((await kernel.execute("plot.toUpperCase()")).text).toBe("'MINE'");
  });

  it("are imported from packages, from local TypeScript files and from the library itself", async () => {
    writeFileSync(
      path.join(kernel.cwd, "layer.ts"),
      "export interface Layer { size: number }\nexport const layer: Layer = { size: 3 };\n",
    );
    expect((await kernel.execute('import { readFileSync } from "node:fs";\ntypeof readFileSync')).text).toBe(
      "'function'",
    );
    expect(
      (await kernel.execute('import { layer, type Layer } from "./layer.ts";\nconst copy: Layer = layer;\ncopy.size'))
        .text,
    ).toBe("3");
    expect((await kernel.execute('import * as book from "gradbook";\nbook.random === random')).text).toBe("true");
    expect((await kernel.execute('(await import("./layer.ts")).layer.size')).text).toBe("3");
    expect((await kernel.execute('import { nothing } from "./missing.ts"')).reply.status).toBe("error");
  });
});

describe("complete_request and inspect_request", () => {
  it("offer members with types, at a position in code points", async () => {
    const code = "'🙂'; Math.sq";
    const { content } = await kernel.request("complete_request", { code, cursor_pos: [...code].length });
    expect(content).toMatchObject({ status: "ok", matches: ["sqrt"], cursor_start: 10, cursor_end: 12 });
    expect(content.metadata._jupyter_types_experimental[0].signature).toContain("number");
  });

  it("know the names of earlier cells and of the library, with documentation", async () => {
    await kernel.execute("/** Where the model stands. */\nconst checkpointEpoch = 3");
    const completed = await kernel.request("complete_request", { code: "checkpointE", cursor_pos: 11 });
    expect(completed.content.matches).toEqual(["checkpointEpoch"]);
    const inspected = await kernel.request("inspect_request", { code: "checkpointEpoch", cursor_pos: 4 });
    expect(inspected.content).toMatchObject({ found: true });
    expect(inspected.content.data["text/plain"]).toContain("Where the model stands.");
    const library = await kernel.request("inspect_request", { code: "random(1)", cursor_pos: 2 });
    expect(library.content.data["text/markdown"]).toMatch(/seed/);
  });

  it("answer name? with a page of help, in text and in markdown", async () => {
    const { reply, published } = await kernel.execute("plain.sigmoid?");
    expect(reply).toMatchObject({ status: "ok", payload: [{ source: "page", start: 0 }] });
    expect(reply.payload[0].data["text/plain"]).toMatch(/sigmoid\(.*number/);
    expect(types(published)).toEqual(["status", "execute_input", "status"]);
    expect((await kernel.execute("nobodyKnows?")).reply.payload[0].data["text/plain"]).toContain("nobodyKnows");
  });

  it("are answered while a cell is running, and the cell still shows as busy", async () => {
    const id = await kernel.send("execute_request", {
      code: "const until = Date.now() + 3000; while (Date.now() < until);",
    });
    await kernel.message(
      ({ message }) => message.parent_header.msg_id === id && message.header.msg_type === "execute_input",
    );
    const { content } = await kernel.request("complete_request", { code: "Math.sq", cursor_pos: 7 });
    expect(content.matches).toEqual(["sqrt"]);
    const states = kernel.messages.filter(({ message }) => message.header.msg_type === "status");
    await expect.poll(() => states.length >= 1 && lastState()).toBe("busy");
    expect((await kernel.result(id)).reply.status).toBe("ok");
  });
});

function lastState(): string {
  return kernel.messages.filter(({ message }) => message.header.msg_type === "status").at(-1)!.message.content
    .execution_state;
}

describe("interrupt", () => {
  it("ends a synchronous loop, keeps the variables and aborts what waits", async () => {
    await kernel.execute("let kept = 'still here'");
    const loop = await kernel.send("execute_request", { code: "while (true) {}" });
    const waiting = await kernel.send("execute_request", { code: "1", stop_on_error: false });
    await kernel.message(
      ({ message }) => message.parent_header.msg_id === loop && message.header.msg_type === "execute_input",
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await kernel.interrupt();
    expect((await kernel.result(loop)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect((await kernel.result(waiting)).reply.status).toBe("aborted");
    expect((await kernel.execute("kept")).text).toBe("'still here'");
  });

  it("of an idle kernel does nothing", async () => {
    // The reply is waited for, as the next cell travels on another socket and might overtake the interrupt.
    expect((await kernel.request("interrupt_request", {}, "control")).content).toEqual({ status: "ok" });
    expect((await kernel.execute("kept")).text).toBe("'still here'");
  });
});

describe("other requests", () => {
  it("is_complete_request tells complete, incomplete and invalid", async () => {
    const status = async (code: string) => (await kernel.request("is_complete_request", { code })).content.status;
    expect(await status("const a = 1")).toBe("complete");
    expect(await status("function f() {")).toBe("incomplete");
    expect(await status("let 1a =")).toBe("invalid");
  });

  it("history_request gives tail, range and search", async () => {
    const { execution_count: line } = (await kernel.execute("const searchedFor = 1")).reply;
    const ask = async (content: object) =>
      (await kernel.request("history_request", { output: false, raw: true, ...content })).content.history;
    expect(await ask({ hist_access_type: "tail", n: 1 })).toEqual([[0, line, "const searchedFor = 1"]]);
    expect(await ask({ hist_access_type: "range", session: 0, start: line, stop: line + 1 })).toEqual([
      [0, line, "const searchedFor = 1"],
    ]);
    expect(await ask({ hist_access_type: "search", pattern: "*searched?or*" })).toEqual([
      [0, line, "const searchedFor = 1"],
    ]);
  });

  it("comm_info_request lists no comm, and an unknown target is closed at once", async () => {
    expect((await kernel.request("comm_info_request", {})).content).toEqual({ status: "ok", comms: {} });
    await kernel.send("comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
    const closed = await kernel.message(({ message }) => message.header.msg_type === "comm_close");
    expect(closed.content.comm_id).toBe("c1");
  });

  it("a request with bad content is an error reply that names the field", async () => {
    expect((await kernel.request("execute_request", { code: 3 })).content).toMatchObject({
      status: "error",
      evalue: "Cannot answer execute_request as code must be a string: got number",
    });
    expect((await kernel.request("complete_request", { code: "", cursor_pos: -1 })).content.status).toBe("error");
    expect((await kernel.request("made_up_request", {})).content).toMatchObject({
      status: "error",
      evalue: expect.stringContaining("made_up_request"),
    });
  });

  it("unsigned and malformed messages are dropped, and the kernel goes on", async () => {
    const parts = ['{"msg_id":"evil","msg_type":"execute_request"}', "{}", "{}", '{"code":"globalThis.evil = 1"}'];
    await kernel.raw(["<IDS|MSG>", "0".repeat(64), ...parts]);
    await kernel.raw(["<IDS|MSG>", "", ...parts]);
    await kernel.raw(["garbage"]);
    await kernel.raw(["<IDS|MSG>"]);
    expect((await kernel.execute('"evil" in globalThis')).text).toBe("false");
  });
});

describe("life", () => {
  it("the heart beats, also during a synchronous loop", async () => {
    const loop = await kernel.send("execute_request", {
      code: "const end = Date.now() + 2500; while (Date.now() < end);",
    });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await kernel.alive()).toMatchObject({ alive: true, heartbeat: true });
    await kernel.result(loop);
  });

  it("restart gives a kernel without the old names", async () => {
    await kernel.execute("const gone = 1");
    await kernel.restart();
    expect((await kernel.execute("gone")).reply).toMatchObject({ status: "error", ename: "TS2304" });
  });

  it("shutdown leaves no process, and so does a client that is killed", async () => {
    const other = await KernelUnderTest.start();
    const children = (await other.execute("process.pid + ' ' + process.ppid")).text!.match(/\d+/g)!.map(Number);
    await other.stop();
    await expect.poll(() => children.filter(isAlive), { timeout: 5_000 }).toEqual([]);
    const orphan = await KernelUnderTest.start();
    const pids = (await orphan.execute("process.pid + ' ' + process.ppid")).text!.match(/\d+/g)!.map(Number);
    void orphan.send("execute_request", { code: "while (true) {}" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    orphan.killClient();
    await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
