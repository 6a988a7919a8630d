import { describe, expect, it, onTestFinished } from "vitest";
import { LanguageServer, ServerExitedError, ServerSilentError } from "../../../kernel/node/languageServer.ts";

/** A server of a few lines: it echoes what it is asked, asks something itself, falls silent, or ends. */
const SERVER = `
let bytes = Buffer.alloc(0);
const send = (message) => {
  const body = Buffer.from(JSON.stringify(message));
  process.stdout.write("Content-Length: " + body.length + "\\r\\n\\r\\n");
  process.stdout.write(body);
};
const receive = (message) => {
  if (message.method === "exit") process.exit(3);
  if (message.method === "silence") return;
  if (message.method === "refuse") return send({ id: message.id, error: { code: 1, message: "not today" } });
  if (message.method === "ask") return send({ id: "s1", method: "client/registerCapability", params: { for: message.id } });
  if (message.id === "s1") return send({ id: 2, result: message });
  if (message.id !== undefined) send({ id: message.id, result: message.params });
};
process.stdin.on("data", (chunk) => {
  bytes = Buffer.concat([bytes, chunk]);
  for (;;) {
    const end = bytes.indexOf("\\r\\n\\r\\n");
    if (end < 0) return;
    const size = Number(/\\d+/.exec(bytes.toString("latin1", 0, end))[0]);
    if (bytes.length < end + 4 + size) return;
    receive(JSON.parse(bytes.toString("utf8", end + 4, end + 4 + size)));
    bytes = bytes.subarray(end + 4 + size);
  }
});
process.stdin.on("end", () => process.exit(0));
`;

function start(options: { command?: string; timeoutMs?: number } = {}): { server: LanguageServer; exits: string[] } {
  const exits: string[] = [];
  const server = new LanguageServer({
    command: options.command ?? process.execPath,
    args: ["-e", SERVER],
    folder: process.cwd(),
    initialization: { capabilities: {} },
    timeoutMs: options.timeoutMs ?? 10_000,
    onExit: (reason) => exits.push(reason),
  });
  onTestFinished(() => server.dispose());
  return { server, exits };
}

describe("LanguageServer", () => {
  it("request() gets its own answer, however many are asked at once", async () => {
    const { server } = start();
    const texts = Array.from({ length: 20 }, (_, i) => ({ text: `größe ${i} 😀`.repeat(i * 100) }));
    expect(await Promise.all(texts.map((text) => server.request("echo", text)))).toEqual(texts);
  });

  it("request() passes on a refusal", async () => {
    await expect(start().server.request("refuse", {})).rejects.toThrow("not today");
  });

  it("answers the server's own requests, which it waits for", async () => {
    const { server } = start();
    expect(await server.request("ask", {})).toEqual({ jsonrpc: "2.0", id: "s1", result: null });
  });

  it("request() gives up when no answer comes in time", async () => {
    const { server } = start({ timeoutMs: 300 });
    const refused = expect(server.request("silence", {})).rejects;
    await refused.toThrow("Cannot get silence as an answer must come within 0.3 s: none came");
    await expect(server.request("silence", {})).rejects.toBeInstanceOf(ServerSilentError);
  });

  it("tells that the process ended, and refuses what it was asked", async () => {
    const { server, exits } = start();
    const waiting = server.request("silence", {});
    server.notify("exit", {});
    await expect(waiting).rejects.toBeInstanceOf(ServerExitedError);
    expect(exits).toEqual(["it ended with exit code 3"]);
    await expect(server.request("echo", {})).rejects.toThrow("as it does not run: it ended with exit code 3");
  });

  it("tells that the program is missing", async () => {
    const { server, exits } = start({ command: "/nowhere/tsc" });
    await expect(server.ready).rejects.toBeInstanceOf(ServerExitedError);
    expect(exits).toEqual(["spawn /nowhere/tsc ENOENT"]);
  });

  it("dispose() ends the process without a word", async () => {
    const { server, exits } = start();
    await server.ready;
    const waiting = server.request("silence", {});
    server.dispose();
    await expect(waiting).rejects.toBeInstanceOf(ServerExitedError);
    await expect.poll(() => isAlive(server.pid!)).toBe(false);
    expect(exits).toEqual([]);
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
