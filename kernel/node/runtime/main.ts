// The runtime process: cells and the preloaded library on the main thread, the supervisor on another.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import vm from "node:vm";
import { type Box, createBox } from "../../core/execute/box.ts";
import { connectDisplay } from "../../core/execute/cellApi.ts";
import type { CellRun } from "../../core/execute/cellRun.ts";
import { toRawError } from "../../core/execute/rawError.ts";
import { asBundle, show } from "../../core/execute/show.ts";
import type { Shown } from "../../core/protocol/mime.ts";
import { preloadValues } from "../preloadedModules.ts";
import { INSPECT_OPTIONS, installConsole } from "./console.ts";
import { sendEvent } from "./events.ts";
import { createImporter } from "./importer.ts";
import type { SupervisorToMain, ToRuntime } from "./messages.ts";
import { installStackTraces } from "./stackTraces.ts";
import { startSupervisor } from "./startSupervisor.ts";
import { installStopSignal } from "./stopSignal.ts";
import { createOutputStreams } from "./streams.ts";
import { installTimers } from "./timers.ts";

/** Text for learners: deep enough that no [Object] shows, bounded so that a page can carry it. */
const inspectText = (value: unknown): string =>
  inspect(value, { ...INSPECT_OPTIONS, maxStringLength: 10_000, breakLength: 100 });

/** The run to which output belongs: the one going on, the one that started a timer, else the last one. */
let currentRun = 0;
/** The run that has not been answered yet. */
let unanswered: number | null = null;
const displays = new Set<Promise<void>>();

const supervisor = startSupervisor(onSupervisor);
const streams = createOutputStreams(() => currentRun);
const timers = installTimers({ currentRun: () => currentRun, during, tellUncaught });
installStopSignal({
  currentRun: () => currentRun,
  poll: supervisor.poll,
  say: (id, text) => sendInOrder({ type: "stream", id, name: "stdout", text }),
});
installConsole(streams);
installStackTraces();
connectDisplay({ show: displayValue, clear: (wait) => sendInOrder({ type: "clear", id: currentRun, wait }) });
process.exit = ((code?: number) => {
  throw new Error(
    `Cannot exit with code ${code ?? 0} as the notebook's process serves all cells; to end a cell early, throw an error`,
  );
}) as typeof process.exit;
process.on("uncaughtException", tellUncaught);
process.on("unhandledRejection", tellUncaught);
process.on("SIGINT", () => {});

const boxes = new Map<string, Box>();
for (const [name, value] of await preloadValues()) boxOf(name).v = value;
const importModule = createImporter(process.cwd());
const folder = pathToFileURL(`${process.cwd()}/`);
const cellRun: CellRun = {
  import: importModule,
  meta: { url: folder.href, dirname: process.cwd(), filename: `${process.cwd()}/cell.ts` },
  require: createRequire(new URL("cell.cjs", folder)),
};

process.on("message", (message: ToRuntime) => void run(message));
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

async function run({ id, code, fileName, boxes: names }: ToRuntime): Promise<void> {
  currentRun = id;
  unanswered = id;
  if (supervisor.begin(id)) return answer(id, { type: "done", id, status: "interrupted", result: null });
  try {
    const cell = new vm.Script(code, { filename: fileName }).runInThisContext() as (
      ...args: unknown[]
    ) => Promise<unknown>;
    const value = await cell(...names.map(boxOf), cellRun);
    const result = await (show(value, inspectText) as Shown | null | Promise<Shown>);
    while (displays.size > 0) await Promise.all(displays);
    const heard = supervisor.hasHeard(id);
    if (heard) timers.clearAll(id);
    answer(id, { type: "done", id, status: heard ? "interrupted" : "ok", result });
  } catch (error) {
    answer(id, { type: "done", id, status: "error", error: toRawError(error, inspectText) });
  }
}

/** Answers a run once: a cell that ends after its interrupt has nothing more to say. */
function answer(id: number, event: Parameters<typeof sendEvent>[0]): void {
  if (unanswered !== id) return;
  sendInOrder(event);
  unanswered = null;
  supervisor.end();
}

function onSupervisor({ id }: SupervisorToMain): void {
  if (unanswered === id) {
    timers.clearAll(id);
    answer(id, { type: "done", id, status: "interrupted", result: null });
  }
  supervisor.answered(id);
}

function displayValue(value: unknown, options: { displayId: string; update: boolean; raw: boolean }): void {
  const id = currentRun;
  const send = (shown: Shown | null): void => {
    if (shown === null) return;
    sendInOrder({ type: "display", id, shown, displayId: options.displayId, update: options.update });
  };
  const shown = options.raw ? asBundle(value, value, inspectText) : show(value, inspectText);
  if (!(shown instanceof Promise)) return send(shown);
  const pending = shown.then(send, tellUncaught).finally(() => displays.delete(pending));
  displays.add(pending);
}

/** What was printed before an event arrives before it. */
function sendInOrder(event: Parameters<typeof sendEvent>[0]): void {
  streams.flush();
  sendEvent(event);
}

function tellUncaught(error: unknown): void {
  sendInOrder({ type: "uncaught", id: currentRun, error: toRawError(error, inspectText) });
}

function boxOf(name: string): Box {
  const known = boxes.get(name);
  if (known) return known;
  const box = createBox(name);
  boxes.set(name, box);
  return box;
}

/** Calls back on behalf of an earlier run. */
function during<T>(run: number, call: () => T): T {
  const before = currentRun;
  currentRun = run;
  try {
    return call();
  } finally {
    if (currentRun === run) currentRun = before;
  }
}
