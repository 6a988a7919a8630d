// lib/README.md's list of pages: the order in which they are read, and the order in which they may import each other.
import { textOf } from "./sourceFiles.ts";

/** One line of the list. */
export interface Page {
  readonly number: number;
  /** From the project's folder, as in "lib/plain/vector.ts". */
  readonly path: string;
  readonly summary: string;
}

/** The pages in the order of lib/README.md. */
export function readContents(readme: string = textOf("lib/README.md")): Page[] {
  return [...readme.matchAll(/^(\d+)\. \[([^\]]+)\]\(([^)]+)\): (.+)$/gm)].map(([, number, label, link, summary]) => {
    if (label !== link) throw new Error(`lib/README.md calls ${link} ${label}`);
    return { number: Number(number), path: `lib/${link}`, summary };
  });
}

/** The fast loops that lib/README.md lists after the pages: their paths, from the project's folder. */
export function readLoops(readme: string = textOf("lib/README.md")): string[] {
  return [...readme.matchAll(/^- \[(wasm\/assembly\/[^\]]+)\]\(([^)]+)\): (.+)$/gm)].map(([, label, link]) => {
    if (label !== link) throw new Error(`lib/README.md calls ${link} ${label}`);
    return `lib/${link}`;
  });
}

/** Fast loops: AssemblyScript, which is no page, since no page imports it. */
export const isLoop = (path: string): boolean => path.startsWith("lib/wasm/assembly/");

/** Files that the build writes, and that are committed: the kernels' bytes, which only lib/wasm imports, and their types. */
export const isGenerated = (path: string): boolean => /^lib\/wasm\/(bytes|kernelTypes)\.ts$/.test(path);

/** Pages that list the public names of a room. They import pages, and no page imports them. */
export const isIndex = (path: string): boolean => path.endsWith("/index.ts");

/** The only files that know Node or a browser; what they offer is `#platform`. */
export const isPlatform = (path: string): boolean => path.startsWith("lib/platform/");
