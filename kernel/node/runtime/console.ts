// `console` and `process.stdout` of cells: Node's own Console, on streams that know their cell.
import { Console } from "node:console";
import type { OutputStreams } from "./streams.ts";

export function installConsole(streams: OutputStreams): void {
  const { stdout, stderr } = streams;
  globalThis.console = new Console({
    stdout,
    stderr,
    colorMode: false,
    inspectOptions: { depth: 6, maxArrayLength: 100 },
  });
  process.stdout.write = stdout.write.bind(stdout) as typeof process.stdout.write;
  process.stderr.write = stderr.write.bind(stderr) as typeof process.stderr.write;
}
