// Writing files whole or not at all, with failures that the system itself gives.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as browser from "../../../lib/platform/browser.ts";
import { readBytes, writeBytesAtomically } from "../../../lib/platform/node.ts";

let folder: string;
let file: string;
const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook-write-"));
  file = join(folder, "model.bin");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rule = "as its folder and disk must take a new file";

/** Another process that writes: what only a process of its own can be made to suffer. */
function writer(lines: string): string {
  const source = readFileSync(new URL("../../../lib/platform/node.ts", import.meta.url), "utf8");
  const page = join(folder, "node.mjs");
  writeFileSync(page, transformSync(source, { loader: "ts" }).code);
  const script = join(folder, "writer.mjs");
  writeFileSync(script, `import { writeBytesAtomically } from ${JSON.stringify(pathToFileURL(page).href)};\n${lines}`);
  return script;
}

describe("writeBytesAtomically()", () => {
  test("writes a new file and replaces an old one, by path and by URL, and leaves nothing beside it", async () => {
    await writeBytesAtomically(file, bytes);
    expect(await readBytes(file)).toEqual(bytes);
    await writeBytesAtomically(pathToFileURL(file), Uint8Array.of(1, 2));
    await writeBytesAtomically(pathToFileURL(join(folder, "empty file")).href, new Uint8Array());
    expect([...readFileSync(file)]).toEqual([1, 2]);
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size])).toEqual([
      ["empty file", 0],
      ["model.bin", 2],
    ]);
  });

  test("writes the bytes of a view only", async () => {
    await writeBytesAtomically(file, bytes.subarray(10, 13));
    expect([...readFileSync(file)]).toEqual([10, 11, 12]);
  });

  test("writes at the same time are all whole, and one of them is the last", async () => {
    const versions = Array.from({ length: 20 }, (_, i) => new Uint8Array(10_000).fill(i));
    await Promise.all(versions.map((version) => writeBytesAtomically(file, version)));
    const found = readFileSync(file);
    expect(found.length).toBe(10_000);
    expect(new Set(found).size).toBe(1);
    expect(readdirSync(folder)).toEqual(["model.bin"]);
  });

  test.skipIf(process.platform === "win32")("keeps a link a link, and the old file's permissions", async () => {
    const real = join(folder, "elsewhere");
    mkdirSync(real);
    writeFileSync(join(real, "model.bin"), "old");
    chmodSync(join(real, "model.bin"), 0o640);
    symlinkSync(join(real, "model.bin"), file);
    await writeBytesAtomically(file, Uint8Array.of(7));
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect([...readFileSync(join(real, "model.bin"))]).toEqual([7]);
    expect(statSync(join(real, "model.bin")).mode & 0o777).toBe(0o640);
    expect(readdirSync(real)).toEqual(["model.bin"]);
  });

  test("says that a folder is missing, and makes none", async () => {
    const path = join(folder, "none", "model.bin");
    await expect(writeBytesAtomically(path, bytes)).rejects.toThrow(
      `Cannot write "${path}" ${rule}: there is no such folder; try making it first`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test("says that a part of the path is a file", async () => {
    writeFileSync(file, "old");
    await expect(writeBytesAtomically(join(file, "model.bin"), bytes)).rejects.toThrow(
      /: a part of the path is a file/,
    );
    expect(readdirSync(folder)).toEqual(["model.bin"]);
  });

  test("does not put a file in the place of a folder", async () => {
    mkdirSync(file);
    await expect(writeBytesAtomically(file, bytes)).rejects.toThrow(`Cannot write "${file}" ${rule}: it is a folder`);
    expect(readdirSync(folder)).toEqual(["model.bin"]);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "does not put a file in the place of a device, behind a link either",
    async () => {
      symlinkSync("/dev/full", file);
      for (const path of ["/dev/full", file]) {
        await expect(writeBytesAtomically(path, bytes)).rejects.toThrow(
          `Cannot write "${path}" ${rule}: it is a device`,
        );
      }
      expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
    },
  );

  // Who may do everything is not stopped by permissions; Linux's own folders of no disk stop that one too.
  const root = process.getuid?.() === 0;
  test.skipIf(process.platform !== "linux")("says that writing is not allowed", async () => {
    const closed = root ? "/proc/self" : join(folder, "closed");
    if (!root) mkdirSync(closed, { mode: 0o555 });
    await expect(writeBytesAtomically(join(closed, "model.bin"), bytes)).rejects.toThrow(
      new RegExp(`${rule}: (writing there is not allowed|there is no such folder)`),
    );
    if (!root) expect(readdirSync(closed)).toEqual([]);
  });

  test("refuses an address that is no file, before anything is sent", async () => {
    await expect(writeBytesAtomically("https://example.org/model.bin", bytes)).rejects.toThrow(
      'Cannot write "https://example.org/model.bin" as only files can be written: this is a https: address',
    );
  });

  test.skipIf(process.platform === "win32")(
    "keeps the old file and nothing else when the disk takes only a part of the new one",
    () => {
      writeFileSync(file, "old");
      const script = writer(`await writeBytesAtomically(${JSON.stringify(file)}, new Uint8Array(1e6))
        .catch((error) => { console.log(error.message); process.exit(7); });`);
      const before = readdirSync(folder);
      // The system cuts every file of this process off after 64 KB, with an error in the middle of writing.
      const limited = `trap '' XFSZ; ulimit -f 64; exec "${process.execPath}" "${script}"`;
      const { status, stdout } = spawnSync("bash", ["-c", limited], { encoding: "utf8" });
      expect([status, stdout]).toEqual([
        7,
        `Cannot write "${file}" ${rule}: the file would be larger than the system allows\n`,
      ]);
      expect(readFileSync(file, "utf8")).toBe("old");
      expect(readdirSync(folder)).toEqual(before);
    },
  );

  test("whoever reads after a crash in the middle of writing finds a whole file", async () => {
    const script = writer(`for (let i = 0; ; i = (i + 1) % 256) {
        await writeBytesAtomically(${JSON.stringify(file)}, new Uint8Array(3e6).fill(i));
        console.log(i);
      }`);
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 * round));
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      const found = readFileSync(file);
      expect(found.length).toBe(3e6);
      expect(found.equals(Buffer.alloc(3e6, found[0]))).toBe(true);
    }
  });
});

describe("writeBytesAtomically() in a browser", () => {
  test("refuses, and names a way", async () => {
    await expect(browser.writeBytesAtomically("model.bin", bytes)).rejects.toThrow(
      'Cannot write "model.bin" as pages of a browser have no files: this runs in one; try the same in Node, or keep the bytes',
    );
  });
});
