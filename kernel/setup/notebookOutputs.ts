// From the messages of a running notebook to its saved outputs. Pure; the socket is elsewhere.
import type { Message } from "../core/protocol/envelope.ts";
import type { MimeBundle } from "../core/protocol/mime.ts";

/** An output as nbformat 4.5 has it, with texts whole instead of in lines. */
export type SavedOutput =
  | { output_type: "stream"; name: string; text: string }
  | { output_type: "display_data"; data: MimeBundle; metadata: object }
  | { output_type: "execute_result"; data: MimeBundle; metadata: object; execution_count: number }
  | { output_type: "error"; ename: string; evalue: string; traceback: readonly string[] };

export interface OutputCollector {
  /** Takes an iopub message that belongs to cell number `cell`. */
  add(cell: number, message: Message): void;
  /** The outputs of a cell, once it has run. Progress bars, which rewrite their line, are as they were last seen. */
  of(cell: number): SavedOutput[];
}

export function createOutputCollector(): OutputCollector {
  const cells = new Map<number, SavedOutput[]>();
  const displayed = new Map<string, { data: MimeBundle; metadata: object }[]>();
  const clearsNext = new Set<number>();

  const outputsOf = (cell: number): SavedOutput[] => {
    const outputs = cells.get(cell) ?? [];
    cells.set(cell, outputs);
    return outputs;
  };
  const push = (cell: number, output: SavedOutput): void => {
    if (clearsNext.delete(cell)) outputsOf(cell).length = 0;
    outputsOf(cell).push(output);
  };

  return {
    add(cell, { header, content }) {
      // biome-ignore lint/suspicious/noExplicitAny: each message type has fields of its own, named by the protocol
      const fields = content as any;
      switch (header.msg_type) {
        case "stream": {
          const last = clearsNext.has(cell) ? undefined : outputsOf(cell).at(-1);
          if (last?.output_type === "stream" && last.name === fields.name) last.text += fields.text;
          else push(cell, { output_type: "stream", name: fields.name, text: fields.text });
          break;
        }
        case "display_data": {
          const output = { output_type: "display_data" as const, data: fields.data, metadata: fields.metadata };
          push(cell, output);
          const id: unknown = fields.transient?.display_id;
          if (typeof id === "string") displayed.set(id, [...(displayed.get(id) ?? []), output]);
          break;
        }
        case "update_display_data":
          for (const output of displayed.get(fields.transient?.display_id) ?? []) {
            output.data = fields.data;
            output.metadata = fields.metadata;
          }
          break;
        case "execute_result": {
          const { data, metadata, execution_count } = fields;
          push(cell, { output_type: "execute_result", data, metadata, execution_count });
          break;
        }
        case "error": {
          const { ename, evalue, traceback } = fields;
          push(cell, { output_type: "error", ename, evalue, traceback });
          break;
        }
        case "clear_output":
          if (fields.wait === true) clearsNext.add(cell);
          else outputsOf(cell).length = 0;
      }
    },
    of: (cell) =>
      outputsOf(cell)
        .map((output) => (output.output_type === "stream" ? { ...output, text: settled(output.text) } : output))
        .filter((output) => output.output_type !== "stream" || output.text !== ""),
  };
}

/** The text as a terminal shows it in the end: after a carriage return a line begins anew, and an unfinished one is gone. */
function settled(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, "\r\r"));
  return lines.map((line) => line.slice(line.lastIndexOf("\r") + 1)).join("\n");
}
