// The supervisor thread as the main thread sees it.
import { Worker } from "node:worker_threads";
import { clockBits, SHARED, type SupervisorToMain } from "./messages.ts";

export interface Supervisor {
  /** A run begins: it can be interrupted from now on. True when its interrupt has overtaken it. */
  begin(id: number): boolean;
  end(): void;
  /** The interrupt of this run was carried out, or the run is over. */
  answered(id: number): void;
  /** A loop of this run asks whether to stop; while loops ask, the run may come to its end by itself. */
  poll(id: number): boolean;
  /** Whether a loop of this run was told to stop. */
  hasHeard(id: number): boolean;
}

export function startSupervisor(onMessage: (message: SupervisorToMain) => void): Supervisor {
  const shared = new Int32Array(new SharedArrayBuffer(SHARED.size * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL("./supervisor.js", import.meta.url), { workerData: shared });
  worker.on("message", onMessage);
  const isStopping = (id: number): boolean => id > 0 && Atomics.load(shared, SHARED.stopping) >= id;
  return {
    begin: (id) => {
      Atomics.store(shared, SHARED.running, id);
      return isStopping(id);
    },
    end: () => void Atomics.store(shared, SHARED.running, 0),
    answered: (id) => void Atomics.store(shared, SHARED.answered, id),
    poll: (id) => {
      const stopping = isStopping(id);
      if (Atomics.load(shared, SHARED.running) === id) {
        Atomics.store(shared, SHARED.polledAt, clockBits());
        Atomics.store(shared, SHARED.polling, id);
        if (stopping) Atomics.store(shared, SHARED.heard, id);
      }
      return stopping;
    },
    hasHeard: (id) => Atomics.load(shared, SHARED.heard) === id,
  };
}
