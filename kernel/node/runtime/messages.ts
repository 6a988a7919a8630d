// What the front and its runtime process say to each other. Down: Node's IPC channel for cells, a pipe for the
// supervisor. Up: one JSON object a line on a pipe that is written synchronously, so that output leaves a busy loop.
import type { RawError, RunRequest, RuntimeOutput } from "../../core/execute/runtimePort.ts";
import type { Shown } from "../../core/protocol/mime.ts";

/** Pipes of the runtime process by number; 0 to 2 are the usual ones, and Node's own channel comes last. */
export const EVENTS_FD = 3;
export const SUPERVISOR_FD = 4;

export type ToRuntime = { readonly type: "run" } & RunRequest;

export type FromRuntime =
  | RuntimeOutput
  | { readonly type: "done"; readonly id: number; readonly status: "ok"; readonly result: Shown | null }
  | { readonly type: "done"; readonly id: number; readonly status: "error"; readonly error: RawError }
  /** With a result when the run heard the stop and came to its end by itself. */
  | { readonly type: "done"; readonly id: number; readonly status: "interrupted"; readonly result: Shown | null };

export type ToSupervisor = { readonly type: "interrupt"; readonly id: number };

/** The run could not be stopped by any means that keeps the variables. */
export type FromSupervisor = { readonly type: "stuck"; readonly id: number };

/** Between the supervisor thread and the main thread of the runtime. */
export type SupervisorToMain = { readonly type: "interrupt"; readonly id: number };

/** Shared memory of the two threads: 32-bit integers. */
export const SHARED = {
  /** The id of the run that is going on, 0 for none. */
  running: 0,
  /** The last run whose interrupt was carried out or found to be over. */
  answered: 1,
  /** The last run that was asked to stop, 0 for none. Ids grow, so it means every earlier run too, and no later one. */
  stopping: 2,
  /** The last run one of whose loops asked whether to stop, and the time of that: `clockBits()`. */
  polling: 3,
  polledAt: 4,
  /** The last run one of whose loops was told to stop. */
  heard: 5,
  size: 6,
} as const;

/** Milliseconds that both threads read alike, in 32 bits: take differences with `| 0`. */
export const clockBits = (): number => Date.now() | 0;
