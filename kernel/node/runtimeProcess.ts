// The runtime process as the front sees it: started at once, replaced when it dies.
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Outcome, RunRequest, RuntimeOutput, RuntimePort } from "../core/execute/runtimePort.ts";
import {
  EVENTS_FD,
  type FromRuntime,
  type FromSupervisor,
  SUPERVISOR_FD,
  type ToSupervisor,
} from "./runtime/messages.ts";
import { runtimeFlags } from "./runtimeFlags.ts";

export interface RuntimeProcess extends RuntimePort {
  dispose(): void;
}

interface Running {
  readonly id: number;
  readonly finish: (outcome: Outcome) => void;
}

const MAIN = fileURLToPath(new URL("./runtime/main.js", import.meta.url));
const KEPT_STDERR_CHARS = 4_000;

export function startRuntime(onOutput: (event: RuntimeOutput) => void): RuntimeProcess {
  let child: Child;
  let running: Running | null = null;
  let lastRun = 0;
  let disposed = false;

  function start(): void {
    child = startChild({
      onEvent: (event) => {
        if (event.type === "done") finish(event.id, event);
        else onOutput(event);
      },
      onRawOutput: (name, text) => onOutput({ type: "stream", id: lastRun, name, text }),
      onStuck: (id) => {
        if (running?.id !== id) return;
        child.kill("Cannot interrupt the cell in any way that keeps its variables as it is inside native code");
      },
      onExit: (reason) => {
        if (disposed) return;
        start();
        if (running) finish(running.id, { status: "lost", reason });
        else lost = reason;
      },
    });
  }

  // A runtime that died between two cells is reported by the next one.
  let lost: string | null = null;

  function finish(id: number, outcome: Outcome): void {
    if (running?.id !== id) return;
    const { finish } = running;
    running = null;
    finish(outcome);
  }

  start();
  return {
    run: (request: RunRequest) =>
      new Promise((resolve) => {
        if (lost !== null) {
          resolve({ status: "lost", reason: lost });
          lost = null;
          return;
        }
        running = { id: request.id, finish: resolve };
        lastRun = request.id;
        child.run(request);
      }),
    interrupt: (id) => {
      if (running?.id === id) child.interrupt(id);
    },
    dispose: () => {
      disposed = true;
      child.kill("the kernel is shutting down");
    },
  };
}

interface Child {
  run(request: RunRequest): void;
  interrupt(id: number): void;
  kill(reason: string): void;
}

interface ChildEvents {
  onEvent(event: FromRuntime): void;
  onRawOutput(name: "stdout" | "stderr", text: string): void;
  onStuck(id: number): void;
  onExit(reason: string): void;
}

function startChild(events: ChildEvents): Child {
  const process_ = spawn(process.execPath, [...runtimeFlags(process.versions.node), MAIN], {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "ipc"],
    windowsHide: true,
  });
  const pipe = (fd: number): Socket => process_.stdio[fd] as Socket;
  let errors = "";
  let dying = false;
  let killedFor: string | null = null;

  createInterface(pipe(EVENTS_FD)).on("line", (line) => events.onEvent(JSON.parse(line) as FromRuntime));
  createInterface(pipe(SUPERVISOR_FD)).on("line", (line) => events.onStuck((JSON.parse(line) as FromSupervisor).id));
  for (const stream of [pipe(EVENTS_FD), pipe(SUPERVISOR_FD)]) stream.on("error", () => {});
  // What native code and child processes print, and V8's last words.
  forward(process_.stdout!, (text) => events.onRawOutput("stdout", text));
  forward(process_.stderr!, (text) => {
    errors = (errors + text).slice(-KEPT_STDERR_CHARS);
    dying ||= isLastWord(errors);
    if (!dying) events.onRawOutput("stderr", text);
  });
  process_.on("error", () => {});
  process_.on("close", (code, signal) => events.onExit(killedFor ?? causeOfDeath(code, signal, errors)));

  return {
    run: (request) => send(process_, { type: "run", ...request }),
    interrupt: (id) =>
      void pipe(SUPERVISOR_FD).write(`${JSON.stringify({ type: "interrupt", id } satisfies ToSupervisor)}\n`),
    kill: (reason) => {
      killedFor = reason;
      process_.kill("SIGKILL");
    },
  };
}

function send(process_: ChildProcess, message: object): void {
  // A process that has just died is noticed by its close event.
  if (process_.connected) process_.send(message, () => {});
}

function forward(stream: Readable, onText: (text: string) => void): void {
  stream.setEncoding("utf8");
  stream.on("data", onText);
}

/** V8's report of its own end fills a page: a sentence is told instead, once the process is gone. */
function isLastWord(text: string): boolean {
  return /<--- Last few GCs --->|^FATAL ERROR:|^# Fatal error in|^----- Native stack trace|^ *\d+: 0x[0-9a-f]+ /m.test(
    text,
  );
}

function causeOfDeath(code: number | null, signal: NodeJS.Signals | null, errors: string): string {
  if (/heap out of memory|Allocation failed/i.test(errors)) {
    return "Cannot continue the cell as its process ran out of memory; try smaller arrays, or keep fewer of them";
  }
  if (signal) return `Cannot continue the cell as its process was ended by ${signal}`;
  return `Cannot continue the cell as its process exited with code ${code}`;
}
