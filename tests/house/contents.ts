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

/** Pages that list the public names of a room. They import pages, and no page imports them. */
export const isIndex = (path: string): boolean => path.endsWith("/index.ts");

/** The only files that know Node or a browser; what they offer is `#platform`. */
export const isPlatform = (path: string): boolean => path.startsWith("lib/platform/");
