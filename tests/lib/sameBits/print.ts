// Prints what `train` or `numbersOf` gives, as JSON, in a process of its own. The argument is the run as JSON:
//   npx esbuild tests/lib/sameBits/print.ts --bundle --platform=node --format=esm --alias:#platform=./lib/platform/node.ts |
//     node --input-type=module - '{"compiled":true}'
import { syncBuiltinESMExports } from "node:module";
import workerThreads, { type WorkerOptions } from "node:worker_threads";
import { numbersOf, type Run, train } from "./train.ts";

/** How often another thread has called a kernel: counted there, whatever way the threads have of sharing work. */
const callsElsewhere = new Int32Array(new SharedArrayBuffer(4));
const counting = `{
  const { callsElsewhere } = require("node:worker_threads").workerData;
  const { Instance } = WebAssembly;
  const counted = (f) => (...args) => {
    Atomics.add(callsElsewhere, 0, 1);
    return f(...args);
  };
  WebAssembly.Instance = function (...args) {
    const members = Object.entries(new Instance(...args).exports);
    const isKernel = (member) => typeof member === "function";
    return { exports: Object.fromEntries(members.map(([name, f]) => [name, isKernel(f) ? counted(f) : f])) };
  };
}`;
workerThreads.Worker = class extends workerThreads.Worker {
  constructor(program: string, options: WorkerOptions) {
    super(`${counting}\n${program}`, { ...options, workerData: { ...options.workerData, callsElsewhere } });
  }
};
syncBuiltinESMExports();

const run = JSON.parse(process.argv[2]) as Run;
const numCallsElsewhere = (): number => Atomics.load(callsElsewhere, 0);
const printed = process.argv[3] === "numbers" ? await numbersOf(run) : await train(run, numCallsElsewhere);
process.stdout.write(`${JSON.stringify(printed)}\n`);
