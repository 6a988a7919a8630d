// Our kernel behind a real Jupyter server, driven by the same client code that JupyterLab runs in a page.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Kernel,
  KernelManager,
  type KernelMessage,
  KernelSpecManager,
  ServerConnection,
} from "@jupyterlab/services";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { descendants, survivors } from "../processTree.ts";
import { type RealServer, ROOT, startServer } from "./realServer.ts";

let server: RealServer;
let manager: KernelManager;

beforeAll(async () => {
  server = await startServer({ folder: join(ROOT, "notebooks") });
  manager = new KernelManager({ serverSettings: settings() });
});

afterAll(async () => {
  await manager?.shutdownAll();
  manager?.dispose();
  await server?.stop();
});

function settings(): ServerConnection.ISettings {
  const wsUrl = server.url.replace(/^http/, "ws");
  return ServerConnection.makeSettings({ baseUrl: server.url, wsUrl, token: server.token, appendToken: true });
}

interface Answer {
  readonly status: string;
  readonly outputs: readonly KernelMessage.IIOPubMessage[];
}

async function run(kernel: Kernel.IKernelConnection, code: string): Promise<Answer> {
  const outputs: KernelMessage.IIOPubMessage[] = [];
  const future = kernel.requestExecute({ code, stop_on_error: true });
  future.onIOPub = (message) => {
    if (!["status", "execute_input"].includes(message.header.msg_type)) outputs.push(message);
  };
  const { content } = await future.done;
  return { status: content.status, outputs };
}

const textOf = ({ outputs }: Answer): unknown =>
  outputs
    .map(({ content }) => (content as { data?: Record<string, unknown> }).data?.["text/plain"])
    .find((text) => text !== undefined);

test("the server lists our kernel with its language and logos", async () => {
  const specs = new KernelSpecManager({ serverSettings: settings() });
  await specs.ready;
  const spec = specs.specs?.kernelspecs.gradbook;
  expect(spec).toMatchObject({ display_name: "TypeScript (gradbook)", language: "typescript" });
  const logo = await fetch(`${server.url.slice(0, -1)}${spec?.resources["logo-svg"]}`, {
    headers: { Authorization: `token ${server.token}` },
  });
  expect(logo.headers.get("content-type")).toContain("svg");
  specs.dispose();
});

test("a session keeps its names, checks types, is interrupted, restarts, and ends without a process left", async () => {
  const before = descendants(server.pid);
  const kernel = await manager.startNew({ name: "gradbook" });
  expect(textOf(await run(kernel, "const lr = 0.5; lr * 4"))).toBe("2");
  expect(textOf(await run(kernel, "lr + 1"))).toBe("1.5");
  const wrong = await run(kernel, "const n: number = 'x'");
  expect(wrong.status).toBe("error");
  expect(JSON.stringify(wrong.outputs)).toContain("TS2322");

  const busy = run(kernel, "while (true) {}");
  await new Promise((resolve) => setTimeout(resolve, 500));
  await kernel.interrupt();
  expect((await busy).status).toBe("error");
  expect(textOf(await run(kernel, "lr"))).toBe("0.5");

  await kernel.restart();
  expect((await run(kernel, "lr")).status).toBe("error");
  expect(textOf(await run(kernel, "1 + 1"))).toBe("2");

  const ours = descendants(server.pid).filter((pid) => !before.includes(pid));
  expect(ours.length).toBeGreaterThanOrEqual(2);
  await kernel.shutdown();
  kernel.dispose();
  expect(await survivors(ours)).toEqual([]);
});

describe("every chapter", () => {
  const chapters = readdirSync(join(ROOT, "notebooks")).filter((name) => name.endsWith(".ipynb"));

  test("is there: at least the first and the one on the neuron", () => {
    expect(chapters).toEqual(expect.arrayContaining(["00-start-here.ipynb", "05-neuron.ipynb"]));
  });

  test.each(chapters)(
    "%s runs from top to bottom with no error",
    async (name) => {
      const { cells } = JSON.parse(readFileSync(join(ROOT, "notebooks", name), "utf8")) as {
        cells: { cell_type: string; source: string | string[]; outputs?: unknown[]; metadata: { tags?: string[] } }[];
      };
      const kernel = await manager.startNew({ name: "gradbook" });
      let numCells = 0;
      for (const { cell_type, source, metadata } of cells) {
        if (cell_type !== "code") continue;
        numCells += 1;
        const { status, outputs } = await run(kernel, Array.isArray(source) ? source.join("") : source);
        if (metadata.tags?.includes("raises-exception")) {
          expect(status).toBe("error"); // On purpose: it shows an error.
          continue;
        }
        expect({
          status,
          errors: outputs.filter(({ header }) => header.msg_type === "error").map(({ content }) => content),
        }).toEqual({
          status: "ok",
          errors: [],
        });
      }
      expect(numCells).toBeGreaterThan(5);
      await kernel.shutdown();
      kernel.dispose();
    },
    120_000,
  );
});
