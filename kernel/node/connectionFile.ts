// The connection file: where to listen, and the key that signs every message.
import { readFileSync } from "node:fs";

export const CHANNELS = ["shell", "control", "stdin", "iopub", "hb"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly key: string;
  readonly ports: Readonly<Record<Channel, number>>;
}

/** A sentence for the person who started the kernel; no stack is wanted. */
export class ConnectionFileError extends Error {
  override readonly name = "ConnectionFileError";
}

/** Reads and checks a connection file. @throws ConnectionFileError saying what is wrong with which field. */
export function readConnectionFile(file: string): Connection {
  const refuse = (why: string): never => {
    throw new ConnectionFileError(`Cannot start the kernel from "${file}" as ${why}`);
  };
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return refuse(
      missing ? "there is no such file; a Jupyter client writes it and passes its path" : (error as Error).message,
    );
  }
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return refuse("it is not JSON");
  }
  if (typeof fields !== "object" || fields === null) return refuse("it is not a JSON object");
  const { transport, ip, key, signature_scheme: scheme } = fields;
  if (transport !== "tcp" && transport !== "ipc")
    return refuse(`transport must be "tcp" or "ipc": got ${JSON.stringify(transport)}`);
  if (typeof ip !== "string" || ip === "") return refuse(`ip must be a string: got ${JSON.stringify(ip)}`);
  if (typeof key !== "string") return refuse(`key must be a string: got ${JSON.stringify(key)}`);
  if (key !== "" && scheme !== "hmac-sha256")
    return refuse(`signature_scheme must be "hmac-sha256": got ${JSON.stringify(scheme)}`);
  const ports = {} as Record<Channel, number>;
  for (const channel of CHANNELS) {
    const port = fields[`${channel}_port`];
    if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > 65535) {
      return refuse(`${channel}_port must be a port number: got ${JSON.stringify(port)}`);
    }
    ports[channel] = port;
  }
  return { transport, ip, key, ports };
}

/** Where a channel listens, as ZeroMQ spells it. */
export function addressOf({ transport, ip, ports }: Connection, channel: Channel): string {
  return transport === "tcp" ? `tcp://${ip}:${ports[channel]}` : `ipc://${ip}-${ports[channel]}`;
}
