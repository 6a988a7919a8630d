import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelSources } from "../../../lib/wasm/bytes.ts";
import { root } from "../../house/sourceFiles.ts";

interface Wasm {
  readonly BYTES: string;
  readonly TYPES: string;
  sourcesHash(root: string): string;
  makeKernels(root: string): Promise<{ bytesFile: string; typesFile: string }>;
}
const wasm = (await import(`${root}kernel/setup/wasm.mjs`)) as Wasm;

test("makeKernels() makes exactly the bytes and the types that are committed", { timeout: 180_000 }, async () => {
  const { bytesFile, typesFile } = await wasm.makeKernels(root);
  expect(bytesFile === readFileSync(join(root, wasm.BYTES), "utf8"), "the same bytes").toBe(true);
  expect(typesFile).toBe(readFileSync(join(root, wasm.TYPES), "utf8"));
});

test("sourcesHash() is the one that stands beside the committed bytes", () => {
  expect(wasm.sourcesHash(root)).toBe(kernelSources);
});
