// A small Jupyter client for benchmarks: it starts any kernel and times its replies.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dealer, Subscriber } from "zeromq";

const CHANNELS = ["shell", "iopub", "stdin", "control", "hb"];

export interface Subject {
  readonly name: string;
  argv(connectionFile: string): readonly string[];
}

export interface Reply {
  readonly status: string;
  readonly [field: string]: unknown;
}

export class BenchedKernel {
  readonly #process: ChildProcess;
  readonly #shell = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0 });
  readonly #key = randomUUID();
  readonly #session = randomUUID();
  readonly spawnedAt: number;

  private constructor(subject: Subject, ports: readonly number[]) {
    const cwd = mkdtempSync(path.join(tmpdir(), "gradbook-bench-"));
    const file = path.join(cwd, "kernel.json");
    const fields = Object.fromEntries(CHANNELS.map((channel, i) => [`${channel}_port`, ports[i]]));
    writeFileSync(
      file,
      JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: this.#key, signature_scheme: "hmac-sha256", ...fields }),
    );
    const [command, ...args] = subject.argv(file);
    this.#shell.connect(`tcp://127.0.0.1:${ports[0]}`);
    this.#iopub.connect(`tcp://127.0.0.1:${ports[1]}`);
    this.#iopub.subscribe();
    void this.#drop();
    this.spawnedAt = performance.now();
    this.#process = spawn(command!, args, { cwd, stdio: "ignore" });
  }

  static async start(subject: Subject): Promise<BenchedKernel> {
    return new BenchedKernel(subject, await freePorts(CHANNELS.length));
  }

  /** Publishing costs the kernel the same whether or not we look. */
  async #drop(): Promise<void> {
    for await (const _frames of this.#iopub);
  }

  async request(type: string, content: object): Promise<Reply> {
    const header = {
      msg_id: randomUUID(),
      session: this.#session,
      username: "bench",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.3",
    };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    await this.#shell.send(["<IDS|MSG>", hmac.digest("hex"), ...parts]);
    for (;;) {
      const frames = (await this.#shell.receive()).map((frame) => frame.toString("utf8"));
      const at = frames.indexOf("<IDS|MSG>");
      if (JSON.parse(frames[at + 3]!).msg_id === header.msg_id) return JSON.parse(frames[at + 5]!) as Reply;
    }
  }

  async execute(code: string): Promise<{ reply: Reply; ms: number }> {
    const start = performance.now();
    const reply = await this.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    return { reply, ms: performance.now() - start };
  }

  /** Resident memory of the kernel and everything it started, in MB. */
  memoryMb(): number {
    const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    const family = new Set([this.#process.pid!]);
    for (let before = 0; before !== family.size; ) {
      before = family.size;
      for (const [pid, parent] of rows) if (family.has(parent!)) family.add(pid!);
    }
    return rows.filter(([pid]) => family.has(pid!)).reduce((sum, [, , rss]) => sum + rss! / 1024, 0);
  }

  stop(): void {
    this.#process.kill("SIGKILL");
    this.#shell.close();
    this.#iopub.close();
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
