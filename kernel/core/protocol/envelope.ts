// A Jupyter message on the wire: [identities…, "<IDS|MSG>", signature, header, parent header, metadata, content, buffers…].
// Pure: ids, clocks and cryptography are handed in.

export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

export interface Message<Content = Record<string, unknown>> {
  /** Routing prefix on a ROUTER socket, the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Record<string, unknown>;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** What the envelope needs from the outside. */
export interface Seal {
  sign(parts: readonly string[]): string;
  verify(parts: readonly string[], signature: string): boolean;
  toText(bytes: Uint8Array): string;
}

export const DELIMITER = "<IDS|MSG>";

/** Why a message was not accepted; the sender gets no answer, the log gets this. */
export class MessageRefused extends Error {
  override readonly name = "MessageRefused";
}

/** Reads frames into a message, or throws MessageRefused. */
export function openEnvelope(frames: readonly Uint8Array[], channel: string, seal: Seal): Message {
  const at = frames.findIndex((frame) => frame.length === DELIMITER.length && seal.toText(frame) === DELIMITER);
  if (at < 0)
    throw new MessageRefused(`Cannot accept a ${channel} message as it has no ${DELIMITER} frame: message dropped`);
  const [signature, ...parts] = frames.slice(at + 1, at + 6).map((frame) => seal.toText(frame));
  if (signature === undefined || parts.length < 4) {
    throw new MessageRefused(
      `Cannot accept a ${channel} message as it has ${parts.length} of 4 parts: message dropped`,
    );
  }
  if (!seal.verify(parts, signature)) {
    throw new MessageRefused(
      `Cannot accept a ${channel} message as its signature does not match the connection key: message dropped`,
    );
  }
  const [header, parentHeader, metadata, content] = parts.map((part) => parseObject(part, channel));
  if (typeof header!.msg_id !== "string" || typeof header!.msg_type !== "string") {
    throw new MessageRefused(
      `Cannot accept a ${channel} message as its header has no msg_id or msg_type: message dropped`,
    );
  }
  return {
    identities: frames.slice(0, at),
    header: header as unknown as Header,
    parent_header: parentHeader as unknown as Header,
    metadata: metadata!,
    content: content!,
    buffers: frames.slice(at + 6),
  };
}

/** Writes a message as frames. */
export function sealEnvelope(message: Message<object>, seal: Seal): (Uint8Array | string)[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    JSON.stringify(part),
  );
  return [...message.identities, DELIMITER, seal.sign(parts), ...parts, ...message.buffers];
}

function parseObject(text: string, channel: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MessageRefused(`Cannot accept a ${channel} message as a part of it is not JSON: message dropped`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MessageRefused(`Cannot accept a ${channel} message as a part of it is not an object: message dropped`);
  }
  return value as Record<string, unknown>;
}
