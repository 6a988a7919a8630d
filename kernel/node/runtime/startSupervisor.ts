// The supervisor thread as the main thread sees it.
import { Worker } from "node:worker_threads";
import { SHARED, type SupervisorToMain } from "./messages.ts";

export interface Supervisor {
  /** A run begins: it can be interrupted from now on. */
  begin(id: number): void;
  end(): void;
  /** The interrupt of this run was carried out, or the run is over. */
  answered(id: number): void;
}

export function startSupervisor(onMessage: (message: SupervisorToMain) => void): Supervisor {
  const shared = new Int32Array(new SharedArrayBuffer(SHARED.size * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL("./supervisor.js", import.meta.url), { workerData: shared });
  worker.on("message", onMessage);
  return {
    begin: (id) => void Atomics.store(shared, SHARED.running, id),
    end: () => void Atomics.store(shared, SHARED.running, 0),
    answered: (id) => void Atomics.store(shared, SHARED.answered, id),
  };
}
