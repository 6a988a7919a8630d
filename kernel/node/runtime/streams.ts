// stdout and stderr of cells. The first writes of each tenth of a second leave at once; a flood is gathered into pieces
// of 64 KB, so that 100,000 lines cost a second and not a minute.
import { Writable } from "node:stream";
import { sendEvent } from "./events.ts";

type StreamName = "stdout" | "stderr";

const PIECE_CHARS = 65_536;
const WINDOW_MS = 100;
const WRITES_A_WINDOW = 200;

export interface OutputStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
  flush(): void;
}

export function createOutputStreams(currentRun: () => number): OutputStreams {
  let held = "";
  let heldName: StreamName = "stdout";
  let heldRun = 0;
  let windowStart = 0;
  let writes = 0;
  let flushing = false;

  function flush(): void {
    if (held === "") return;
    const text = held;
    held = "";
    sendEvent({ type: "stream", id: heldRun, name: heldName, text });
  }

  function write(name: StreamName, text: string): void {
    const run = currentRun();
    if (name !== heldName || run !== heldRun) flush();
    heldName = name;
    heldRun = run;
    held += text;
    const now = performance.now();
    if (now - windowStart > WINDOW_MS) {
      windowStart = now;
      writes = 0;
    }
    if (++writes <= WRITES_A_WINDOW || held.length >= PIECE_CHARS) return flush();
    if (flushing) return;
    flushing = true;
    setImmediate(() => {
      flushing = false;
      flush();
    });
  }

  const stream = (name: StreamName): Writable =>
    new Writable({
      decodeStrings: false,
      write: (chunk: string | Uint8Array, _encoding, done) => {
        write(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
        done();
      },
    });
  return { stdout: stream("stdout"), stderr: stream("stderr"), flush };
}
