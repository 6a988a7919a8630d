import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findTypeServer } from "../../../kernel/node/typeServerProject.ts";
import { cell } from "../core/types/cells.ts";
import { briefly, fakePackage, folderWith, openNotebook } from "./fakePackage.ts";

const WRONG = "const n: number = 'x'";
const WRONG_DIAGNOSTICS = ["TS2322 at 0:6-7: Type 'string' is not assignable to type 'number'."];

describe("TypeServerSession", () => {
  it("ready() resolves, and questions before it wait", async () => {
    const { types, run } = openNotebook();
    const first = run(WRONG, ["const n"]);
    await types.ready();
    expect(briefly(await first)).toEqual(WRONG_DIAGNOSTICS);
  });

  it("starts a server that died again, with every remembered cell", async () => {
    const { types, run, problems } = openNotebook();
    // More documents than the server's queue takes while it starts.
    for (let i = 0; i < 150; i++) types.remember(cell(`class C${i} { v = ${i} }`, [`class C${i}`]));
    await run("1");
    const pid = types.pid!;
    process.kill(pid, "SIGKILL");
    expect(briefly(await run("const s: string = new C0().v + new C149().v", ["const s"]))).toEqual([
      "TS2322 at 0:6-7: Type 'number' is not assignable to type 'string'.",
    ]);
    expect(types.pid).not.toBe(pid);
    expect(problems).toEqual(["TypeScript's server ended and is started again: it ended with SIGKILL"]);
  });

  it("starts a server again that died between cells", async () => {
    const { types, run, problems } = openNotebook();
    await run("const a = 1", ["const a"]);
    process.kill(types.pid!, "SIGKILL");
    await expect.poll(() => problems.length).toBe(1);
    expect(briefly(await run("a.x"))).toEqual(["TS2339 at 0:2-3: Property 'x' does not exist on type '1'."]);
    expect((await types.complete("Math.sq", 7)).matches.map(({ text }) => text)).toEqual(["sqrt"]);
  });

  it("gives a silent server up for another, and answers with nothing meanwhile", async () => {
    const { types, run, problems } = openNotebook({}, { timeoutMs: 2000 });
    await run("const a = 1", ["const a"]);
    const pid = types.pid!;
    process.kill(pid, "SIGSTOP");
    expect(await run("a.x")).toEqual([]);
    expect(types.pid).not.toBe(pid);
    expect(briefly(await run("a.y"))).toEqual(["TS2339 at 0:2-3: Property 'y' does not exist on type '1'."]);
    expect(problems).toEqual([
      "Cannot get textDocument/diagnostic as an answer must come within 2 s: none came",
      "TypeScript's server ended and is started again: it did not answer",
    ]);
  });

  it.each([
    ["is missing", () => "/nowhere/tsc", "spawn /nowhere/tsc ENOENT"],
    ["ends at once", () => script("exit 4"), "it ended with exit code 4"],
    ["speaks another language", () => script("printf 'hello\\r\\n\\r\\n'; sleep 20"), "Cannot read a message"],
    [
      "says nothing",
      () => script("exec sleep 20"),
      "Cannot get initialize as an answer must come within 0.5 s: none came",
    ],
  ])("says once that types are not checked when the server %s", async (_name, command, reason) => {
    const { types, problems } = openNotebook({}, { command: command(), timeoutMs: 500 });
    await types.ready();
    expect(await types.check(cell(WRONG, ["const n"]))).toEqual([]);
    expect(await types.complete("Math.sq", 7)).toEqual({ matches: [], start: 5, end: 7 });
    expect(await types.inspect("Math", 2)).toBeNull();
    types.remember(cell("const a = 1", ["const a"]));
    types.forgetAll();
    const sentences = problems.filter((problem) => problem.startsWith("Cannot check types"));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toContain(`Cannot check types as TypeScript's server must run: ${reason}`);
    expect(sentences[0]).toContain("cells run unchecked, try npm install or gradbook doctor");
  });

  it("says so when TypeScript is not installed", async () => {
    const root = folderWith({ "package.json": '{"name":"gradbook","exports":{}}' });
    const { run, problems } = openNotebook({}, { packageRoot: root });
    expect(await run(WRONG, ["const n"])).toEqual([]);
    expect(problems).toEqual([
      "Cannot check types as TypeScript's server must run: Cannot find module 'typescript/package.json'; cells run unchecked, try npm install or gradbook doctor",
    ]);
  });

  it("dispose() ends the server, and later questions get nothing", async () => {
    const { types, run, problems } = openNotebook();
    await run("1");
    const pid = types.pid!;
    types.dispose();
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await run(WRONG, ["const n"])).toEqual([]);
    expect(problems).toEqual([]);
  });

  it("leaves no server behind when its parent is killed", async () => {
    const server = JSON.stringify(findTypeServer(fakePackage()));
    const program = `const { pid } = require("node:child_process").spawn(${server}, ["--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] }); console.log(pid); setInterval(() => {}, 1000)`;
    const parent = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const pid = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)));
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

/** A program for the shell, as a file that can be run. */
function script(body: string): string {
  const file = join(folderWith({ "server.sh": `#!/bin/sh\n${body}\n` }), "server.sh");
  chmodSync(file, 0o755);
  return file;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended stays in the table until somebody asks how.
    return !existsSync(`/proc/${pid}`) || !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
