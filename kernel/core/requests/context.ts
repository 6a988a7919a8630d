// What the handlers of requests may use. One kernel, one context.
import type { CellHistory } from "../execute/cellHistory.ts";
import type { Executor } from "../execute/executor.ts";
import type { Header } from "../protocol/envelope.ts";
import type { RequestContents, RequestType } from "../protocol/messages.ts";
import type { TypeService } from "../types/typeService.ts";

export interface KernelContext {
  readonly executor: Executor;
  readonly types: TypeService;
  readonly history: CellHistory;
  readonly ports: Readonly<Record<string, number>>;
  readonly version: string;
  isComplete(text: string): { status: "complete" | "incomplete" | "invalid"; indent?: string };
  /** Stops the running cell and aborts the waiting ones. */
  interrupt(): void;
  /** Ends the kernel once the reply is out. */
  shutdown(restart: boolean): void;
  /** Publishes on iopub with the request as parent. */
  publish: PublishTo;
}

export type PublishTo = (type: string, content: object, parent: Header | null) => void;

/** Answers one kind of request: what it returns is the reply's content, null means that there is no reply. */
export type Handler<T extends RequestType> = (
  content: RequestContents[T],
  context: KernelContext,
  header: Header,
) => Promise<object | null> | object | null;
