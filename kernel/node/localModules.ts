// The learner's own files that cells import. The checker watches no files, so changes are looked for before each question.
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

export type FileChange = "created" | "changed" | "deleted";

const SPECIFIERS = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;
const ENDINGS = ["", ".ts", ".js", ".tsx", ".mts", ".cts", ".json", "/index.ts", "/index.js"];

/** Remembers every file that a cell reached by a relative path, and the files that those reached. */
export class LocalModules {
  readonly #folder: string;
  /** Modification time and size, as one text; empty while the file is not there. */
  readonly #versions = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes in the files that a text imports, and gives what has changed on disk since the last call. */
  findChanges(text: string): Map<string, FileChange> {
    const changes = new Map<string, FileChange>();
    for (const [path, version] of this.#versions) {
      const now = versionOf(path);
      if (now === version) continue;
      changes.set(path, version === "" ? "created" : now === "" ? "deleted" : "changed");
      this.#versions.set(path, now);
      this.#addImportsOf(path);
    }
    this.#add(text, this.#folder);
    return changes;
  }

  #add(text: string, folder: string): void {
    for (const [, specifier] of text.matchAll(SPECIFIERS)) {
      const path = resolve(folder, specifier!);
      const found = ENDINGS.map((ending) => path + ending).find((candidate) => versionOf(candidate) !== "") ?? path;
      if (this.#versions.has(found)) continue;
      this.#versions.set(found, versionOf(found));
      this.#addImportsOf(found);
    }
  }

  #addImportsOf(path: string): void {
    if (!/\.[mc]?[tj]sx?$/.test(path) || versionOf(path) === "") return;
    this.#add(readFileSync(path, "utf8"), dirname(path));
  }
}

function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.mtimeMs} ${stats.size}` : "";
}
