// The platform in Node: files through node:fs, checksums through node:crypto, the rest through what Node shares with browsers.
import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Address, Platform, StopSignal } from "./platform.ts";

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
export const writeBytesAtomically: Platform["writeBytesAtomically"] = async (address, bytes) => {
  const url = toUrl(address);
  const name = typeof address === "string" ? address : address.href;
  if (url.protocol !== "file:") {
    throw new Error(`Cannot write "${name}" as only files can be written: this is a ${url.protocol} address`);
  }
  let temporary: string | undefined;
  try {
    // The file behind a link, so that the link stays one; a new file has nothing behind it yet.
    const path = await realpath(url).catch(() => fileURLToPath(url));
    const old = await stat(path).catch(() => undefined);
    if (old !== undefined && !old.isFile()) throw new Error(old.isDirectory() ? "it is a folder" : "it is a device");
    temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
    await writeAndSync(temporary, bytes, old?.mode);
    await rename(temporary, path);
    // The folder's own entry; some systems do not let a folder be opened, and then it is written when they see fit.
    await open(dirname(path))
      .then((folder) => folder.sync().finally(() => folder.close()))
      .catch(() => {});
  } catch (cause) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    const { code, message } = cause as NodeJS.ErrnoException;
    const state = WRITE_FAILURES[code ?? ""] ?? code ?? message;
    throw new Error(`Cannot write "${name}" as its folder and disk must take a new file: ${state}`, { cause });
  }
};

const WRITE_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder; try making it first",
  ENOTDIR: "a part of the path is a file and no folder",
  EACCES: "writing there is not allowed",
  EPERM: "writing there is not allowed",
  EROFS: "the disk can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
  EFBIG: "the file would be larger than the system allows",
};

/** A new file with the bytes on the disk, not only on their way to it; with the permissions of the one it will replace. */
async function writeAndSync(path: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const file: FileHandle = await open(path, "wx");
  try {
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @inheritDoc */
export const sha256: Platform["sha256"] = async (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @inheritDoc */
export const now: Platform["now"] = () => performance.now();

/** @inheritDoc */
export const stopSignal: Platform["stopSignal"] = () => {
  const handedIn = (globalThis as Record<symbol, unknown>)[Symbol.for("gradbook.stop")];
  return typeof handedIn === "function" ? (handedIn() as StopSignal) : { requested: false, report: () => {} };
};

/** @inheritDoc */
export const startThread: Platform["startThread"] = (program, data) => {
  // What V8 was started with holds for the whole process, and may not be said again.
  const worker = new Worker(program, { eval: true, workerData: data, env: {}, execArgv: [] });
  worker.unref();
  return { post: (message) => worker.postMessage(message) };
};

let shownLength = 0;

/** @inheritDoc */
export const progress: Platform["progress"] = (line) => {
  const isWatched = process.stdout.isTTY || Symbol.for("gradbook.stop") in globalThis; // a terminal, or a notebook
  if (!isWatched || (line === "" && shownLength === 0)) return;
  // Back to the start of the line at the end, so that whatever comes next, or nothing, takes its place.
  process.stdout.write(`${line.padEnd(shownLength)}\r`);
  shownLength = line.length;
};

/** @inheritDoc */
export const pause: Platform["pause"] = () => new Promise((resolve) => setImmediate(resolve));
