// `npm start` as a learner runs it, in this clone, with a home of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { descendants, survivors } from "../processTree.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { ROOT } from "./realServer.ts";

const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});

function start(...args: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: temporaryFolder() };
  for (const name of Object.keys(env)) if (/^(JUPYTER|IPYTHON|npm_)/.test(name)) delete env[name];
  const child = spawn(process.execPath, [join(ROOT, "kernel/setup/bootstrap.mjs"), "start", ...args], {
    env,
    stdio: "pipe",
  });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
}

/** Waits for the server's address: its base and its token. */
async function serving({
  child,
  output,
}: ReturnType<typeof start>): Promise<{ base: string; token: string; path: string }> {
  await expect
    .poll(() => (child.exitCode === null ? /✓ JupyterLab: http\S+/.test(output()) : output()), { timeout: 50_000 })
    .toBe(true);
  const url = new URL(/✓ JupyterLab: (\S+)/.exec(output())?.[1] ?? "");
  return { base: `${url.origin}/`, token: url.searchParams.get("token") ?? "", path: url.pathname };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const ask = async (server: { base: string; token: string }, path: string, init: RequestInit = {}): Promise<unknown> =>
  await (await fetch(server.base + path, { ...init, headers: { Authorization: `token ${server.token}` } })).json();

test("npm start --setup-only prepares and serves nothing", async () => {
  const { child, output } = start("--setup-only");
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  expect(output()).toMatch(/✓ ready: npm start opens JupyterLab\n$/);
});

test("npm start serves the first notebook with our kernel on the port that was asked for, and asks no question", async () => {
  const port = await freePort();
  const run = start("--no-browser", "--port", String(port));
  const server = await serving(run);
  expect(new URL(server.base).port).toBe(String(port));
  expect(existsSync(join(ROOT, "notebooks/00-start-here.ipynb"))).toBe(true);
  expect(server.path).toBe("/lab/tree/00-start-here.ipynb");
  const { kernelspecs } = (await ask(server, "api/kernelspecs")) as {
    kernelspecs: Record<string, { spec: { display_name: string } }>;
  };
  expect(kernelspecs.gradbook?.spec.display_name).toBe("TypeScript (gradbook)");
  const { content } = (await ask(server, "api/contents/")) as { content: { name: string }[] };
  expect(content.map(({ name }) => name)).toContain("00-start-here.ipynb");
  const { schema } = (await ask(server, "lab/api/settings/@jupyterlab/apputils-extension:notification")) as {
    schema: { properties: { fetchNews: { default: string } } };
  };
  expect(schema.properties.fetchNews.default).toBe("false");
  const { settings } = (await ask(server, "lab/api/settings/@jupyterlab/completer-extension:manager")) as {
    settings: { availableProviders: Record<string, number> };
  };
  expect(settings.availableProviders["CompletionProvider:context"]).toBeLessThan(0);
  await ask(server, "api/contents/00-start-here.ipynb");
  expect(run.output()).not.toContain("not trusted");
});

test("npm start takes another port when the one asked for is taken, and says so", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const run = start("--no-browser", "--port", String(port));
  const server = await serving(run);
  other.close();
  expect(new URL(server.base).port).not.toBe(String(port));
  expect(run.output()).toContain(`Port ${port} is taken by another program, so JupyterLab took another one.\n`);
});

test("npm start ends on Ctrl-C with its server and every kernel", async () => {
  const run = start("--no-browser", "--port", String(await freePort()));
  const server = await serving(run);
  for (const name of ["gradbook", "python3"])
    await ask(server, "api/kernels", { method: "POST", body: JSON.stringify({ name }) });
  const processes = descendants(run.child.pid!);
  // The server, ipykernel, and our kernel.
  expect(processes.length).toBeGreaterThanOrEqual(3);
  const closed = once(run.child, "close");
  run.child.kill("SIGINT");
  expect((await closed)[0]).toBe(0);
  expect(await survivors(processes)).toEqual([]);
});
