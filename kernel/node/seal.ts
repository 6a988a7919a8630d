// The cryptography of the wire: HMAC-SHA256 over the four parts of a message; no key, no signature.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Seal } from "../core/protocol/envelope.ts";

export function createSeal(key: string): Seal {
  const sign = (parts: readonly string[]): string => {
    if (key === "") return "";
    const hmac = createHmac("sha256", key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
  return {
    sign,
    verify: (parts, signature) => {
      const expected = Buffer.from(sign(parts));
      const actual = Buffer.from(signature);
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
    toText: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"),
  };
}
