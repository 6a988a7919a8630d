// The line between the kernel's front and the place where cells run: what is asked, and what comes back.
import type { Shown } from "../protocol/mime.ts";

/** A compiled cell on its way to the runtime. */
export interface RunRequest {
  /** Grows by one with every run; names the run in every event. */
  readonly id: number;
  readonly code: string;
  /** The name that stack traces give the cell, as "Cell [7]". */
  readonly fileName: string;
  readonly boxes: readonly string[];
}

/** Something thrown, taken apart so that it can travel; nothing here is formatted yet. */
export interface RawError {
  /** The class name of an Error, "Thrown" for a thrown value that is none. */
  readonly name: string;
  readonly message: string;
  /** V8's stack, "" when there is none. */
  readonly stack: string;
  readonly cause: RawError | null;
}

export type Outcome =
  | { readonly status: "ok"; readonly result: Shown | null }
  | { readonly status: "error"; readonly error: RawError }
  /** `result` is what the cell gave when it heard the stop and came to its end by itself, null when it was cut off. */
  | { readonly status: "interrupted"; readonly result: Shown | null }
  /** The runtime is gone, and with it every variable; `reason` is a sentence. */
  | { readonly status: "lost"; readonly reason: string };

/** What a run sends while it lasts, and its timers and promises afterwards. */
export type RuntimeOutput =
  | { readonly type: "stream"; readonly id: number; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display";
      readonly id: number;
      readonly shown: Shown;
      readonly displayId: string | null;
      readonly update: boolean;
    }
  | { readonly type: "clear"; readonly id: number; readonly wait: boolean }
  /** An error that no one awaited: a rejected promise, a throw in a timer. */
  | { readonly type: "uncaught"; readonly id: number; readonly error: RawError };

export interface RuntimePort {
  run(request: RunRequest): Promise<Outcome>;
  /** Stops the run with this id, by the gentlest means that works; does nothing when it is over. */
  interrupt(id: number): void;
}
