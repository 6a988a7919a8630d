// The package as npm would publish it, installed elsewhere, installed into Jupyter, and then thrown away.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { PYTHON } from "../../server/realServer.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

const MAX_TARBALL_BYTES = 2_000_000;

/** npm as this run has it; `npm test` names its file. */
function npm(args: readonly string[], cwd: string): string {
  const file = process.env.npm_execpath;
  const options = { cwd, encoding: "utf8", stdio: "pipe" } as const;
  if (file?.endsWith("npm-cli.js")) return execFileSync(process.execPath, [file, ...args], options);
  return execFileSync("npm", args, { ...options, shell: process.platform === "win32" });
}

/** Runs a cell in the kernel that Jupyter's own client finds. */
const CLIENT = `
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="gradbook", startup_timeout=60)
printed = []
def keep(message):
    content = message["content"]
    if message["msg_type"] == "execute_result": printed.append(content["data"]["text/plain"])
    if message["msg_type"] == "error": printed.append(content["ename"] + ": " + content["evalue"])
client.execute_interactive(sys.argv[1], output_hook=keep, timeout=60)
client.stop_channels()
manager.shutdown_kernel()
print("\\n".join(printed))
`;

const tarballs = temporaryFolder();
let tarball = "";

beforeAll(() => {
  npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", tarballs], packageRoot());
  tarball = join(tarballs, readdirSync(tarballs)[0] ?? "");
});

describe("npm pack", () => {
  let files: string[];
  beforeAll(() => {
    files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  });

  test("npm pack holds what running needs", () => {
    for (const path of [
      "package.json",
      "README.md",
      "LICENSE",
      "dist/lib/index.js",
      "dist/lib/index.d.ts",
      "dist/kernel/node/commandLine.js",
      "dist/kernel/node/kernel.js",
      "dist/kernel/node/logo/logo-64x64.png",
      "dist/labextension/static/remoteEntry.js",
      "dist/datasets/index.js",
    ])
      expect(files).toContain(`package/${path}`);
  });

  test("npm pack holds neither sources, tests, notebooks nor what sets up a clone, and is small", () => {
    const unwanted = files.filter((path) =>
      /^package\/(tests|notebooks|node_modules|kernel\/(node|core|setup)|dist\/kernel\/setup)\//.test(path),
    );
    expect(unwanted).toEqual([]);
    expect(readFileSync(tarball).length).toBeLessThan(MAX_TARBALL_BYTES);
  });
});

test("gradbook installed from the tarball runs in Jupyter after the folder it came from is gone", () => {
  const elsewhere = join(temporaryFolder(), "elsewhere");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "package.json"), '{"private":true}');
  npm(["install", tarball, "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--silent"], elsewhere);
  const prefix = temporaryFolder();
  const gradbook = join(elsewhere, "node_modules", "gradbook", "dist", "kernel", "node", "commandLine.js");
  const installed = spawnSync(process.execPath, [gradbook, "install", "--prefix", prefix], { encoding: "utf8" });
  expect(installed).toMatchObject({ status: 0, stderr: "" });
  rmSync(elsewhere, { recursive: true });

  const env = { ...process.env, JUPYTER_PATH: join(prefix, "share", "jupyter"), JUPYTER_DATA_DIR: temporaryFolder() };
  const answer = (code: string) =>
    execFileSync(PYTHON, ["-c", CLIENT, code], { env, cwd: temporaryFolder(), encoding: "utf8" }).trim();
  expect(answer("const n: number = 6; n * 7")).toBe("42");
  expect(answer("const n: number = 'six';")).toContain("TS2322");
  // The library and the data sets came along.
  expect(answer("(await datasets.iris()).features.length")).toBe("150");
}, 180_000);
