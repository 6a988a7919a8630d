// A kernel for tests, driven by jupyter_client in Python: nothing of our own reads our own wire.
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const PYTHON = path.join(ROOT, ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const COMMAND = path.join(ROOT, "dist/kernel/node/commandLine.js");

export interface WireMessage {
  readonly channel: "shell" | "control" | "iopub" | "stdin";
  readonly message: {
    readonly header: {
      readonly msg_id: string;
      readonly msg_type: string;
      readonly session: string;
      readonly version: string;
    };
    readonly parent_header: { readonly msg_id?: string };
    readonly metadata: Record<string, unknown>;
    // biome-ignore lint/suspicious/noExplicitAny: the contents differ by type, and tests assert on them
    readonly content: any;
  };
}

export interface CellResult {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly reply: any;
  /** What was published for the request, in order, status messages included. */
  readonly published: readonly WireMessage["message"][];
  /** text/plain of the result, or undefined. */
  readonly text: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of the error's traceback, joined; undefined when the cell went well. */
  readonly error: string | undefined;
}

export interface StartOptions {
  /** The Node to run the kernel on. */
  readonly node?: string;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

export class KernelUnderTest {
  readonly messages: WireMessage[] = [];
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #client: ChildProcess;
  pid = 0;
  readonly cwd: string;

  private constructor(cwd: string) {
    this.cwd = cwd;
    this.#client = spawn(PYTHON, [path.join(import.meta.dirname, "jupyterClient.py")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface(this.#client.stdout!).on("line", (line) => {
      const event = JSON.parse(line);
      if (event.op) return void this.#events.emit(event.op, event);
      this.messages.push(event);
      this.#events.emit("message", event);
    });
  }

  static async start(options: StartOptions = {}): Promise<KernelUnderTest> {
    const cwd = options.cwd ?? mkdtempSync(path.join(tmpdir(), "gradbook-kernel-"));
    const kernel = new KernelUnderTest(cwd);
    const argv = [options.node ?? process.execPath, COMMAND, "kernel", "--connection-file", "{connection_file}"];
    const { pid } = await kernel.#command({ op: "start", argv, cwd, env: options.env ?? {} });
    kernel.pid = pid as number;
    return kernel;
  }

  async #command(command: { op: string; [field: string]: unknown }): Promise<Record<string, unknown>> {
    const answered = once(this.#events, command.op);
    this.#client.stdin!.write(`${JSON.stringify(command)}\n`);
    const [answer] = await answered;
    if (answer.error) throw new Error(`${command.op}: ${answer.error}`);
    return answer;
  }

  /** Waits for the first message, past or future, that the question accepts. */
  async message(accepts: (message: WireMessage) => boolean, timeoutMs = 30_000): Promise<WireMessage["message"]> {
    const found = this.messages.find(accepts);
    if (found) return found.message;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no such message within ${timeoutMs} ms`)), timeoutMs);
      const listen = (message: WireMessage): void => {
        if (!accepts(message)) return;
        clearTimeout(timer);
        this.#events.off("message", listen);
        resolve(message.message);
      };
      this.#events.on("message", listen);
    });
  }

  /** Sends a request and gives the id that its answers carry. */
  async send(type: string, content: object, channel: "shell" | "control" = "shell"): Promise<string> {
    return (await this.#command({ op: "request", channel, type, content })).msg_id as string;
  }

  async request(
    type: string,
    content: object,
    channel: "shell" | "control" = "shell",
  ): Promise<WireMessage["message"]> {
    return this.reply(await this.send(type, content, channel));
  }

  reply(id: string): Promise<WireMessage["message"]> {
    return this.message(({ channel, message }) => channel !== "iopub" && message.parent_header.msg_id === id);
  }

  /** Runs a cell and waits for its reply and its idle. */
  async execute(code: string, options: object = {}): Promise<CellResult> {
    const id = await this.send("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      ...options,
    });
    return this.result(id);
  }

  /** The whole of a request that was sent before. */
  async result(id: string): Promise<CellResult> {
    const reply = (await this.reply(id)).content;
    await this.message(
      ({ channel, message }) =>
        channel === "iopub" && message.parent_header.msg_id === id && message.content.execution_state === "idle",
    );
    const published = this.messages
      .filter(({ channel, message }) => channel === "iopub" && message.parent_header.msg_id === id)
      .map(({ message }) => message)
      // Busy is said again when a side request ends meanwhile; which does is a matter of microseconds.
      .filter(({ content }, index) => index === 0 || content.execution_state !== "busy");
    const of = (type: string) =>
      published.filter(({ header }) => header.msg_type === type).map(({ content }) => content);
    const stream = (name: string) =>
      of("stream")
        .filter((content) => content.name === name)
        .map(({ text }) => text)
        .join("");
    return {
      reply,
      published,
      text: of("execute_result")[0]?.data["text/plain"],
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      error: of("error")[0]?.traceback.join("\n"),
    };
  }

  async interrupt(): Promise<void> {
    await this.#command({ op: "interrupt" });
  }

  /** Restarts the kernel and waits until both its replies and what it publishes arrive again. */
  async restart(): Promise<void> {
    await this.#command({ op: "shutdown", restart: true });
    for (let attempt = 0; attempt < 30; attempt++) {
      const id = await this.send("kernel_info_request", {});
      const answered = (channel: string) =>
        this.message((event) => event.channel === channel && event.message.parent_header.msg_id === id, 1_000);
      const settled = await Promise.allSettled([answered("shell"), answered("iopub")]);
      if (settled.every(({ status }) => status === "fulfilled")) return;
    }
    throw new Error("the kernel does not answer after its restart");
  }

  async alive(): Promise<{ alive: boolean; heartbeat: boolean }> {
    return (await this.#command({ op: "alive" })) as unknown as { alive: boolean; heartbeat: boolean };
  }

  async raw(frames: readonly string[], channel: "shell" | "control" = "shell"): Promise<void> {
    await this.#command({ op: "raw", channel, frames });
  }

  async connectionFile(): Promise<string> {
    return (await this.#command({ op: "connection" })).file as string;
  }

  /** Shuts the kernel and the client down. */
  async stop(): Promise<void> {
    await this.#command({ op: "shutdown", restart: false });
    this.#client.kill();
  }

  /** Ends the client the hard way, as when a server is killed: its kernel must notice by itself. */
  killClient(): void {
    this.#client.kill("SIGKILL");
  }
}
