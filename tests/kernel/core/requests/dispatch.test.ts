import { describe, expect, it } from "vitest";
import { createCellHistory } from "../../../../kernel/core/execute/cellHistory.ts";
import type { Message } from "../../../../kernel/core/protocol/envelope.ts";
import type { KernelContext } from "../../../../kernel/core/requests/context.ts";
import { createDispatcher } from "../../../../kernel/core/requests/dispatch.ts";

interface Session {
  readonly log: string[];
  readonly context: KernelContext;
  send(id: string, type: string, content?: object): void;
  settled(): Promise<void>;
  abortWaiting(): void;
}

/** A context whose cells end when their gate opens; everything that leaves is written to the log as "id what". */
function session(execute: (code: string) => Promise<object>): Session {
  const log: string[] = [];
  const unused = () => Promise.reject(new Error("not used here"));
  const context: KernelContext = {
    executor: {
      execute: async ({ code }) => ({ execution_count: 1, ...(await execute(code)) }) as never,
      interrupt: () => {},
      output: () => {},
      executionCount: 1,
    },
    types: {
      ready: unused,
      check: unused,
      remember: () => {},
      forgetAll: () => {},
      complete: unused,
      inspect: unused,
      dispose: () => {},
    },
    history: createCellHistory(),
    ports: {},
    version: "0.0.0",
    isComplete: () => ({ status: "complete" }),
    interrupt: () => {},
    shutdown: () => {},
    publish: (_type, content, parent) =>
      void log.push(`${parent?.msg_id} ${(content as { execution_state?: string }).execution_state}`),
  };
  const dispatcher = createDispatcher(context, (error) => log.push(`fault ${(error as Error).message}`));
  return {
    log,
    context,
    send: (id, type, content = {}) => {
      const header = { msg_id: id, session: "s", username: "u", date: "", msg_type: type, version: "5.5" };
      const message: Message = {
        identities: [],
        header,
        parent_header: {},
        metadata: {},
        content: content as Record<string, unknown>,
        buffers: [],
      };
      dispatcher.dispatch(
        message,
        async (replyType, reply) => void log.push(`${id} ${replyType} ${(reply as { status: string }).status}`),
      );
    },
    settled: () => new Promise((resolve) => setTimeout(resolve, 20)),
    abortWaiting: dispatcher.abortWaiting,
  };
}

const ok = async (): Promise<object> => ({ status: "ok" });

describe("dispatch()", () => {
  it("answers with busy, the reply and idle", async () => {
    const { send, log, settled } = session(ok);
    send("1", "kernel_info_request");
    await settled();
    expect(log).toEqual(["1 busy", "1 kernel_info_reply ok", "1 idle"]);
  });

  it("sends idle when a handler throws, and replies with the error", async () => {
    const { send, log, settled } = session(() => Promise.reject(new Error("broken")));
    send("1", "execute_request", { code: "x" });
    send("2", "unknown_request");
    await settled();
    expect(log).toEqual([
      "1 busy",
      "2 busy",
      "2 unknown_reply error",
      "2 idle",
      "1 busy",
      "1 execute_reply error",
      "1 idle",
    ]);
  });

  it("sends idle when the reply cannot be sent", async () => {
    const { context, log } = session(ok);
    const dispatcher = createDispatcher(context, (error) => log.push(`fault ${(error as Error).message}`));
    const header = {
      msg_id: "1",
      session: "s",
      username: "u",
      date: "",
      msg_type: "kernel_info_request",
      version: "5.5",
    };
    dispatcher.dispatch({ identities: [], header, parent_header: {}, metadata: {}, content: {}, buffers: [] }, () =>
      Promise.reject(new Error("gone")),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log).toEqual(["1 busy", "1 idle", "fault gone"]);
  });

  it("runs cells one after another and answers side requests meanwhile, with busy again after their idle", async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { send, log, settled } = session(async () => {
      await gate;
      return { status: "ok" };
    });
    send("1", "execute_request", { code: "slow" });
    send("2", "execute_request", { code: "next" });
    send("3", "comm_info_request");
    await settled();
    expect(log).toEqual(["1 busy", "3 busy", "3 comm_info_reply ok", "3 idle", "1 busy"]);
    open();
    await settled();
    expect(log.slice(5)).toEqual(["1 execute_reply ok", "1 idle", "2 busy", "2 execute_reply ok", "2 idle"]);
  });

  it("aborts what waits after an error, and only that", async () => {
    const { send, log, settled } = session(async () => ({ status: "error" }));
    for (const id of ["1", "2"]) send(id, "execute_request", { code: "x" });
    await settled();
    send("3", "execute_request", { code: "x" });
    await settled();
    expect(log.filter((line) => line.includes("reply"))).toEqual([
      "1 execute_reply error",
      "2 execute_reply aborted",
      "3 execute_reply error",
    ]);
  });

  it("does not abort after an error with stop_on_error false", async () => {
    const { send, log, settled } = session(async () => ({ status: "error" }));
    for (const id of ["1", "2"]) send(id, "execute_request", { code: "x", stop_on_error: false });
    await settled();
    expect(log.filter((line) => line.includes("reply"))).toEqual(["1 execute_reply error", "2 execute_reply error"]);
  });

  it("abortWaiting() answers what waits with aborted", async () => {
    const { send, log, settled, abortWaiting } = session(ok);
    for (const id of ["1", "2"]) send(id, "execute_request", { code: "x", stop_on_error: false });
    abortWaiting();
    await settled();
    expect(log.filter((line) => line.includes("reply"))).toEqual(["1 execute_reply ok", "2 execute_reply aborted"]);
  });

  it("gives comm_msg no reply", async () => {
    const { send, log, settled } = session(ok);
    send("1", "comm_msg", { comm_id: "c" });
    await settled();
    expect(log).toEqual(["1 busy", "1 idle"]);
  });
});
