// A language server's wire: each message behind a header that counts its bytes.

/** Cuts a stream of bytes into messages, wherever its chunks happen to end. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  /** The whole frame's size once its header is there. */
  #frameBytes: number | null = null;
  #headerBytes = 0;

  /** Takes a chunk and gives the messages that it completes. @throws Error when a header has no length. */
  push(chunk: Buffer): string[] {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.length;
    const messages: string[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) messages.push(message);
    return messages;
  }

  #next(): string | null {
    // Large answers come in many chunks: they are joined once, when all are there.
    if (this.#frameBytes !== null && this.#sizeBytes < this.#frameBytes) return null;
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    if (this.#frameBytes === null) {
      const headerEnd = all.indexOf("\r\n\r\n");
      if (headerEnd === -1) return null;
      const length = /^Content-Length: *(\d+)/im.exec(all.toString("latin1", 0, headerEnd))?.[1];
      if (length === undefined) {
        throw new Error(
          `Cannot read a message as its header must give Content-Length: got "${all.toString("latin1", 0, headerEnd)}"`,
        );
      }
      this.#headerBytes = headerEnd + 4;
      this.#frameBytes = this.#headerBytes + Number(length);
      if (all.length < this.#frameBytes) return null;
    }
    const message = all.toString("utf8", this.#headerBytes, this.#frameBytes);
    this.#chunks = [all.subarray(this.#frameBytes)];
    this.#sizeBytes -= this.#frameBytes;
    this.#frameBytes = null;
    return message;
  }
}

/** A message ready to be written. */
export function frame(message: string): string {
  return `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`;
}
