import { describe, expect, it } from "vitest";
import { FrameReader, frame } from "../../../kernel/node/messageFrames.ts";

const MESSAGES = ["{}", JSON.stringify({ text: "größer 😀\r\n\r\nContent-Length: 3" }), "", "x".repeat(100_000)];
const BYTES = Buffer.from(MESSAGES.map(frame).join(""));

describe("FrameReader", () => {
  it.each([1, 2, 7, 64, 65_536, BYTES.length])("reads messages from chunks of %i bytes", (sizeBytes) => {
    const reader = new FrameReader();
    const read: string[] = [];
    for (let at = 0; at < BYTES.length; at += sizeBytes) read.push(...reader.push(BYTES.subarray(at, at + sizeBytes)));
    expect(read).toEqual(MESSAGES);
  });

  it("reads a header that has other fields too", () => {
    const bytes = Buffer.from("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}");
    expect(new FrameReader().push(bytes)).toEqual(["{}"]);
  });

  it("refuses a header without a length", () => {
    expect(() => new FrameReader().push(Buffer.from("panic: oops\r\n\r\n"))).toThrow(
      'Cannot read a message as its header must give Content-Length: got "panic: oops"',
    );
  });
});

describe("frame()", () => {
  it("counts bytes, not characters", () => {
    expect(frame("é😀")).toBe("Content-Length: 6\r\n\r\né😀");
  });
});
