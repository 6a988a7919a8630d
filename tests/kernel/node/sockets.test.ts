import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Subscriber } from "zeromq";
import { addressOf, type Connection } from "../../../kernel/node/connectionFile.ts";
import { createSeal } from "../../../kernel/node/seal.ts";
import { openSockets } from "../../../kernel/node/sockets.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

const COMMAND = path.resolve("dist/kernel/node/commandLine.js");

it("openSockets() names the port that is taken, and the kernel ends with exit code 1", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const file = path.join(temporaryFolder(), "kernel.json");
  const ports = { shell_port: port, control_port: 0, stdin_port: 0, iopub_port: 0, hb_port: 0 };
  writeFileSync(
    file,
    JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "k", signature_scheme: "hmac-sha256", ...ports }),
  );
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, "kernel", "--connection-file", file], {
    encoding: "utf8",
    timeout: 30_000,
  });
  server.close();
  expect(stderr).toBe(
    `Cannot bind shell to tcp://127.0.0.1:${port} as another process listens there; start the kernel again to get a free port\n`,
  );
  expect(status).toBe(1);
});

it("openSockets() hands nothing on before listen(), and then what came in the meantime", async () => {
  const connection = {
    transport: "ipc",
    ip: path.join(temporaryFolder(), "kernel"),
    key: "k",
    ports: { shell: 1, iopub: 2, stdin: 3, control: 4, hb: 5 },
  } as Connection;
  const topics: string[] = [];
  const sockets = await openSockets(connection, createSeal("k"), {
    onMessage: () => {},
    onSubscribe: (topic) => topics.push(topic),
    onRefused: () => {},
  });
  const client = new Subscriber();
  client.connect(addressOf(connection, "iopub"));
  client.subscribe("early");
  await sleep(200);
  expect(topics).toEqual([]);
  sockets.listen();
  for (let i = 0; i < 100 && topics.length === 0; i++) await sleep(20);
  expect(topics).toEqual(["early"]);
  client.close();
  sockets.close();
});
