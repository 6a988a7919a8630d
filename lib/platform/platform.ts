/*
 * What the library needs from the place where it runs: bytes from a file or a URL and into a file, a checksum, a clock,
 * whether somebody wants it to stop, and a line that says how far it is.
 * Two pages answer, `node.ts` and `browser.ts`; they alone know Node or a browser. Everybody else writes
 *   import { readBytes, sha256 } from "#platform";
 * and package.json's `imports` conditions choose between the two. The types always come from this page.
 */

/** A `URL`, or its text. */
export type Address = string | { readonly href: string };

/** Whether the loop that took it should end between two steps. A notebook's Stop button sets it. */
export interface StopSignal {
  /** False until the stop, true from then on. Asked before every step, it costs less than a microsecond. */
  readonly requested: boolean;
  /** Says in one sentence, below the cell, how far the loop came and what was kept. */
  report(sentence: string): void;
}

/** A thread that runs beside this one. It does not keep the program alive. */
export interface Thread {
  post(message: unknown): void;
}

/** What a place to run must offer. */
export interface Platform {
  /**
   * All bytes behind a `file:`, `http(s):` or `data:` URL; in Node a string without a scheme is a path of the file system,
   * in a browser it is resolved against the page.
   * @throws Error when there is nothing to read, naming the address.
   */
  readBytes(address: Address): Promise<Uint8Array>;
  /**
   * Puts the bytes into a file, the whole of them or nothing: they are written beside it and take its place at the end, so
   * that whoever reads the file, also after a failure or a crash, finds the old bytes or the new ones. A link is followed.
   * @param bytes Not to be changed before the promise is fulfilled.
   * @throws Error naming the address when the file cannot be written, and in a browser; the old file is as it was then.
   */
  writeBytesAtomically(address: Address, bytes: Uint8Array): Promise<void>;
  /** The SHA-256 (FIPS 180-4) of the bytes as 64 lower-case hexadecimal digits. */
  sha256(bytes: Uint8Array): Promise<string>;
  /** Milliseconds since some fixed moment; never runs backwards. */
  now(): number;
  /**
   * The stop signal of the run that is going on, in a notebook that of the cell. A loop takes it once, when it starts: a
   * stop is for that run and does not reach the loops of a later one. A kernel hands it in as a function under
   * `Symbol.for("gradbook.stop")` of `globalThis`; where nobody does, as in a script, it is never requested.
   */
  stopSignal(): StopSignal;
  /**
   * Shows a line in place of the one that it showed before; "" takes that away. Nothing of it is kept: in a terminal and in a
   * notebook the line is rewritten, elsewhere in Node nothing is written, and a browser's console gets lines one by one.
   * @param line Without a line break.
   */
  progress(line: string): void;
  /** Lets everything that waits have its turn: a stop, outputs, clicks on widgets. */
  pause(): Promise<void>;
  /**
   * Starts a thread, which begins some milliseconds later.
   * @param program CommonJS text; it finds `data` as `workerData` of "node:worker_threads", and messages at its `parentPort`.
   * @returns Null where there are none: in a browser.
   */
  startThread(program: string, data: unknown): Thread | null;
}

// Declared here for their types and docs; node.ts and browser.ts hold the functions.
export declare const readBytes: Platform["readBytes"];
export declare const writeBytesAtomically: Platform["writeBytesAtomically"];
export declare const sha256: Platform["sha256"];
export declare const now: Platform["now"];
export declare const stopSignal: Platform["stopSignal"];
export declare const progress: Platform["progress"];
export declare const pause: Platform["pause"];
export declare const startThread: Platform["startThread"];
