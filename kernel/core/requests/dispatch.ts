// From a request to its answer: busy, the handler, the reply, idle. Idle is sent whatever the handler does.
import type { Header, Message } from "../protocol/envelope.ts";
import type { RequestContents, RequestType } from "../protocol/messages.ts";
import { commIgnored, commInfo, commOpen } from "./comms.ts";
import { complete } from "./complete.ts";
import type { Handler, KernelContext } from "./context.ts";
import { execute } from "./execute.ts";
import { history } from "./history.ts";
import { inspect } from "./inspect.ts";
import { isComplete } from "./isComplete.ts";
import { kernelInfo } from "./kernelInfo.ts";
import { connect, interrupt, shutdown } from "./lifecycle.ts";

/** Every request has its handler: one that is missing does not compile. */
const HANDLERS = {
  kernel_info_request: kernelInfo,
  execute_request: execute,
  complete_request: complete,
  inspect_request: inspect,
  is_complete_request: isComplete,
  history_request: history,
  comm_info_request: commInfo,
  connect_request: connect,
  interrupt_request: interrupt,
  shutdown_request: shutdown,
  comm_open: commOpen,
  comm_msg: commIgnored,
  comm_close: commIgnored,
} satisfies { [T in RequestType]: Handler<T> };

/** Sends the reply to a request on the channel that it came from; settles when it is on the wire. */
export type SendReply = (type: string, content: object) => Promise<void>;

export interface Dispatcher {
  dispatch(request: Message, reply: SendReply): void;
  /** Cells that wait for their turn are answered with "aborted" instead of being run. */
  abortWaiting(): void;
}

interface WaitingCell {
  readonly request: Message;
  readonly reply: SendReply;
  aborted: boolean;
}

export function createDispatcher(context: KernelContext, onFault: (error: unknown) => void): Dispatcher {
  const waiting: WaitingCell[] = [];
  let executing: Header | null = null;

  async function answer(request: Message, reply: SendReply, content: () => Promise<object | null>): Promise<void> {
    const { header } = request;
    const status = (state: "busy" | "idle", parent: Header) =>
      context.publish("status", { execution_state: state }, parent);
    status("busy", header);
    try {
      const answered = await content();
      if (answered !== null) await reply(header.msg_type.replace(/_request$/, "_reply"), answered);
    } finally {
      status("idle", header);
      // The idle of a side request must not make a running cell look finished.
      if (executing !== null && executing !== header) status("busy", executing);
    }
  }

  function abortWaiting(): void {
    for (const cell of waiting) cell.aborted = true;
  }

  async function runCell(cell: WaitingCell): Promise<object | null> {
    if (cell.aborted) return { status: "aborted", execution_count: context.executor.executionCount };
    const content = await handle(cell.request, context);
    const failed = (content as { status?: string } | null)?.status === "error";
    if (failed && cell.request.content.stop_on_error !== false) abortWaiting();
    return content;
  }

  /** Cells are answered in order, so that busy, output and idle of one never mix with those of the next. */
  async function drain(): Promise<void> {
    if (executing !== null) return;
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const current = cell;
      executing = current.request.header;
      await answer(current.request, current.reply, () => runCell(current)).catch(onFault);
      executing = null;
    }
  }

  return {
    dispatch: (request, reply) => {
      if (request.header.msg_type === "execute_request") {
        waiting.push({ request, reply, aborted: false });
        void drain();
      } else {
        void answer(request, reply, () => handle(request, context)).catch(onFault);
      }
    },
    abortWaiting,
  };
}

async function handle({ header, content }: Message, context: KernelContext): Promise<object | null> {
  const type = header.msg_type;
  if (!Object.hasOwn(HANDLERS, type)) {
    return fault(new Error(`Cannot answer ${type} as this kernel does not know it`));
  }
  try {
    const handler = HANDLERS[type as RequestType] as Handler<RequestType>;
    return await handler(content as unknown as RequestContents[RequestType], context, header);
  } catch (error) {
    return fault(error);
  }
}

function fault(error: unknown): object {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
