import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { digitsFile } from "../../datasets/digits/load.ts";
import { irisFile } from "../../datasets/iris/load.ts";
import { readTable, tableFolder } from "../../datasets/read.ts";

const datasets = new URL("../../datasets/", import.meta.url);

describe("readTable()", () => {
  it.each([irisFile, digitsFile])("refuses $name with one changed byte, by name and both hashes", async (file) => {
    const folder = mkdtempSync(join(tmpdir(), "table-"));
    const bytes = readFileSync(new URL(file.path, datasets));
    const last = bytes.length - 2;
    bytes[last] = bytes[last]! ^ 1;
    writeFileSync(join(folder, "table"), bytes);
    const found = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    await expect(readTable({ ...file, path: "table" }, pathToFileURL(`${folder}/`))).rejects.toThrow(
      `Cannot load "${file.name}" as its SHA-256 is ${found}…: expected ${file.sha256.slice(0, 8)}…`,
    );
  });

  it.each([irisFile, digitsFile])("accepts $name, whose README names the same hash and size", async (file) => {
    const text = await readTable(file);
    const readme = readFileSync(new URL(`${file.name}/README.md`, datasets), "utf8");
    expect(readme).toContain(file.sha256);
    expect(readme).toContain(`${text.length.toLocaleString("en")} bytes`);
  });

  it("says which file is missing", async () => {
    await expect(readTable({ ...irisFile, path: "iris/none.csv" })).rejects.toThrow("none.csv");
  });
});

describe("tableFolder()", () => {
  it("is the folder of the source, also for the compiled loaders", () => {
    expect(tableFolder("file:///here/datasets/read.ts").href).toBe("file:///here/datasets/");
    expect(tableFolder("file:///here/dist/datasets/read.js").href).toBe("file:///here/datasets/");
    expect(tableFolder("file:///dist/datasets/copy/datasets/read.ts").href).toBe(
      "file:///dist/datasets/copy/datasets/",
    );
  });
});
