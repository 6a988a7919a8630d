// A subject in a process of its own, which measures when it is told to and sleeps in between.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** What a subject says first: the losses of its first ten steps, or why it cannot run the case. */
export type Opening = { readonly losses: readonly number[]; readonly notes: string } | { readonly refused: string };

/** The steps of one turn: the median of their times, their number, and the last one's loss. */
export interface Turn {
  readonly median: number;
  readonly steps: number;
  readonly last: number | null;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 120_000;

export class SubjectProcess {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #arrived: AsyncIterator<string>;
  #complaint = "";

  constructor({ file, args, env }: Command) {
    this.#child = spawn(file, [...args], { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#arrived = this.#lines[Symbol.asyncIterator]();
    this.#child.stderr!.on("data", (chunk) => {
      this.#complaint = `${this.#complaint}${chunk}`.slice(-4000);
    });
    this.#child.on("error", (error) => {
      this.#complaint += error.message;
    });
    this.#child.stdin!.on("error", () => {}); // it has ended: the next answer that is awaited says so
  }

  async #answer(): Promise<object> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<IteratorResult<string>>((resolve) => {
      timer = setTimeout(() => resolve({ done: true, value: undefined }), PATIENCE_MS);
    });
    const { done, value } = await Promise.race([this.#arrived.next(), late]);
    clearTimeout(timer);
    if (done !== true) return JSON.parse(value) as object;
    const lines = this.#complaint.trim().split("\n");
    const named = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
    return { refused: named || `it gave no answer within ${PATIENCE_MS / 1000} s` };
  }

  async open(): Promise<Opening> {
    return (await this.#answer()) as Opening;
  }

  /** As many steps as fit into the time, at least one. */
  async turn(seconds: number): Promise<Turn> {
    this.#child.stdin!.write(`${seconds}\n`);
    const answer = await this.#answer();
    if ("refused" in answer) throw new Error(String(answer.refused));
    return answer as Turn;
  }

  stop(): void {
    this.#lines.close();
    this.#child.kill("SIGKILL");
  }
}
