// A Jupyter client of our own kernel, over ZeroMQ as every client: starts it, runs cells one by one, shuts it down.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { type Message, openEnvelope, sealEnvelope } from "../core/protocol/envelope.ts";
import { addressOf, CHANNELS, type Connection } from "../node/connectionFile.ts";
import { createSeal } from "../node/seal.ts";

export interface NotebookKernel {
  /** Runs a cell and hands over what it publishes. Resolves when the kernel is idle again and has replied. */
  execute(code: string, timeoutMs: number, onOutput: (message: Message) => void): Promise<"ok" | "error">;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/**
 * Starts a kernel that works in a folder.
 * @param command The kernel's command line, with the connection file still to be added.
 * @throws Error when it does not answer.
 */
export async function startNotebookKernel(command: readonly string[], folder: string): Promise<NotebookKernel> {
  const directory = mkdtempSync(join(tmpdir(), "notebook-kernel-"));
  const connection = await freeConnection();
  const file = join(directory, "connection.json");
  writeFileSync(file, JSON.stringify(connectionFields(connection)), { mode: 0o600 });
  const [program, ...args] = command;
  const child = spawn(program, [...args, file], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString("utf8");
  });

  const seal = createSeal(connection.key);
  const session = randomUUID();
  const shell = new Dealer({ linger: 0, routingId: session });
  const control = new Dealer({ linger: 0, routingId: session });
  const iopub = new Subscriber({ linger: 0 });
  for (const [channel, socket] of [
    ["shell", shell],
    ["control", control],
    ["iopub", iopub],
  ] as const) {
    socket.connect(addressOf(connection, channel));
  }
  iopub.subscribe();

  const waiting = new Map<string, (message: Message) => void>();
  let onWelcome = (): void => {};
  const welcomed = new Promise<void>((resolve) => {
    onWelcome = resolve;
  });
  const listen = async (socket: Dealer | Subscriber, channel: string): Promise<void> => {
    for await (const frames of socket) {
      const message = openEnvelope(frames, channel, seal);
      if (message.header.msg_type === "iopub_welcome") onWelcome();
      if ("msg_id" in message.parent_header) waiting.get(message.parent_header.msg_id)?.(message);
    }
  };
  for (const [socket, channel] of [
    [shell, "shell"],
    [control, "control"],
    [iopub, "iopub"],
  ] as const) {
    listen(socket, channel).catch(() => {}); // closed: nobody listens any more
  }

  const request = async (socket: Dealer, msg_type: string, content: object, msg_id: string): Promise<void> => {
    const header = { msg_id, session, username: "notebooks", date: new Date().toISOString(), msg_type, version: "5.5" };
    const message = { identities: [], header, parent_header: {}, metadata: {}, content, buffers: [] };
    await socket.send(sealEnvelope(message, seal));
  };
  const exited = new Promise<never>((_, reject) => {
    child.on("exit", (code) => reject(new Error(`Cannot go on as the kernel ended with code ${code}: ${log.trim()}`)));
    child.on("error", (error) => reject(new Error(`Cannot start the kernel as ${error.message}`)));
  });
  exited.catch(() => {}); // said to whoever waits at that moment

  const close = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.exitCode === null && child.signalCode === null) {
      await request(control, "shutdown_request", { restart: false }, randomUUID());
      const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(killer);
    }
    for (const socket of [shell, control, iopub]) socket.close();
    rmSync(directory, { recursive: true, force: true });
  };

  try {
    await withTimeout(Promise.race([welcomed, exited]), START_TIMEOUT_MS, "it did not answer");
  } catch (error) {
    child.kill("SIGKILL");
    await close();
    throw error;
  }
  return {
    close,
    async execute(code, timeoutMs, onOutput) {
      const content = {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true,
      };
      const id = randomUUID();
      const done = new Promise<"ok" | "error">((resolve) => {
        let status: "ok" | "error" | null = null;
        let isIdle = false;
        waiting.set(id, (message) => {
          const { msg_type } = message.header;
          const fields = message.content as { status?: string; execution_state?: string };
          if (msg_type === "execute_reply") status = fields.status === "ok" ? "ok" : "error";
          else if (msg_type === "status") isIdle ||= fields.execution_state === "idle";
          else onOutput(message);
          if (status !== null && isIdle) resolve(status);
        });
      });
      await request(shell, "execute_request", content, id);
      try {
        return await withTimeout(
          Promise.race([done, exited]),
          timeoutMs,
          `the cell took more than ${timeoutMs / 1000} s`,
        );
      } finally {
        waiting.delete(id);
      }
    },
  };
}

async function withTimeout<T>(promise: Promise<T>, timeoutMs: number, why: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Cannot go on with the kernel as ${why}`)), timeoutMs);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function freeConnection(): Promise<Connection> {
  const servers = await Promise.all(
    CHANNELS.map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = Object.fromEntries(CHANNELS.map((channel, place) => [channel, portOf(servers[place])]));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { transport: "tcp", ip: "127.0.0.1", key: randomUUID(), ports: ports as Connection["ports"] };
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("Cannot find a free port as none was given");
  return address.port;
}

function connectionFields({ transport, ip, key, ports }: Connection): object {
  const named = Object.fromEntries(Object.entries(ports).map(([channel, port]) => [`${channel}_port`, port]));
  return { transport, ip, key, signature_scheme: "hmac-sha256", kernel_name: "gradbook", ...named };
}
