// The platform in Node: files through node:fs, checksums through node:crypto, the rest through what Node shares with browsers.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { Address, Platform } from "./platform.ts";

/** A scheme has at least two letters, so that `C:\data` stays a path. */
function toUrl(address: Address): URL {
  if (typeof address !== "string") return new URL(address.href);
  return /^[a-z][a-z0-9+.-]+:/i.test(address) ? new URL(address) : pathToFileURL(address);
}

/** @inheritDoc */
export const readBytes: Platform["readBytes"] = async (address) => {
  const url = toUrl(address);
  const name = typeof address === "string" ? address : address.href;
  if (url.protocol === "file:") {
    const bytes = await readFile(url).catch((cause: NodeJS.ErrnoException) => {
      const state = cause.code === "ENOENT" ? "there is no such file" : (cause.code ?? cause.message);
      throw new Error(`Cannot read "${name}" as the file must exist and be readable: ${state}`, { cause });
    });
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  const response = await fetch(url).catch((cause: unknown) => {
    throw new Error(`Cannot read "${name}" as its server must answer: there is no connection`, { cause });
  });
  if (!response.ok) {
    throw new Error(`Cannot read "${name}" as its server must have it: got status ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
};

/** @inheritDoc */
export const sha256: Platform["sha256"] = async (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @inheritDoc */
export const now: Platform["now"] = () => performance.now();
