import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import * as aliased from "#platform";
import * as browser from "../../../lib/platform/browser.ts";
import * as node from "../../../lib/platform/node.ts";

// The browser's page uses nothing but fetch and Web Crypto, which Node has too: both answer the same questions here.
const bytes = Uint8Array.of(0, 255, 128, 10);
let folder: string;
let server: Server;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradbook-platform-"));
  await writeFile(join(folder, "four bytes.bin"), bytes);
  server = createServer((request, response) => {
    response.writeHead(request.url === "/four" ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

test("#platform is the Node page when the tests run from source", () => {
  expect(aliased.readBytes).toBe(node.readBytes);
});

test("package.json gives browsers the browser's page, everybody else Node's, and both the same types", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  const conditions = Object.entries(manifest.imports["#platform"] as Record<string, string>);
  expect(conditions.map(([condition]) => condition)).toEqual(["types", "browser", "default"]); // the first that fits wins
  const sources = conditions.map(([, path]) => path.replace("./dist/", "").replace(/(\.d\.ts|\.js)$/, ".ts"));
  expect(sources).toEqual(["lib/platform/platform.ts", "lib/platform/browser.ts", "lib/platform/node.ts"]);
  expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort());
});

describe.each([
  ["node", node],
  ["browser", browser],
])("%s", (_name, platform) => {
  test("sha256() gives the digests of FIPS 180-4's examples", async () => {
    const ascii = (text: string) => new TextEncoder().encode(text);
    expect(await platform.sha256(ascii("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(await platform.sha256(ascii(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("sha256() of a view covers the view's bytes only", async () => {
    const view = new Uint8Array([9, 97, 98, 99, 9]).subarray(1, 4);
    expect(await platform.sha256(view)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  test("readBytes() reads over http and from a data: URL, byte for byte", async () => {
    expect([...(await platform.readBytes(`${origin}/four`))]).toEqual([...bytes]);
    expect([...(await platform.readBytes(new URL(`${origin}/four`)))]).toEqual([...bytes]);
    expect([...(await platform.readBytes("data:application/octet-stream;base64,AP+ACg=="))]).toEqual([...bytes]);
  });

  test("readBytes() names the address and the status when the server does not have it", async () => {
    await expect(platform.readBytes(`${origin}/five`)).rejects.toThrow(
      `Cannot read "${origin}/five" as its server must have it: got status 404`,
    );
  });

  test("readBytes() says so when no server answers", async () => {
    await expect(platform.readBytes("http://127.0.0.1:1/x")).rejects.toThrow(
      'Cannot read "http://127.0.0.1:1/x" as its server must answer: there is no connection',
    );
  });

  test("now() never runs backwards", () => {
    let before = platform.now();
    for (let i = 0; i < 1000; i++) {
      const after = platform.now();
      expect(after).toBeGreaterThanOrEqual(before);
      before = after;
    }
  });

  test("pause() lets timers and messages have their turn", async () => {
    let turns = 0;
    setTimeout(() => {
      turns += 1;
    }, 0);
    for (let i = 0; i < 1000 && turns === 0; i++) await platform.pause();
    expect(turns).toBe(1);
  });
});

test("node's readBytes() reads a path and its file: URL, spaces included", async () => {
  const path = join(folder, "four bytes.bin");
  expect([...(await node.readBytes(path))]).toEqual([...bytes]);
  expect([...(await node.readBytes(pathToFileURL(path)))]).toEqual([...bytes]);
  expect([...(await node.readBytes(pathToFileURL(path).href))]).toEqual([...bytes]);
});

test("node's readBytes() names a file that does not exist", async () => {
  const path = join(folder, "none.bin");
  await expect(node.readBytes(path)).rejects.toThrow(
    `Cannot read "${path}" as the file must exist and be readable: there is no such file`,
  );
});

test("browser's sha256() explains an insecure page", async () => {
  const crypto = Object.getOwnPropertyDescriptor(globalThis, "crypto")!;
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  try {
    await expect(browser.sha256(bytes)).rejects.toThrow("try https or localhost");
  } finally {
    Object.defineProperty(globalThis, "crypto", crypto);
  }
});

describe("progress()", () => {
  const stop = Symbol.for("gradbook.stop");
  const place = globalThis as Record<symbol, unknown>;
  afterEach(() => {
    vi.restoreAllMocks();
    delete place[stop];
  });

  /** What is written to standard output while f runs. */
  function written(f: () => void): string {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    f();
    return write.mock.calls.map(([text]) => String(text)).join("");
  }

  test("in a notebook the line is rewritten, a shorter one covers a longer one, and at the end nothing is left", () => {
    place[stop] = () => ({});
    const text = written(() => {
      for (const line of ["step 9 of 10", "step 10", "", ""]) node.progress(line);
    });
    expect(text).toBe("step 9 of 10\rstep 10     \r       \r");
  });

  test("where nobody looks, nothing is written", () => {
    const isTTY = Object.getOwnPropertyDescriptor(process.stdout, "isTTY");
    const show = () => {
      node.progress("step 1");
      node.progress("");
    };
    try {
      Object.defineProperty(process.stdout, "isTTY", { value: false, configurable: true });
      expect(written(show)).toBe("");
      Object.defineProperty(process.stdout, "isTTY", { value: true, configurable: true });
      expect(written(show)).toBe("step 1\r      \r");
    } finally {
      if (isTTY === undefined) delete (process.stdout as { isTTY?: boolean }).isTTY;
      else Object.defineProperty(process.stdout, "isTTY", isTTY);
    }
  });

  test("a browser's console gets lines one by one", () => {
    const info = vi.spyOn(console, "info").mockReturnValue(undefined);
    browser.progress("step 1");
    browser.progress("");
    expect(info.mock.calls).toEqual([["step 1"]]);
  });
});
