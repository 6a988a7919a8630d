// The supervisor: a thread of the runtime process that can stop the main thread when that never yields.
// The ladder: a run whose loops ask whether to stop may end by itself; for any other, and when that takes too long,
// at once a message by which a pending await ends; from 0.2 s on, V8 ends whatever runs, again and again until the main
// thread answers; after 3 s the front is told to give up.
import { Session } from "node:inspector/promises";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import {
  clockBits,
  type FromSupervisor,
  SHARED,
  SUPERVISOR_FD,
  type SupervisorToMain,
  type ToSupervisor,
} from "./messages.ts";

/** A run polls when one of its loops asked so recently. */
const POLLS_WITHIN_MS = 2_000;
/** Time for the step that is going on: with the rest of the ladder, the stop takes less than a second. */
const HEAR_MS = 700;
/** Time, also from the interrupt, for a run that has heard it: the last checkpoint, the figure at the cell's end. */
const FINISH_MS = 2_000;
const LOOK_MS = 10;
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
  Atomics.store(shared, SHARED.stopping, id);
  if (polls(id)) await ownEnd(id, isOver);
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

function polls(id: number): boolean {
  const ago = (clockBits() - Atomics.load(shared, SHARED.polledAt)) | 0;
  return Atomics.load(shared, SHARED.polling) === id && ago < POLLS_WITHIN_MS;
}

/** Waits for a run to end by itself, as long as that is worth it. */
async function ownEnd(id: number, isOver: () => boolean): Promise<void> {
  const asked = performance.now();
  const limit = (): number => (Atomics.load(shared, SHARED.heard) === id ? FINISH_MS : HEAR_MS);
  while (!isOver() && performance.now() - asked < limit()) await sleep(LOOK_MS);
}
