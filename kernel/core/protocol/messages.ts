// The contents of Jupyter's messages, version 5.5, by msg_type. Field names are the protocol's own.
import type { MimeBundle } from "./mime.ts";

export const PROTOCOL_VERSION = "5.5";

// Requests on shell and control

export interface ExecuteRequest {
  readonly code: string;
  readonly silent?: boolean;
  readonly store_history?: boolean;
  readonly user_expressions?: Record<string, string>;
  readonly allow_stdin?: boolean;
  readonly stop_on_error?: boolean;
}

export interface CompleteRequest {
  readonly code: string;
  readonly cursor_pos: number;
}

export interface InspectRequest {
  readonly code: string;
  readonly cursor_pos: number;
  readonly detail_level?: 0 | 1;
}

export interface IsCompleteRequest {
  readonly code: string;
}

export interface HistoryRequest {
  readonly output?: boolean;
  readonly raw?: boolean;
  readonly hist_access_type: "range" | "tail" | "search";
  readonly session?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly n?: number;
  readonly pattern?: string;
  readonly unique?: boolean;
}

export interface ShutdownRequest {
  readonly restart: boolean;
}

export interface CommInfoRequest {
  readonly target_name?: string;
}

export interface CommMessage {
  readonly comm_id: string;
  readonly target_name?: string;
  readonly data?: Record<string, unknown>;
}

/** Every request that a client may send, and what it carries. */
export interface RequestContents {
  kernel_info_request: Record<string, never>;
  execute_request: ExecuteRequest;
  complete_request: CompleteRequest;
  inspect_request: InspectRequest;
  is_complete_request: IsCompleteRequest;
  history_request: HistoryRequest;
  comm_info_request: CommInfoRequest;
  connect_request: Record<string, never>;
  interrupt_request: Record<string, never>;
  shutdown_request: ShutdownRequest;
  comm_open: CommMessage;
  comm_msg: CommMessage;
  comm_close: CommMessage;
}

export type RequestType = keyof RequestContents;

// Replies

export interface ReplyError {
  readonly status: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type Reply =
  | { readonly status: "ok" | "aborted" }
  | ReplyError
  | { readonly status: "complete" | "incomplete" | "invalid" };

// What the kernel publishes on iopub

export interface PublishedContents {
  status: { execution_state: "starting" | "busy" | "idle" };
  execute_input: { code: string; execution_count: number };
  stream: { name: "stdout" | "stderr"; text: string };
  display_data: { data: MimeBundle; metadata: Record<string, unknown>; transient: Record<string, unknown> };
  update_display_data: { data: MimeBundle; metadata: Record<string, unknown>; transient: Record<string, unknown> };
  execute_result: { data: MimeBundle; metadata: Record<string, unknown>; execution_count: number };
  error: { ename: string; evalue: string; traceback: readonly string[] };
  clear_output: { wait: boolean };
  comm_close: { comm_id: string; data: Record<string, unknown> };
  iopub_welcome: { subscription: string };
}

export type PublishedType = keyof PublishedContents;
