import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../kernel/node/packageRoot.ts";
import { type NotebookKernel, startNotebookKernel } from "../../../kernel/setup/notebookKernel.ts";

const folder = mkdtempSync(join(tmpdir(), "notebook-"));
const entry = join(packageRoot(), "dist", "kernel", "node", "commandLine.js");
const command = [process.execPath, entry, "kernel", "--connection-file"];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("startNotebookKernel()", () => {
  let kernel: NotebookKernel;
  beforeAll(async () => {
    kernel = await startNotebookKernel(command, folder);
  });
  afterAll(() => kernel.close());

  const run = async (code: string, timeoutMs = 20_000) => {
    const types: string[] = [];
    let text = "";
    const status = await kernel.execute(code, timeoutMs, ({ header, content }) => {
      types.push(header.msg_type);
      text += String(content.text ?? content.evalue ?? (content.data as Record<string, string>)?.["text/plain"] ?? "");
    });
    return { status, types, text };
  };

  it("hands over all that a cell publishes before it resolves, and keeps its names for the next", async () => {
    expect(await run("const a = 41;\nconsole.log('hello');")).toMatchObject({ status: "ok", text: "hello\n" });
    expect(await run("a + 1")).toMatchObject({ status: "ok", text: "42", types: ["execute_input", "execute_result"] });
  });

  it("says that a cell failed, and goes on", async () => {
    const failed = await run("throw new RangeError('too far');");
    expect(failed.status).toBe("error");
    expect(failed.types).toContain("error");
    expect((await run("a")).text).toBe("41");
  });

  it("does not wait longer than it is told", async () => {
    await expect(run("await new Promise(() => {})", 1500)).rejects.toThrow("the cell took more than 1.5 s");
  });
});

it("startNotebookKernel() says why a kernel ended before it answered", async () => {
  const broken = [process.execPath, "-e", "console.error('no luck'); process.exit(3)", "--"];
  await expect(startNotebookKernel(broken, folder)).rejects.toThrow(
    "Cannot go on as the kernel ended with code 3: no luck",
  );
  await expect(startNotebookKernel([join(folder, "nothing")], folder)).rejects.toThrow("Cannot start the kernel as");
});
