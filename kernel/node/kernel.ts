// The front: sockets, queue and answers, while cells run in another process. One file wires the rooms together.
import { randomUUID } from "node:crypto";
import { compileCell } from "../core/compile/compileCell.ts";
import { isComplete } from "../core/compile/isComplete.ts";
import { createCellHistory } from "../core/execute/cellHistory.ts";
import { createExecutor } from "../core/execute/executor.ts";
import { createSessionNames } from "../core/execute/sessionNames.ts";
import type { Header, Message } from "../core/protocol/envelope.ts";
import { PROTOCOL_VERSION } from "../core/protocol/messages.ts";
import type { KernelContext } from "../core/requests/context.ts";
import { createDispatcher } from "../core/requests/dispatch.ts";
import { createCompilerTools } from "./compilerTools.ts";
import { CHANNELS, readConnectionFile } from "./connectionFile.ts";
import { packageRoot, packageVersion } from "./packageRoot.ts";
import { watchParent } from "./parentWatch.ts";
import { preloadedNames, readPreloads } from "./preload.ts";
import { startRuntime } from "./runtimeProcess.ts";
import { createSeal } from "./seal.ts";
import { openSockets, type RequestChannel } from "./sockets.ts";
import { startTypeServer } from "./typeServer.ts";

/** Runs a kernel until it is shut down. @throws ConnectionFileError, or Error when a port is taken. */
export async function runKernel(connectionFile: string): Promise<void> {
  const connection = readConnectionFile(connectionFile);
  const log = (text: string): void => void process.stderr.write(`gradbook: ${text}\n`);
  // The slowest first: both start while the rest is being set up.
  const preload = readPreloads();
  const types = startTypeServer({ folder: process.cwd(), preload, packageRoot: packageRoot(), onProblem: log });
  const runtime = startRuntime((event) => executor.output(event));
  const tools = createCompilerTools();
  const executor = createExecutor({
    names: createSessionNames(preloadedNames(preload)),
    types,
    runtime,
    compile: (text, names) => compileCell(text, names, tools),
  });

  const session = randomUUID();
  const message = (
    type: string,
    content: object,
    parent: Header | null,
    identities: readonly Uint8Array[],
  ): Message<object> => ({
    identities,
    header: {
      msg_id: randomUUID(),
      session,
      username: "kernel",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    },
    parent_header: parent ?? {},
    metadata: {},
    content,
    buffers: [],
  });
  const publish = (type: string, content: object, parent: Header | null): void => {
    sockets
      .send("iopub", message(type, content, parent, [Buffer.from(type)]))
      .catch((error: Error) => log(error.message));
  };

  const context: KernelContext = {
    executor,
    types,
    history: createCellHistory(),
    ports: Object.fromEntries(CHANNELS.map((channel) => [`${channel}_port`, connection.ports[channel]])),
    version: packageVersion(),
    isComplete: (text) => isComplete(text, tools),
    interrupt: () => {
      dispatcher.abortWaiting();
      executor.interrupt();
    },
    shutdown: () => void setTimeout(stop, 50),
    publish,
  };
  const dispatcher = createDispatcher(context, (error) => log(String((error as Error)?.stack ?? error)));
  const leave = (): void => {
    runtime.dispose();
    types.dispose();
  };
  const sockets = await openSockets(connection, createSeal(connection.key), {
    onMessage: (channel: RequestChannel, request) => {
      if (channel === "stdin") return;
      dispatcher.dispatch(request, (type, content) =>
        sockets.send(channel, message(type, content, request.header, request.identities)),
      );
    },
    onSubscribe: (topic) => publish("iopub_welcome", { subscription: topic }, null),
    onRefused: log,
  }).catch((error: unknown) => {
    leave();
    throw error;
  });
  publish("status", { execution_state: "starting" }, null);

  const stop = (): void => {
    leave();
    sockets.close();
    process.exit(0);
  };
  watchParent(stop);
  process.on("SIGTERM", stop);
  // A terminal's Ctrl-C reaches the whole group; the manager's own interrupt comes as a message.
  process.on("SIGINT", () => {});
  sockets.listen(); // a client may be there already: everything that an answer needs is made by now
}
