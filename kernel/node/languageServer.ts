// A language server as a child process: requests, notifications, and what happens when it dies or falls silent.
import { type ChildProcess, spawn } from "node:child_process";
import { FrameReader, frame } from "./messageFrames.ts";

export interface LanguageServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** The parameters of `initialize`. */
  readonly initialization: object;
  readonly timeoutMs?: number;
  /** Called once when the process ends by itself or could not be started; requests under way are refused after it. */
  onExit(reason: string): void;
}

/** The process ended before it answered. */
export class ServerExitedError extends Error {}
/** The process runs, but does not answer. */
export class ServerSilentError extends Error {}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

interface Incoming {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export const DEFAULT_TIMEOUT_MS = 10_000;

/** Messages leave in the order of the calls; those before the server is ready wait in its pipe. */
export class LanguageServer {
  /** Resolved once the server has answered `initialize`. */
  readonly ready: Promise<void>;
  readonly #process: ChildProcess;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onExit: (reason: string) => void;
  #lastId = 0;
  #ended: string | null = null;

  constructor(options: LanguageServerOptions) {
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#onExit = options.onExit;
    this.#process = spawn(options.command, options.args, {
      cwd: options.folder,
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    this.#process.once("error", (error) => this.#end(error.message));
    this.#process.once("exit", (code, signal) => this.#end(`it ended with ${signal ?? `exit code ${code}`}`));
    // A write to a dead process: the exit says what happened.
    this.#process.stdin?.on("error", () => {});
    const reader = new FrameReader();
    this.#process.stdout?.on("data", (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#receive(JSON.parse(message) as Incoming);
      } catch (error) {
        this.#end((error as Error).message);
      }
    });
    this.ready = this.request("initialize", options.initialization).then(() => {});
    this.ready.catch(() => {});
    this.notify("initialized", {});
  }

  /** @throws ServerExitedError, ServerSilentError, or Error with the server's own refusal. */
  request(method: string, params: object, timeoutMs = this.#timeoutMs): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#exitedError(method));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        this.notify("$/cancelRequest", { id });
        const seconds = timeoutMs / 1000;
        reject(new ServerSilentError(`Cannot get ${method} as an answer must come within ${seconds} s: none came`));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#send({ id, method, params });
    });
  }

  notify(method: string, params: object): void {
    this.#send({ method, params });
  }

  /** Ends the process without a word to `onExit`. */
  dispose(): void {
    this.#finish("it was disposed of");
    this.#process.kill("SIGKILL");
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  #send(message: object): void {
    if (this.#ended === null) this.#process.stdin?.write(frame(JSON.stringify({ jsonrpc: "2.0", ...message })));
  }

  #receive(message: Incoming): void {
    if (message.method !== undefined) {
      // The server waits for an answer to its own requests (it registers capabilities) before it goes on.
      if (message.id !== undefined) this.#send({ id: message.id, result: null });
      return;
    }
    const waiting = this.#waiting.get(message.id as number);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id as number);
    clearTimeout(waiting.timer);
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result);
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#process.kill("SIGKILL");
    this.#onExit(reason);
    this.#finish(reason);
  }

  #finish(reason: string): void {
    this.#ended ??= reason;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#exitedError("an answer"));
    }
    this.#waiting.clear();
  }

  #exitedError(what: string): ServerExitedError {
    return new ServerExitedError(`Cannot get ${what} from the language server as it does not run: ${this.#ended}`);
  }
}
