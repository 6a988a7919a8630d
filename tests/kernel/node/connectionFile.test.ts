import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { addressOf, ConnectionFileError, readConnectionFile } from "../../../kernel/node/connectionFile.ts";

const GOOD = {
  transport: "tcp",
  ip: "127.0.0.1",
  key: "k",
  signature_scheme: "hmac-sha256",
  shell_port: 1,
  control_port: 2,
  stdin_port: 3,
  iopub_port: 4,
  hb_port: 5,
};

function written(content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "gradbook-connection-")), "kernel.json");
  writeFileSync(file, content);
  return file;
}

describe("readConnectionFile()", () => {
  it("reads what Jupyter writes", () => {
    const connection = readConnectionFile(written(JSON.stringify(GOOD)));
    expect(connection.ports).toEqual({ shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5 });
    expect(addressOf(connection, "iopub")).toBe("tcp://127.0.0.1:4");
    expect(addressOf({ ...connection, transport: "ipc", ip: "/run/k" }, "hb")).toBe("ipc:///run/k-5");
  });

  it("says in one sentence what is wrong with a file", () => {
    const missing = () => readConnectionFile("/nowhere/kernel.json");
    expect(missing).toThrow(ConnectionFileError);
    expect(missing).toThrow(`Cannot start the kernel from "/nowhere/kernel.json" as there is no such file`);
    expect(() => readConnectionFile(written("{"))).toThrow("as it is not JSON");
    expect(() => readConnectionFile(written("null"))).toThrow("as it is not a JSON object");
  });

  it("names the field that is wrong, and its value", () => {
    const broken = (change: object) => () => readConnectionFile(written(JSON.stringify({ ...GOOD, ...change })));
    expect(broken({ transport: "udp" })).toThrow('transport must be "tcp" or "ipc": got "udp"');
    expect(broken({ ip: 3 })).toThrow("ip must be a string: got 3");
    expect(broken({ key: null })).toThrow("key must be a string: got null");
    expect(broken({ signature_scheme: "md5" })).toThrow('signature_scheme must be "hmac-sha256": got "md5"');
    expect(broken({ hb_port: "5" })).toThrow('hb_port must be a port number: got "5"');
    expect(broken({ iopub_port: 70_000 })).toThrow("iopub_port must be a port number: got 70000");
  });
});
