import { describe, expect, it } from "vitest";
import {
  DELIMITER,
  type Message,
  MessageRefused,
  openEnvelope,
  sealEnvelope,
} from "../../../../kernel/core/protocol/envelope.ts";
import { createSeal } from "../../../../kernel/node/seal.ts";

const seal = createSeal("a key");

function message(): Message<object> {
  return {
    identities: [Buffer.from([0, 1, 255])],
    header: {
      msg_id: "1",
      session: "s",
      username: "u",
      date: "2026-01-01T00:00:00Z",
      msg_type: "execute_request",
      version: "5.5",
    },
    parent_header: {},
    metadata: { deep: { list: [1, "é🙂"] } },
    content: { code: "const s = '🙂';\n" },
    buffers: [Buffer.from([9, 8]), Buffer.alloc(70_000, 7)],
  };
}

function frames(sealed = sealEnvelope(message(), seal)): Uint8Array[] {
  return sealed.map((frame) => Buffer.from(frame as Uint8Array));
}

function tampered(at: number, frame: string): Uint8Array[] {
  const list = frames();
  list[at] = Buffer.from(frame);
  return list;
}

describe("envelope", () => {
  it("openEnvelope() gives back what sealEnvelope() wrote, buffers and identities included", () => {
    const { identities, buffers, ...parts } = message();
    const opened = openEnvelope(frames(), "shell", seal);
    expect(opened).toMatchObject(parts);
    expect(opened.identities.map((frame) => [...frame])).toEqual(identities.map((frame) => [...frame]));
    expect(opened.buffers.map((frame) => [...frame])).toEqual(buffers.map((frame) => [...frame]));
  });

  it("openEnvelope() refuses every part that was changed after signing", () => {
    for (const at of [3, 4, 5, 6]) {
      expect(() => openEnvelope(tampered(at, '{"msg_id":"1","msg_type":"x"}'), "shell", seal)).toThrow(
        "Cannot accept a shell message as its signature does not match the connection key: message dropped",
      );
    }
  });

  it("openEnvelope() refuses a signature made with another key, and an empty one", () => {
    expect(() => openEnvelope(frames(sealEnvelope(message(), createSeal("other"))), "control", seal)).toThrow(
      MessageRefused,
    );
    expect(() => openEnvelope(tampered(2, ""), "control", seal)).toThrow(MessageRefused);
  });

  it("openEnvelope() accepts unsigned messages only without a key", () => {
    const open = createSeal("");
    const list = frames(sealEnvelope(message(), open));
    expect(openEnvelope(list, "shell", open).header.msg_id).toBe("1");
    expect(() => openEnvelope(list, "shell", seal)).toThrow(MessageRefused);
  });

  it("openEnvelope() refuses frames without the delimiter, without parts, and parts that are not objects", () => {
    expect(() => openEnvelope([Buffer.from("x")], "shell", seal)).toThrow(`has no ${DELIMITER} frame`);
    expect(() => openEnvelope([Buffer.from(DELIMITER), Buffer.from("s")], "shell", seal)).toThrow("0 of 4 parts");
    for (const part of ["[]", "null", "{", "3"]) {
      const parts = [part, "{}", "{}", "{}"];
      const list = [DELIMITER, seal.sign(parts), ...parts].map((text) => Buffer.from(text));
      expect(() => openEnvelope(list, "shell", seal)).toThrow(MessageRefused);
    }
  });
});
