// `console` and `process.stdout` of cells: Node's own Console, on streams that know their cell.
import { Console } from "node:console";
import type { OutputStreams } from "./streams.ts";

/** How deep and how wide values are printed, by console.log and as a cell's value alike. */
export const INSPECT_OPTIONS = { depth: 6, maxArrayLength: 100 } as const;

export function installConsole(streams: OutputStreams): void {
  const { stdout, stderr } = streams;
  globalThis.console = new Console({ stdout, stderr, colorMode: false, inspectOptions: INSPECT_OPTIONS });
  process.stdout.write = stdout.write.bind(stdout) as typeof process.stdout.write;
  process.stderr.write = stderr.write.bind(stderr) as typeof process.stderr.write;
}
