import { describe, expect, it } from "vitest";
import type { Message } from "../../../kernel/core/protocol/envelope.ts";
import { createOutputCollector } from "../../../kernel/setup/notebookOutputs.ts";

const message = (msg_type: string, content: object) => ({ header: { msg_type }, content }) as unknown as Message;
const stream = (text: string, name = "stdout") => message("stream", { name, text });
const shown = (type: string, text: string, id?: string) =>
  message(type, { data: { "text/plain": text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } });

describe("createOutputCollector()", () => {
  it("joins what one stream says in pieces, and keeps two streams apart", () => {
    const outputs = createOutputCollector();
    for (const part of [stream("a"), stream("b\n"), stream("c", "stderr"), stream("d")]) outputs.add(0, part);
    expect(outputs.of(0)).toEqual([
      { output_type: "stream", name: "stdout", text: "ab\n" },
      { output_type: "stream", name: "stderr", text: "c" },
      { output_type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("keeps of a progress bar what it said last, and nothing of one that was wiped", () => {
    const outputs = createOutputCollector();
    outputs.add(0, stream("1/2\r2/2\ndone\n"));
    outputs.add(1, stream("working\r"));
    for (const text of ["step 9  0:01 left\r", "step 10\r", "                 \r", "stopped\n"])
      outputs.add(2, stream(text));
    expect(outputs.of(0)).toMatchObject([{ text: "2/2\ndone\n" }]);
    expect(outputs.of(1)).toEqual([]);
    expect(outputs.of(2)).toMatchObject([{ text: "stopped\n" }]); // the line of a training
  });

  it("updates a display in the cell that showed it, wherever the update comes from", () => {
    const outputs = createOutputCollector();
    outputs.add(0, shown("display_data", "old", "x"));
    outputs.add(0, shown("display_data", "other"));
    outputs.add(1, shown("update_display_data", "new", "x"));
    expect(outputs.of(0)).toMatchObject([{ data: { "text/plain": "new" } }, { data: { "text/plain": "other" } }]);
    expect(outputs.of(1)).toEqual([]);
  });

  it("clears at once, or when the next output comes", () => {
    const outputs = createOutputCollector();
    outputs.add(0, stream("a"));
    outputs.add(0, message("clear_output", { wait: true }));
    expect(outputs.of(0)).toHaveLength(1);
    outputs.add(0, stream("b"));
    expect(outputs.of(0)).toMatchObject([{ text: "b" }]);
    outputs.add(0, message("clear_output", { wait: false }));
    expect(outputs.of(0)).toEqual([]);
  });

  it("keeps results and errors with their fields only", () => {
    const outputs = createOutputCollector();
    outputs.add(0, message("execute_input", { code: "1", execution_count: 1 }));
    outputs.add(0, message("execute_result", { data: { "text/plain": "1" }, metadata: {}, execution_count: 1, x: 1 }));
    outputs.add(0, message("error", { ename: "E", evalue: "v", traceback: ["t"], status: "error" }));
    expect(outputs.of(0)).toEqual([
      { output_type: "execute_result", data: { "text/plain": "1" }, metadata: {}, execution_count: 1 },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
    ]);
  });
});
