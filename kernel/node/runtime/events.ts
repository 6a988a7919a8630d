// The way up: events are written synchronously to a pipe, so that they leave even while a cell never yields.
import { writeSync } from "node:fs";
import { EVENTS_FD, type FromRuntime } from "./messages.ts";

export function sendEvent(event: FromRuntime): void {
  writeAll(Buffer.from(`${JSON.stringify(event)}\n`));
}

function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(EVENTS_FD, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") Atomics.wait(pause, 0, 0, 1);
      else if (code === "EPIPE") process.exit(0);
      else throw error;
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));
