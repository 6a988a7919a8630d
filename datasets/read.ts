// Reads a table of this folder and refuses one that is not, byte for byte, what its README.md says.
import { readBytes, sha256 } from "#platform";

/** Where a table lies and how it is known. */
export interface TableFile {
  /** The data set's name, as in "iris". */
  readonly name: string;
  /** Path from datasets/, as in "iris/iris.csv". */
  readonly path: string;
  /** SHA-256 of the file's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * The folder that holds the tables. The compiled loaders lie in dist/datasets, the tables stay in datasets.
 *
 * @param here The URL of this module, in either place.
 */
export function tableFolder(here: string): URL {
  const compiled = here.endsWith("/dist/datasets/read.js");
  return new URL(compiled ? "../../datasets/" : "./", here);
}

/**
 * The text of a table.
 *
 * @throws {Error} When the file's SHA-256 differs: a changed table would change every number of the course.
 */
export async function readTable(file: TableFile, folder: URL = tableFolder(import.meta.url)): Promise<string> {
  const bytes = await readBytes(new URL(file.path, folder));
  const found = await sha256(bytes);
  if (found !== file.sha256) {
    throw new Error(
      `Cannot load "${file.name}" as its SHA-256 is ${found.slice(0, 8)}…: expected ${file.sha256.slice(0, 8)}…; ` +
        `try restoring datasets/${file.path} (a changed line ending is enough to differ)`,
    );
  }
  return new TextDecoder().decode(bytes);
}
