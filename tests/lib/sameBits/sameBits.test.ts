// The promise that whoever runs a chapter, wherever, sees exactly the numbers that are printed in it: the same training on
// every supported Node, in a browser, eager and compiled, on one thread and on two, and on whatever machine this runs.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runtimeFlags } from "../../../kernel/node/runtimeFlags.ts";
import { launchBrowser } from "../../../kernel/setup/findBrowser.ts";
import { everyNode, installOtherNodes, nodeBinary } from "../../kernel/nodes/otherNodes.ts";
import type { Numbers, Run, Trained } from "./train.ts";

/**
 * SHA-256 of all losses, outputs, parameters and gradients. Every machine is held to them; they change only when the library
 * computes something else, and then a reader of the change should see why. Printed by:
 *
 *   npx esbuild tests/lib/sameBits/print.ts --bundle --platform=node --format=esm --alias:#platform=./lib/platform/node.ts |
 *     node --input-type=module - '{"compiled":true}'
 */
const expected: Trained["hashes"] = {
  mlp: "c05e026228117538b47d7c20b711deb7e99769175656b05ad9549ea2e69e3655",
  cnn: "6fffe3717d14f9a4071153e00fd34d76942942200f8fcb0af477239450e2048f",
  conv1d: "0440f64f3b43c34cb8766db505bfe33e273d2919fa026539d0246aebc8edda96",
  lstm: "d2af145efe52cd549d0bc89ee18af424aa284830b1941457dab7510a930c814f",
  gru: "e898bdccf75da096af66e1e00a12a34208b014350818fc4fc0fedf29463eef96",
  transformer: "05a891846de1b39e946cd2b6d3e1edfa5739f90b04064a4e738549b0ec20a86f",
  functions: "a777a378e17964e9611ea6193009c3272c58a2249279de07da98164b04a447b1",
  functions64: "49ae56645706e7b0b958efcf82972b536679a72e998751b1829e223f36fbb47c",
  float64: "961415faa7e0f7e62d6b5daf745de619a3036ce2b877a2cc08f356dd896aa841",
  draws: "003a0bba8d9f2d25880e3115ee6df860dab4463af80ee00ddd12044c74bd9bfd",
};

/** Networks with calls large enough for two threads: all of them are shared, but on a busy machine threads rest for a while. */
const withLargeCalls = ["mlp", "cnn", "lstm", "gru", "transformer"];

const folder = mkdtempSync(path.join(tmpdir(), "gradbook-bits-"));
const program = path.join(folder, "print.mjs");
const library = path.join(folder, "train.js");

beforeAll(() => {
  const common = { bundle: true, format: "esm", logLevel: "silent" } as const;
  const platformOf = (name: string) => ({ "#platform": path.resolve(`lib/platform/${name}.ts`) });
  const entry = (name: string): string[] => [path.join(import.meta.dirname, name)];
  buildSync({
    ...common,
    entryPoints: entry("print.ts"),
    outfile: program,
    platform: "node",
    alias: platformOf("node"),
  });
  buildSync({
    ...common,
    entryPoints: entry("train.ts"),
    outfile: library,
    platform: "browser",
    alias: platformOf("browser"),
  });
  installOtherNodes();
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true }));

async function printed(node: string, run: Run, ...more: string[]): Promise<unknown> {
  const flags = node === "this Node" ? runtimeFlags(process.versions.node) : []; // with them, Node 20 can fuse
  const args = [...flags, program, JSON.stringify(run), ...more];
  const { stdout } = await promisify(execFile)(nodeBinary(node), args, { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}

describe.each(everyNode)("on %s", (node) => {
  const runs: [string, Run][] = [
    ["eager", { compiled: false }],
    ["compiled", { compiled: true }],
    ["eager, two threads", { compiled: false, threads: 2 }],
    ["compiled, two threads", { compiled: true, threads: 2 }],
  ];
  test.each(runs)("training gives the same bits: %s", async (_, run) => {
    const divided: string[] = [];
    for (let attempt = 0; attempt === 0 || (run.threads === 2 && attempt < 5 && divided.length === 0); attempt++) {
      const { hashes, shared, notReplayed } = (await printed(node, run)) as Trained;
      expect(hashes).toEqual(expected);
      expect(notReplayed).toEqual({});
      divided.push(...Object.keys(shared).filter((name) => shared[name] > 0));
    }
    expect(divided.length > 0).toBe(run.threads === 2);
    expect(withLargeCalls).toEqual(expect.arrayContaining(divided));
  });
});

test("the fused build too has the same bits on two threads as on one, here", async () => {
  const [one, two] = [1, 2].map((threads) => printed("this Node", { compiled: true, fused: true, threads }));
  const [{ hashes }, shared] = (await Promise.all([one, two])) as Trained[];
  expect(shared.hashes).toEqual(hashes);
  expect(hashes.mlp).not.toBe(expected.mlp);
});

describe("in a browser", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const worker = 'import { train } from "/train.js"; onmessage = async ({ data }) => postMessage(await train(data));';
    const files: Record<string, [type: string, text: string | Buffer]> = {
      "/": ["text/html", "<!doctype html><title>bits</title>"],
      "/train.js": ["text/javascript", readFileSync(library)],
      "/worker.js": ["text/javascript", worker],
    };
    server = createServer(({ url = "" }, response) => {
      const [type, text] = files[url] ?? ["text/plain", ""];
      response.writeHead(url in files ? 200 : 404, { "content-type": type }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const inPage = (run: string): string => `import("/train.js").then(({ train }) => train(${run}))`;
  const inWorker = (run: string): string =>
    `new Promise((resolve, reject) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(${run});
    })`;

  test.each([
    ["a page, eager", inPage, { compiled: false }],
    ["a page, compiled", inPage, { compiled: true }],
    ["a worker, compiled", inWorker, { compiled: true }],
  ])("training gives the same bits: %s", async (_, where, run) => {
    const { hashes, notReplayed } = (await page.evaluate(where(JSON.stringify(run)))) as Trained;
    expect(hashes).toEqual(expected);
    expect(notReplayed).toEqual({});
  });
});

describe("other roundings agree to 1e-5", () => {
  let plain: Numbers;
  beforeAll(async () => {
    plain = (await printed("this Node", { compiled: false }, "numbers")) as Numbers;
  });

  test.each<[string, Run]>([
    ["the readable loops, without WebAssembly", { compiled: false, webAssembly: false }],
    ["the fused build", { compiled: true, fused: true }],
  ])("%s", async (_, run) => {
    const other = (await printed("this Node", run, "numbers")) as Numbers;
    expect(Object.keys(other)).toEqual(Object.keys(expected));
    const far: string[] = [];
    let numDifferent = 0;
    for (const [name, parts] of Object.entries(plain)) {
      expect(other[name].map(({ what }) => what)).toEqual(parts.map(({ what }) => what));
      for (const [i, { what, values }] of parts.entries()) {
        expect(values.every(Number.isFinite), `${name}, ${what}`).toBe(true);
        expect(other[name][i].values).toHaveLength(values.length);
        const differences = values.map((x, k) => Math.abs(x - other[name][i].values[k]) / Math.max(1, Math.abs(x)));
        const worst = differences.reduce((most, one) => Math.max(most, one), 0);
        if (worst > 0) numDifferent += 1;
        if (!(worst <= 1e-5)) far.push(`${name}, ${what}: ${worst}`);
      }
    }
    expect(far).toEqual([]);
    expect(numDifferent).toBeGreaterThan(0); // it was computed in another way
  });
});
