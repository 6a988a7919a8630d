// The supervisor: a thread of the runtime process that can stop the main thread when that never yields.
// The ladder: at once, a message by which a pending await ends; from 0.2 s on,
// V8 ends whatever runs, again and again until the main thread answers; after 3 s the front is told to give up.
import { Session } from "node:inspector/promises";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { type FromSupervisor, SHARED, SUPERVISOR_FD, type SupervisorToMain, type ToSupervisor } from "./messages.ts";

const GENTLE_MS = 200;
const AGAIN_MS = 200;
const GIVE_UP_MS = 3_000;

const shared = workerData as Int32Array;
const front = new Socket({ fd: SUPERVISOR_FD, readable: true, writable: true });
const session = new Session();
session.connectToMainThread();

// The front is gone: nobody is left to answer.
front.on("error", () => {});
front.on("close", () => process.kill(process.pid, "SIGKILL"));
createInterface(front).on("line", (line) => {
  const message = JSON.parse(line) as ToSupervisor;
  void interrupt(message.id);
});

async function interrupt(id: number): Promise<void> {
  const isOver = (): boolean =>
    Atomics.load(shared, SHARED.running) !== id || Atomics.load(shared, SHARED.answered) === id;
  if (isOver()) return;
  const ask = (): void => parentPort!.postMessage({ type: "interrupt", id } satisfies SupervisorToMain);
  ask();
  await sleep(GENTLE_MS);
  for (let waited = GENTLE_MS; waited < GIVE_UP_MS && !isOver(); waited += AGAIN_MS) {
    void session.post("Runtime.terminateExecution").catch(() => {});
    ask();
    await sleep(AGAIN_MS);
  }
  if (!isOver()) front.write(`${JSON.stringify({ type: "stuck", id } satisfies FromSupervisor)}\n`);
}
