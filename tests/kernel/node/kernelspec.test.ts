import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { expect, test } from "vitest";
import { isOurKernelspec, kernelspec, lastingNodePath } from "../../../kernel/node/kernelspec.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

test("kernelspec() starts this package's command with the connection file, and is interrupted by message", () => {
  const spec = kernelspec("/n/node", "/p/gradbook", "1.2.3");
  expect(spec.argv).toEqual([
    "/n/node",
    join("/p/gradbook/dist/kernel/node/commandLine.js"),
    "kernel",
    "--connection-file",
    "{connection_file}",
  ]);
  expect(spec).toMatchObject({
    language: "typescript",
    display_name: "TypeScript (gradbook)",
    interrupt_mode: "message",
  });
  expect(spec.kernel_protocol_version).toBe("5.5");
});

test("isOurKernelspec() knows ours from another program's and from rubbish", () => {
  expect(isOurKernelspec(JSON.parse(JSON.stringify(kernelspec("/n", "/p", "1"))))).toBe(true);
  for (const other of [null, 3, {}, { argv: ["node"], metadata: {} }]) expect(isOurKernelspec(other)).toBe(false);
});

test("lastingNodePath() prefers Homebrew's link, which survives an upgrade", () => {
  const brew = temporaryFolder();
  const cellar = join(brew, "Cellar/node@22/22.1.0/bin");
  mkdirSync(cellar, { recursive: true });
  mkdirSync(join(brew, "opt"));
  writeFileSync(join(cellar, "node"), "");
  expect(lastingNodePath(join(cellar, "node"))).toBe(join(cellar, "node"));
  symlinkSync(join(brew, "Cellar/node@22/22.1.0"), join(brew, "opt/node@22"));
  expect(lastingNodePath(join(cellar, "node"))).toBe(`${brew}/opt/node@22/bin/node`);
});

test("lastingNodePath() leaves every other path, and this Node's is absolute", () => {
  expect(lastingNodePath("/usr/bin/node")).toBe("/usr/bin/node");
  expect(isAbsolute(lastingNodePath(process.execPath))).toBe(true);
});
