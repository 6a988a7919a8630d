// The five ZeroMQ sockets of a kernel. Messages in, messages out; what they mean is decided elsewhere.
import { Reply, Router, XPublisher } from "zeromq";
import { type Message, MessageRefused, openEnvelope, type Seal, sealEnvelope } from "../core/protocol/envelope.ts";
import { addressOf, type Channel, type Connection } from "./connectionFile.ts";

export type RequestChannel = "shell" | "control" | "stdin";

export interface Sockets {
  /** Begins to hand on what comes in. Until then it waits in the sockets, so that answers find everything in its place. */
  listen(): void;
  send(channel: RequestChannel | "iopub", message: Message<object>): Promise<void>;
  close(): void;
}

export interface SocketEvents {
  onMessage(channel: RequestChannel, message: Message): void;
  /** A client subscribed to iopub. */
  onSubscribe(topic: string): void;
  /** A message that was dropped, and why. */
  onRefused(reason: string): void;
}

/** Binds all five; nothing is received before `listen`. @throws Error naming the port that is taken. */
export async function openSockets(connection: Connection, seal: Seal, events: SocketEvents): Promise<Sockets> {
  const routers = { shell: new Router(), control: new Router(), stdin: new Router() };
  const iopub = new XPublisher({ sendHighWaterMark: 0 });
  const heartbeat = new Reply();
  for (const router of Object.values(routers)) router.linger = 1000;
  iopub.linger = 1000;

  const close = (): void => {
    for (const socket of [...Object.values(routers), iopub, heartbeat]) socket.close();
  };
  const bind = async (channel: Channel, socket: { bind(address: string): Promise<void> }): Promise<void> => {
    const address = addressOf(connection, channel);
    try {
      await socket.bind(address);
    } catch (error) {
      const taken = (error as { code?: string }).code === "EADDRINUSE";
      const why = taken
        ? "another process listens there; start the kernel again to get a free port"
        : (error as Error).message;
      throw new Error(`Cannot bind ${channel} to ${address} as ${why}`);
    }
  };
  try {
    await Promise.all([
      ...(["shell", "control", "stdin"] as const).map((channel) => bind(channel, routers[channel])),
      bind("iopub", iopub),
      bind("hb", heartbeat),
    ]);
  } catch (error) {
    close();
    throw error;
  }

  const sinks = {
    shell: serial(routers.shell),
    control: serial(routers.control),
    stdin: serial(routers.stdin),
    iopub: serial(iopub),
  };
  return {
    listen: () => {
      for (const channel of ["shell", "control", "stdin"] as const) {
        void receive(channel, routers[channel], seal, events);
      }
      void answerHeartbeat(heartbeat);
      void greetSubscribers(iopub, events);
    },
    send: (channel, message) => sinks[channel](sealEnvelope(message, seal)),
    close,
  };
}

async function receive(channel: RequestChannel, router: Router, seal: Seal, events: SocketEvents): Promise<void> {
  for await (const frames of router) {
    let message: Message;
    try {
      message = openEnvelope(frames, channel, seal);
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error;
      events.onRefused(error.message);
      continue;
    }
    events.onMessage(channel, message);
  }
}

async function answerHeartbeat(heartbeat: Reply): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

/** An XPUB socket receives subscriptions: a byte 1, then the topic. */
async function greetSubscribers(iopub: XPublisher, events: SocketEvents): Promise<void> {
  for await (const [frame] of iopub) if (frame?.[0] === 1) events.onSubscribe(frame.subarray(1).toString("utf8"));
}

type Frames = (Uint8Array | string)[];

/** ZeroMQ allows one send at a time: each waits for the one before. A peer that left is no error. */
function serial(socket: { send(frames: Frames): Promise<void>; closed: boolean }): (frames: Frames) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (frames) => {
    last = last.then(async () => {
      if (socket.closed) return;
      try {
        await socket.send(frames);
      } catch (error) {
        if ((error as { code?: string }).code !== "EHOSTUNREACH") throw error;
      }
    });
    return last;
  };
}
